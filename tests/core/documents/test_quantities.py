"""Quantity times unit price is the amount, in every currency."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.money import amount_for, format_money, precision
from core.documents.quantities import quantity_of
from core.model.billing import LineKind

CURRENCIES = ("EUR", "JPY", "TND")


@given(
    st.integers(1, 6_000), st.integers(-10_000_000, 10_000_000), st.sampled_from(CURRENCIES), st.sampled_from(LineKind)
)
def test_the_product_is_the_amount_to_the_last_unit(minutes: int, minor: int, currency: str, kind: LineKind) -> None:
    found = quantity_of(kind, minutes, minor, currency)
    unit = Decimal(1).scaleb(-precision(currency))
    assert (found.number * found.unit_price).quantize(unit, ROUND_HALF_UP) == Decimal(format_money(minor, currency))


@pytest.mark.parametrize("minutes", [1, 7, 15, 20, 40, 50, 125, 600])
def test_an_hourly_rate_is_shown_as_it_was_agreed(minutes: int) -> None:
    found = quantity_of(LineKind.BREAK_FIX, minutes, amount_for(minutes, 8_000), "EUR")
    assert found.is_hours and found.unit_price == 80


def test_a_price_without_hours_is_one_piece() -> None:
    found = quantity_of(LineKind.CREDIT, 0, -500, "EUR")
    assert (found.number, found.is_hours, found.unit_price) == (1, False, Decimal("-5.00"))
