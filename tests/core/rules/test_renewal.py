"""Design rule 3: when fewer minutes remain than agreed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.terms import Kind, RenewalMode, Threshold
from core.rules.renewal import RenewalDecision, decide, is_due, month_of, threshold_minutes
from tests.builders import MONDAY, prepaid_terms


@pytest.mark.parametrize(("left", "blocks"), [(301, 0), (300, 0), (299, 1), (-1, 1), (-300, 1), (-301, 2), (-360, 2)])
def test_a_renewal_is_due_with_strictly_fewer_minutes_than_the_threshold(left: int, blocks: int) -> None:
    assert decide(left, prepaid_terms(), 0) == RenewalDecision(blocks)


def test_a_percentage_is_of_the_block_size_and_stays_exact() -> None:
    terms = prepaid_terms(threshold=Threshold(percent=Fraction(50)))
    assert threshold_minutes(terms) == 300
    third = prepaid_terms(threshold=Threshold(percent=Fraction(1, 3)), block_minutes=100)
    assert threshold_minutes(third) == 1
    assert is_due(0, third)
    assert not is_due(1, third)


def test_ask_leaves_one_renewal_to_the_manager_and_off_none() -> None:
    assert decide(-5000, prepaid_terms(renewal=RenewalMode.ASK), 0) == RenewalDecision(0, ask=True)
    assert decide(-5000, prepaid_terms(renewal=RenewalMode.OFF), 0) == RenewalDecision()


def test_past_the_monthly_cap_the_mode_acts_as_ask() -> None:
    capped = prepaid_terms(max_renewals_per_month=3)
    assert decide(-900, capped, 0) == RenewalDecision(2)
    assert decide(-901, capped, 0) == RenewalDecision(3)
    assert decide(-901, capped, 1) == RenewalDecision(2, ask=True)
    assert decide(299, capped, 3) == RenewalDecision(0, ask=True)
    assert decide(300, capped, 3) == RenewalDecision()


@pytest.mark.parametrize("changes", [{"kind": Kind.BREAK_FIX}, {"kind": Kind.MANAGED}, {"block_minutes": 0}])
def test_without_a_prepaid_block_nothing_is_renewed(changes: dict[str, object]) -> None:
    assert decide(-100, prepaid_terms(**changes), 0) == RenewalDecision()


def test_a_month_is_named_by_year_and_month() -> None:
    assert month_of(MONDAY) == "2026-03"


@given(left=st.integers(-5000, 5000), size=st.integers(1, 900), threshold=st.integers(0, 2000))
def test_afterwards_the_threshold_is_reached_and_the_last_block_was_needed(
    left: int, size: int, threshold: int
) -> None:
    blocks = decide(left, prepaid_terms(block_minutes=size, threshold=Threshold(threshold)), 0).blocks
    assert left + blocks * size >= threshold
    assert blocks == 0 or left + (blocks - 1) * size < threshold
