"""What blocks held at the end of a day, in minutes and in money. Pure.

Work counts on its day, or on the day of the block that pays it, if that was sold later: before that day the work was
an overdraft, and the block did not exist.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from core.basics.dataclass import dataclass
from core.model.blocks import Block
from core.rules.worth import Money, Use, Worth, added, own_of, spread


@dataclass(frozen=True)
class BlockThen:
    """A block at the end of a day, with what had become of its money."""

    block: Block
    """The block; its own `remaining_minutes` are those of today."""
    minutes: int
    """Minutes that were left."""
    drawn_minutes: int
    """Minutes that work had drawn."""
    used: Money
    """Money of the minutes that work had drawn."""
    lapsed: Money
    """Money of the minutes that had lapsed, less what was credited for them."""
    credited: Money
    """Money that was credited."""
    left: Money
    """Money of the minutes that were left."""

    sold: Money
    """The price; what was transferred to or from another account counts there or here."""


def day_of(use: Use, block: Block) -> date:
    """The day on which a use of a block counts."""
    return max(use.day, block.sold_on) if use.entry_id else use.day


def blocks_on(blocks: Iterable[Block], uses: Iterable[Use], day: date) -> tuple[BlockThen, ...]:
    """The standing blocks sold until a day, as they were at its end, in the order of the journal."""
    found = sorted((block for block in blocks if not block.voided), key=lambda block: block.seq)
    worth = spread(found, uses)
    by_id = {block.block_id: block for block in found}
    own, into = _by_block(worth, by_id, day)
    return tuple(_then(block, own[block.block_id], into[block.block_id]) for block in found if block.sold_on <= day)


_Uses = dict[str, list[tuple[Use, Money]]]


def _by_block(worth: Worth, blocks: dict[str, Block], day: date) -> tuple[_Uses, _Uses]:
    own: _Uses = {block_id: [] for block_id in blocks}
    into: _Uses = {block_id: [] for block_id in blocks}
    for use, money in worth.uses:
        if day_of(use, blocks[use.block_id]) <= day:
            own[use.block_id].append((use, money))
            if use.into_block_id in blocks:
                into[use.into_block_id].append((use, money))
    return own, into


def _then(block: Block, own: Sequence[tuple[Use, Money]], into: Sequence[tuple[Use, Money]]) -> BlockThen:
    minutes, left = own_of(block, is_received=bool(into))
    sold, used, lapsed, credited, drawn = left, Money(), Money(), Money(), 0
    for use, money in into:
        minutes, left = minutes + use.minutes, added(left, money)
        sold = added(sold, money) if use.is_transfer else sold
    for use, money in own:
        minutes, left = minutes - use.minutes, added(left, money, -1)
        sold = added(sold, money, -1) if use.is_transfer else sold
        if use.entry_id:
            drawn, used = drawn + use.minutes, added(used, money)
        elif not use.into_block_id:
            credit = {block.currency: use.credit_minor}
            lapsed, credited = added(lapsed, added(money, credit, -1)), added(credited, credit)
    return BlockThen(block, minutes, drawn, used, lapsed, credited, left, sold)
