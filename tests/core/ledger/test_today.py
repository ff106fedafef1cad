"""Today is the day of the client's agreement, and a technician's day is that of the business.

The business is in Rome. It is 2 March, 01:30 there: in New York it is still 1 March, and in Auckland it is 2 March, 13:30.
At 14:00 in Rome it is 3 March in Auckland.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Unasked
from core.business import Business
from core.model.clients import Client
from core.model.terms import RenewalMode, Terms, Threshold
from core.model.work import Draft, Span, Work
from core.queries.board import Look, Reason
from core.queries.slips import slips_of_entry
from core.reports import make_report
from core.reports.table import ReportOptions
from tests.builders import add_client, draft_of, prepaid_terms

NIGHT = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
NEW_YORK = prepaid_terms(timezone="America/New_York", renewal=RenewalMode.OFF)
AUCKLAND = prepaid_terms(timezone="Pacific/Auckland", renewal=RenewalMode.OFF)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NIGHT)


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return Business.open(tmp_path / "ledger.db", clock=clock, technician="anna", create=True, timezone="Europe/Rome")


def _begun(client: Client, day: date, started_at: datetime, minutes: int = 15) -> Draft:
    return Draft(client.client_id, Work(day, minutes * 60, (Span(started_at, minutes * 60),)))


def _shown(business: Business) -> list[tuple[str, date]]:
    return sorted((entry.client.code, entry.work_date) for entry in business.queries.desk().entries_today)


def test_the_desk_lists_the_technicians_day_and_its_total_is_that_of_the_list(
    business: Business, clock: FakeClock
) -> None:
    rome, york = add_client(business, "rome"), add_client(business, "york", terms=NEW_YORK)
    business.entries.post(draft_of(rome, 15, SECOND))
    business.entries.post(draft_of(rome, 15, FIRST))
    business.entries.post(draft_of(york, 15, date(2026, 2, 28)))
    business.entries.post(_begun(york, FIRST, NIGHT - timedelta(hours=5)))
    business.entries.post(_begun(york, FIRST, NIGHT - timedelta(minutes=20)))
    business.entries.post(draft_of(york, 15, FIRST))
    assert _shown(business) == [("rome", SECOND), ("york", FIRST), ("york", FIRST)]
    desk = business.queries.desk()
    assert desk.today_worked_seconds == sum(entry.worked_seconds for entry in desk.entries_today) == 45 * 60
    (of_board,) = business.pages.board().technicians
    assert (of_board.worked_seconds, of_board.entries) == (45 * 60, 3)


def test_work_of_the_morning_stays_on_the_desk_when_the_client_s_day_is_over(
    business: Business, clock: FakeClock
) -> None:
    client = add_client(business, "auckland", terms=AUCKLAND)
    clock.advance(timedelta(hours=9))
    business.entries.post(_begun(client, SECOND, clock.now() - timedelta(minutes=30)))
    clock.advance(timedelta(hours=4))
    business.entries.post(_begun(client, THIRD, clock.now() - timedelta(minutes=30)))
    business.entries.post(draft_of(client, 15, THIRD))
    assert business.queries.today(client.client_id) == THIRD
    assert _shown(business) == [("auckland", SECOND), ("auckland", THIRD), ("auckland", THIRD)]


def test_what_is_left_and_who_is_under_the_threshold_goes_by_the_clients_day(business: Business) -> None:
    york = add_client(business, "york", terms=NEW_YORK, blocks=())
    rome = add_client(business, "rome", terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=())
    for client in (york, rome):
        business.blocks.sell(client.client_id, sold_on=SECOND)
    rows = {row.client.code: row for row in business.queries.clients()}
    assert (rows["york"].remaining_minutes, rows["york"].later_minutes) == (0, 600)
    assert (rows["rome"].remaining_minutes, rows["rome"].later_minutes) == (600, 0)
    assert business.queries.remaining_minutes(york.client_id) == 0
    assert business.queries.balance(york.client_id).remaining_minutes == 0
    assert business.blocks.preview(york.client_id).remaining_before_minutes == 0


def test_terms_that_begin_today_in_one_zone_and_tomorrow_in_another_count_so_under_the_threshold(
    business: Business,
) -> None:
    for code, terms in (("york", NEW_YORK), ("rome", prepaid_terms(renewal=RenewalMode.OFF))):
        client = add_client(business, code, terms=terms)
        higher = prepaid_terms(timezone=terms.timezone, renewal=RenewalMode.OFF, threshold=Threshold(601))
        business.agreements.set(client.client_id, higher, SECOND)
    assert business.queries.desk().under_threshold == 1
    board = business.pages.board()
    assert [look.row.client.code for look in board.looks if look.reasons[0].reason is Reason.UNDER] == ["rome"]
    assert board.under_threshold_count == 1
    assert {row.client.code: row.under_threshold for row in business.queries.clients()} == {"york": False, "rome": True}


def test_proposals_are_due_by_the_clients_day(business: Business) -> None:
    york, rome = add_client(business, "york", terms=NEW_YORK), add_client(business, "rome")
    for client in (york, rome):
        business.proposals.add(client.client_id, "Patches", due_on=SECOND)
    assert business.proposals.due_count() == business.queries.desk().due_proposals == 1
    assert {view.client.code: view.due for view in business.proposals.list()} == {"york": False, "rome": True}
    recurring = business.proposals.add(york.client_id, "Disks", every="monthly")
    assert recurring.due_on == FIRST


def reasons_of(look: Look) -> list[Reason]:
    return [each.reason for each in look.reasons]


def test_hours_that_expire_are_listed_from_the_clients_day_on(business: Business) -> None:
    york = add_client(business, "york", terms=NEW_YORK, blocks=())
    business.blocks.sell(york.client_id, sold_on=FIRST, expires_on=FIRST)
    rome = add_client(business, "rome", blocks=())
    business.blocks.sell(rome.client_id, sold_on=FIRST, expires_on=FIRST)
    expiring = [look.row.client.code for look in business.pages.board().looks if Reason.EXPIRES in reasons_of(look)]
    assert expiring == ["york"]
    rows = make_report(business.queries, "expiring", ReportOptions()).rows
    assert [(row[0], row[4]) for row in rows] == [("york", 0)]
    business.proposals.set_item("Patches")
    assert [view.client.code for view in business.proposals.suggest()] == ["york"]


def test_a_report_ends_with_the_last_of_the_clients_days(business: Business, clock: FakeClock) -> None:
    client = add_client(business, "auckland", terms=AUCKLAND)
    clock.advance(timedelta(hours=13))
    business.entries.post(draft_of(client, 15, THIRD, ticket="7"))
    for options in (ReportOptions(), ReportOptions(client_id=client.client_id)):
        (row,) = make_report(business.queries, "tickets", options).rows
        assert row[6] == THIRD
    burnt = make_report(business.queries, "burn", ReportOptions()).rows
    assert [row[0] for row in burnt] == ["auckland"]


def test_days_far_away_are_counted_from_the_clients_day(business: Business) -> None:
    york = add_client(business, "york", terms=NEW_YORK)
    business.entries.post(draft_of(york, 15, FIRST - timedelta(days=366)))
    with pytest.raises(Unasked):
        business.entries.post(draft_of(york, 15, FIRST - timedelta(days=367)))


def test_a_zone_that_is_agreed_or_withdrawn_counts_at_once(business: Business) -> None:
    client = add_client(business)
    assert business.session.days().others == {}
    business.agreements.set(client.client_id, NEW_YORK, FIRST)
    assert business.session.days().others == {client.client_id: FIRST}
    business.agreements.set(client.client_id, Terms(), FIRST)
    assert business.session.days().others == {}


def test_work_of_the_clients_today_does_not_lie_in_the_future(business: Business, clock: FakeClock) -> None:
    client = add_client(business, "auckland", terms=AUCKLAND)
    clock.advance(timedelta(hours=13))
    entry = business.entries.post(draft_of(client, 15, THIRD)).entry
    assert slips_of_entry(business.session, entry.entry_id) == ()
    later = business.entries.post(draft_of(client, 15, THIRD + timedelta(days=1))).entry
    assert slips_of_entry(business.session, later.entry_id) != ()
