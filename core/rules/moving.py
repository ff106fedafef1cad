"""Moving a client between kinds of agreement: what happens to the hours left. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction

from core.basics.dataclass import dataclass, fields, replace
from core.basics.durations import format_minutes
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.money import amount_for
from core.journal.events import AgreementSet, BlockAdded, BlockForfeited, Event, LineAdded, LineDraft, RenewalClosed
from core.model.accounts import Account
from core.model.billing import LineKind
from core.model.blocks import Block, LapseCause, Origin
from core.model.terms import Agreement, Kind, RenewalMode, Terms
from core.rules import drawing, marks
from core.rules.marks import NOTHING_CREDITED, Credited


class HoursLeft(StrEnum):
    """What happens to the hours left: work uses them up, they are credited at the price paid, or they lapse by consent."""

    KEEP = "keep"
    CREDIT = "credit"
    FORFEIT = "forfeit"


@dataclass(frozen=True)
class Move:
    """The decision: events to record, the hours left, and what is credited by currency (minor units, over zero).

    `lapses` are the events that credit or give up what is left of each block, recorded after the others: many blocks need
    several changes.
    """

    events: tuple[Event, ...]
    left_minutes: int
    credits: tuple[tuple[str, int], ...]
    lapses: tuple[tuple[Event, ...], ...] = ()


def paid_a_minute(block: Block, carried: Sequence[tuple[int, Fraction]] = ()) -> Fraction:
    """The price of one minute of a block, exact, in minor units; minutes carried in keep the price paid for them."""
    minutes = block.size_minutes + sum(count for count, _paid in carried)
    return (block.price_minor + sum((count * paid for count, paid in carried), Fraction(0))) / minutes


def stranded_minutes(account: Account, terms: Terms, start: date) -> int:
    """Minutes left that new terms would leave unused; a move (`decide`) would deal with them."""
    if terms.kind is Kind.PREPAID or account.terms_on(start).kind is not Kind.PREPAID:
        return 0
    if terms.includes_hours:
        # Work beyond the included hours draws on the other blocks.
        return 0
    return sum(block.remaining_minutes for block in account.blocks)


class Overdraft(StrEnum):
    """What becomes of minutes that no block covers when a client leaves prepaid hours: they are invoiced or written off."""

    BILL = "bill"
    WRITE_OFF = "write-off"


def settled_overdraft(
    account: Account,
    before: Terms,
    terms: Terms,
    start: date,
    today: date,
    overdraft: Overdraft | None,
    new_id: Callable[[str], str],
) -> list[Event]:
    """What settles the overdraft of a client who leaves prepaid hours: a block of just its minutes, used up at once.

    Late work of prepaid days leaves an overdraft where the client has left them already: it is settled where `overdraft` says.
    `bill` prices it at the overage rate, else at the hourly rate that is agreed; `write-off` at nothing.
    Errors: `Refused` for an overdraft of which nothing is said, `Usage` for a later day and where no rate is agreed.
    """
    minutes = account.overdraft_minutes
    if terms.kind is Kind.PREPAID or not minutes:
        return []
    code = account.address
    if overdraft is None:
        if before.kind is not Kind.PREPAID:
            return []
        raise Refused(
            _("{account} has {minutes} h that no block covers; sell one first").format(
                account=code, minutes=format_minutes(minutes)
            ),
            step=_("block sell {code}, or say what becomes of them: --overdraft bill|write-off").format(code=code),
        )
    if start > today:
        raise Usage(_("an overdraft is invoiced or written off today; leave the first day out"), about="from")
    price, kind, origin = 0, LineKind.BLOCK, Origin.ADJUSTED
    if overdraft is Overdraft.BILL:
        rate = before.overage_rate_minor or terms.hourly_rate_minor or before.hourly_rate_minor
        if not rate:
            raise Usage(
                _("no rate is agreed for the overdraft; say what an hour costs"),
                option="--overage-rate or --hourly-rate",
                about="hourly_rate",
            )
        price, kind, origin = amount_for(minutes, rate), LineKind.OVERAGE, Origin.SOLD
    return [
        BlockAdded(
            block_id=new_id("b"),
            client_id=account.client.client_id,
            origin=origin,
            size_minutes=minutes,
            price_minor=price,
            currency=before.currency,
            sold_on=today,
            available_from=today,
            expires_on=None,
            line=LineDraft(new_id("l"), kind, minutes, price, before.currency),
            settles=drawing.settle(account.overdrafts, minutes, None),
            account_id=account.other_id,
        )
    ]


def undone_by(account: Account, before: Terms, after: Terms, start: date | None) -> Agreement | None:
    """The next version after a day that takes a change from that day back, in any of the fields that it changes."""
    if start is None:
        return None
    changed = [field.name for field in fields(Terms) if getattr(before, field.name) != getattr(after, field.name)]
    days = {agreement.from_date for agreement in account.agreements if agreement.from_date is not None}
    for day in sorted(day for day in days if day > start):
        later = account.agreement_on(day)
        if later is not None and any(getattr(later.terms, name) != getattr(after, name) for name in changed):
            return later
    return None


@dataclass(frozen=True)
class Given:
    """What the client gave for a block, and got back of it."""

    paid: Fraction
    """What one of its minutes was paid, in minor units."""
    line_id: str | None
    """Id of the line that billed it; `None` for none."""
    credited: Credited = NOTHING_CREDITED
    """What was credited of it before."""


def decide(
    account: Account,
    terms: Terms,
    start: date,
    today: date,
    new_id: Callable[[str], str],
    given: Mapping[str, Given],
    *,
    hours: HoursLeft,
    consent: str,
    overdraft: Overdraft | None = None,
) -> Move:
    """Put the terms in force and settle the hours left; `given` is what the client gave for each block, by its id.

    Errors: `Refused` for an overdraft or a later agreement, `Usage` for what is not said.
    """
    # Hours included in a fee end with it.
    left = [
        block
        for block in account.blocks
        if block.remaining_minutes > 0 and (terms.kind is Kind.MANAGED or block.origin is not Origin.INCLUDED)
    ]
    before = account.terms_on(start)
    leaves_prepaid = before.kind is Kind.PREPAID and terms.kind is not Kind.PREPAID
    _check_later(account, start, today)
    settled = settled_overdraft(account, before, terms, start, today, overdraft, new_id)
    if hours is not HoursLeft.KEEP and start != today:
        raise Usage(_("hours are credited or given up today; leave the first day out, or keep them"), about="from")
    if hours is HoursLeft.FORFEIT and left:
        if not consent.strip():
            raise Usage(
                _("hours are given up only by consent; say who agreed, and when"),
                option="--consent TEXT",
                about="consent",
            )
        # The consent is kept in the agreement's reference, where the client's page and the journal show it.
        terms = replace(terms, reference="; ".join(part for part in (terms.reference, consent) if part))
    keeps_hours = hours is HoursLeft.KEEP and (leaves_prepaid or before.uses_hours_left or bool(left))
    terms = _with_hours_left(terms, before, keeps=keeps_hours)
    events: list[Event] = [
        *settled,
        AgreementSet(new_id("a"), account.client.client_id, start, terms, account.other_id),
    ]
    if (leaves_prepaid or terms.renewal is RenewalMode.OFF) and start <= today:
        events += withdrawn(account)
    lapses: tuple[tuple[Event, ...], ...] = ()
    if hours is not HoursLeft.KEEP:
        lapses = tuple(lapse(account, block, given[block.block_id], today, new_id, hours) for block in left)
    return Move(tuple(events), sum(block.remaining_minutes for block in left), _credits(lapses), lapses)


def _check_later(account: Account, start: date, today: date) -> None:
    """Errors: `Refused` for a move before another agreement that is in force."""
    for agreement in account.agreements:
        if agreement.from_date is not None and start < agreement.from_date <= today:
            raise Refused(
                _("{code} has another agreement since {day}, which would stay in force; move it from then on").format(
                    code=account.address, day=agreement.from_date.isoformat()
                )
            )


def _with_hours_left(terms: Terms, before: Terms, *, keeps: bool) -> Terms:
    """The terms with whether work may draw on hours left of before, which keep their expiry."""
    if keeps and terms.kind is not Kind.PREPAID:
        # Set even if none are left today: a void may return some.
        return replace(
            terms,
            uses_hours_left=True,
            validity=before.validity,
            expiry=before.expiry,
            expiry_grace_days=before.expiry_grace_days,
        )
    # A prepaid client draws on its blocks anyway; credited or given-up hours do not exist.
    return replace(terms, uses_hours_left=False) if terms.uses_hours_left else terms


def _credits(lapses: Iterable[tuple[Event, ...]]) -> tuple[tuple[str, int], ...]:
    """What the credit lines give back, by currency, in minor units."""
    sums: dict[str, int] = {}
    for event in (event for events_of_block in lapses for event in events_of_block):
        if isinstance(event, LineAdded):
            currency = event.line.currency
            sums[currency] = sums.get(currency, 0) - event.line.amount_minor
    return tuple(sums.items())


def lapse(
    account: Account,
    block: Block,
    given: Given,
    today: date,
    new_id: Callable[[str], str],
    hours: HoursLeft,
) -> tuple[Event, ...]:
    """The events that credit or give up what is left of a block."""
    minutes, client_id = block.remaining_minutes, account.client.client_id
    amount = marks.credited_minor(given.paid, minutes, given.credited) if hours is HoursLeft.CREDIT else 0
    cause = LapseCause.CREDITED if hours is HoursLeft.CREDIT else LapseCause.GIVEN_UP
    lost = BlockForfeited(block.block_id, client_id, minutes, today, cause, amount, account.other_id)
    if not amount:
        return (lost,)
    line = LineDraft(new_id("l"), LineKind.CREDIT, minutes, -amount, block.currency, given.line_id)
    return (lost, LineAdded(client_id, today, line, block.block_id, account.other_id))


def withdrawn(account: Account) -> list[Event]:
    """The end of a renewal that waits for a client who leaves prepaid hours, or whose renewal is switched off."""
    if account.pending is None:
        return []
    return [RenewalClosed(account.pending.renewal_id, account.client.client_id, "withdrawn", account.other_id)]
