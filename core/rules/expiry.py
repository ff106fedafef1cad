"""Rule 4 of docs/rules.md: the last day of a block, and what happens to its unused minutes."""

from collections.abc import Callable, Iterable
from datetime import date

from core.basics.dataclass import dataclass
from core.basics.durations import Validity
from core.journal.events import Extension
from core.model.blocks import Block, Origin
from core.model.terms import ExpiryMode, Terms
from core.rules.block_order import in_drawing_order


@dataclass(frozen=True)
class ExpiryDecision:
    """Unused minutes of one expired block: carried into `into_block_id`, or forfeited if that is `None`."""

    block_id: str
    minutes: int
    into_block_id: str | None = None


def expiry_date(sold_on: date, validity: Validity | None) -> date | None:
    """The last day of a block: the same day so many months later, or the last of that month if it is shorter."""
    if validity is None:
        return None
    from dateutil.relativedelta import relativedelta

    last_day: date = sold_on + relativedelta(months=validity.months, days=validity.days)
    return last_day


def extensions(blocks: Iterable[Block], expires_on: date | None) -> tuple[Extension, ...]:
    """Under `extend`: the older blocks with minutes left that expire earlier, with the new expiry `expires_on`."""
    return tuple(
        Extension(block.block_id, expires_on)
        for block in blocks
        if block.remaining_minutes > 0
        and block.origin is not Origin.INCLUDED
        and block.expires_on is not None
        and (expires_on is None or block.expires_on < expires_on)
    )


def is_past_grace(block: Block, terms: Terms, day: date) -> bool:
    """Whether `day` is later than the block's expiry plus the days of grace."""
    return block.expires_on is not None and (day - block.expires_on).days > terms.expiry_grace_days


def due(blocks: tuple[Block, ...], terms_on: Callable[[date], Terms], day: date) -> tuple[ExpiryDecision, ...]:
    """What the daily run decides, by the terms in force on each block's expiry date.

    Minutes that roll over go into the first block in drawing order that has not expired on `day`. If there is none,
    they stay where they are until a later run.
    """
    alive = [
        block
        for block in in_drawing_order(blocks)
        if block.origin is not Origin.INCLUDED
        and not block.is_held
        and (block.expires_on is None or block.expires_on >= day)
    ]
    decisions = []
    for block in in_drawing_order(blocks):
        if block.expires_on is None or block.remaining_minutes <= 0:
            continue
        terms = terms_on(block.expires_on)
        if not is_past_grace(block, terms, day):
            continue
        if terms.expiry is not ExpiryMode.ROLL_OVER or block.origin is Origin.INCLUDED:
            decisions.append(ExpiryDecision(block.block_id, block.remaining_minutes))
        elif alive:
            decisions.append(ExpiryDecision(block.block_id, block.remaining_minutes, alive[0].block_id))
    return tuple(decisions)
