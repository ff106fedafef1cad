"""Which client a line means for which nobody is chosen."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import MonteoreError, UnknownClient
from core.business import Business
from core.entryline import understand as module
from core.entryline.understand import understand
from tests.builders import add_client, open_business
from tests.profiles import examples


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory) -> Business:
    made = open_business(Path(tmp_path_factory.mktemp("lines")))
    beta = add_client(made, "beta")
    made.clients.edit(beta.client_id, name="Beta 2000")
    made.clients.add("77", "Settantasette")
    made.clients.add("radio", "Radio 105")
    made.clients.add("rossi", "Rossi 40 Macelleria 50")
    made.clients.add("macelleria", "Rossi Radio 105 srl")
    made.entries.post(understand(made.queries, "beta 10 #15 fan").draft)
    made.entries.post(understand(made.queries, "beta 10 #4900 fan").draft)
    return made


@pytest.mark.parametrize("line", ["20 30 chairs", "15 3 printers", "1h 20 vpn", "9:00 20m vpn", "9:00-9:20 vpn 5m"])
def test_a_time_at_the_beginning_is_no_part_of_a_name_or_a_ticket(business: Business, line: str) -> None:
    with pytest.raises(UnknownClient, match="begins with the time"):
        understand(business.queries, line)


@pytest.mark.parametrize(
    ("line", "client", "ticket"),
    [
        ("2000 30 chairs", "beta", ""),
        ("77 30 chairs", "77", ""),
        ("Beta 2000 30 chairs", "beta", ""),
        ("Radio 105 20 chairs", "radio", ""),
        ("radio 20 chairs", "radio", ""),
        ("Radio 105 chairs", "radio", ""),
        ("#4900 30 chairs", "beta", "4900"),
        ("#4900 30 #15 chairs", "beta", "15"),
    ],
)
def test_a_client_is_its_code_its_name_or_its_ticket(business: Business, line: str, client: str, ticket: str) -> None:
    read = understand(business.queries, line)
    assert (read.client.code, read.draft.ticket, read.draft.note) == (client, ticket, "chairs")
    minutes = {"radio 20 chairs": 20, "Radio 105 20 chairs": 20, "Radio 105 chairs": 105}.get(line, 30)
    assert read.draft.work.worked_seconds == minutes * 60


_WORDS = (
    "rossi",
    "radio",
    "beta",
    "77",
    "Rossi",
    "macelleria",
    "105",
    "40",
    "50",
    "2000",
    "30m",
    "vpn",
    "+phone",
    "srl",
)


@examples(100)
@given(st.lists(st.sampled_from(_WORDS), max_size=6))
def test_a_code_that_begins_no_longer_name_is_told_without_a_search(business: Business, words: list[str]) -> None:
    def told() -> object:
        try:
            read = understand(business.queries, " ".join(words))
        except MonteoreError as refusal:
            return str(refusal)
        return read.client.code, read.draft.note, read.draft.work.worked_seconds

    quick = told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_is_code_alone", lambda *_words: False)
        assert quick == told()
