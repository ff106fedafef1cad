"""Moving a client between kinds of agreement: what becomes of the hours left. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from core.errors import Refused, Usage
from core.events import AgreementSet, BlockForfeited, Event, LineAdded, LineDraft, RenewalClosed
from core.i18n import _
from core.models import Account, Block, Kind, LineKind, Terms


class HoursLeft(StrEnum):
    """What becomes of them: work goes on using them up, they are credited at the price paid, or lapse by consent."""

    KEEP = "keep"
    CREDIT = "credit"
    FORFEIT = "forfeit"


@dataclass(frozen=True, slots=True)
class Move:
    """The decision: events to record, the hours left, and what is credited by currency (minor units, over zero)."""

    events: tuple[Event, ...]
    left_minutes: int
    credits: tuple[tuple[str, int], ...]


def credit_of(block: Block) -> int:
    """What the minutes left in a block were paid: price × left / size, exact, half rounded up, once a block."""
    share = Fraction(block.price_minor * min(block.remaining_minutes, block.size_minutes), block.size_minutes)
    return (2 * share.numerator + share.denominator) // (2 * share.denominator)


def decide(
    account: Account,
    terms: Terms,
    start: date,
    today: date,
    new_id: Callable[[str], str],
    *,
    hours: HoursLeft,
    consent: str,
) -> Move:
    """Put the terms in force and settle the hours left. Errors: `Refused` for an overdraft, `Usage` for what is not said."""
    left = [block for block in account.blocks if block.remaining_minutes > 0]
    leaves_prepaid = account.terms_on(start).kind is Kind.PREPAID and terms.kind is not Kind.PREPAID
    if leaves_prepaid and account.overdraft_minutes:
        raise Refused(
            _("{code} has {minutes} min that no block covers; sell a block first: monteore block sell {code}").format(
                code=account.client.code, minutes=account.overdraft_minutes
            )
        )
    if hours is not HoursLeft.KEEP and start != today:
        raise Usage(_("hours are credited or given up today; leave --from out, or keep them"))
    if hours is HoursLeft.FORFEIT and left and not consent.strip():
        raise Usage(_('hours are given up only by consent; add --consent "who, when"'))
    if hours is HoursLeft.FORFEIT and left:
        # The consent stands where it can be read later: with the agreement, on the client's page and in the journal.
        terms = replace(terms, reference="; ".join(part for part in (terms.reference, consent) if part))
    if hours is HoursLeft.KEEP and left and terms.kind is not Kind.PREPAID:
        terms = replace(terms, uses_hours_left=True)
    events: list[Event] = [AgreementSet(new_id("a"), account.client.client_id, start, terms)]
    credited: dict[str, int] = {}
    if hours is not HoursLeft.KEEP:
        for block in left:
            events.append(BlockForfeited(block.block_id, account.client.client_id, block.remaining_minutes, today))
            amount = credit_of(block)
            if hours is HoursLeft.CREDIT and amount:
                line = LineDraft(new_id("l"), LineKind.CREDIT, block.remaining_minutes, -amount, block.currency)
                events.append(LineAdded(account.client.client_id, today, line, block.block_id))
                credited[block.currency] = credited.get(block.currency, 0) + amount
    if leaves_prepaid and start <= today and account.pending is not None:
        events.append(RenewalClosed(account.pending.renewal_id, account.client.client_id, "withdrawn"))
    minutes = sum(block.remaining_minutes for block in left)
    return Move(tuple(events), minutes, tuple(credited.items()))
