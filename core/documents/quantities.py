"""Quantity and unit price of a line, so that their product is the line's amount to the last minor unit."""

from decimal import ROUND_HALF_UP, Decimal

from core.basics.dataclass import dataclass
from core.basics.money import format_money, precision
from core.model.billing import LineKind

HOUR_PLACES = 8
"""Decimals of a quantity in hours: as many as an electronic invoice takes (specifications, 2.2.1.5)."""


@dataclass(frozen=True)
class Quantity:
    """How much a line bills: hours or one piece, and the price of one of them."""

    number: Decimal
    """Hours with as many decimals as needed, at most eight; 1 for a price that is no rate."""
    is_hours: bool
    """Whether the unit is an hour."""
    unit_price: Decimal
    """Price of one unit, with the fewest decimals for which number × price, rounded, is the amount."""


def quantity_of(kind: LineKind, minutes: int, amount_minor: int, currency: str) -> Quantity:
    """Quantity and unit price of a line; the sign of the amount is on the price."""
    amount = Decimal(format_money(amount_minor, currency))
    if minutes <= 0 or kind not in (LineKind.BLOCK, LineKind.BREAK_FIX, LineKind.OVERAGE, LineKind.CREDIT):
        return Quantity(Decimal(1), False, amount)
    number = _shortest(Decimal(minutes) / 60)
    minor = Decimal(1).scaleb(-precision(currency))
    for places in range(HOUR_PLACES + 1):
        price = (amount * 60 / minutes).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if (number * price).quantize(minor, ROUND_HALF_UP) == amount:
            shown = price.quantize(min(minor, Decimal(1).scaleb(-places)))
            return Quantity(number, True, shown)
    return Quantity(Decimal(1), False, amount)


def _shortest(hours: Decimal) -> Decimal:
    """Hours with the fewest decimals that are exact, else with eight."""
    for places in range(2, HOUR_PLACES):
        short = hours.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if short == hours:
            return short
    return hours.quantize(Decimal(1).scaleb(-HOUR_PLACES), ROUND_HALF_UP)
