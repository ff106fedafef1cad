"""In which order blocks pay, and in which order overdrafts are paid. A read of a balance needs no more of rule 2."""

from collections.abc import Iterable
from datetime import date

from core.model.blocks import Block, OpenOverdraft


def in_drawing_order(blocks: Iterable[Block]) -> list[Block]:
    """Earliest expiry first (none is last), then earliest sold, then first recorded.

    Blocks that one change adds have no row of the journal yet; their ids ascend.
    """
    return sorted(blocks, key=lambda block: (block.expires_on or date.max, block.sold_on, block.seq, block.block_id))


def in_settling_order(overdrafts: Iterable[OpenOverdraft]) -> list[OpenOverdraft]:
    """Oldest work first; work of one day in the order in which it was posted."""
    return sorted(overdrafts, key=lambda open_: (open_.work_date, open_.seq, open_.entry_id))
