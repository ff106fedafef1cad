"""Load what the void of an entry needs: draws to return, the blocks that the entry renewed, its billable line."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass
from core.basics.i18n import _
from core.journal.events import BlockVoided, Extension, LineAdded, LineDraft
from core.language.formats import money_text
from core.model.billing import BillingLine, LineStatus
from core.model.blocks import Block, Origin
from core.model.work import WorkEntry
from core.rules import posting
from core.rules.decision import Decision
from core.session import Session

if TYPE_CHECKING:
    from core.store.rows.reads import Reads


@dataclass(frozen=True)
class VoidOutcome:
    """The decision about a void: renewed blocks voided with the entry, others that stay, and sentences to show.

    `credit_lines` are ids of lines that give invoiced work back. `lowered`: blocks were voided and later work lowered the
    remaining, so a renewal may be due. `returned_minutes` are given back to the client.
    """

    decision: Decision
    voided: tuple[str, ...]
    kept: tuple[str, ...]
    warnings: tuple[str, ...]
    lowered: bool
    returned_minutes: int
    credit_lines: tuple[str, ...] = ()
    credited: tuple[str, ...] = ()
    """What invoiced work gives back, one short sentence a credit line."""
    besides: tuple[str, ...] = ()
    """The sentences to show that are of no credit."""


def decide(
    session: Session, entry: WorkEntry, reason: str, *, replaced_by: str | None, same_account: bool = True
) -> VoidOutcome:
    """Load what the void of an entry touches and decide it by the rules; the caller records the decision.

    If another entry of the same account replaces it (`replaced_by`), that entry decides about renewals.
    """
    reads = session.store.reads
    returns = reads.net_draws(entry.entry_id)
    blocks = reads.blocks_caused_by(entry.entry_id)
    caused = caused_blocks(reads, blocks, entry_id=entry.entry_id)
    line = reads.line_of_entry(entry.entry_id)
    lowered_since = reads.lowered_since(entry.account_id, entry.counted_seq, entry.entry_id)
    touched = tuple({draw.block_id for draw in returns} | {block.block_id for block in blocks})
    account = session.account(entry.account_id, touched)
    decision = posting.decide_void(
        account,
        entry.entry_id,
        returns,
        entry.overdraft_minutes,
        caused,
        line,
        session.context(session.terms_of(account)),
        reason=reason,
        replaced_by=replaced_by,
        renews=lowered_since and not (replaced_by and same_account),
        settles=not (replaced_by and same_account),
        waited=entry.waits,
        client_id=entry.client_id,
    )
    stays = tuple(
        _("block {block_id} stays: {why}").format(block_id=block.block_id, why=block.kept_because)
        for block in caused
        if block.kept_because
    )
    leaving = tuple(block.block_id for block in caused if not block.kept_because)
    credit_lines = tuple(event.line for event in decision.events if isinstance(event, LineAdded))
    credits = []
    for credit in credit_lines:
        assert line is not None
        credits.append(
            _("credit of {amount} to invoice: line {line_id} is on invoice {number} (credit line {credit_id})").format(
                line_id=line.line_id,
                number=line.number,
                credit_id=credit.line_id,
                amount=money_text(credit.amount_minor, credit.currency),
            )
        )
    went_out = exported_warnings([*([line] if line else []), *(reads.lines(block_ids=leaving) if leaving else [])])
    return VoidOutcome(
        decision,
        leaving,
        tuple(block.block_id for block in caused if block.kept_because),
        (*stays, *credits, *went_out),
        lowered_since and bool(leaving),
        sum(draw.minutes for draw in returns) + entry.overdraft_minutes,
        tuple(credit.line_id for credit in credit_lines),
        tuple(
            _("on invoice {number}: credit {amount}").format(number=line.number, amount=amount_of(credit))
            for credit in credit_lines
            if line is not None
        ),
        (*stays, *went_out),
    )


def amount_of(line: LineDraft) -> str:
    """The amount of a line with its currency, in the user's language."""
    return money_text(line.amount_minor, line.currency)


def exported_warnings(lines: Sequence[BillingLine]) -> list[str]:
    """Warnings about exported lines that become void: they must be corrected in the accounting system by hand."""
    return [
        _("line {line_id} went out in run {run_id}: take it out of the accounting system, or credit it there").format(
            line_id=line.line_id, run_id=line.run_id
        )
        for line in lines
        if line.run_id and line.status is LineStatus.TO_INVOICE
    ]


def caused_blocks(reads: "Reads", blocks: Sequence[Block], *, entry_id: str | None) -> tuple[posting.CausedBlock, ...]:
    """For each block, why it cannot be voided (if so), and the expiries to restore with its void."""
    reasons = {block.block_id: _kept_because(reads, block, entry_id) for block in blocks}
    # A block that stays can change what the others restore: repeat until nothing changes.
    while True:
        leaving = {block_id for block_id, reason in reasons.items() if not reason}
        restored = {b.block_id: _restored(reads, b, leaving) for b in blocks if b.block_id in leaving}
        used = {
            block_id: reason
            for block_id, extensions in restored.items()
            if (reason := _used_later(reads, extensions, entry_id))
        }
        if not used:
            break
        reasons |= used
    return tuple(
        posting.CausedBlock(
            block.block_id, reasons[block.block_id], restored.get(block.block_id, ()), block.size_minutes
        )
        for block in blocks
    )


def _used_later(reads: "Reads", extensions: Sequence[Extension], entry_id: str | None) -> str:
    """Why expiries cannot be restored: an entry with a later work date draws from an extended block. Empty: they can."""
    for extension in extensions:
        last = reads.last_drawn_day(extension.block_id, entry_id)
        if extension.expires_on is not None and last is not None and last > extension.expires_on:
            return _("work of {day} draws from block {block_id}, whose expiry it carried along").format(
                day=last.isoformat(), block_id=extension.block_id
            )
    return ""


def block_void(block: Block, caused: posting.CausedBlock, reason: str) -> BlockVoided:
    """The event that voids one unused block."""
    return BlockVoided(
        block.block_id,
        block.client_id,
        block.size_minutes,
        reason,
        caused.restores,
        None,
        block.origin is Origin.RENEWED,
        None if block.account_id == block.client_id else block.account_id,
    )


def _kept_because(reads: "Reads", block: Block, entry_id: str | None) -> str:
    drawers = reads.drawers_of(block.block_id) - {entry_id}
    if drawers:
        return _("other entries draw from it ({entries})").format(entries=", ".join(sorted(drawers)[:3]))
    lines = reads.lines(block_ids=(block.block_id,))
    for line in lines:
        if line.status in (LineStatus.INVOICED, LineStatus.PAID):
            return _("it is on invoice {number}; what is left of it can be credited").format(number=line.number)
    if block.from_block_id is not None or reads.transferred_from(block.block_id):
        return _("its hours were transferred between accounts; transfer them back")
    if block.carried_minutes or block.forfeited_minutes:
        return _("minutes were carried into it, or taken from it at its expiry")
    lock = reads.lock_date()
    if lock is not None and block.sold_on <= lock:
        return _("its sale on {day} is locked").format(day=block.sold_on.isoformat())
    return ""


def _restored(reads: "Reads", block: Block, leaving: set[str]) -> tuple[Extension, ...]:
    restored = []
    for older_id in reads.extended_by(block.block_id):
        older = reads.block(older_id)
        if older is None:
            continue
        expiries = [older.own_expires_on]
        expiries += [expires for by_block, expires in reads.extensions_of(older_id) if by_block not in leaving]
        restored.append(Extension(older_id, _latest(expiries)))
    return tuple(restored)


def _latest(expiries: Sequence[date | None]) -> date | None:
    """The latest of several expiries; `None` (no expiry) counts as the latest."""
    return None if None in expiries else max(expiry for expiry in expiries if expiry is not None)
