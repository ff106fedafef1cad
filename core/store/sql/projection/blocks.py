"""Apply events of blocks, of what they settle and of renewals to the tables. SQL only."""

from collections.abc import Sequence
from typing import Any

from core.journal.codec import plain
from core.journal.events import (
    BlockAdded,
    BlockForfeited,
    BlockRestored,
    BlockRolled,
    BlockVoided,
    OverdraftSettled,
    RenewalAsked,
    RenewalClosed,
    Settlement,
    account_of,
)
from core.model.blocks import LapseCause
from core.store.sql.projection import entries, lines
from core.store.sql.session import Session


def add(connection: Session, seq: int, event: BlockAdded) -> None:
    """Insert a block with what it settles, extends and bills."""
    connection.insert(
        "block",
        {
            "block_id": event.block_id,
            "client_id": event.client_id,
            "account_id": account_of(event),
            "size_minutes": event.size_minutes,
            "remaining_minutes": event.size_minutes,
            "price_minor": event.price_minor,
            "currency": event.currency,
            "sold_on": event.sold_on.isoformat(),
            "available_from": event.available_from.isoformat(),
            "expires_on": plain(event.expires_on),
            "own_expires_on": plain(event.expires_on),
            "origin": event.origin.value,
            "cause_entry_id": event.cause_entry_id,
            "serves": event.serves.value,
            "period_from": plain(event.period_from),
            "period_until": plain(event.period_until),
            "correction_id": event.correction_id,
            "from_block_id": event.from_block_id,
            "seq": seq,
        },
    )
    settled = _settle(connection, seq, event.block_id, event.settles)
    entries.balance(connection, account_of(event), event.size_minutes, -settled)
    for extension in event.extends:
        connection.insert(
            "extension",
            {
                "block_id": extension.block_id,
                "by_block_id": event.block_id,
                "expires_on": plain(extension.expires_on),
            },
        )
        connection.run(
            "UPDATE block SET expires_on = ? WHERE business_id = :business AND block_id = ?",
            (plain(extension.expires_on), extension.block_id),
        )
    sold_on, account_id = event.sold_on.isoformat(), account_of(event)
    if event.line:
        lines.add(connection, seq, event.line, event.client_id, account_id, sold_on, block_id=event.block_id)
    if event.renewal_id:
        connection.run(
            "UPDATE renewal SET outcome = 'approved' WHERE business_id = :business AND renewal_id = ?",
            (event.renewal_id,),
        )


def settle(connection: Session, seq: int, event: OverdraftSettled) -> None:
    """Pay overdrafts from a block that is there already."""
    settled = _settle(connection, seq, event.block_id, event.settles)
    entries.balance(connection, account_of(event), 0, -settled)


def void(connection: Session, seq: int, event: BlockVoided) -> None:
    """Void a block with its line and the extensions that it gave."""
    connection.run(
        "UPDATE block SET voided = 1, voided_seq = ?, remaining_minutes = 0 WHERE business_id = :business "
        "AND block_id = ?",
        (seq, event.block_id),
    )
    connection.run(
        "UPDATE line SET status = 'void' WHERE business_id = :business AND block_id = ? AND status = 'to-invoice'",
        (event.block_id,),
    )
    connection.run("DELETE FROM extension WHERE business_id = :business AND by_block_id = ?", (event.block_id,))
    for restored in event.restores:
        connection.run(
            "UPDATE block SET expires_on = ? WHERE business_id = :business AND block_id = ?",
            (plain(restored.expires_on), restored.block_id),
        )
    entries.balance(connection, account_of(event), -event.minutes, 0)


def forfeit(connection: Session, seq: int, event: BlockForfeited) -> None:
    """Take the minutes of a block that lapsed."""
    connection.run(
        "UPDATE block SET remaining_minutes = remaining_minutes - ?, forfeited_minutes = forfeited_minutes + ? "
        "WHERE business_id = :business AND block_id = ?",
        (event.minutes, event.minutes, event.block_id),
    )
    entries.balance(connection, account_of(event), -event.minutes, 0)
    _lapsed(connection, seq, event, event.into_block_id)


def roll(connection: Session, seq: int, event: BlockRolled) -> None:
    """Carry the minutes of a block that lapsed into another one."""
    connection.run(
        "UPDATE block SET remaining_minutes = remaining_minutes - ?, carried_minutes = carried_minutes - ? "
        "WHERE business_id = :business AND block_id = ?",
        (event.minutes, event.minutes, event.block_id),
    )
    connection.run(
        "UPDATE block SET carried_minutes = carried_minutes + ?, remaining_minutes = remaining_minutes + ? "
        "WHERE business_id = :business AND block_id = ?",
        (event.minutes, event.minutes, event.into_block_id),
    )
    _lapsed(connection, seq, event, event.into_block_id)


def restore(connection: Session, seq: int, event: BlockRestored) -> None:
    """Give back the minutes of a block that lapsed."""
    expires_on = plain(event.expires_on)
    connection.run(
        "UPDATE block SET remaining_minutes = remaining_minutes + ?, forfeited_minutes = forfeited_minutes - ?, "
        "expires_on = ?, own_expires_on = ? WHERE business_id = :business AND block_id = ?",
        (event.minutes, event.minutes, expires_on, expires_on, event.block_id),
    )
    entries.balance(connection, account_of(event), event.minutes, 0)
    # A lapse of minutes below zero: the forfeiture's own row stays as it was told.
    connection.insert(
        "forfeiture",
        {
            "block_id": event.block_id,
            "client_id": event.client_id,
            "account_id": account_of(event),
            "minutes": -event.minutes,
            "day": event.day.isoformat(),
            "into_block_id": None,
            "seq": seq,
            "cause": LapseCause.EXPIRED.value,
        },
    )


def renew(connection: Session, seq: int, recorded_at: str, event: RenewalAsked | RenewalClosed) -> None:
    """Insert a renewal that waits for a manager, or note its outcome."""
    if isinstance(event, RenewalClosed):
        connection.run(
            "UPDATE renewal SET outcome = ? WHERE business_id = :business AND renewal_id = ?",
            (event.outcome, event.renewal_id),
        )
        return
    connection.insert(
        "renewal",
        {
            "renewal_id": event.renewal_id,
            "client_id": event.client_id,
            "account_id": account_of(event),
            "minutes": event.minutes,
            "price_minor": event.price_minor,
            "currency": event.currency,
            "asked_at": recorded_at,
            "cause_entry_id": event.cause_entry_id,
            "seq": seq,
        },
    )


def _settle(connection: Session, seq: int, block_id: str, settlements: Sequence[Settlement]) -> int:
    """Draw the overdrafts that a block pays from it; returns their minutes."""
    for settlement in settlements:
        entries.take(connection, seq, settlement.entry_id, block_id, settlement.minutes)
        entries.settle(connection, settlement.entry_id, settlement.minutes)
    return sum(settlement.minutes for settlement in settlements)


def _lapsed(connection: Session, seq: int, event: BlockForfeited | BlockRolled, into_block_id: str | None) -> None:
    row: dict[str, Any] = {
        "block_id": event.block_id,
        "client_id": event.client_id,
        "account_id": account_of(event),
        "minutes": event.minutes,
        "day": event.day.isoformat(),
        "into_block_id": into_block_id,
        "seq": seq,
    }
    if isinstance(event, BlockForfeited):
        row |= {"cause": event.cause.value, "credit_minor": event.credit_minor, "correction_id": event.correction_id}
    connection.insert("forfeiture", row)
