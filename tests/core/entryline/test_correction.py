"""A corrected line: what it does not say stays as the entry has it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.entryline.understand import correction
from core.model.work import Draft, Span, Work
from core.queries.views.entries import EntryView
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms

STARTED = datetime(2026, 2, 26, 10, 20, 30, tzinfo=UTC)
"""11:20:30 in Rome, four days before the Monday."""


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def entry(business: Business) -> EntryView:
    client = add_client(business)
    work = Work(days(-4), 900, (Span(STARTED, 900),), "remote", no_charge=True)
    draft = Draft(client.client_id, work, "4821", "printer jams", "Maria")
    return business.entries.post(draft).entry


def corrected(business: Business, entry: EntryView, line: str) -> Draft:
    return correction(business.queries, entry, line)


@pytest.mark.parametrize("line", ["acme 20", "20", "20m", "acme 20 @2026-02-26"])
def test_a_line_with_only_a_length_keeps_the_rest(business: Business, entry: EntryView, line: str) -> None:
    draft = corrected(business, entry, line)
    assert draft.work == Work(days(-4), 1200, (Span(STARTED, 1200),), "remote", no_charge=True)
    assert (draft.ticket, draft.note, draft.contact) == ("4821", "printer jams", "Maria")
    assert draft.client_id == entry.client.client_id


@pytest.mark.parametrize(
    ("line", "ticket", "note", "no_charge", "contact"),
    [
        ("#77", "77", "printer jams", True, "Maria"),
        ("acme 15 router", "4821", "router", True, "Maria"),
        ("acme 15 #none", "", "printer jams", True, "Maria"),
        ("note=none", "4821", "", True, "Maria"),
        ("nc=none 15", "4821", "printer jams", False, "Maria"),
        ("15 contact=none #none note=none nc=none", "", "", False, ""),
    ],
)
def test_each_label_is_replaced_or_taken_away_by_its_word(
    business: Business, entry: EntryView, line: str, ticket: str, note: str, no_charge: bool, contact: str
) -> None:
    draft = corrected(business, entry, line)
    assert (draft.ticket, draft.note, draft.work.no_charge, draft.contact) == (ticket, note, no_charge, contact)
    assert draft.work.spans == (Span(STARTED, 900),)


def test_another_day_keeps_the_hour_and_another_hour_keeps_the_day(business: Business, entry: EntryView) -> None:
    moved = corrected(business, entry, "15 @2026-02-25").work
    assert moved.spans == (Span(STARTED - timedelta(days=1), 900),)
    later = corrected(business, entry, "15 @14:00").work
    assert (later.work_date, later.spans[0].started_at) == (days(-4), datetime(2026, 2, 26, 13, 0, tzinfo=UTC))
    ranged = corrected(business, entry, "acme 14:00-15:00").work
    assert (ranged.work_date, ranged.worked_seconds) == (days(-4), 3600)


@pytest.fixture
def held(business: Business) -> EntryView:
    """10 minutes, a pause of 40, 10 minutes: the second ten lie in the evening, four days before the Monday."""
    client = add_client(business, "held")
    spans = (Span(STARTED, 600), Span(STARTED + timedelta(minutes=50), 600))
    return business.entries.post(Draft(client.client_id, Work(days(-4), 1200, spans), note="vpn")).entry


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        ("#77", ((0, 600), (50, 600))),
        ("held 20 @2026-02-26 @11:20 vpn #77", ((0, 600), (50, 600))),
        ("25", ((0, 600), (50, 900))),
        ("15", ((0, 600), (50, 300))),
        ("5", ((0, 300),)),
        ("20 @2026-02-25", ((-1440, 600), (-1390, 600))),
        ("20 @11:25", ((4.5, 1200),)),
        ("11:20-11:40", ((-0.5, 1200),)),
    ],
)
def test_a_corrected_call_that_was_held_keeps_its_pauses(
    business: Business, held: EntryView, line: str, spans: tuple[tuple[float, int], ...]
) -> None:
    wanted = tuple(Span(STARTED + timedelta(minutes=start), seconds) for start, seconds in spans)
    assert corrected(business, held, line).work.spans == wanted


def test_a_held_call_that_would_end_in_the_future_begins_earlier(business: Business, clock: FakeClock) -> None:
    client, now = add_client(business, "held"), clock.now()
    spans = (Span(now - timedelta(minutes=60), 600), Span(now - timedelta(minutes=10), 600))
    entry = business.entries.post(Draft(client.client_id, Work(days(0), 1200, spans))).entry
    longer = corrected(business, entry, "30").work
    assert longer.spans == (Span(now - timedelta(minutes=70), 1200), Span(now - timedelta(minutes=10), 600))


def test_an_entry_that_goes_to_a_client_of_another_zone_keeps_its_instant_and_gets_the_day_there(
    business: Business, entry: EntryView
) -> None:
    add_client(business, "nz", terms=prepaid_terms(timezone="Pacific/Auckland"))
    late = business.entries.post(
        Draft(entry.client.client_id, Work(days(-4), 900, (Span(STARTED + timedelta(hours=2), 900),)))
    ).entry
    work = corrected(business, late, "nz").work
    assert (work.work_date, work.spans) == (days(-3), (Span(STARTED + timedelta(hours=2), 900),))


def test_an_entry_without_a_start_gets_none(business: Business) -> None:
    client = add_client(business, "rossi")
    entry = business.entries.post(draft_of(client, 15, days(-2))).entry
    assert corrected(business, entry, "rossi 20").work == Work(days(-2), 1200)


def test_work_that_would_end_in_the_future_ends_now(business: Business, clock: FakeClock) -> None:
    client = add_client(business, "rossi")
    entry = business.lines.post("rossi 15 router").entry
    work = corrected(business, entry, "rossi 40").work
    assert work.spans == (Span(clock.now() - timedelta(minutes=40), 2400),)
    assert entry.client == client


def test_a_default_work_type_is_said_by_its_name(business: Business, entry: EntryView) -> None:
    assert corrected(business, entry, "15 +phone").work.work_type == "phone"
