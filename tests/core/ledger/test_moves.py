"""Moving a client: what becomes of the hours left, in one change."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import Refused, Usage
from core.business import Business
from core.documents.content import content_of
from core.model.billing import LineKind
from core.model.terms import ExpiryMode, Kind, RenewalMode, Terms
from core.rules.marks import credited_minor
from core.rules.moving import HoursLeft, Overdraft, paid_a_minute
from tests.builders import MORNING, add_client, block_of, days, draft_of, open_business, prepaid_terms, remaining

MANAGED = Terms(kind=Kind.MANAGED, fee_minor=40_000)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MORNING)


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return open_business(tmp_path, clock)


def test_kept_hours_are_used_up_first_then_the_fee_covers_the_work(business: Business) -> None:
    client = add_client(business)
    view = business.moves.move(client.client_id, MANAGED, None)
    assert (view.left_minutes, view.credits) == (600, ())
    business.entries.post(draft_of(client, 540))
    assert remaining(business, client) == 60
    last = business.entries.post(draft_of(client, 100)).entry
    assert (sum(draw.minutes for draw in last.draws), last.overdraft_minutes, last.billed_minutes) == (60, 0, 0)
    after = business.entries.post(draft_of(client, 100)).entry
    assert (after.draws, after.overdraft_minutes) == ((), 0)
    assert remaining(business, client) == 0
    business.entries.void(last.entry_id)
    assert remaining(business, client) == 60
    assert [line.kind.value for line in business.queries.lines(client_id=client.client_id)] == ["block"]
    assert business.verify().ok


def test_kept_hours_are_used_up_first_then_work_is_billed_by_the_hour(business: Business) -> None:
    client = add_client(business)
    hourly = Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6000)
    business.moves.move(client.client_id, hourly, None)
    business.entries.post(draft_of(client, 570))
    assert len(business.queries.lines(client_id=client.client_id)) == 1
    business.agreements.set(client.client_id, hourly)
    entry = business.entries.post(draft_of(client, 90)).entry
    assert (sum(draw.minutes for draw in entry.draws), entry.billed_minutes) == (30, 60)
    line = business.queries.lines(client_id=client.client_id)[-1]
    assert (line.kind.value, line.minutes, line.amount_minor) == ("break-fix", 60, 6000)
    assert business.verify().ok


def test_who_never_moved_draws_nothing_under_a_managed_agreement(business: Business) -> None:
    client = add_client(business)
    business.agreements.set(client.client_id, MANAGED)
    business.entries.post(draft_of(client, 60))
    assert remaining(business, client) == 600
    business.agreements.set(client.client_id, prepaid_terms())
    business.entries.post(draft_of(client, 60))
    assert remaining(business, client) == 540
    assert business.verify().ok


def test_credited_hours_leave_with_a_line_at_the_price_paid(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 45))  # 555 of 600 min at 800.00: 740.00
    view = business.moves.move(client.client_id, MANAGED, None, hours=HoursLeft.CREDIT)
    assert view.credits == (("EUR", 74_000),)
    assert remaining(business, client) == 0
    credit = business.queries.lines(client_id=client.client_id)[-1]
    assert (credit.kind.value, credit.minutes, credit.amount_minor, credit.status.value) == (
        "credit",
        555,
        -74_000,
        "to-invoice",
    )
    assert len(business.queries.blocks(client.client_id)) == 1
    assert business.verify().ok
    statement = business.statements.read(client.client_id, "2026-03").view
    assert (statement.credited_minutes, statement.forfeited_minutes, statement.closing_minutes) == (555, 0, 0)


def test_hours_lapse_only_by_consent_which_is_recorded(business: Business) -> None:
    client = add_client(business)
    with pytest.raises(Usage, match="only by consent"):
        business.moves.move(client.client_id, MANAGED, None, hours=HoursLeft.FORFEIT)
    assert remaining(business, client) == 600
    business.moves.move(client.client_id, MANAGED, None, hours=HoursLeft.FORFEIT, consent="M. Rossi, 2 March")
    assert remaining(business, client) == 0
    assert business.queries.terms(client.client_id).reference == "M. Rossi, 2 March"


def test_an_overdraft_and_a_later_day_are_refused(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(30,))
    with pytest.raises(Usage, match="credited or given up today"):
        business.moves.move(client.client_id, MANAGED, days(5), hours=HoursLeft.CREDIT)
    business.entries.post(draft_of(client, 50))
    with pytest.raises(Refused, match="0:20 h that no block covers"):
        business.moves.move(client.client_id, MANAGED, None)


def test_a_waiting_renewal_is_withdrawn(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.ASK))
    business.entries.post(draft_of(client, 400))
    assert business.queries.pending_renewals()
    business.moves.move(client.client_id, MANAGED, None)
    assert business.queries.pending_renewals() == ()


def test_a_preview_changes_nothing_and_says_it_in_words(business: Business) -> None:
    client = add_client(business)
    view = business.moves.preview(client.client_id, MANAGED, None, hours=HoursLeft.CREDIT)
    assert (view.before.kind, view.after.kind, view.after.fee_minor) == (Kind.PREPAID, Kind.MANAGED, 40_000)
    assert remaining(business, client) == 600


@given(st.integers(1, 10**7), st.integers(1, 6000), st.integers(0, 6000))
def test_a_credit_is_the_price_paid_to_the_nearest_cent(price: int, size: int, left: int) -> None:
    block = block_of("b1", min(left, size), size_minutes=size, price_minor=price)
    credit = credited_minor(paid_a_minute(block), block.remaining_minutes)
    assert abs(Fraction(price * min(left, size), size) - credit) <= Fraction(1, 2)
    assert credit <= price


def test_the_credits_of_one_block_are_rounded_as_a_whole(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=())
    business.blocks.sell(client.client_id, size_minutes=600, price_minor=80_000)
    (block,) = business.queries.balance(client.client_id).blocks
    business.adjustments.credit(block.block_id, 26, "unhappy", sure=True)
    business.entries.post(draft_of(client, 380))
    # 26 min are 34.67 and 194 min 258.67; both of them are 293.33.
    business.moves.move(
        client.client_id, Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6_000), None, hours=HoursLeft.CREDIT
    )
    credits = [line.amount_minor for line in business.queries.lines() if line.kind is LineKind.CREDIT]
    assert (credits, sum(credits)) == ([-3_467, -25_866], -29_333)


def test_carried_minutes_are_worth_what_was_paid_for_them() -> None:
    block = block_of("b1", 900, size_minutes=600, price_minor=60_000)
    # 600 at 100 a minute, 300 at 40: 72000 / 900.
    assert paid_a_minute(block, [(300, Fraction(40))]) == 80
    assert credited_minor(Fraction(80), block.remaining_minutes) == 72_000


def test_hours_that_were_rolled_over_are_credited_too(business: Business, clock: FakeClock) -> None:
    terms = prepaid_terms(expiry=ExpiryMode.ROLL_OVER, validity=Validity(days=10))
    client = add_client(business, terms=terms)
    clock.advance(timedelta(days=15))
    business.blocks.sell(client.client_id, expires_on=None)
    clock.advance(timedelta(days=15))
    assert business.daily.run().rolled
    assert remaining(business, client) == 1200
    view = business.moves.move(client.client_id, MANAGED, None, hours=HoursLeft.CREDIT)
    assert view.credits == (("EUR", 160_000),)
    assert business.verify().ok


def test_the_statement_says_that_hours_were_credited_or_given_up(business: Business) -> None:
    paid, given = add_client(business), add_client(business, "bianchi")
    business.moves.move(paid.client_id, MANAGED, None, hours=HoursLeft.CREDIT)
    business.moves.move(given.client_id, MANAGED, None, hours=HoursLeft.FORFEIT, consent="G. Bianchi, 2 March")
    content = content_of(business.statements.read(paid.client_id, "2026-03").view)
    assert content.blocks[-1][1:4] == ("hours left, credited", "-10:00", "-€800.00")
    assert content.totals == (
        ("Opening balance", "0:00"), ("Hours sold", "+10:00"), ("Hours credited", "-10:00"), ("Closing balance", "0:00"),
    )  # fmt: skip
    other = content_of(business.statements.read(given.client_id, "2026-03").view)
    assert other.blocks[-1][1:4] == ("hours left, given up by agreement", "-10:00", "")
    assert ("Hours given up", "-10:00") in other.totals


def test_kept_hours_expire_as_they_were_agreed(business: Business, clock: FakeClock) -> None:
    terms = prepaid_terms(validity=Validity(days=10), expiry_grace_days=60)
    client = add_client(business, terms=terms)
    business.moves.move(client.client_id, MANAGED, None)
    clock.advance(timedelta(days=30))
    assert business.daily.run().forfeited == ()
    clock.advance(timedelta(days=60))
    business.confirm_clock()
    assert business.daily.run().forfeited != ()


def test_kept_hours_that_come_back_later_are_used_too(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF))
    entry = business.entries.post(draft_of(client, 600)).entry
    hourly = Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6000)
    business.moves.move(client.client_id, hourly, None)
    business.moves.move(client.client_id, replace(hourly, hourly_rate_minor=8000), None)
    business.entries.void(entry.entry_id)
    assert remaining(business, client) == 600
    again = business.entries.post(draft_of(client, 60)).entry
    assert (sum(draw.minutes for draw in again.draws), again.billed_minutes) == (60, 0)


def test_a_move_that_would_change_nothing_today_or_touches_locked_days_is_refused(business: Business) -> None:
    client = add_client(business)
    business.agreements.set(client.client_id, prepaid_terms(price_minor=1), days(-5))
    with pytest.raises(Refused, match="has another agreement since 2026-02-25"):
        business.moves.move(client.client_id, MANAGED, days(-10))
    business.lock.set(days(-2))
    with pytest.raises(Refused, match="is locked"):
        business.moves.move(client.client_id, MANAGED, days(-3))
    assert business.queries.terms(client.client_id).kind is Kind.PREPAID


def test_who_buys_no_blocks_any_more_gets_none_by_an_old_question(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.ASK))
    business.entries.post(draft_of(client, 400))
    (pending,) = business.queries.pending_renewals()
    business.agreements.set(client.client_id, MANAGED, days(3))
    assert business.queries.pending_renewals() == (pending,)
    clock.advance(timedelta(days=5))
    with pytest.raises(Refused, match="buys no blocks any more"):
        business.renewals.approve(pending.renewal_id)
    business.agreements.set(client.client_id, replace(MANAGED, fee_minor=50_000))
    assert business.queries.pending_renewals() == ()
    assert business.verify().ok


def test_what_is_shown_is_what_is_decided(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(validity=Validity(months=12)))
    view = business.moves.preview(client.client_id, MANAGED, None)
    assert view.after.uses_hours_left
    assert view.after.validity == view.before.validity
    back = replace(business.queries.terms(client.client_id), uses_hours_left=True)
    business.agreements.set(client.client_id, back)
    assert not business.queries.terms(client.client_id).uses_hours_left


def test_late_work_of_prepaid_days_is_settled_where_a_person_says_so(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF, overage_rate_minor=0), blocks=())
    by_hour = Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6_000)
    business.agreements.put(client.client_id, lambda _before: by_hour, days(0))
    business.entries.post(draft_of(client, 30, days(-3)))
    assert remaining(business, client) == -30
    again = business.agreements.put(client.client_id, lambda before: before, None)
    assert (again.settled_minutes, remaining(business, client)) == (0, -30)
    settled = business.agreements.put(client.client_id, lambda before: before, None, overdraft=Overdraft.BILL)
    assert (settled.settled_minutes, settled.is_change, remaining(business, client)) == (30, False, 0)
    assert [line.amount_minor for line in business.queries.lines(client_id=client.client_id)] == [3_000]
    assert business.verify().ok


def test_the_daily_run_closes_a_renewal_that_a_planned_version_has_switched_off(
    business: Business, clock: FakeClock
) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.ASK))
    business.entries.post(draft_of(client, 500))
    assert business.queries.pending_renewals()
    off = prepaid_terms(renewal=RenewalMode.OFF)
    business.agreements.put(client.client_id, lambda _before: off, days(1))
    business.daily.run()
    assert business.queries.pending_renewals()
    clock.advance(timedelta(days=1))
    business.daily.run()
    assert not business.queries.pending_renewals()


def test_hours_left_are_not_called_useless_where_work_beyond_included_hours_draws_on_them(business: Business) -> None:
    client = add_client(business)
    with_hours = replace(MANAGED, included_minutes=60)
    assert business.agreements.preview(client.client_id, lambda _before: MANAGED, None).stranded_minutes == 600
    assert business.agreements.preview(client.client_id, lambda _before: with_hours, None).stranded_minutes == 0
    business.agreements.put(client.client_id, lambda _before: with_hours, MORNING.date().replace(day=1), sure=True)
    entry = business.entries.post(draft_of(client, 100)).entry
    assert sum(draw.minutes for draw in entry.draws) == 100
