"""Rule 6 of docs/rules.md: billable lines. The accounting system makes and numbers the invoices."""

from fractions import Fraction

from core.basics.money import amount_for
from core.journal.events import LineDraft
from core.model.billing import LineKind
from core.model.terms import Beyond, Kind, Overage, Terms


def block_line(
    line_id: str, size_minutes: int, price_minor: int, currency: str, list_minor: int | None = None
) -> LineDraft:
    """The line of a block: every block that is sold or renewed is invoiced at once; `list_minor` is before a discount."""
    return LineDraft(line_id, LineKind.BLOCK, size_minutes, price_minor, currency, list_minor=list_minor)


def sale_price(terms: Terms, size_minutes: int, listed_minor: int | None) -> int:
    """What a block costs whose price is not said: the agreed price of the agreed size, else the price list's.

    A size that neither names costs its share of the agreed price, halves up.
    """
    is_agreed_size = not terms.block_minutes or size_minutes == terms.block_minutes
    if is_agreed_size and terms.price_minor:
        return terms.price_minor
    if listed_minor is not None:
        return listed_minor
    if is_agreed_size:
        return terms.price_minor
    return (2 * terms.price_minor * size_minutes + terms.block_minutes) // (2 * terms.block_minutes)


def discounted(price_minor: int, discount: Fraction) -> int:
    """A price less a discount, rounded once, halves up."""
    rest = price_minor * (1 - discount)
    return (2 * rest.numerator + rest.denominator) // (2 * rest.denominator)


def entry_line(line_id: str, terms: Terms, charged_minutes: int, billed_minutes: int) -> LineDraft | None:
    """The line of an entry, if any: break-fix minutes not drawn from kept hours, or hours beyond under `bill`."""
    if terms.kind is Kind.BREAK_FIX and charged_minutes > 0:
        amount = amount_for(charged_minutes, terms.hourly_rate_minor)
        return LineDraft(line_id, LineKind.BREAK_FIX, charged_minutes, amount, terms.currency)
    if terms.kind is Kind.PREPAID and terms.overage is Overage.BILL and billed_minutes > 0:
        amount = amount_for(billed_minutes, terms.overage_rate_minor)
        return LineDraft(line_id, LineKind.OVERAGE, billed_minutes, amount, terms.currency)
    if terms.kind is Kind.MANAGED and terms.beyond is Beyond.BILL and billed_minutes > 0:
        amount = amount_for(billed_minutes, terms.overage_rate_minor)
        return LineDraft(line_id, LineKind.OVERAGE, billed_minutes, amount, terms.currency)
    return None


def value_of(terms: Terms, minutes: int) -> int:
    """What charged minutes are worth under an agreement, in minor units, halves up; 0 where the fee or nothing pays them.

    Prepaid minutes are worth their share of the agreed block's price, whatever was paid for the block that they draw.
    """
    if terms.kind is Kind.PREPAID and terms.block_minutes:
        return (2 * terms.price_minor * minutes + terms.block_minutes) // (2 * terms.block_minutes)
    if terms.kind is Kind.BREAK_FIX:
        return amount_for(minutes, terms.hourly_rate_minor)
    return 0
