"""Design rule 4: until when a block serves, and what becomes of the rest."""

from datetime import date

import pytest

from core.basics.durations import Validity
from core.journal.events import Extension
from core.model.terms import ExpiryMode
from core.rules.expiry import ExpiryDecision, due, expiry_date, extensions, is_past_grace
from tests.builders import MONDAY, block_of, days, prepaid_terms


@pytest.mark.parametrize(
    ("sold", "validity", "last_day"),
    [
        (date(2026, 3, 2), Validity(months=12), date(2027, 3, 2)),
        (date(2026, 1, 31), Validity(months=1), date(2026, 2, 28)),
        (date(2024, 2, 29), Validity(months=12), date(2025, 2, 28)),
        (date(2026, 8, 31), Validity(months=6), date(2027, 2, 28)),
        (date(2026, 3, 2), Validity(days=30), date(2026, 4, 1)),
        (date(2026, 3, 2), None, None),
    ],
)
def test_a_validity_of_months_ends_on_the_same_day_or_the_months_last(
    sold: date, validity: Validity | None, last_day: date | None
) -> None:
    assert expiry_date(sold, validity) == last_day


def test_the_grace_period_is_waited_out_before_minutes_are_taken() -> None:
    block = block_of("b1", 60, expires_on=MONDAY)
    assert not is_past_grace(block, prepaid_terms(), days(7))
    assert is_past_grace(block, prepaid_terms(), days(8))
    assert is_past_grace(block, prepaid_terms(expiry_grace_days=0), days(1))
    assert not is_past_grace(block, prepaid_terms(expiry_grace_days=0), MONDAY)


def test_unused_minutes_are_forfeited_once_past_the_grace() -> None:
    blocks = (
        block_of("b1", 60, expires_on=MONDAY),
        block_of("b2", 0, expires_on=MONDAY),
        block_of("b3", 60, expires_on=days(1)),
        block_of("b4", 60),
    )
    terms = prepaid_terms()
    assert due(blocks, lambda _day: terms, days(8)) == (ExpiryDecision("b1", 60),)


def test_rolled_minutes_go_into_the_next_block_that_still_serves() -> None:
    blocks = (
        block_of("b1", 60, expires_on=MONDAY),
        block_of("b2", 60, expires_on=days(5)),
        block_of("b3", 10, expires_on=days(40)),
        block_of("b4", 60),
    )
    terms = prepaid_terms(expiry=ExpiryMode.ROLL_OVER)
    assert due(blocks, lambda _day: terms, days(8)) == (ExpiryDecision("b1", 60, "b3"),)


def test_minutes_to_roll_wait_where_no_block_serves() -> None:
    terms = prepaid_terms(expiry=ExpiryMode.ROLL_OVER)
    assert due((block_of("b1", 60, expires_on=MONDAY),), lambda _day: terms, days(50)) == ()


def test_a_sale_carries_older_expiries_along_but_never_back() -> None:
    blocks = (
        block_of("b1", 60, expires_on=days(5)),
        block_of("b2", 0, expires_on=days(5)),
        block_of("b3", 60, expires_on=days(500)),
        block_of("b4", 60),
    )
    assert extensions(blocks, days(365)) == (Extension("b1", days(365)),)
    assert extensions(blocks, None) == (Extension("b1", None), Extension("b3", None))


def test_a_block_that_expires_at_the_end_of_time_stops_nobody_s_daily_run() -> None:
    assert not is_past_grace(block_of("b1", 10, expires_on=date.max), prepaid_terms(), MONDAY)
