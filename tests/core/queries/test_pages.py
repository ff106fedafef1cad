"""The reads behind the pages: a client whole, the board, tickets, filters, long lists in parts."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.business import Business
from core.model.entry_filter import EntryFilter
from core.model.terms import RenewalMode, Threshold
from core.queries.board import Reason
from tests.builders import MONDAY, add_client, days, draft_of, fake_clock, open_business, prepaid_terms


@pytest.fixture
def business(tmp_path: Path) -> Business:
    return open_business(tmp_path)


def test_a_client_page_holds_blocks_renewals_lines_and_twelve_months(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 400))
    page = business.pages.client(client.client_id)
    assert page.balance.remaining_minutes == 800
    assert [block.origin for block in page.blocks] == ["renewed", "sold"]
    assert len(page.renewals) == 1
    assert len(page.lines) == 2
    assert page.in_force is not None
    assert page.months[-1] == ("2026-03", 400)
    assert len(page.months) == 12
    assert page.months[0] == ("2025-04", 0)


def test_a_voided_renewal_is_no_renewal(business: Business) -> None:
    client = add_client(business)
    entry = business.entries.post(draft_of(client, 400)).entry
    business.entries.void(entry.entry_id)
    page = business.pages.client(client.client_id)
    assert page.renewals == ()
    assert len(page.blocks) == 2


def test_entries_are_narrowed_and_summed_over_what_stands(business: Business) -> None:
    client = add_client(business)
    other = add_client(business, "bianchi")
    business.entries.post(draft_of(client, 10, note="vpn down", ticket="7"))
    business.entries.post(draft_of(client, 20, days(-1), note="Printer 100% jam", work_type="remote"))
    gone = business.entries.post(draft_of(client, 40, note="vpn twice")).entry
    business.entries.void(gone.entry_id)
    business.entries.post(draft_of(other, 80, note="vpn elsewhere"))

    def found(**fitting: object) -> list[int]:
        page = business.pages.entries(EntryFilter(**fitting), client_id=client.client_id)  # type: ignore[arg-type]
        return [entry.charged_minutes for entry in page.entries]

    assert found() == [40, 10, 20]
    assert found(text="vpn") == [40, 10]
    assert found(text="100%") == [20]
    assert found(text="PRINT") == [20]
    assert found(text="rinter") == []
    assert found(text="7 down") == [10]
    assert found(text="# + %") == [40, 10, 20]
    assert found(text="down vpn") == [10]
    assert found(ticket="7") == [10]
    assert found(work_type="remote") == [20]
    assert found(technician="marco") == []
    assert found(until=days(-1)) == [20]
    page = business.pages.entries(EntryFilter(text="vpn"), client_id=client.client_id)
    assert (page.count, page.charged_minutes, page.worked_seconds) == (1, 10, 600)


def test_words_of_notes_are_found_over_all_clients_without_case_and_accents(business: Business) -> None:
    acme, other = add_client(business), add_client(business, "bianchi")
    business.entries.post(draft_of(acme, 10, note="Perché il caffè"))
    business.entries.post(draft_of(other, 20, note="perche no", contact="Niccolò"))
    found = business.pages.entries(EntryFilter(text="PERCHÉ")).entries
    assert [entry.client.code for entry in found] == ["bianchi", "acme"]
    assert [entry.charged_minutes for entry in business.queries.entries(words="niccolo")] == [20]
    assert [entry.charged_minutes for entry in business.queries.entries(words="caffe", work_type="phone")] == [10]
    assert business.queries.entries(words="caffe", technician="marco") == ()


def test_an_erased_note_is_found_no_more(business: Business) -> None:
    acme, other = add_client(business), add_client(business, "bianchi")
    for client in (acme, other):
        business.entries.post(draft_of(client, 10, note="pettirosso"))
    business.erasure.erase(acme.client_id)
    assert [entry.client.code for entry in business.queries.entries(words="pettirosso")] == ["bianchi"]
    assert business.verify().problems == ()


def test_entries_are_summed_by_month_and_a_voided_one_is_listed_but_not_summed(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 10))
    business.entries.post(draft_of(client, 20, days(-3)))
    gone = business.entries.post(draft_of(client, 40, days(-4))).entry
    business.entries.void(gone.entry_id)
    months = business.pages.entries(EntryFilter(), client_id=client.client_id, limit=1).months
    assert [(m.month, m.listed, m.count, m.worked_seconds, m.charged_minutes) for m in months] == [
        ("2026-03", 1, 1, 600, 10),
        ("2026-02", 2, 1, 1200, 20),
    ]


def test_a_long_list_comes_in_parts(business: Business) -> None:
    client = add_client(business)
    for minutes in range(1, 8):
        business.entries.post(draft_of(client, minutes))
    first = business.pages.entries(EntryFilter(), client_id=client.client_id, limit=5)
    assert (len(first.entries), first.has_more, first.count) == (5, True, 7)
    whole = business.pages.entries(EntryFilter(), client_id=client.client_id, limit=7)
    assert (len(whole.entries), whole.has_more) == (7, False)
    assert whole.entries[:5] == first.entries


def test_the_board_shows_calls_low_clients_expiring_blocks_and_the_day(business: Business, tmp_path: Path) -> None:
    low = add_client(business, "low", terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(200,))
    high = add_client(business, "high", terms=prepaid_terms(), blocks=(600,))
    add_client(business, "percent", terms=prepaid_terms(threshold=Threshold(percent=50), renewal=RenewalMode.OFF))  # type: ignore[arg-type]
    business.blocks.sell(high.client_id, size_minutes=60, expires_on=days(10))
    business.blocks.sell(high.client_id, size_minutes=60, expires_on=days(31))
    business.entries.post(draft_of(high, 30))
    business.calls.start(low.client_id)
    other = Business.open(business.session.store.place, clock=fake_clock(), technician="marco")
    other.calls.start(high.client_id)
    board = business.pages.board()
    assert {(call.technician, call.client.code) for call in board.calls} == {("anna", "low"), ("marco", "high")}
    assert [look.row.client.code for look in board.looks] == ["low", "high"]
    assert board.under_threshold_count == 1
    expires = board.looks[1].reasons[0]
    assert (expires.reason, expires.minutes, expires.day) == (Reason.EXPIRES, 30, days(10))
    assert [(day.technician, day.charged_minutes, day.entries) for day in board.technicians] == [("anna", 30, 1)]


def test_work_that_waits_for_an_agreement_is_on_the_board(business: Business) -> None:
    client = business.clients.add("new", "New")
    business.entries.post(draft_of(client, 25))
    (look,) = business.pages.board().looks
    assert (look.row.client.code, look.is_warning) == ("new", True)
    assert [(why.reason, why.minutes) for why in look.reasons] == [(Reason.WORK_WAITS, 25)]


def test_an_agreement_of_tomorrow_does_not_lower_anybody_today(business: Business) -> None:
    client = add_client(business, "later", terms=prepaid_terms(renewal=RenewalMode.OFF))
    business.agreements.set(client.client_id, prepaid_terms(threshold=Threshold(700)), days(1))
    assert business.queries.desk().under_threshold == 0
    business.agreements.set(client.client_id, prepaid_terms(threshold=Threshold(700)), MONDAY)
    assert business.queries.desk().under_threshold == 1


def test_tickets_are_listed_latest_first_and_found_by_their_beginning(business: Business) -> None:
    acme, other = add_client(business), add_client(business, "bianchi")
    business.entries.post(draft_of(acme, 10, days(-3), ticket="4821"))
    business.entries.post(draft_of(acme, 20, ticket="48", work_type="remote"))
    business.entries.post(draft_of(other, 30, ticket="4821", work_type="on-site"))
    gone = business.entries.post(draft_of(acme, 30, ticket="9")).entry
    business.entries.void(gone.entry_id)
    assert [row.ticket for row in business.pages.tickets()] == ["4821", "48"]
    assert [row.ticket for row in business.pages.tickets("#482")] == ["4821"]
    row = business.pages.ticket("4821")
    assert row is not None
    assert (row.client.code, row.work_type, row.charged_minutes, row.entries) == ("bianchi", "on-site", 40, 2)
    assert (row.first_day, row.last_day) == (days(-3), MONDAY)
    assert business.pages.ticket("9") is None
    assert business.pages.ticket("") is None


def test_notes_are_offered_once_the_latest_first(business: Business) -> None:
    client = add_client(business)
    for note in ("printer", "vpn", "printer", ""):
        business.entries.post(draft_of(client, 5, note=note))
    assert business.queries.notes(client.client_id) == ("printer", "vpn")


def test_clients_come_a_page_at_a_time(business: Business) -> None:
    for number in range(7):
        business.clients.add(f"c{number}", f"Client {number}")
    assert [row.client.code for row in business.queries.find_clients("", 3).hits] == ["c0", "c1", "c2"]
    assert business.queries.desk(limit=3).client_count == 7


def test_the_hours_of_a_day_are_the_technician_s_own(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 15))
    marco = Business.open(business.session.store.place, clock=fake_clock(), technician="marco")
    marco.entries.post(draft_of(client, 45))
    assert business.queries.desk().today_charged_minutes == 15
    business.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    assert business.queries.desk().today_charged_minutes == 0
