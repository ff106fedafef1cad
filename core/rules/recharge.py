"""Entries that an agreement changed for the past would charge otherwise, and how each is recharged. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from core.basics.dataclass import dataclass, replace
from core.basics.money import amount_for
from core.journal.events import LineDraft
from core.model.accounts import Account
from core.model.billing import BillingLine, LineStatus
from core.model.blocks import Block, Draw
from core.model.terms import Beyond, Kind, Overage, Terms
from core.model.work import Charge, Draft, Work, WorkEntry
from core.rules import billing, posting
from core.rules.decision import Context, Decision


@dataclass(frozen=True)
class Charged:
    """How an entry stands charged: its minutes, those taken from hours, and what its line bills."""

    entry: WorkEntry
    """The entry."""
    deducted_minutes: int
    """Minutes drawn from blocks, and minutes that still wait for one."""
    line: BillingLine | None = None
    """The line that bills it; `None` where nothing is invoiced."""


def differs(charged: Charged, terms: Terms, charge: Charge) -> bool:
    """Whether an entry would be charged otherwise under terms, by which its work costs `charge`."""
    entry, deducted = charged.entry, charged.deducted_minutes
    if entry.charged_minutes != charge.minutes:
        return True
    line = charged.line if charged.line is not None and charged.line.status is not LineStatus.VOID else None
    billed = entry.charged_minutes - deducted if terms.kind is Kind.BREAK_FIX else entry.billed_minutes
    if terms.includes_hours and terms.beyond is Beyond.BILL:
        is_paid = deducted + entry.billed_minutes == charge.minutes
        return not is_paid or not _bills(line, entry.billed_minutes, terms.overage_rate_minor, terms.currency)
    if terms.kind is Kind.MANAGED:
        uses_hours = terms.uses_hours_left or terms.includes_hours
        return line is not None or (deducted > 0 and not uses_hours)
    if terms.kind is Kind.BREAK_FIX:
        is_left_alone = terms.uses_hours_left or not deducted
        return not is_left_alone or not _bills(line, billed, terms.hourly_rate_minor, terms.currency)
    if terms.overage is Overage.BILL:
        is_paid = deducted + entry.billed_minutes == charge.minutes
        return not is_paid or not _bills(line, billed, terms.overage_rate_minor, terms.currency)
    return deducted != charge.minutes


def is_paid_otherwise(before: Terms, after: Terms) -> bool:
    """Whether terms pay or bill the same charge in another way: by hours, by a line, by the fee, or at another rate."""

    def way(terms: Terms) -> tuple[object, ...]:
        by_kind: dict[Kind, tuple[object, ...]] = {
            Kind.PREPAID: (terms.overage is Overage.BILL, terms.overage is Overage.BILL and terms.overage_rate_minor),
            Kind.BREAK_FIX: (terms.uses_hours_left, terms.hourly_rate_minor),
            Kind.MANAGED: (
                terms.uses_hours_left,
                terms.included_minutes > 0,
                terms.included_minutes > 0 and terms.beyond,
                terms.included_minutes > 0 and terms.beyond is Beyond.BILL and terms.overage_rate_minor,
            ),
        }
        return (terms.kind, terms.currency, *by_kind[terms.kind])

    return way(before) != way(after)


def paid_anew(
    account: Account, entry: WorkEntry, draws: Iterable[Draw], charge: Charge
) -> tuple[Account, LineDraft | None]:
    """An entry's draws given back to their blocks, and its new charge paid: the account then, and what is to invoice."""
    blocks = _moved(account.blocks, {draw.block_id: draw.minutes for draw in draws})
    paid = posting.payment(replace(account, blocks=blocks), charge.minutes, entry.work_date)
    drawn = sum(draw.minutes for draw in paid.draws)
    terms = account.terms_on(entry.work_date)
    line = billing.entry_line(entry.entry_id, terms, charge.minutes - drawn, paid.billed_minutes)
    blocks = _moved(blocks, {draw.block_id: -draw.minutes for draw in paid.draws})
    return replace(account, blocks=blocks), line


def _moved(blocks: Iterable[Block], minutes: Mapping[str, int]) -> tuple[Block, ...]:
    return tuple(
        replace(block, remaining_minutes=block.remaining_minutes + minutes.get(block.block_id, 0)) for block in blocks
    )


def decide(
    void: Decision,
    entry: WorkEntry,
    work: Work,
    charge_of: Callable[[Account, Work], Charge],
    context: Context,
    *,
    new_id: str,
    lowered: bool,
) -> Decision:
    """The void of an entry and the entry that takes its place, charged under the terms in force on its day now.

    Under overage `refuse` what no block covers is overdraft, for the work is done already. Errors: `Refused` for too many
    renewals.
    """
    account = void.account
    draft = Draft(
        entry.client_id, work, entry.ticket, entry.note, entry.contact, technician=entry.technician,
        account_id=account.account_id,
    )  # fmt: skip
    posted = posting.decide_posting(
        account,
        draft,
        charge_of(account, work),
        context,
        entry_id=new_id,
        replaces=entry.entry_id,
        lowered_before=lowered,
        refuses=False,
    )
    return Decision((*void.events, *posted.events), posted.account)


def in_order(entries: list[WorkEntry]) -> list[WorkEntry]:
    """Oldest work first; work of one day in the order in which it was posted."""
    return sorted(entries, key=lambda entry: (entry.work_date, entry.seq))


def _bills(line: BillingLine | None, minutes: int, rate_minor: int, currency: str) -> bool:
    """Whether a line bills minutes at a rate; no line bills none."""
    if line is None:
        return minutes == 0
    return (line.minutes, line.amount_minor, line.currency) == (minutes, amount_for(minutes, rate_minor), currency)


def first_day(start: date | None, today: date) -> date | None:
    """The first day of work that a change from a day on concerns; `None` where it is not in the past."""
    return start if start is not None and start < today else None
