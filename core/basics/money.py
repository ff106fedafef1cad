"""Money as integer minor units with an ISO 4217 code: read it, write it, and multiply minutes by a rate exactly."""

import re
from fractions import Fraction
from functools import lru_cache

from core.basics.durations import MINUTES_PER_HOUR, shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.patterns import Pattern

_AMOUNT = Pattern(r"([0-9]{1,13})(?:[.,]([0-9]+))?")
_GROUPED = Pattern(r"([0-9]{1,3})((?:\.[0-9]{3}){1,4}|(?:,[0-9]{3}){1,4})(?:([.,])([0-9]+))?")
"""An amount with separators of thousands, as the screens write it: `1.200,50` and `1,200.50`."""
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_CODE = Pattern(r"[A-Z]{3}")
EURO = "EUR"
_CURRENCIES = {
    "AU": "AUD", "CA": "CAD", "CH": "CHF", "CZ": "CZK", "DK": "DKK", "GB": "GBP", "HU": "HUF", "IS": "ISK", "JP": "JPY",
    "LI": "CHF", "MX": "MXN", "NO": "NOK", "NZ": "NZD", "PL": "PLN", "RO": "RON", "RS": "RSD", "SE": "SEK", "TR": "TRY",
    "UA": "UAH", "US": "USD",
}  # fmt: skip
# Common currencies are answered without importing babel, which takes a noticeable part of a second.
_TWO_DECIMALS = frozenset(("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "RON"))


def currency_of(country: str) -> str:
    """The currency of an ISO country in which a business there keeps its prices; the euro for any that is not known."""
    return _CURRENCIES.get(country, EURO)


def parse_currency(text: str) -> str:
    """The ISO 4217 code in its stored form. Errors: `Usage` for an unknown currency."""
    code = text.strip().upper()
    precision(code)
    return code


@lru_cache(maxsize=64)
def precision(currency: str) -> int:
    """How many decimals the currency's amounts have."""
    if currency in _TWO_DECIMALS:
        return 2
    if _CODE.fullmatch(currency):
        from babel.numbers import get_currency_precision, is_currency

        if is_currency(currency, locale="en"):
            return int(get_currency_precision(currency))
    raise Usage(
        _("'{currency}' is not a currency; write its ISO code, such as EUR").format(currency=shown_word(currency))
    )


def parse_money(text: str, currency: str) -> int:
    """The minor units that "800.00" means, or "1.200,50 €", as amounts are shown.

    Separators of thousands are read where nothing else can be meant: beside another separator for the decimals, several
    times, or in a currency without decimals. Errors: `Usage`, also for a minus sign and too many decimals.
    """
    places = precision(currency)
    amount = text.strip()
    for sign in (currency, _SIGNS.get(currency, currency)):
        amount = amount.removeprefix(sign).removesuffix(sign).strip()
    match = _AMOUNT.fullmatch(_without_groups(amount, places))
    if match is None:
        raise Usage(
            _("'{text}' is not an amount of money; write it as {example}").format(
                text=shown_word(text), example=format_money(800 * 10**places, currency)
            )
        )
    whole, decimals = match[1], match[2] or ""
    if len(decimals) > places:
        raise Usage(
            _("'{text}' has more decimals than {currency} has; write it as {example}").format(
                text=shown_word(text), currency=currency, example=format_money(800 * 10**places, currency)
            )
        )
    return int(whole + decimals.ljust(places, "0"))


def _without_groups(amount: str, places: int) -> str:
    match = _GROUPED.fullmatch(amount)
    if match is None:
        return amount
    first, groups, separator, decimals = match.groups()
    if separator == groups[0]:
        return amount
    if separator is None and len(groups) == len(".000") and places:
        # `1.200` can be 1200 or 1.2.
        return amount
    whole = first + re.sub(r"[.,]", "", groups)
    return f"{whole}.{decimals}" if separator else whole


def format_money(minor: int, currency: str) -> str:
    """The amount as a decimal string ("800.00") with as many decimals as the currency has."""
    places = precision(currency)
    sign = "-" if minor < 0 else ""
    digits = str(abs(minor)).zfill(places + 1)
    if not places:
        return sign + digits
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def amount_for(minutes: int, rate_minor: int) -> int:
    """The price of minutes at an hourly rate, in minor units; halves are rounded away from zero."""
    product = minutes * rate_minor
    amount = (2 * abs(product) + MINUTES_PER_HOUR) // (2 * MINUTES_PER_HOUR)
    return amount if product >= 0 else -amount


def rounded(amount: Fraction) -> int:
    """Half away from zero, as money is rounded."""
    doubled = abs(amount) * 2
    whole = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return whole if amount >= 0 else -whole
