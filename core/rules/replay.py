"""Apply events to an account. Decisions and previews use it to see the account after each event."""

from core.basics.dataclass import replace
from core.journal.events import (
    AgreementSet,
    AgreementWithdrawn,
    BlockAdded,
    BlockEndMoved,
    BlockForfeited,
    BlockRestored,
    BlockRolled,
    BlockVoided,
    CardGiven,
    CardMissing,
    ClientAdded,
    ClientArchived,
    ClientBroughtBack,
    ClientEdited,
    DrawsReplayed,
    EntryPosted,
    EntryVoided,
    Event,
    Extension,
    OverdraftSettled,
    RenewalAsked,
    RenewalClosed,
    ReplayedDraws,
    WaitingCharged,
    account_of,
)
from core.model.accounts import Account
from core.model.billing import LineStatus, PendingRenewal, Period
from core.model.blocks import Block, OpenOverdraft, Origin
from core.model.terms import Agreement, Serves
from core.rules.renewal import month_of


def after(account: Account, event: Event, *, seq: int = 1 << 62) -> Account:
    """The account after an event. `seq` is its journal row; the default sorts an event not yet recorded last."""
    match event:
        case EntryPosted():
            blocks = _moved(account.blocks, {draw.block_id: -draw.minutes for draw in event.draws})
            overdrafts = account.overdrafts
            if event.overdraft_minutes:
                overdrafts += (OpenOverdraft(event.entry_id, event.work_date, seq, event.overdraft_minutes),)
            return replace(account, blocks=blocks, overdrafts=overdrafts)
        case WaitingCharged():
            for place, entry in enumerate(event.entries):
                overdrafts = account.overdrafts
                if entry.overdraft_minutes:
                    overdrafts += (
                        OpenOverdraft(entry.entry_id, entry.work_date, seq + place, entry.overdraft_minutes),
                    )
                blocks = _moved(account.blocks, {draw.block_id: -draw.minutes for draw in entry.draws})
                account = replace(account, blocks=blocks, overdrafts=overdrafts)
            return account
        case DrawsReplayed():
            for moved in event.entries:
                account = _replayed(account, moved, seq)
            return account
        case EntryVoided():
            blocks = _moved(account.blocks, {draw.block_id: draw.minutes for draw in event.returns})
            return replace(
                account, blocks=blocks, overdrafts=_reduced(account, event.entry_id, event.overdraft_minutes)
            )
        case BlockAdded():
            return _with_block(account, event, seq)
        case OverdraftSettled():
            for settlement in event.settles:
                account = replace(account, overdrafts=_reduced(account, settlement.entry_id, settlement.minutes))
            settled = sum(settlement.minutes for settlement in event.settles)
            return replace(account, blocks=_moved(account.blocks, {event.block_id: -settled}))
        case BlockVoided():
            kept = tuple(block for block in account.blocks if block.block_id != event.block_id)
            voided = [block for block in account.blocks if block.block_id == event.block_id]
            months = dict(account.renewals_by_month)
            for block in voided:
                if block.origin is Origin.RENEWED:
                    months[month_of(block.sold_on)] = months.get(month_of(block.sold_on), 0) - 1
            return replace(account, blocks=_expiring(kept, event.restores), renewals_by_month=months)
        case BlockForfeited():
            return replace(account, blocks=_moved(account.blocks, {event.block_id: -event.minutes}))
        case BlockRestored():
            blocks = _moved(account.blocks, {event.block_id: event.minutes})
            return replace(
                account,
                blocks=tuple(
                    replace(block, expires_on=event.expires_on, own_expires_on=event.expires_on)
                    if block.block_id == event.block_id
                    else block
                    for block in blocks
                ),
            )
        case BlockEndMoved():
            return replace(account, blocks=_expiring(account.blocks, (Extension(event.block_id, event.expires_on),)))
        case BlockRolled():
            moves = {event.block_id: -event.minutes, event.into_block_id: event.minutes}
            return replace(account, blocks=_moved(account.blocks, moves))
        case RenewalAsked():
            return replace(account, pending=_pending(event), refused_renewal=None)
        case RenewalClosed():
            refused = event.renewal_id if event.outcome == "refused" else None
            return replace(account, pending=None, refused_renewal=refused)
        case ClientEdited() | ClientAdded():
            card = {name: getattr(event, name) for name in ("code", "name", "phones", "contacts", "email")}
            return replace(account, client=replace(account.client, **card))
        case CardMissing() | CardGiven():
            return replace(account, client=replace(account.client, without_card=isinstance(event, CardMissing)))
        case ClientArchived() | ClientBroughtBack():
            return replace(account, client=replace(account.client, archived=isinstance(event, ClientArchived)))
        case AgreementSet():
            agreement = Agreement(
                event.agreement_id, event.client_id, event.from_date, event.terms, seq, account.account_id
            )
            return replace(account, agreements=(*account.agreements, agreement))
        case AgreementWithdrawn():
            versions = tuple(each for each in account.agreements if each.agreement_id != event.agreement_id)
            return replace(account, agreements=versions)
        case _:
            return account


def _moved(blocks: tuple[Block, ...], minutes_by_block: dict[str, int]) -> tuple[Block, ...]:
    if not minutes_by_block:
        return blocks
    return tuple(
        [
            replace(block, remaining_minutes=block.remaining_minutes + minutes_by_block[block.block_id])
            if block.block_id in minutes_by_block
            else block
            for block in blocks
        ]
    )


def _replayed(account: Account, moved: ReplayedDraws, seq: int) -> Account:
    blocks = _moved(account.blocks, {draw.block_id: draw.minutes for draw in moved.returns})
    blocks = _moved(blocks, {draw.block_id: -draw.minutes for draw in moved.draws})
    overdrafts = account.overdrafts
    if not any(overdraft.entry_id == moved.entry_id for overdraft in overdrafts):
        overdrafts += (OpenOverdraft(moved.entry_id, moved.work_date, seq, 0),)
    account = replace(account, blocks=blocks, overdrafts=overdrafts)
    return replace(account, overdrafts=_reduced(account, moved.entry_id, -moved.opened_minutes))


def _reduced(account: Account, entry_id: str, minutes: int) -> tuple[OpenOverdraft, ...]:
    changed = (
        replace(overdraft, minutes=overdraft.minutes - minutes) if overdraft.entry_id == entry_id else overdraft
        for overdraft in account.overdrafts
    )
    return tuple(overdraft for overdraft in changed if overdraft.minutes)


def _expiring(blocks: tuple[Block, ...], extensions: tuple[Extension, ...]) -> tuple[Block, ...]:
    by_block = {extension.block_id: extension.expires_on for extension in extensions}
    return tuple(
        replace(block, expires_on=by_block[block.block_id]) if block.block_id in by_block else block for block in blocks
    )


def _with_block(account: Account, event: BlockAdded, seq: int) -> Account:
    for settlement in event.settles:
        account = replace(account, overdrafts=_reduced(account, settlement.entry_id, settlement.minutes))
    block = Block(
        event.block_id,
        event.client_id,
        event.size_minutes,
        event.size_minutes - sum(settlement.minutes for settlement in event.settles),
        event.sold_on,
        event.available_from,
        event.expires_on,
        event.origin,
        event.price_minor,
        event.currency,
        seq,
        cause_entry_id=event.cause_entry_id,
        own_expires_on=event.expires_on,
        account_id=account.account_id,
        correction_id=event.correction_id,
        from_block_id=event.from_block_id,
        serves=event.serves,
        line_status=LineStatus.TO_INVOICE if event.line and event.serves is not Serves.SOLD else None,
    )
    months = dict(account.renewals_by_month)
    if event.origin is Origin.RENEWED:
        months[month_of(event.sold_on)] = months.get(month_of(event.sold_on), 0) + 1
    pending = None if event.renewal_id else account.pending
    blocks = (*_expiring(account.blocks, event.extends), block)
    included = dict(account.included)
    if event.period_from is not None and event.period_until is not None:
        period = Period(event.period_from, event.period_until)
        included[period] = included.get(period, 0) + event.size_minutes
    return replace(account, blocks=blocks, renewals_by_month=months, pending=pending, included=included)


def _pending(event: RenewalAsked) -> PendingRenewal:
    from datetime import UTC, datetime

    asked_at = datetime(1970, 1, 1, tzinfo=UTC)
    return PendingRenewal(
        event.renewal_id,
        event.client_id,
        event.minutes,
        event.price_minor,
        event.currency,
        asked_at,
        event.cause_entry_id,
        account_of(event),
    )
