"""Hours that a person corrects: minutes given or taken with a reason, moved between accounts, credited. Pure."""

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from core.basics.dataclass import replace
from core.basics.durations import format_minutes
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.journal.events import (
    BlockAdded,
    BlockDraw,
    BlockForfeited,
    Event,
    HoursCorrected,
    LineAdded,
    LineDraft,
)
from core.model.accounts import Account
from core.model.billing import LineKind
from core.model.blocks import Block, HoursChange, LapseCause, Origin
from core.rules import drawing, marks, posting
from core.rules.block_order import in_drawing_order
from core.rules.decision import Context, Decision
from core.rules.marks import Credited
from core.rules.replay import after

MOST_DRAWS: Final = 60
"""From how many blocks one change takes minutes at most: with the blocks that get them, and renewals, they fit into it."""

_CAUSE = {
    HoursChange.ADJUSTED: LapseCause.ADJUSTED,
    HoursChange.TRANSFERRED: LapseCause.TRANSFERRED,
    HoursChange.CREDITED: LapseCause.CREDITED,
}


def taken(account: Account, minutes: int, today: date, among: Collection[str] | None = None) -> tuple[BlockDraw, ...]:
    """From which blocks minutes are taken: those that serve today first, in drawing order; expired ones never.

    `among` are the ids of the only blocks to take from. Errors: `Refused` for more than they hold.
    """
    useful = [
        block
        for block in account.blocks
        if (block.expires_on is None or block.expires_on >= today) and (among is None or block.block_id in among)
    ]
    ordered = in_drawing_order(useful)
    open_minutes, draws = minutes, list[BlockDraw]()
    for block in sorted(ordered, key=lambda block: block.is_later(today)):
        part = min(open_minutes, block.remaining_minutes)
        if part > 0:
            draws.append(BlockDraw(block.block_id, part))
            open_minutes -= part
    if open_minutes:
        raise Refused(
            _("{code} has {left} h left, so {hours} h cannot be taken away; nothing was changed").format(
                code=account.address, left=format_minutes(minutes - open_minutes), hours=format_minutes(minutes)
            ),
            about="hours",
        )
    return tuple(draws)


def adjust(
    account: Account,
    minutes: int,
    reason: str,
    day: date,
    context: Context,
    *,
    expires_on: date | None = None,
    has_expiry: bool = False,
    among: Collection[str] | None = None,
) -> Decision:
    """Give (over zero) or take (below zero) minutes with a reason; nothing is invoiced or credited for them.

    Given minutes are a block of their own. With `among`, the ids of the blocks to take from, minutes are taken from
    `MOST_DRAWS` of them at most, and no renewal follows while a rest is to be taken. Errors: `Usage` for no minutes or no
    reason, `Refused` for more than is left.
    """
    if not minutes:
        raise Usage(_("how many hours? Write +2h or -1h"), about="hours")
    _check_reason(reason)
    if minutes < 0:
        draws = _part(taken(account, -minutes, context.today, among), among)
        now = -sum(draw.minutes for draw in draws)
        told = _told(account, HoursChange.ADJUSTED, now, day, reason, context)
        return _lowered(account, told, draws, context, renews=now == minutes)
    told = _told(account, HoursChange.ADJUSTED, minutes, day, reason, context)
    if has_expiry and expires_on is not None and expires_on < day:
        raise Usage(_("hours of {day} cannot expire before that day").format(day=day.isoformat()), about="expires")
    block = replace(
        posting.new_block(
            account,
            account.terms_on(day),
            context,
            origin=Origin.ADJUSTED,
            size_minutes=minutes,
            price_minor=0,
            sold_on=day,
            expires_on=expires_on,
            has_expiry=has_expiry,
        ),
        line=None,
        extends=(),
        correction_id=told.correction_id,
    )
    decision = Decision((told, block), after(account, block))
    return posting.with_renewals(decision, context, None, lowered=False)


def transfer(
    source: Account,
    target: Account,
    minutes: int,
    reason: str,
    context: Context,
    paid: Mapping[str, Fraction],
    among: Collection[str] | None = None,
) -> tuple[Decision, Decision]:
    """Move minutes from one account to another: what each loses and gains.

    They keep their expiry and the price paid for them; `paid` is what a minute of each block was paid; `among` is that of
    `adjust`. Errors: `Usage` for no minutes, no reason or the same account, `Refused` for more than is left and for two
    currencies.
    """
    if minutes <= 0:
        raise Usage(_("how many hours? Write 2h"), about="hours")
    _check_reason(reason)
    if source.account_id == target.account_id:
        raise Usage(_("{account} cannot pass hours to itself").format(account=source.address), about="to")
    day = context.today
    blocks = {block.block_id: block for block in source.blocks}
    draws = taken(source, minutes, day, among)
    for draw in draws:
        currency = blocks[draw.block_id].currency
        if currency != target.terms_on(day).currency:
            raise Refused(
                _("{source} has hours in {currency} and {target} has its in another currency").format(
                    source=source.address, currency=currency, target=target.address
                )
            )
    draws = _part(draws, among)
    now = sum(draw.minutes for draw in draws)
    out = _told(source, HoursChange.TRANSFERRED, -now, day, reason, context, target.account_id)
    into = _told(target, HoursChange.TRANSFERRED, now, day, reason, context, source.account_id)
    events, receiving = list[Event]([into]), target
    for draw in draws:
        block = blocks[draw.block_id]
        added = BlockAdded(
            block_id=context.new_id("b"),
            client_id=target.client.client_id,
            origin=Origin.ADJUSTED,
            size_minutes=draw.minutes,
            price_minor=marks.credited_minor(paid[block.block_id], draw.minutes),
            currency=block.currency,
            sold_on=day,
            available_from=block.available_from,
            expires_on=block.expires_on,
            line=None,
            settles=drawing.settle(receiving.overdrafts, draw.minutes, block.expires_on),
            account_id=target.other_id,
            correction_id=into.correction_id,
            from_block_id=block.block_id,
        )
        events.append(added)
        receiving = after(receiving, added)
    gained = posting.with_renewals(Decision(tuple(events), receiving), context, None, lowered=False)
    into_blocks = {each.from_block_id: each.block_id for each in events if isinstance(each, BlockAdded)}
    into_known = {before: block_id for before, block_id in into_blocks.items() if before}
    return _lowered(source, out, draws, context, into=into_known, renews=now == minutes), gained


def credit(
    account: Account,
    block: Block,
    minutes: int | None,
    reason: str,
    context: Context,
    paid: Fraction,
    before: Credited,
    line_id: str | None,
) -> Decision:
    """Give minutes left in a block back at the price paid for them, by a credit line that corrects `line_id`.

    `None` minutes: all that are left. Errors: `Refused` for more than is left, and where nothing was paid.
    """
    wanted = block.remaining_minutes if minutes is None else minutes
    if wanted <= 0 and minutes is not None:
        raise Usage(_("how many hours? Write 1h30"), option="--minutes 1h30", about="minutes")
    if not 0 < wanted <= block.remaining_minutes:
        raise Refused(
            _("block {block_id} has {left} h left; nothing was changed").format(
                block_id=block.block_id, left=format_minutes(block.remaining_minutes)
            ),
            about="minutes",
        )
    if not paid:
        raise Refused(
            _("nothing was paid for block {block_id}; take its hours away").format(block_id=block.block_id),
            step=f"account adjust {account.address} -{wanted}m",
        )
    amount = marks.credited_minor(paid, wanted, before)
    told = _told(account, HoursChange.CREDITED, -wanted, context.today, reason, context)
    decision = _lowered(account, told, (BlockDraw(block.block_id, wanted),), context, amount)
    line = LineDraft(context.new_id("l"), LineKind.CREDIT, wanted, -amount, block.currency, line_id)
    added = LineAdded(account.client.client_id, context.today, line, reason, account.other_id)
    first, second, *rest = decision.events
    return Decision((first, second, added, *rest), decision.account)


def _part(draws: tuple[BlockDraw, ...], among: Collection[str] | None) -> tuple[BlockDraw, ...]:
    return draws if among is None else draws[:MOST_DRAWS]


def _lowered(
    account: Account,
    told: HoursCorrected,
    draws: tuple[BlockDraw, ...],
    context: Context,
    credit_minor: int = 0,
    *,
    into: Mapping[str, str] | None = None,
    renews: bool = True,
) -> Decision:
    """Take minutes from blocks, then renew if that is due, unless a rest follows; `into` are the blocks that get them."""
    events: list[Event] = [told]
    for draw in draws:
        forfeited = BlockForfeited(
            draw.block_id,
            account.client.client_id,
            draw.minutes,
            told.day,
            _CAUSE[told.kind],
            credit_minor,
            account.other_id,
            told.correction_id,
            (into or {}).get(draw.block_id),
        )
        events.append(forfeited)
        account = after(account, forfeited)
    if not renews:
        return Decision(tuple(events), account)
    renewed = posting.with_renewals(Decision((), account), context, None, lowered=True)
    return Decision((*events, *renewed.events), renewed.account)


def _told(
    account: Account,
    kind: HoursChange,
    minutes: int,
    day: date,
    reason: str,
    context: Context,
    other_account_id: str | None = None,
) -> HoursCorrected:
    correction_id, client_id = context.new_id("h"), account.client.client_id
    return HoursCorrected(correction_id, client_id, kind, minutes, day, reason, other_account_id, account.other_id)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Usage(_("say why; the statement shows it"), option='--reason "goodwill"', about="reason")
