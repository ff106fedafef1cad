"""How a quick-entry line may go on, and old lines."""

from pathlib import Path

import pytest

from core.basics.errors import UnknownClient
from core.basics.i18n import writing_to
from core.business import Business
from core.entryline.complete import completions, last_lines, line_of
from core.entryline.understand import understand
from tests.builders import add_client, days, draft_of, open_business


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    acme = add_client(opened)
    add_client(opened, "acme2")
    add_client(opened, "bianchi")
    opened.entries.post(draft_of(acme, 10, days(-1), ticket="4821", note="printer jams"))
    opened.entries.post(draft_of(acme, 90, ticket="4900", note="VPN down", work_type="remote"))
    return opened


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ()),
        ("ac", ("acme ", "acme2 ")),
        ("acme 15 #48", ("acme 15 #4821 ",)),
        ("bianchi 15 #49", ("bianchi 15 #4900 ",)),
        ("acme 15 +re", ("acme 15 +remote ", "acme 15 +repair ")),
        ("acme 15 @yes", ("acme 15 @yesterday ",)),
        ("acme 15 pri", ("acme 15 printer jams",)),
        ("acme 15 vp", ("acme 15 VPN down",)),
        ("nobody 15 #77", ()),
        ("acme 15 ", ()),
    ],
)
def test_a_line_goes_on(business: Business, typed: str, expected: tuple[str, ...]) -> None:
    assert completions(business.queries, typed) == expected


def test_work_types_go_on_in_the_language_and_from_their_english_codes(business: Business) -> None:
    with writing_to("it"):
        assert completions(business.queries, "acme 15 +rem") == ("acme 15 +remoto ",)
        assert completions(business.queries, "acme 15 +in") == (
            "acme 15 +guasto ",
            "acme 15 +in-sede ",
            "acme 15 +installazione ",
        )
        assert completions(business.queries, "acme 15 +mon") == ("acme 15 +monitoraggio ",)


def test_an_old_line_over_four_hours_says_its_units(business: Business) -> None:
    client = business.queries.resolve_client("acme")
    business.entries.post(draft_of(client, 555, days(-2), work_type="on-site"))
    entry = next(entry for entry in business.queries.entries() if entry.worked_seconds == 555 * 60)
    for language in ("en", "it"):
        with writing_to(language):
            line = line_of(entry)
            assert line.startswith("acme 9h15m ")
            assert understand(business.queries, line).draft.work.work_type == "on-site"


def test_a_line_without_a_client_is_the_highlighted_client_s(business: Business) -> None:
    bianchi = business.queries.resolve_client("bianchi")
    acme = business.queries.resolve_client("acme")
    for line, client, used in [
        ("15 vpn", bianchi, True),
        ("9:00 - 9:20 vpn", bianchi, True),
        ("zzzz is down 15m", bianchi, True),
        ("acme 15 vpn", acme, False),
        ("bianchi 15 vpn", bianchi, False),
    ]:
        read = understand(business.queries, line, default=bianchi)
        assert (read.client, read.draft.client_id, read.words.default_used) == (client, client.client_id, used)
    with pytest.raises(UnknownClient):
        understand(business.queries, "biannchi 15m", default=acme)


def test_old_lines_are_the_technician_s_entries(business: Business) -> None:
    assert last_lines(business.queries) == ("acme 1:30 #4900 +remote VPN down", "acme 0:10 #4821 printer jams")


def test_an_old_line_reads_as_the_entry_it_came_from(business: Business) -> None:
    for entry in business.queries.entries():
        read = understand(business.queries, line_of(entry))
        assert read.client == entry.client
        assert read.draft.work.worked_seconds == entry.worked_seconds
        assert (read.draft.ticket, read.draft.note, read.draft.work.work_type) == (
            entry.ticket,
            entry.note,
            entry.work_type,
        )
