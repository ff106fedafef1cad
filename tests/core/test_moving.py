"""Moving a client: what becomes of the hours left, in one change."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import FakeClock
from core.errors import Refused, Usage
from core.ledger import Ledger
from core.models import Kind, RenewalMode, Terms
from core.rules.moving import HoursLeft, credit_of
from tests.builders import MORNING, add_client, block_of, days, draft_of, open_ledger, prepaid_terms, remaining

MANAGED = Terms(kind=Kind.MANAGED, fee_minor=40_000)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(tmp_path, FakeClock(MORNING))


def test_kept_hours_are_used_up_first_then_the_fee_covers_the_work(ledger: Ledger) -> None:
    client = add_client(ledger)
    view = ledger.moving.move(client.client_id, MANAGED, None)
    assert (view.left_minutes, view.credits) == (600, ())
    ledger.post(draft_of(client, 540))
    assert remaining(ledger, client) == 60
    last = ledger.post(draft_of(client, 100)).entry
    assert (sum(draw.minutes for draw in last.draws), last.overdraft_minutes, last.billed_minutes) == (60, 0, 0)
    after = ledger.post(draft_of(client, 100)).entry
    assert (after.draws, after.overdraft_minutes) == ((), 0)
    assert remaining(ledger, client) == 0
    ledger.void_entry(last.entry_id)
    assert remaining(ledger, client) == 60
    assert [line.kind.value for line in ledger.queries.lines(client_id=client.client_id)] == ["block"]
    assert ledger.verify().ok


def test_kept_hours_are_used_up_first_then_work_is_billed_by_the_hour(ledger: Ledger) -> None:
    client = add_client(ledger)
    hourly = Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6000)
    ledger.moving.move(client.client_id, hourly, None)
    ledger.post(draft_of(client, 570))
    assert len(ledger.queries.lines(client_id=client.client_id)) == 1
    ledger.set_agreement(client.client_id, hourly)
    entry = ledger.post(draft_of(client, 90)).entry
    assert (sum(draw.minutes for draw in entry.draws), entry.billed_minutes) == (30, 60)
    line = ledger.queries.lines(client_id=client.client_id)[-1]
    assert (line.kind.value, line.minutes, line.amount_minor) == ("break-fix", 60, 6000)
    assert ledger.verify().ok


def test_who_never_moved_draws_nothing_under_a_managed_agreement(ledger: Ledger) -> None:
    client = add_client(ledger)
    ledger.set_agreement(client.client_id, MANAGED)
    ledger.post(draft_of(client, 60))
    assert remaining(ledger, client) == 600
    ledger.set_agreement(client.client_id, prepaid_terms())
    ledger.post(draft_of(client, 60))
    assert remaining(ledger, client) == 540
    assert ledger.verify().ok


def test_credited_hours_leave_with_a_line_at_the_price_paid(ledger: Ledger) -> None:
    client = add_client(ledger)
    ledger.post(draft_of(client, 45))  # 555 of 600 min at 800.00: 740.00
    view = ledger.moving.move(client.client_id, MANAGED, None, hours=HoursLeft.CREDIT)
    assert view.credits == (("EUR", 74_000),)
    assert remaining(ledger, client) == 0
    credit = ledger.queries.lines(client_id=client.client_id)[-1]
    assert (credit.kind.value, credit.minutes, credit.amount_minor, credit.status.value) == (
        "credit",
        555,
        -74_000,
        "to-invoice",
    )
    assert len(ledger.queries.blocks(client.client_id)) == 1
    assert ledger.verify().ok
    statement = ledger.statements.read(client.client_id, "2026-03").view
    assert (statement.forfeited_minutes, statement.closing_minutes) == (555, 0)


def test_hours_lapse_only_by_consent_which_is_recorded(ledger: Ledger) -> None:
    client = add_client(ledger)
    with pytest.raises(Usage, match="only by consent"):
        ledger.moving.move(client.client_id, MANAGED, None, hours=HoursLeft.FORFEIT)
    assert remaining(ledger, client) == 600
    ledger.moving.move(client.client_id, MANAGED, None, hours=HoursLeft.FORFEIT, consent="M. Rossi, 2 March")
    assert remaining(ledger, client) == 0
    assert ledger.queries.terms(client.client_id).reference == "M. Rossi, 2 March"


def test_an_overdraft_and_a_later_day_are_refused(ledger: Ledger) -> None:
    client = add_client(ledger, terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(30,))
    with pytest.raises(Usage, match="credited or given up today"):
        ledger.moving.move(client.client_id, MANAGED, days(5), hours=HoursLeft.CREDIT)
    ledger.post(draft_of(client, 50))
    with pytest.raises(Refused, match="20 min that no block covers"):
        ledger.moving.move(client.client_id, MANAGED, None)


def test_a_waiting_renewal_is_withdrawn(ledger: Ledger) -> None:
    client = add_client(ledger, terms=prepaid_terms(renewal=RenewalMode.ASK))
    ledger.post(draft_of(client, 400))
    assert ledger.queries.pending_renewals()
    ledger.moving.move(client.client_id, MANAGED, None)
    assert ledger.queries.pending_renewals() == ()


def test_a_preview_changes_nothing_and_says_it_in_words(ledger: Ledger) -> None:
    client = add_client(ledger)
    view = ledger.moving.preview(client.client_id, MANAGED, None, hours=HoursLeft.CREDIT)
    assert view.changes[0].startswith("managed: €400.00 a month, nothing is deducted (was: prepaid")
    assert remaining(ledger, client) == 600


@given(st.integers(1, 10**7), st.integers(1, 6000), st.integers(0, 6000))
def test_a_credit_is_the_price_paid_to_the_nearest_cent(price: int, size: int, left: int) -> None:
    block = block_of("b1", min(left, size), size_minutes=size, price_minor=price)
    assert abs(Fraction(price * min(left, size), size) - credit_of(block)) <= Fraction(1, 2)
    assert credit_of(block) <= price
