"""Which hours are left until when at the end of a month of statements. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from core.basics.dataclass import dataclass
from core.model.blocks import Block
from core.rules.statement import FactKind, Placed, month_of


class DrawRow(NamedTuple):
    """Minutes that an entry took from a block; below zero where they came back."""

    block_id: str
    entry_id: str
    minutes: int


class RollRow(NamedTuple):
    """Minutes carried from one block into another."""

    block_id: str
    into_block_id: str
    minutes: int
    day: date


@dataclass(frozen=True)
class LeftUntil:
    """Minutes that are left until a day."""

    minutes: int
    """Minutes over zero; below zero for an overdraft."""
    expires_on: date | None
    """Last day on which they serve; `None`: no expiry, or an overdraft."""
    available_from: date | None = None
    """First day on which they serve, if that is after the month; else `None`."""


_LOST = frozenset(("forfeited", "credited"))


def left_at(
    placed: Sequence[Placed],
    blocks: Iterable[Block],
    draws: Iterable[DrawRow],
    rolls: Iterable[RollRow],
    month: str,
    closing_minutes: int,
) -> tuple[LeftUntil, ...]:
    """The closing balance of a month by expiry, the first to expire first, an overdraft last.

    Movements count in the month in which the statements count them. Empty if the parts do not add up to the closing
    balance: then a statement tells the sum only.
    """
    standing: dict[str, int] = {}
    held: dict[str, int] = {}
    charged = 0
    for each in placed:
        if each.month > month:
            continue
        fact, minutes = each.fact, each.sign * each.fact.minutes
        if fact.kind is FactKind.ENTRY:
            standing[fact.fact_id] = standing.get(fact.fact_id, 0) + each.sign
            charged += minutes
        else:
            held[fact.fact_id] = held.get(fact.fact_id, 0) + (-minutes if fact.kind.value in _LOST else minutes)
    drawn = 0
    voided = {each.fact.fact_id for each in placed if each.fact.voided_seq is not None}
    for draw in draws:
        # Rows below zero are those of a void, or of draws that were moved to another block.
        if (
            (draw.minutes > 0 or draw.entry_id not in voided)
            and standing.get(draw.entry_id, 0) > 0
            and draw.block_id in held
        ):
            held[draw.block_id] -= draw.minutes
            drawn += draw.minutes
    for roll in rolls:
        if month_of(roll.day) <= month and roll.block_id in held and roll.into_block_id in held:
            held[roll.block_id] -= roll.minutes
            held[roll.into_block_id] += roll.minutes
    sums: dict[tuple[date | None, date | None], int] = {}
    for block in blocks:
        minutes = held.get(block.block_id, 0)
        if minutes:
            later = block.available_from if month_of(block.available_from) > month else None
            sums[block.expires_on, later] = sums.get((block.expires_on, later), 0) + minutes
    found = [
        LeftUntil(minutes, expires, later)
        for (expires, later), minutes in sorted(
            sums.items(), key=lambda item: (item[0][0] or date.max, item[0][1] or date.min)
        )
    ]
    if (
        any(each.minutes < 0 for each in found)
        or sum(each.minutes for each in found) - (charged - drawn) != closing_minutes
    ):
        return ()
    return (*found, LeftUntil(drawn - charged, None)) if charged > drawn else tuple(found)
