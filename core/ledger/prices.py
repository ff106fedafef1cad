"""What was paid for the minutes of a block."""

from fractions import Fraction
from typing import TYPE_CHECKING

from core.model.blocks import Block
from core.rules.moving import paid_a_minute

if TYPE_CHECKING:
    from core.store.rows.reads import Reads


def paid_a_minute_of(reads: "Reads", block: Block) -> Fraction:
    """The price of one minute of a block, exact, in minor units; minutes rolled over into it keep the price paid for them."""
    sources = reads.carried_into(block.block_id)
    return paid_a_minute(
        block,
        [
            (minutes, paid_a_minute_of(reads, source))
            for source, minutes in sources
            if source.currency == block.currency
        ],
    )
