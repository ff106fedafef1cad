"""Work of clients without an agreement waits, and the agreement charges what is dated from its first day on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from core.basics.errors import MonteoreError, Refused, StoreBusy, Unasked, Usage
from core.business import Business
from core.ledger import waiting as waiting_service
from core.model.billing import LineKind
from core.model.clients import Client
from core.model.terms import Kind, Overage, RenewalMode, Terms, Window
from core.model.work import NOTHING_WAITS, Draft, Span, Waits, Work
from core.rules import waiting as rule
from tests.builders import (
    BLOCK,
    MONDAY,
    THRESHOLD,
    days,
    draft_of,
    fake_clock,
    head_of,
    open_business,
    prepaid_terms,
    remaining,
)


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path, fake_clock()) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


@pytest.fixture
def client(business: Business) -> Client:
    return business.clients.add("acme", "Acme srl")


def post(business: Business, client: Client, minutes: int, day: date = MONDAY, **details: object) -> str:
    return business.entries.post(draft_of(client, minutes, day, **details)).entry.entry_id


def put(business: Business, client: Client, terms: Terms, start: date | None = None, *, sure: bool = False):  # type: ignore[no-untyped-def]
    return business.agreements.put(client.client_id, lambda _before: terms, start, sure=sure)


OFF = prepaid_terms(renewal=RenewalMode.OFF)


def test_work_without_an_agreement_is_kept_and_nothing_is_charged(business: Business, client: Client) -> None:
    view = business.entries.post(draft_of(client, 20))
    entry = view.entry
    assert (entry.worked_seconds, entry.charged_minutes, entry.overdraft_minutes, entry.draws) == (1200, 0, 0, ())
    assert entry.waits
    assert entry.explanation == "0:20, waits: no agreement yet"
    assert (view.renewals, view.remaining_minutes, view.pending_renewal) == ((), None, False)
    balance = business.queries.balance(client.client_id)
    assert (balance.has_agreement, balance.under_threshold, balance.counts_hours) == (False, False, False)
    assert balance.waits == Waits(1, 20)
    (row,) = business.queries.clients()
    assert (row.has_agreement, row.under_threshold, row.waits) == (False, False, Waits(1, 20))
    assert business.queries.desk().under_threshold == 0


def test_a_preview_says_that_work_would_wait(business: Business, client: Client) -> None:
    preview = business.entries.preview(draft_of(client, 20))
    assert (preview.waits, preview.charge.minutes, preview.renewal_count, preview.refusal) == (True, 0, 0, "")
    assert "no agreement yet" in preview.explanation


def test_work_without_a_charge_does_not_wait(business: Business, client: Client) -> None:
    entry = business.entries.post(draft_of(client, 20, no_charge=True)).entry
    assert not entry.waits
    assert business.queries.waits(client.client_id) == NOTHING_WAITS


def test_a_running_call_of_such_a_client_has_no_charge_yet(business: Business, client: Client) -> None:
    business.calls.start(client.client_id)
    assert business.queries.balance(client.client_id).pending_minutes == 0
    assert business.calls.preview_stop().waits
    assert business.calls.stop().entry.waits


def test_the_first_agreement_charges_what_is_dated_from_its_first_day_and_names_the_rest(
    business: Business, client: Client
) -> None:
    early = post(business, client, 7, days(-3))
    late = post(business, client, 30, days(-1))
    preview = business.agreements.preview(client.client_id, lambda _b: OFF, days(-2))
    view = put(business, client, OFF, days(-2))
    assert (view.charged.entries, view.charged.minutes, view.charged.rest) == (1, 30, Waits(1, 7))
    assert preview.charged == view.charged
    assert business.queries.entry(early).waits
    charged = business.queries.entry(late)
    assert (charged.waits, charged.charged_minutes, charged.overdraft_minutes) == (False, 30, 30)
    assert remaining(business, client) == -30


def test_a_first_agreement_without_a_day_charges_everything(business: Business, client: Client) -> None:
    post(business, client, 7, days(-300))
    post(business, client, 30)
    assert put(business, client, OFF).charged.entries == 2
    assert business.queries.waits(client.client_id) == NOTHING_WAITS


def test_a_second_agreement_with_an_earlier_day_charges_what_it_covers(business: Business, client: Client) -> None:
    early = post(business, client, 7, days(-3))
    put(business, client, OFF, days(-1))
    assert business.queries.entry(early).waits
    assert put(business, client, OFF, days(-3)).charged.entries == 1
    assert business.queries.entry(early).charged_minutes == 7


def test_work_dated_before_the_agreement_waits_when_it_is_posted_later(business: Business, client: Client) -> None:
    put(business, client, OFF, days(-1))
    business.blocks.sell(client.client_id)
    view = business.entries.post(draft_of(client, 15, days(-5)))
    assert view.entry.waits
    assert view.remaining_minutes == BLOCK
    assert business.queries.balance(client.client_id).waits == Waits(1, 15)


def test_waiting_work_renews_by_rule_once(business: Business, client: Client) -> None:
    post(business, client, 60)
    post(business, client, 30)
    view = put(business, client, prepaid_terms())
    assert view.charged.renewals == 1
    assert remaining(business, client) == BLOCK - 90
    assert business.queries.balance(client.client_id).overdraft_minutes == 0


def test_more_than_three_blocks_are_asked_about_before_anything_is_changed(business: Business, client: Client) -> None:
    for _entry in range(3):
        post(business, client, 1200)
    before = head_of(business)
    with pytest.raises(Unasked):
        put(business, client, prepaid_terms())
    assert head_of(business) == before
    assert business.agreements.preview(client.client_id, lambda _b: prepaid_terms(), None).charged.doubts
    assert put(business, client, prepaid_terms(), sure=True).charged.renewals == 7


@pytest.mark.parametrize("kind", [Kind.BREAK_FIX, Kind.MANAGED])
def test_break_fix_makes_a_line_for_each_entry_and_managed_makes_none(
    business: Business, client: Client, kind: Kind
) -> None:
    entry_id = post(business, client, 30)
    put(business, client, Terms(kind=kind, hourly_rate_minor=8000, fee_minor=30000))
    lines = [(line.kind, line.minutes, line.amount_minor, line.dated) for line in business.queries.lines()]
    assert lines == ([(LineKind.BREAK_FIX, 30, 4000, MONDAY)] if kind is Kind.BREAK_FIX else [])
    entry = business.queries.entry(entry_id)
    assert (entry.charged_minutes, entry.overdraft_minutes, entry.draws) == (30, 0, ())
    business.entries.void(entry_id)
    assert business.queries.lines() == ()


def test_under_refuse_what_no_block_covers_becomes_overdraft_that_the_next_block_settles(
    business: Business, client: Client
) -> None:
    post(business, client, 30)
    put(business, client, prepaid_terms(renewal=RenewalMode.OFF, overage=Overage.REFUSE))
    assert business.queries.balance(client.client_id).overdraft_minutes == 30
    business.blocks.sell(client.client_id)
    assert remaining(business, client) == BLOCK - 30


def test_under_bill_it_is_invoiced_at_the_overage_rate(business: Business, client: Client) -> None:
    entry_id = post(business, client, 30)
    put(business, client, prepaid_terms(renewal=RenewalMode.OFF, overage=Overage.BILL, overage_rate_minor=6000))
    assert [(line.kind, line.amount_minor) for line in business.queries.lines()] == [(LineKind.OVERAGE, 3000)]
    assert business.queries.entry(entry_id).billed_minutes == 30


def test_rates_by_the_hour_of_each_stretch_hold_for_work_that_waited(business: Business, client: Client) -> None:
    evening = Window("evening", frozenset(range(7)), 18 * 60, 22 * 60, Fraction(2))
    spans = (
        Span(datetime(2026, 3, 1, 15, 0, tzinfo=UTC), 600),
        Span(datetime(2026, 3, 1, 18, 0, tzinfo=UTC), 600),
    )
    work = Work(date(2026, 3, 1), 1200, spans)
    entry_id = business.entries.post(Draft(client.client_id, work)).entry.entry_id
    terms = prepaid_terms(renewal=RenewalMode.OFF, windows=(evening,))
    put(business, client, terms)
    assert business.queries.entry(entry_id).charged_minutes == 10 + 20


def test_what_waits_on_a_locked_day_is_not_charged(business: Business, client: Client) -> None:
    locked = post(business, client, 7, days(-3))
    post(business, client, 30, days(-1))
    business.lock.set(days(-2))
    view = put(business, client, OFF)
    assert (view.charged.entries, view.charged.rest) == (1, Waits(1, 7))
    assert business.queries.entry(locked).waits
    with pytest.raises(Refused, match="locked"):
        business.entries.void(locked)
    business.lock.reopen(None, "the first work was forgotten")
    again = put(business, client, OFF)
    assert (again.is_change, again.charged.entries) == (False, 1)
    assert business.queries.entry(locked).charged_minutes == 7


def test_waiting_entries_can_be_voided_and_corrected(business: Business, client: Client) -> None:
    gone, wrong = post(business, client, 7), post(business, client, 30)
    view = business.entries.void(gone)
    assert (view.returned_minutes, view.remaining_minutes) == (0, None)
    edited = business.entries.edit(wrong, draft_of(client, 45))
    assert edited.entry.waits
    assert business.queries.waits(client.client_id) == Waits(1, 45)
    put(business, client, OFF)
    assert remaining(business, client) == -45


def test_an_entry_that_was_charged_later_can_be_voided_and_corrected(business: Business, client: Client) -> None:
    first, second = post(business, client, 30), post(business, client, 60)
    put(business, client, prepaid_terms())
    business.entries.void(first)
    assert remaining(business, client) == BLOCK - 60
    business.entries.edit(second, draft_of(client, 10))
    assert remaining(business, client) == BLOCK - 10


def test_a_block_that_charging_one_entry_renewed_goes_with_its_void(business: Business, client: Client) -> None:
    entry_id = post(business, client, 30)
    put(business, client, prepaid_terms())
    view = business.entries.void(entry_id)
    assert (len(view.voided_blocks), view.renewals, view.remaining_minutes) == (1, (), 0)


def test_a_block_stays_when_another_entry_of_the_same_charge_draws_from_it(business: Business, client: Client) -> None:
    post(business, client, 30)
    last = post(business, client, 60)
    put(business, client, prepaid_terms())
    view = business.entries.void(last)
    assert (view.voided_blocks, len(view.kept_blocks), view.remaining_minutes) == ((), 1, BLOCK - 30)


def test_no_hours_are_sold_to_a_client_without_an_agreement(business: Business, client: Client) -> None:
    before = head_of(business)
    with pytest.raises(Usage, match="no agreement on 2026-03-02; set one first"):
        business.blocks.sell(client.client_id, size_minutes=600)
    assert head_of(business) == before


def test_an_agreement_that_begins_later_leaves_the_client_without_one_until_then(
    business: Business, client: Client
) -> None:
    put(business, client, OFF, days(3))
    post(business, client, 5)
    balance = business.queries.balance(client.client_id)
    assert (balance.has_agreement, balance.under_threshold, balance.waits.minutes) == (False, False, 5)


def test_waiting_work_is_charged_in_parts(business: Business, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "MOST_IN_PART", 3)
    for minutes in range(1, 9):
        post(business, client, minutes)
    view = put(business, client, prepaid_terms())
    assert (view.charged.entries, view.charged.minutes) == (8, 36)
    events = [row.kind for row in business.session.store.journal()]
    assert events.count("waiting.charged") == 3
    assert remaining(business, client) >= THRESHOLD


def test_charging_that_was_broken_off_goes_on_with_the_same_command(
    business: Business, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule, "MOST_IN_PART", 3)
    for minutes in range(1, 9):
        post(business, client, minutes)
    whole = waiting_service.Waiting.part_in_change
    calls: list[str] = []

    def breaks_off(self: waiting_service.Waiting, client_id: str) -> object:
        calls.append(client_id)
        if len(calls) == 2:
            raise StoreBusy("the store is busy")
        return whole(self, client_id)

    monkeypatch.setattr(waiting_service.Waiting, "part_in_change", breaks_off)
    with pytest.raises(MonteoreError, match="the same command goes on") as caught:
        put(business, client, OFF)
    assert caught.value.exit_code == StoreBusy.exit_code
    assert business.queries.waits(client.client_id).entries == 5
    monkeypatch.undo()
    assert put(business, client, OFF).charged.entries == 5
    assert remaining(business, client) == -36


def test_the_daily_run_goes_on_with_charging_that_was_broken_off(
    business: Business, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule, "MOST_IN_PART", 3)
    for minutes in range(1, 9):
        post(business, client, minutes)
    with monkeypatch.context() as broken:
        broken.setattr(waiting_service.Waiting, "rest", lambda *_words: waiting_service.NOTHING_CHARGED)
        put(business, client, OFF)
    assert business.queries.waits(client.client_id).entries == 5
    assert business.daily.run().charged == ((client.code, 5, 30),)
    assert remaining(business, client) == -36
    assert business.daily.run().charged == ()


def test_the_daily_run_adds_no_blocks_for_waiting_work_that_a_person_has_not_been_asked_about(
    business: Business, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _time in range(6):
        post(business, client, BLOCK)
    with monkeypatch.context() as broken:
        broken.setattr(waiting_service.Waiting, "part_in_change", lambda *_words: ())
        put(business, client, prepaid_terms(), sure=True)
    assert business.daily.run().charged == ()
    assert business.queries.waits(client.client_id).entries == 6


def test_a_move_charges_what_waits_too(business: Business, client: Client) -> None:
    post(business, client, 30)
    terms = Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6000)
    preview = business.moves.preview(client.client_id, terms, days(-1))
    view = business.moves.move(client.client_id, terms, days(-1))
    assert view.charged == preview.charged
    assert view.charged.entries == 1
    assert [line.amount_minor for line in business.queries.lines()] == [3000]


def test_overdraft_of_an_older_store_is_settled_as_ever(business: Business, client: Client) -> None:
    """An entry that was charged as overdraft before work could wait."""
    put(business, client, OFF)
    entry_id = post(business, client, 30)
    assert not business.queries.entry(entry_id).waits
    business.blocks.sell(client.client_id)
    assert remaining(business, client) == BLOCK - 30


def test_a_posting_repeated_under_its_key_changes_nothing_after_the_charge(business: Business, client: Client) -> None:
    draft = draft_of(client, 30, key="k1")
    first = business.entries.post(draft).entry.entry_id
    assert business.entries.post(draft).existed
    put(business, client, OFF)
    again = business.entries.post(draft)
    assert (again.existed, again.entry.entry_id, again.entry.charged_minutes) == (True, first, 30)


def test_erased_clients_keep_the_time_that_waits(business: Business, client: Client) -> None:
    post(business, client, 30, note="secret")
    business.erasure.erase(client.client_id)
    assert business.queries.waits(client.client_id) == Waits(1, 30)


def test_a_month_that_was_issued_does_not_change_when_its_work_is_charged(business: Business, client: Client) -> None:
    february = days(-5)
    post(business, client, 30, february)
    issued = business.statements.issue(client.client_id, "2026-02").view
    assert (issued.charged_minutes, issued.closing_minutes) == (0, 0)
    assert [(entry.waits, entry.charged_minutes, entry.worked_seconds) for entry in issued.entries] == [(True, 0, 1800)]
    put(business, client, OFF)
    read = business.statements.read(client.client_id, "2026-02")
    assert (read.view, read.changed_since) == (issued, True)
    march = business.statements.read(client.client_id, "2026-03").view
    assert (march.opening_minutes, march.charged_minutes, march.closing_minutes) == (0, 30, -30)
    assert [(entry.correction, entry.deducted_minutes, entry.waits) for entry in march.entries] == [(True, 30, False)]


def test_a_month_that_was_not_issued_takes_the_charge_where_the_work_is_dated(
    business: Business, client: Client
) -> None:
    post(business, client, 30, days(-5))
    put(business, client, OFF)
    february = business.statements.read(client.client_id, "2026-02").view
    assert (february.charged_minutes, february.closing_minutes) == (30, -30)
    assert business.statements.read(client.client_id, "2026-03").view.opening_minutes == -30


def test_a_void_after_the_charge_stands_on_the_next_open_statement(business: Business, client: Client) -> None:
    entry_id = post(business, client, 30, days(-5))
    business.statements.issue(client.client_id, "2026-02")
    put(business, client, OFF)
    business.clock.advance(timedelta(days=31))  # type: ignore[attr-defined]
    business.statements.issue(client.client_id, "2026-03")
    business.entries.void(entry_id)
    april = business.statements.read(client.client_id, "2026-04").view
    assert (april.opening_minutes, april.charged_minutes, april.closing_minutes) == (-30, -30, 0)


def test_an_import_of_work_before_the_agreement_waits_and_is_not_asked_about_and_can_be_undone(
    business: Business, client: Client
) -> None:
    put(business, client, OFF, days(-2))
    business.blocks.sell(client.client_id)
    rows = f"client,date,duration\nacme,{days(-5)},20\nacme,{days(-1)},30\n".encode()
    plan = business.imports.plan(rows, "rows.csv")
    assert ["1 row lies before" in question for question in plan.questions] == [True]
    view = business.imports.carry_out(plan, yes=True)
    assert business.queries.waits(client.client_id) == Waits(1, 20)
    put(business, client, OFF, days(-5))
    assert remaining(business, client) == BLOCK - 50
    assert business.imports.undo(view.run_id).voided == 2
    assert remaining(business, client) == BLOCK
