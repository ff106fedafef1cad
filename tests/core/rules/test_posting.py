"""The whole decision for an entry, a sale and a void: events in order, all or nothing."""

import pytest

from core.basics.errors import Refused
from core.journal.events import (
    BlockAdded,
    BlockDraw,
    BlockVoided,
    EntryPosted,
    EntryVoided,
    RenewalAsked,
    RenewalClosed,
)
from core.model.accounts import Account
from core.model.billing import LineKind
from core.model.blocks import OpenOverdraft
from core.model.terms import Kind, Overage, RenewalMode
from core.model.work import Charge, Draft
from core.rules.decision import Decision
from core.rules.posting import CausedBlock, check_lock, decide_expiry, decide_posting, decide_void, line_of, payment
from tests.builders import MONDAY, account_of, block_of, context_on, days, prepaid_terms, work_of


def _post(account: Account, minutes: int) -> Decision:
    return decide_posting(
        account, Draft("k1", work_of(minutes)), Charge(minutes, minutes * 60), context_on(), entry_id="e1"
    )


def test_an_entry_of_12_hours_with_6_left_adds_two_blocks_and_leaves_14_hours() -> None:
    decision = _post(account_of(block_of("b1", 360)), 720)
    posted, first, second = decision.events
    assert isinstance(posted, EntryPosted)
    assert isinstance(first, BlockAdded)
    assert isinstance(second, BlockAdded)
    assert posted.draws == (BlockDraw("b1", 360),)
    assert posted.overdraft_minutes == 360
    assert sum(settled.minutes for settled in first.settles) == 360
    assert second.settles == ()
    assert {first.cause_entry_id, second.cause_entry_id} == {"e1"}
    assert decision.account.remaining_minutes == 14 * 60
    assert decision.account.overdraft_minutes == 0
    assert decision.renewed_count == 2


def test_each_renewed_block_has_a_line_at_the_agreed_price() -> None:
    blocks = [event for event in _post(account_of(block_of("b1", 360)), 720).events if isinstance(event, BlockAdded)]
    assert [(b.line.kind, b.line.amount_minor, b.line.minutes) for b in blocks] == [(LineKind.BLOCK, 80_000, 600)] * 2


def test_exactly_at_the_threshold_nothing_is_renewed() -> None:
    assert _post(account_of(block_of("b1", 360)), 60).renewed_count == 0
    assert _post(account_of(block_of("b1", 360)), 61).renewed_count == 1


def test_a_free_entry_renews_nothing_even_under_the_threshold() -> None:
    assert _post(account_of(block_of("b1", 10)), 0).renewed_count == 0


def test_under_bill_the_rest_becomes_a_line_at_the_overage_rate() -> None:
    terms = prepaid_terms(overage=Overage.BILL, overage_rate_minor=9_500, renewal=RenewalMode.OFF)
    (posted,) = _post(account_of(block_of("b1", 20), terms=terms), 60).events
    assert isinstance(posted, EntryPosted)
    assert (posted.overdraft_minutes, posted.billed_minutes) == (0, 40)
    assert posted.line is not None
    assert (posted.line.kind, posted.line.minutes, posted.line.amount_minor) == (LineKind.OVERAGE, 40, 6_333)


def test_under_refuse_an_entry_that_is_not_covered_is_refused() -> None:
    terms = prepaid_terms(overage=Overage.REFUSE, renewal=RenewalMode.OFF)
    with pytest.raises(Refused):
        _post(account_of(block_of("b1", 59), terms=terms), 60)
    assert _post(account_of(block_of("b1", 60), terms=terms), 60).account.remaining_minutes == 0


def test_break_fix_work_has_a_line_at_the_hourly_rate_and_draws_nothing() -> None:
    terms = prepaid_terms(kind=Kind.BREAK_FIX, hourly_rate_minor=8_000)
    (posted,) = _post(account_of(block_of("b1", 600), terms=terms), 45).events
    assert isinstance(posted, EntryPosted)
    assert posted.draws == ()
    assert posted.line is not None
    assert posted.line.amount_minor == 6_000


def test_managed_work_draws_nothing_and_bills_nothing() -> None:
    (posted,) = _post(account_of(block_of("b1", 600), terms=prepaid_terms(kind=Kind.MANAGED)), 45).events
    assert isinstance(posted, EntryPosted)
    assert (posted.draws, posted.overdraft_minutes, posted.line) == ((), 0, None)


def test_in_ask_mode_one_renewal_waits_and_a_second_entry_adds_no_other() -> None:
    terms = prepaid_terms(renewal=RenewalMode.ASK)
    first = _post(account_of(block_of("b1", 310), terms=terms), 20)
    assert [type(event) for event in first.events] == [EntryPosted, RenewalAsked]
    assert [type(event) for event in _post(first.account, 20).events] == [EntryPosted]


def test_a_void_returns_the_draws_takes_back_what_it_renewed_and_withdraws_nothing_else() -> None:
    terms = prepaid_terms(renewal=RenewalMode.ASK)
    posted = _post(account_of(block_of("b1", 310), terms=terms), 20)
    undone = decide_void(posted.account, "e1", (BlockDraw("b1", 20),), 0, (), None, context_on(), reason="typo")
    assert [type(event) for event in undone.events] == [EntryVoided, RenewalClosed]
    assert undone.account.remaining_minutes == 310


def test_a_renewed_block_that_something_touched_stays() -> None:
    account = account_of(block_of("b1", 0), block_of("b2", 500))
    undone = decide_void(
        account, "e1", (BlockDraw("b1", 600),), 0, (CausedBlock("b2", "other entries"),), None, context_on(), reason=""
    )
    assert not any(isinstance(event, BlockVoided) for event in undone.events)
    assert undone.account.remaining_minutes == 1100


def test_a_renewal_settles_other_entries_overdrafts_first_oldest_first() -> None:
    overdrafts = (OpenOverdraft("e0", days(-1), 3, 100),)
    decision = _post(account_of(overdrafts=overdrafts), 50)
    block = next(event for event in decision.events if isinstance(event, BlockAdded))
    assert [(settled.entry_id, settled.minutes) for settled in block.settles] == [("e0", 100), ("e1", 50)]
    assert decision.account.remaining_minutes == 450


def test_forfeiture_can_trigger_a_renewal() -> None:
    account = account_of(block_of("b1", 200, expires_on=MONDAY), block_of("b2", 299))
    decision = decide_expiry(account, days(8), context_on())
    assert decision.renewed_count == 1
    assert decision.account.remaining_minutes == 899


def test_the_lock_day_itself_is_locked() -> None:
    check_lock(days(1), MONDAY)
    check_lock(MONDAY, None)
    with pytest.raises(Refused):
        check_lock(MONDAY, MONDAY)


def test_a_posting_asks_for_the_kind_of_terms_without_their_enumeration() -> None:
    for function in (decide_posting, payment, line_of):
        assert "Kind" not in function.__code__.co_names
