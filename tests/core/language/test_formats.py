"""Dates, money and numbers as each language writes them."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency

from core.basics.i18n import speaking
from core.basics.money import parse_money
from core.language.formats import (
    DateStyle,
    date_text,
    money_text,
    month_text,
    number_text,
    typed_money,
)

DAY = date(2026, 11, 24)
NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture(params=["en", "it"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    with speaking(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("style", "english", "italian"),
    [
        (DateStyle.SHORT, "24 Nov 2026", "24/11/2026"),
        (DateStyle.DAY, "24 Nov", "24/11"),
        (DateStyle.WEEKDAY, "Tue 24 Nov", "mar 24 nov"),
        (DateStyle.LONG, "24 November 2026", "24 novembre 2026"),
        (DateStyle.MONTH, "November 2026", "novembre 2026"),
        (DateStyle.SHORT_MONTH, "Nov 26", "nov 26"),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(style: DateStyle, english: str, italian: str) -> None:
    with speaking("en"):
        assert date_text(DAY, style) == english
    with speaking("it"):
        assert date_text(DAY, style) == italian


def test_dates_are_written_as_babel_writes_them(spoken: str) -> None:
    locale = {"en": "en_GB", "it": "it_IT"}[spoken]
    short, day_alone = {"en": ("d MMM y", "d MMM"), "it": ("dd/MM/y", "dd/MM")}[spoken]
    patterns = {
        DateStyle.SHORT: short,
        DateStyle.DAY: day_alone,
        DateStyle.WEEKDAY: "EEE d MMM",
        DateStyle.LONG: "long",
        DateStyle.MONTH: "LLLL y",
        DateStyle.SHORT_MONTH: "LLL yy",
    }
    for month in range(1, 13):
        for day in (date(2026, month, month), date(1999, month, 20 + month % 8), date(2004, month, 28)):
            for style, pattern in patterns.items():
                written = format_date(day, pattern, locale=locale)
                is_short = style not in (DateStyle.LONG, DateStyle.MONTH)
                assert date_text(day, style) == (written.replace("Sept", "Sep") if is_short else written)


def test_a_month_is_named(spoken: str) -> None:
    assert month_text("2026-03") == {"en": "March 2026", "it": "marzo 2026"}[spoken]


@pytest.mark.parametrize(
    ("minor", "currency", "english", "italian"),
    [
        (125000, "EUR", "€1,250.00", "1.250,00 €"),
        (-5, "EUR", "-€0.05", "-0,05 €"),
        (80000, "GBP", "£800.00", "800,00 £"),
        (1500, "JPY", "JP¥1,500", "1.500 JPY"),
        (123456789012345678, "EUR", "€1,234,567,890,123,456.78", "1.234.567.890.123.456,78 €"),
    ],
)
def test_money_is_exact_and_written_as_the_language_writes_it(
    minor: int, currency: str, english: str, italian: str
) -> None:
    with speaking("en"):
        assert money_text(minor, currency) == english
    with speaking("it"):
        assert money_text(minor, currency).replace(NO_BREAK, " ") == italian


@pytest.mark.parametrize("minor", [0, 5, -5, 99, 100, -80_000, 100_000, 125_050, 999_999_99, -123_456_789_01])
def test_euros_are_written_as_babel_writes_them(minor: int, spoken: str) -> None:
    written = format_currency(Decimal(minor) / 100, "EUR", locale={"en": "en_GB", "it": "it_IT"}[spoken])
    assert money_text(minor, "EUR") == written.replace(NO_BREAK, " ")


def test_a_field_holds_an_amount_that_can_be_read_again(spoken: str) -> None:
    shown = typed_money(125_050, "EUR")
    assert shown == {"en": "1250.50", "it": "1250,50"}[spoken]
    assert parse_money(shown, "EUR") == 125_050


def test_numbers_have_the_marks_of_the_language(spoken: str) -> None:
    assert number_text(12345) == {"en": "12,345", "it": "12.345"}[spoken]
    assert number_text(Decimal("1.5"), 2) == {"en": "1.50", "it": "1,50"}[spoken]


def test_nothing_heavy_is_loaded_before_a_text_is_asked_for() -> None:
    script = "import sys, core.language.formats; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
