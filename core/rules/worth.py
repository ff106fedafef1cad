"""The money of prepaid minutes: each block's price spread over what became of its minutes, to the minor unit. Pure.

A block is worth its price and what the minutes carried into it were paid. Each use of its minutes gets its share, in the
order of the journal: the share of all minutes used so far, rounded, less the shares given before. So the shares add up to
the price exactly, and none is more than one minor unit away from its exact value.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from core.basics.dataclass import dataclass
from core.model.blocks import Block

Money = dict[str, int]
"""Minor units by currency."""


@dataclass(frozen=True)
class Use:
    """Minutes that left a block: drawn by an entry, carried into another block, or lapsed."""

    block_id: str
    """Id of the block."""
    minutes: int
    """Minutes; below zero where they came back."""
    day: date
    """Day of the work or of the lapse."""
    seq: int
    """Number of the journal row."""
    entry_id: str = ""
    """Id of the entry that draws; empty for other uses."""
    into_block_id: str = ""
    """Id of the block that the minutes were carried into; empty for other uses."""
    is_transfer: bool = False
    """Whether they went into a block of another account."""
    credit_minor: int = 0
    """Minor units of the block's currency that were credited for the minutes."""


@dataclass(frozen=True)
class Worth:
    """The money of blocks, spread."""

    uses: tuple[tuple[Use, Money], ...]
    """Each use with its money; the block's price and what was paid for carried minutes are in it."""
    left: Mapping[str, Money]
    """By block, the money of the minutes that are left."""


def spread(blocks: Iterable[Block], uses: Iterable[Use]) -> Worth:
    """Spread the price of each block that was not voided over its uses and the minutes left.

    Minutes left are worth the half unit rounded up, as a credit is.
    """
    return _Spreading(blocks, uses).done()


def own_of(block: Block, *, is_received: bool) -> tuple[int, Money]:
    """Minutes and money that a block has of its own: none where a transfer from a known block brought them (`is_received`)."""
    if block.from_block_id is not None and is_received:
        return 0, {}
    return block.size_minutes, {block.currency: block.price_minor}


def share(money: Mapping[str, int], part: int, whole: int) -> Money:
    """A part of the money, in proportion to minutes; a half unit is rounded towards zero."""
    if not whole:
        return dict.fromkeys(money, 0)
    return {currency: _half_down(Fraction(amount * part, whole)) for currency, amount in money.items()}


def added(left: Mapping[str, int], right: Mapping[str, int], sign: int = 1) -> Money:
    """The sum by currency, or the difference with `sign` -1."""
    return {
        currency: left.get(currency, 0) + sign * right.get(currency, 0) for currency in dict.fromkeys([*left, *right])
    }


def _half_down(amount: Fraction) -> int:
    doubled = abs(amount) * 2
    whole = (doubled.numerator + doubled.denominator - 1) // (2 * doubled.denominator)
    return whole if amount >= 0 else -whole


class _Spreading:
    """The work in progress."""

    def __init__(self, blocks: Iterable[Block], uses: Iterable[Use]) -> None:
        self._blocks = {block.block_id: block for block in blocks if not block.voided}
        self._own: dict[str, list[Use]] = {block_id: [] for block_id in self._blocks}
        self._into: dict[str, list[Use]] = {block_id: [] for block_id in self._blocks}
        for use in sorted(uses, key=lambda each: each.seq):
            if use.block_id in self._blocks:
                self._own[use.block_id].append(use)
                if use.into_block_id in self._blocks:
                    self._into[use.into_block_id].append(use)
        self._open: set[str] = set()
        self._worth: dict[Use, Money] = {}
        self._left: dict[str, Money] = {}

    def done(self) -> Worth:
        """The result. Blocks are taken in the order of the journal, in which sources come first as a rule."""
        for block_id in sorted(self._blocks, key=lambda each: self._blocks[each].seq):
            self._spread(block_id)
        found = [(use, self._worth[use]) for uses in self._own.values() for use in uses]
        return Worth(tuple(sorted(found, key=lambda each: each[0].seq)), self._left)

    def _spread(self, block_id: str) -> None:
        if block_id in self._left or block_id in self._open:
            return
        self._open.add(block_id)
        block = self._blocks[block_id]
        minutes, money = own_of(block, is_received=bool(self._into[block_id]))
        for use in self._into[block_id]:
            self._spread(use.block_id)
            if use not in self._worth:
                # Two blocks were carried into each other: these minutes count at the source's own price.
                source = self._blocks[use.block_id]
                self._worth[use] = share({source.currency: source.price_minor}, use.minutes, source.size_minutes)
            money, minutes = added(money, self._worth[use]), minutes + use.minutes
        own = self._own[block_id]
        for use in own:
            if use in self._worth:
                money, minutes = added(money, self._worth[use], -1), minutes - use.minutes
        taken, given = 0, dict.fromkeys(money, 0)
        for use in own:
            if use not in self._worth:
                taken += use.minutes
                so_far = share(money, taken, minutes)
                self._worth[use] = added(so_far, given, -1)
                given = so_far
        self._left[block_id] = added(money, given, -1)
