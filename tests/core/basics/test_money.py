"""Money: exact both ways, and refused where it cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import Usage
from core.basics.money import amount_for, format_money, parse_currency, parse_money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("800.00", "EUR", 80000),
        ("800", "EUR", 80000),
        ("800,5", "EUR", 80050),
        ("0.01", "EUR", 1),
        ("800", "JPY", 800),
        ("1.234", "KWD", 1234),
        ("1.200,50 €", "EUR", 120050),
        ("€1,200.50", "EUR", 120050),
        ("1.234.567", "EUR", 123456700),
        ("12,000 JPY", "JPY", 12000),
        ("1.234,567", "KWD", 1234567),
        ("800 EUR", "EUR", 80000),
    ],
)
def test_an_amount_is_read_in_the_minor_units_of_its_currency(text: str, currency: str, minor: int) -> None:
    assert parse_money(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "1.234",
        "1,234.567",
        "1.23,00",
        "12.3456,00",
        "1,2,3",
        "1e3",
        "nan",
        "1.",
        "$5",
        "800 USD",
        "9" * 20,
        "١",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        parse_money(text, "EUR")


def test_decimals_are_refused_where_the_currency_has_none() -> None:
    with pytest.raises(Usage):
        parse_money("1.5", "JPY")


@pytest.mark.parametrize("code", ["", "EURO", "ZZZ", "E1R", "€"])
def test_what_is_no_currency_is_refused(code: str) -> None:
    with pytest.raises(Usage):
        parse_currency(code)


def test_a_currency_is_stored_in_capitals() -> None:
    assert parse_currency(" eur ") == "EUR"


def test_an_amount_is_written_with_the_decimals_of_its_currency() -> None:
    assert format_money(80000, "EUR") == "800.00"
    assert format_money(-5, "EUR") == "-0.05"
    assert format_money(800, "JPY") == "800"
    assert format_money(1, "KWD") == "0.001"


@given(st.integers(0, 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_was_written_reads_back(minor: int, currency: str) -> None:
    assert parse_money(format_money(minor, currency), currency) == minor


def test_minutes_cost_their_rate_with_halves_going_up() -> None:
    assert amount_for(60, 8000) == 8000
    assert amount_for(45, 8000) == 6000
    assert amount_for(1, 30) == 1
    assert amount_for(1, 29) == 0
    assert amount_for(-1, 30) == -1
