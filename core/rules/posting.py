"""Decide one entry, one sale or one void as a whole: an account in, the events to record out.

Combines rules 2, 3, 5 and 6 of docs/rules.md. Pure, so a preview and a posting decide alike.
"""

from datetime import date, timedelta
from typing import Final

from core.basics.dataclass import dataclass, replace
from core.basics.durations import format_minutes
from core.basics.errors import Refused
from core.basics.i18n import _
from core.journal.events import (
    BlockAdded,
    BlockDraw,
    BlockForfeited,
    BlockRolled,
    BlockVoided,
    EntryPosted,
    EntryVoided,
    Event,
    Extension,
    LineAdded,
    LineDraft,
    OverdraftSettled,
    RenewalAsked,
    RenewalClosed,
)
from core.journal.registry import KEPT_EVENTS, MOST_EVENTS
from core.model.accounts import Account
from core.model.billing import BillingLine, LineStatus
from core.model.blocks import Origin
from core.model.terms import Agreement, Beyond, ExpiryMode, Kind, Overage, Serves, Terms
from core.model.work import Charge, Draft, Work
from core.rules import drawing, including, renewal
from core.rules.decision import Context, Decision, extended
from core.rules.replay import after

# Every posting asks for these, and Python 3.11 takes half a microsecond to find a member in its class.
_PREPAID: Final = Kind.PREPAID
_BREAK_FIX: Final = Kind.BREAK_FIX

MOST_RENEWALS: Final = MOST_EVENTS - KEPT_EVENTS - 3
"""How many blocks one change adds by rule at most: with what makes them due, and two events of the waiting renewal, they
fill a change."""
MOST_LAPSES: Final = 50
"""How many expired blocks of one client are decided on at once."""


@dataclass(frozen=True)
class CausedBlock:
    """A block that an entry's deduction renewed. `kept_because` says why it cannot be voided; empty: it can."""

    block_id: str
    kept_because: str = ""
    restores: tuple[Extension, ...] = ()
    size_minutes: int = 0


def decide_posting(
    account: Account,
    draft: Draft,
    charge: Charge,
    context: Context,
    *,
    entry_id: str,
    replaces: str | None = None,
    content: str = "",
    lowered_before: bool = False,
    refuses: bool = True,
) -> Decision:
    """Post one entry: draw, leave overdraft, bill or refuse the rest, then renew.

    Errors: `Refused` under `refuse`; without `refuses` what no block covers is overdraft then.
    """
    work = draft.work
    agreement = account.agreement_on(work.work_date)
    terms = agreement.terms if agreement is not None else Terms()
    begun = including.with_included(account, context, work.work_date)
    account = begun.account
    paid = _paid(account, terms, charge.minutes, work.work_date)
    if paid.overdraft_minutes and refuses and terms.kind is _PREPAID and terms.overage is Overage.REFUSE:
        raise Refused(
            _("{code} has {left} h left that serve {day} and this entry costs {charge} h; sell a block first").format(
                code=account.address,
                left=format_minutes(charge.minutes - paid.overdraft_minutes),
                day=work.work_date.isoformat(),
                charge=format_minutes(charge.minutes),
            ),
            step=f"block sell {account.address}",
        )
    posted = EntryPosted(
        entry_id=entry_id,
        client_id=draft.client_id,
        technician=draft.technician or context.technician,
        work_date=work.work_date,
        started_at=work.spans[0].started_at if work.spans else None,
        worked_seconds=work.worked_seconds,
        spans=work.spans if len(work.spans) > 1 else (),
        charge=charge,
        draws=paid.draws,
        overdraft_minutes=paid.overdraft_minutes,
        billed_minutes=paid.billed_minutes,
        work_type=work.work_type,
        ticket=draft.ticket,
        note=draft.note,
        contact=draft.contact,
        no_charge=work.no_charge,
        key=draft.key,
        content=content,
        line=line_of(terms, charge, paid, context),
        replaces=replaces,
        fee_minutes=paid.fee_minutes,
        call_changes=draft.call_changes,
        waits=waits_for_agreement(agreement, work),
        account_id=account.id_beside(draft.client_id),
    )
    lowered = lowered_before or bool(posted.draws or posted.overdraft_minutes)
    return with_renewals(Decision((*begun.events, posted), after(account, posted)), context, entry_id, lowered=lowered)


@dataclass(frozen=True)
class Payment:
    """How a charge is paid: draws from blocks, and what no block covers, as overdraft, to invoice, or by the fee."""

    draws: tuple[BlockDraw, ...]
    overdraft_minutes: int = 0
    billed_minutes: int = 0
    fee_minutes: int = 0


def waits_for_agreement(agreement: Agreement | None, work: Work) -> bool:
    """Whether work waits, given the agreement in force on its day; work without a charge never does."""
    return agreement is None and not work.no_charge


def payment(account: Account, minutes: int, work_date: date) -> Payment:
    """Pay the charge of a day under its terms. Under overage `refuse` the rest is overdraft: the caller refuses it."""
    return _paid(account, account.terms_on(work_date), minutes, work_date)


def _paid(account: Account, terms: Terms, minutes: int, work_date: date) -> Payment:
    if terms.kind is _PREPAID:
        paid = drawing.draw(minutes, work_date, account.blocks, terms.overage)
        if paid.uncovered_minutes and terms.overage is Overage.BILL:
            return Payment(paid.draws, billed_minutes=paid.uncovered_minutes)
        return Payment(paid.draws, paid.uncovered_minutes)
    if not (terms.uses_hours_left or terms.includes_hours):
        return Payment(())
    paid = drawing.draw(minutes, work_date, account.blocks, Overage.BILL)
    if terms.kind is _BREAK_FIX or (terms.includes_hours and terms.beyond is Beyond.BILL):
        return Payment(paid.draws, billed_minutes=paid.uncovered_minutes)
    if renewal.adds_blocks_beyond(terms):
        return Payment(paid.draws, paid.uncovered_minutes)
    return Payment(paid.draws, fee_minutes=paid.uncovered_minutes)


def line_of(terms: Terms, charge: Charge, paid: Payment, context: Context) -> LineDraft | None:
    """The billable line of a charge; `None` where nothing is invoiced."""
    if not paid.billed_minutes and terms.kind is not _BREAK_FIX:
        return None
    from core.rules import billing

    drawn = sum(draw.minutes for draw in paid.draws)
    return billing.entry_line(context.new_id("l"), terms, charge.minutes - drawn, paid.billed_minutes)


def settled(decision: Decision) -> Decision:
    """Pay open overdrafts from the blocks that serve their work and hold minutes: minutes that came back, or were moved."""
    account = decision.account
    if not account.overdrafts:
        return decision
    events = [
        OverdraftSettled(block_id, account.client.client_id, settlements, account.other_id)
        for block_id, settlements in drawing.settle_from_blocks(account.overdrafts, account.blocks)
    ]
    return Decision((*decision.events, *events), extended(account, events))


def with_renewals(
    decision: Decision, context: Context, cause: str | None, *, lowered: bool, refuses: bool = True
) -> Decision:
    """Settle overdrafts that blocks can pay, add the renewals that are due if something lowered what counts for them.

    A waiting renewal that is due no more is withdrawn. After a refused one nothing is asked until the account was above its
    threshold again. Errors: `Refused` for more than `MOST_RENEWALS` blocks; without
    `refuses` these many are added, and one more renewal waits for the manager.
    """
    decision = settled(decision)
    account, events = decision.account, list(decision.events)
    terms = account.terms_on(context.today)
    is_due = renewal.is_due(account.counted_minutes(context.today), terms)
    if is_due and lowered and not account.archived:
        renewed = account.renewals_by_month.get(renewal.month_of(context.today), 0)
        due = renewal.decide(account.counted_minutes(context.today), terms, renewed)
        most = max(0, MOST_RENEWALS + 1 - len(events))
        if due.blocks > most:
            if refuses:
                raise _too_many(account, terms, due.blocks)
            due = renewal.RenewalDecision(most, ask=True)
        for _round in range(due.blocks):
            block = new_block(account, terms, context, origin=Origin.RENEWED, cause=cause)
            events.append(block)
            account = after(account, block)
        if due.ask and account.pending is None and account.refused_renewal is None:
            asked = RenewalAsked(
                context.new_id("r"),
                account.client.client_id,
                terms.block_minutes,
                terms.price_minor,
                terms.currency,
                cause,
                account.other_id,
            )
            events.append(asked)
            account = after(account, asked)
    if account.pending is not None and not renewal.is_due(account.counted_minutes(context.today), terms):
        withdrawn = RenewalClosed(account.pending.renewal_id, account.client.client_id, "withdrawn", account.other_id)
        events.append(withdrawn)
        account = after(account, withdrawn)
    if account.refused_renewal is not None and not renewal.is_due(account.counted_minutes(context.today), terms):
        # The next fall under the threshold may ask again.
        recovered = RenewalClosed(account.refused_renewal, account.client.client_id, "recovered", account.other_id)
        events.append(recovered)
        account = after(account, recovered)
    return Decision(tuple(events), account) if len(events) > len(decision.events) else decision


def _too_many(account: Account, terms: Terms, count: int) -> Refused:
    return Refused(
        _(
            "this would add {count} blocks of {size} to {code} at once, and {most} is the most that one change records; "
            "check the length of the work and the block of the agreement"
        ).format(count=count, size=format_minutes(terms.block_minutes), code=account.address, most=MOST_EVENTS),
        step=f"agreement show {account.address}",
    )


def new_block(
    account: Account,
    terms: Terms,
    context: Context,
    *,
    origin: Origin,
    cause: str | None = None,
    size_minutes: int | None = None,
    price_minor: int | None = None,
    sold_on: date | None = None,
    expires_on: date | None = None,
    has_expiry: bool = False,
    renewal_id: str | None = None,
    list_minor: int | None = None,
) -> BlockAdded:
    """A new block, by default of the agreement's size and price; it settles overdrafts, oldest work first."""
    from core.rules import billing, expiry

    size = terms.block_minutes if size_minutes is None else size_minutes
    price = terms.price_minor if price_minor is None else price_minor
    sold = sold_on or context.today
    expires = expires_on if has_expiry else expiry.expiry_date(sold, terms.validity)
    # What costs nothing waits for no payment.
    serves = terms.serves if price else Serves.SOLD
    return BlockAdded(
        block_id=context.new_id("b"),
        client_id=account.client.client_id,
        origin=origin,
        size_minutes=size,
        price_minor=price,
        currency=terms.currency,
        sold_on=sold,
        available_from=sold,
        expires_on=expires,
        line=billing.block_line(context.new_id("l"), size, price, terms.currency, list_minor)
        if origin is not Origin.GIFT
        else None,
        settles=drawing.settle(account.overdrafts, size, expires) if serves is Serves.SOLD else (),
        serves=serves,
        extends=expiry.extensions(account.blocks, expires) if terms.expiry is ExpiryMode.EXTEND else (),
        cause_entry_id=cause,
        renewal_id=renewal_id,
        account_id=account.other_id,
    )


def decide_void(
    account: Account,
    entry_id: str,
    returns: tuple[BlockDraw, ...],
    overdraft_minutes: int,
    caused: tuple[CausedBlock, ...],
    line: BillingLine | None,
    context: Context,
    *,
    reason: str,
    replaced_by: str | None = None,
    renews: bool = True,
    settles: bool = True,
    waited: bool = False,
    client_id: str | None = None,
) -> Decision:
    """Void an entry, and the blocks that it renewed unless `kept_because` says why they stay; credit an invoiced line.

    `client_id` is the client of the work, if not the owner of the account. `renews` is false where nothing else lowered
    the account since (the void only restores what was), or where the entry that takes this one's place decides.
    `settles` is false where that entry draws first.
    """
    from core.rules import marks

    void_line = line.line_id if line is not None and line.status is LineStatus.TO_INVOICE else None
    client_id = client_id or account.client.client_id
    beside = account.id_beside(client_id)
    events: list[Event] = [
        EntryVoided(entry_id, client_id, returns, overdraft_minutes, reason, void_line, replaced_by, waited, beside),
        # Included hours whose agreement has ended come back as hours of that time.
        *including.included_ended(account, (), context),
    ]
    owner_id, other_id = account.client.client_id, account.other_id
    if line is not None and marks.is_on_paper(line) and line.amount_minor:
        draft = marks.credit_draft(context.new_id("l"), line)
        events.append(LineAdded(owner_id, context.today, draft, reason, other_id))
    for block in caused:
        if not block.kept_because:
            minutes = block.size_minutes
            events.append(
                BlockVoided(block.block_id, owner_id, minutes, reason, block.restores, entry_id, True, other_id)
            )
    lowered = renews and any(isinstance(event, BlockVoided) for event in events)
    decision = Decision(tuple(events), extended(account, events))
    return with_renewals(decision, context, None, lowered=lowered) if settles else decision


def decide_expiry(account: Account, day: date, context: Context) -> Decision:
    """Decide the daily run for one account: forfeit or roll over expired minutes, then renew if that is due.

    A block that no longer serves on `day` lowers what counts, so the first run after its last day can renew; the later
    forfeiture of its minutes lowers nothing.

    At most `MOST_LAPSES` blocks are decided on: where there may be more, decide again on the account after these.
    """
    from core.rules import expiry

    events: list[Event] = []
    client_id, other_id = account.client.client_id, account.other_id
    for due in expiry.due(account.blocks, account.terms_on, day)[:MOST_LAPSES]:
        if due.into_block_id is None:
            events.append(BlockForfeited(due.block_id, client_id, due.minutes, day, account_id=other_id))
        else:
            events.append(BlockRolled(due.block_id, client_id, due.into_block_id, due.minutes, day, other_id))
    lowered = account.expired_minutes(day) > 0
    decision = Decision(tuple(events), extended(account, events))
    return with_renewals(decision, replace(context, today=day), None, lowered=lowered, refuses=False)


def check_live(account: Account) -> None:
    """Errors: `Refused` for an archived account."""
    if account.card.archived:
        raise Refused(
            _("the account {account} is archived; bring it back").format(account=account.address),
            step=f"account archive {account.address} --undo",
        )


def check_lock(day: date, lock_date: date | None, *, instead: str = "", is_day_given: bool = False) -> None:
    """Errors: `Refused` for a day on or before the lock date.

    `instead` is for what is recorded already, whose day nobody can choose: the verb that puts it right today. With
    `is_day_given` the day follows from something else, and there is no such verb: only open books help.
    """
    if lock_date is None or day > lock_date:
        return
    sentence = _("{day} is locked: nothing dated on or before {lock} can change; use a later date")
    if instead:
        sentence = _("{day} is locked: what is dated on or before {lock} stands as it is; put it right today")
    elif is_day_given:
        sentence = _("{day} is locked: nothing dated on or before {lock} can change until a manager opens the books")
        instead = f"lock {(day - timedelta(days=1)).isoformat()} --reopen --reason WHY"
    raise Refused(sentence.format(day=day.isoformat(), lock=lock_date.isoformat()), step=instead)
