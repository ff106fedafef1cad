"""Rule 2 of docs/rules.md: which blocks pay for an entry, and which overdrafts a new block settles."""

from collections.abc import Iterable
from datetime import date

from core.basics.dataclass import dataclass
from core.journal.events import BlockDraw, Settlement
from core.model.blocks import Block, OpenOverdraft, Origin
from core.model.terms import Overage
from core.rules.block_order import in_drawing_order, in_settling_order


@dataclass(frozen=True)
class Drawing:
    """How a charge is paid: draws from blocks, and the minutes that no block covers."""

    draws: tuple[BlockDraw, ...]
    uncovered_minutes: int


def serves(block: Block, work_date: date, overage: Overage) -> bool:
    """Whether a block can pay for work of a day. Its first and last day count; under `settle` earlier work counts too,
    except for hours included in a fee, which serve from their first day on.
    """
    if block.expires_on is not None and work_date > block.expires_on:
        return False
    if block.is_held:
        return False
    if block.available_from <= work_date:
        return True
    return overage is Overage.SETTLE and block.origin is not Origin.INCLUDED


def draw(minutes: int, work_date: date, blocks: Iterable[Block], overage: Overage) -> Drawing:
    """Take `minutes` from the blocks that serve the day, in drawing order; never more than a block holds."""
    open_minutes = minutes
    draws = []
    for block in in_drawing_order(blocks):
        if open_minutes == 0:
            break
        if block.remaining_minutes > 0 and serves(block, work_date, overage):
            taken = min(open_minutes, block.remaining_minutes)
            draws.append(BlockDraw(block.block_id, taken))
            open_minutes -= taken
    return Drawing(tuple(draws), open_minutes)


def settle(
    overdrafts: Iterable[OpenOverdraft], minutes: int, expires_on: date | None, since: date | None = None
) -> tuple[Settlement, ...]:
    """What a block that holds `minutes` pays at once: overdrafts of work it serves, oldest work first.

    It pays no work before `since`; `None`: earlier work too.
    """
    left = minutes
    settled = []
    for overdraft in in_settling_order(overdrafts):
        if left == 0:
            break
        if (expires_on is None or overdraft.work_date <= expires_on) and (
            since is None or since <= overdraft.work_date
        ):
            paid = min(left, overdraft.minutes)
            settled.append(Settlement(overdraft.entry_id, paid))
            left -= paid
    return tuple(settled)


def settle_from_blocks(
    overdrafts: Iterable[OpenOverdraft], blocks: Iterable[Block]
) -> tuple[tuple[str, tuple[Settlement, ...]], ...]:
    """What existing blocks pay of the overdrafts, by block id: oldest work first, each from the blocks in drawing order.

    A block serves work dated up to its expiry, also after that day as long as its minutes are not forfeited.
    """
    ordered = in_drawing_order(blocks)
    held = {block.block_id: block.remaining_minutes for block in ordered}
    settled: dict[str, list[Settlement]] = {}
    for overdraft in in_settling_order(overdrafts):
        open_minutes = overdraft.minutes
        for block in ordered:
            paid = min(open_minutes, held[block.block_id])
            if paid > 0 and serves(block, overdraft.work_date, Overage.SETTLE):
                settled.setdefault(block.block_id, []).append(Settlement(overdraft.entry_id, paid))
                held[block.block_id] -= paid
                open_minutes -= paid
    return tuple((block_id, tuple(settlements)) for block_id, settlements in settled.items())
