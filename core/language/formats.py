"""Dates, money and numbers as the user's language writes them, for the desk and for what clients receive.

The shell prints ISO dates instead, and its JSON decimal strings, which scripts read. Babel is imported at the
first use; dates and euros are written without them, because almost every screen and many verbs show some.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from core.basics.i18n import ENGLISH, _, language
from core.basics.money import format_money, precision

if TYPE_CHECKING:
    from babel import Locale

_LOCALES = {ENGLISH: "en_GB", "it": "it_IT"}
_MONTHS = {
    ENGLISH: (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "it": (
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
        "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
    ),
}  # fmt: skip
_WEEKDAYS = {
    ENGLISH: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "it": ("lun", "mar", "mer", "gio", "ven", "sab", "dom"),
}
_ABBREVIATED = 3
"""Letters of an abbreviated month; "Sept" would shift the columns."""
_EURO = {ENGLISH: ("€{whole}.{cents}", ","), "it": ("{whole},{cents} €", ".")}
"""How euros are written, and what separates thousands; the same as Babel writes them."""
_DECIMAL_MARK = {ENGLISH: ".", "it": ","}


class DateStyle(StrEnum):
    """How a date is written."""

    SHORT = "short"
    """`24 Nov 2026`, `24/11/2026`"""
    DAY = "day"
    """`24 Nov`, `24/11`: where the year is plain"""
    WEEKDAY = "weekday"
    """`Tue 24 Nov`, `mar 24 nov`"""
    LONG = "long"
    """`24 November 2026`, `24 novembre 2026`"""
    MONTH = "month"
    """`November 2026`, `novembre 2026`"""
    SHORT_MONTH = "short-month"
    """`Nov 26`, `nov 26`"""


def date_text(day: date, style: DateStyle = DateStyle.SHORT) -> str:
    """A day in words; the caller converts an instant to its time zone first."""
    spoken = language()
    name = _MONTHS[spoken][day.month - 1]
    short = name[:_ABBREVIATED]
    match style:
        case DateStyle.SHORT if spoken != ENGLISH:
            return f"{day:%d/%m}/{day.year}"
        case DateStyle.DAY if spoken != ENGLISH:
            return f"{day:%d/%m}"
        case DateStyle.SHORT:
            # English dates have the day before the month.
            return f"{day.day} {short} {day.year}"
        case DateStyle.DAY:
            return f"{day.day} {short}"
        case DateStyle.WEEKDAY:
            return f"{_WEEKDAYS[spoken][day.weekday()]} {day.day} {short}"
        case DateStyle.LONG:
            return f"{day.day} {name} {day.year}"
        case DateStyle.MONTH:
            return f"{name} {day.year}"
        case DateStyle.SHORT_MONTH:
            return f"{short} {day.year % 100:02}"


def month_text(month: str, style: DateStyle = DateStyle.MONTH) -> str:
    """A month written as `2026-11`, in words."""
    return date_text(date.fromisoformat(f"{month}-01"), style)


def period_text(period: str) -> str:
    """A month (2026-10), a quarter (2026-Q3) or a year (2026) in words."""
    if len(period) == 4:
        return period
    if "Q" in period:
        return _("quarter {number} of {year}").format(number=period[-1], year=period[:4])
    return month_text(period)


def money_text(minor: int, currency: str) -> str:
    """An amount of minor units with its sign: `€1,250.00`, `1.250,00 €`."""
    if currency == "EUR":
        pattern, separator = _EURO[language()]
        whole, cents = divmod(abs(minor), 100)
        written = pattern.format(whole=f"{whole:,}".replace(",", separator), cents=f"{cents:02}")
        return f"-{written}" if minor < 0 else written
    from babel.numbers import format_currency

    amount = Decimal(minor).scaleb(-precision(currency))
    written = format_currency(amount, currency, locale=_locale(language()), currency_digits=True)
    # Some terminals show the no-break space as a visible character.
    return written.replace("\u00a0", " ").replace("\u202f", " ")


def typed_money(minor: int, currency: str) -> str:
    """An amount as a field holds it: with the language's decimal mark, without a sign of the currency or of thousands."""
    return format_money(minor, currency).replace(".", _DECIMAL_MARK[language()])


def in_own_marks(number: str) -> str:
    """A number as written with a point, with the language's decimal mark: `1.5` is `1,5` in Italian."""
    return number.replace(".", _DECIMAL_MARK[language()])


def number_text(number: int | Decimal, places: int = 0) -> str:
    """A number with the language's marks and exactly `places` decimals; half goes to the even neighbour."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(number, format=pattern, locale=_locale(language()), decimal_quantization=True)


@lru_cache(maxsize=4)
def _locale(spoken: str) -> "Locale":
    from babel import Locale

    return Locale.parse(_LOCALES[spoken])
