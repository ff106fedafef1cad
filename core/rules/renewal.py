"""Rule 3 of docs/rules.md: below the threshold, how many blocks are added, or whether a manager is asked."""

from datetime import date

from core.basics.dataclass import dataclass, replace
from core.model.billing import PendingRenewal
from core.model.terms import Beyond, Kind, RenewalMode, Terms


@dataclass(frozen=True)
class RenewalDecision:
    """`blocks` to add, and whether a manager must be asked for a further one."""

    blocks: int = 0
    ask: bool = False


def threshold_minutes(terms: Terms) -> int:
    """The threshold in whole minutes."""
    return terms.threshold_minutes


def adds_blocks_beyond(terms: Terms) -> bool:
    """Whether a block follows when the hours included in a fee are used up."""
    return terms.includes_hours and terms.beyond is Beyond.BLOCK


def is_due(remaining_minutes: int, terms: Terms) -> bool:
    """Whether strictly fewer minutes remain than the threshold, and the terms allow a renewal."""
    # In this order because most postings leave more than the threshold.
    return (
        terms.block_minutes > 0
        and remaining_minutes < threshold_minutes(terms)
        and terms.renewal is not RenewalMode.OFF
        and (terms.kind is Kind.PREPAID or adds_blocks_beyond(terms))
    )


def month_of(day: date) -> str:
    """The month in which a renewal counts against `max_renewals_per_month`, as YYYY-MM."""
    return f"{day.year:04}-{day.month:02}"


def decide(remaining_minutes: int, terms: Terms, renewed_this_month: int) -> RenewalDecision:
    """How many blocks are due now. Each raises the remaining by its size, whether it settles overdraft or not."""
    if not is_due(remaining_minutes, terms):
        return RenewalDecision()
    if terms.renewal is RenewalMode.ASK:
        return RenewalDecision(0, ask=True)
    needed = -((remaining_minutes - threshold_minutes(terms)) // terms.block_minutes)
    if terms.max_renewals_per_month is None:
        return RenewalDecision(needed)
    allowed = max(0, terms.max_renewals_per_month - renewed_this_month)
    return RenewalDecision(min(needed, allowed), ask=needed > allowed)


def offer(terms: Terms, pending: PendingRenewal) -> PendingRenewal:
    """A waiting renewal at the size and price of the terms in force now; as it was asked where these name no block."""
    if not terms.block_minutes:
        return pending
    return replace(pending, minutes=terms.block_minutes, price_minor=terms.price_minor, currency=terms.currency)
