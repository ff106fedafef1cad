"""The reads behind the pages: a client whole, the board, tickets, filters, long lists in parts."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.business import Ledger
from core.entryline.filter import EntryFilter
from core.model.terms import RenewalMode, Threshold
from tests.builders import MONDAY, add_client, days, draft_of, fake_clock, open_ledger, prepaid_terms


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(tmp_path)


def test_a_client_page_holds_blocks_renewals_lines_and_twelve_months(ledger: Ledger) -> None:
    client = add_client(ledger)
    ledger.post(draft_of(client, 400))
    page = ledger.pages.client(client.client_id)
    assert page.balance.remaining_minutes == 800
    assert [block.origin for block in page.blocks] == ["renewed", "sold"]
    assert len(page.renewals) == 1
    assert len(page.lines) == 2
    assert page.in_force is not None
    assert page.months[-1] == ("2026-03", 400)
    assert len(page.months) == 12
    assert page.months[0] == ("2025-04", 0)


def test_a_voided_renewal_is_no_renewal(ledger: Ledger) -> None:
    client = add_client(ledger)
    entry = ledger.post(draft_of(client, 400)).entry
    ledger.void_entry(entry.entry_id)
    page = ledger.pages.client(client.client_id)
    assert page.renewals == ()
    assert len(page.blocks) == 2


def test_entries_are_narrowed_and_summed_over_what_stands(ledger: Ledger) -> None:
    client = add_client(ledger)
    other = add_client(ledger, "bianchi")
    ledger.post(draft_of(client, 10, note="vpn down", ticket="7"))
    ledger.post(draft_of(client, 20, days(-1), note="Printer 100% jam", work_type="remote"))
    gone = ledger.post(draft_of(client, 40, note="vpn twice")).entry
    ledger.void_entry(gone.entry_id)
    ledger.post(draft_of(other, 80, note="vpn elsewhere"))

    def found(**fitting: object) -> list[int]:
        page = ledger.pages.entries(EntryFilter(**fitting), client_id=client.client_id)  # type: ignore[arg-type]
        return [entry.charged_minutes for entry in page.entries]

    assert found() == [40, 10, 20]
    assert found(text="vpn") == [40, 10]
    assert found(text="100%") == [20]
    assert found(text="down vpn") == [10]
    assert found(ticket="7") == [10]
    assert found(work_type="remote") == [20]
    assert found(technician="marco") == []
    assert found(until=days(-1)) == [20]
    page = ledger.pages.entries(EntryFilter(text="vpn"), client_id=client.client_id)
    assert (page.count, page.charged_minutes, page.worked_seconds) == (1, 10, 600)


def test_a_long_list_comes_in_parts(ledger: Ledger) -> None:
    client = add_client(ledger)
    for minutes in range(1, 8):
        ledger.post(draft_of(client, minutes))
    first = ledger.pages.entries(EntryFilter(), client_id=client.client_id, limit=5)
    assert (len(first.entries), first.has_more, first.count) == (5, True, 7)
    whole = ledger.pages.entries(EntryFilter(), client_id=client.client_id, limit=7)
    assert (len(whole.entries), whole.has_more) == (7, False)
    assert whole.entries[:5] == first.entries


def test_the_board_shows_calls_low_clients_expiring_blocks_and_the_day(ledger: Ledger, tmp_path: Path) -> None:
    low = add_client(ledger, "low", terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(200,))
    high = add_client(ledger, "high", terms=prepaid_terms(), blocks=(600,))
    add_client(ledger, "percent", terms=prepaid_terms(threshold=Threshold(percent=50), renewal=RenewalMode.OFF))  # type: ignore[arg-type]
    ledger.sell_block(high.client_id, size_minutes=60, expires_on=days(10))
    ledger.sell_block(high.client_id, size_minutes=60, expires_on=days(31))
    ledger.post(draft_of(high, 30))
    ledger.calls.start(low.client_id)
    other = Ledger.open(ledger.store.path, clock=fake_clock(), technician="marco")
    other.calls.start(high.client_id)
    board = ledger.pages.board()
    assert {(call.technician, call.client.code) for call in board.calls} == {("anna", "low"), ("marco", "high")}
    assert [row.client.code for row in board.under_threshold] == ["low"]
    assert board.under_threshold_count == 1
    assert [(block.client.code, block.remaining_minutes) for block in board.expiring] == [("high", 30)]
    assert [(day.technician, day.charged_minutes, day.entries) for day in board.technicians] == [("anna", 30, 1)]


def test_an_agreement_of_tomorrow_does_not_lower_anybody_today(ledger: Ledger) -> None:
    client = add_client(ledger, "later", terms=prepaid_terms(renewal=RenewalMode.OFF))
    ledger.set_agreement(client.client_id, prepaid_terms(threshold=Threshold(700)), days(1))
    assert ledger.queries.desk().under_threshold == 0
    ledger.set_agreement(client.client_id, prepaid_terms(threshold=Threshold(700)), MONDAY)
    assert ledger.queries.desk().under_threshold == 1


def test_tickets_are_listed_latest_first_and_found_by_their_beginning(ledger: Ledger) -> None:
    acme, other = add_client(ledger), add_client(ledger, "bianchi")
    ledger.post(draft_of(acme, 10, days(-3), ticket="4821"))
    ledger.post(draft_of(acme, 20, ticket="48", work_type="remote"))
    ledger.post(draft_of(other, 30, ticket="4821", work_type="on-site"))
    gone = ledger.post(draft_of(acme, 30, ticket="9")).entry
    ledger.void_entry(gone.entry_id)
    assert [row.ticket for row in ledger.pages.tickets()] == ["4821", "48"]
    assert [row.ticket for row in ledger.pages.tickets("#482")] == ["4821"]
    row = ledger.pages.ticket("4821")
    assert row is not None
    assert (row.client.code, row.work_type, row.charged_minutes, row.entries) == ("bianchi", "on-site", 40, 2)
    assert (row.first_day, row.last_day) == (days(-3), MONDAY)
    assert ledger.pages.ticket("9") is None
    assert ledger.pages.ticket("") is None


def test_notes_are_offered_once_the_latest_first(ledger: Ledger) -> None:
    client = add_client(ledger)
    for note in ("printer", "vpn", "printer", ""):
        ledger.post(draft_of(client, 5, note=note))
    assert ledger.pages.notes(client.client_id) == ("printer", "vpn")


def test_clients_come_a_page_at_a_time(ledger: Ledger) -> None:
    for number in range(7):
        ledger.add_client(f"c{number}", f"Client {number}")
    assert [row.client.code for row in ledger.queries.find_clients("", 3)] == ["c0", "c1", "c2"]
    assert ledger.queries.desk(limit=3).client_count == 7


def test_the_hours_of_a_day_are_the_technician_s_own(ledger: Ledger) -> None:
    client = add_client(ledger)
    ledger.post(draft_of(client, 15))
    marco = Ledger.open(ledger.store.path, clock=fake_clock(), technician="marco")
    marco.post(draft_of(client, 45))
    assert ledger.queries.desk().today_charged_minutes == 15
    ledger.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    assert ledger.queries.desk().today_charged_minutes == 0


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ofificne", ["officine"]),
        ("ofificne bainchi", ["officine"]),
        ("binchi", ["officine", "studio"]),
        ("studoi bianhci", ["studio"]),
        ("panifico", ["panificio"]),
        ("xyzzy", []),
        ("al", []),
    ],
)
def test_misspelt_names_are_found(ledger: Ledger, typed: str, found: list[str]) -> None:
    for code, name in (
        ("officine", "Officine Bianchi"),
        ("studio", "Studio Bianchi"),
        ("panificio", "Panificio Però 24"),
    ):
        ledger.add_client(code, name)
    near = ledger.store.search.near(typed, 5)
    assert sorted(ledger.queries.client(client_id).code for client_id in near) == found
