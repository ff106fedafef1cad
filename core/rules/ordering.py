"""Which blocks would have paid if all work had been posted in the order of its days, and how draws are moved. Pure.

An entry that is posted late draws from the blocks of that later day. Here entries and blocks are taken in the order of
their days, work and sales of one day in the order of the journal. How many minutes each entry takes from hours stays as
it is; only the blocks differ.
"""

from collections.abc import Callable, Sequence
from datetime import date

from core.basics.dataclass import dataclass
from core.journal.events import BlockDraw, DrawsReplayed, Event, ReplayedDraws
from core.model.accounts import Account
from core.model.blocks import Block, OpenOverdraft
from core.model.terms import Kind, Overage, Terms
from core.rules import drawing
from core.rules.block_order import in_drawing_order
from core.rules.decision import Decision
from core.rules.posting import settled
from core.rules.replay import after

MOST_IN_EVENT = 200
"""How many entries one event moves at most."""


@dataclass(frozen=True)
class Paid:
    """An entry and what pays it: minutes of blocks by id, and minutes that still wait for one."""

    entry_id: str
    """Id of the entry."""
    work_date: date
    """Day of the work."""
    seq: int
    """Number of the journal row that posted it; orders work of one day."""
    draws: tuple[BlockDraw, ...]
    """Minutes of blocks, over zero."""
    overdraft_minutes: int = 0
    """Minutes that no block covers yet."""

    @property
    def minutes(self) -> int:
        """Minutes that it takes from hours."""
        return sum(draw.minutes for draw in self.draws) + self.overdraft_minutes

    def by_block(self) -> dict[str, int]:
        """Minutes by block."""
        found: dict[str, int] = {}
        for draw in self.draws:
            found[draw.block_id] = found.get(draw.block_id, 0) + draw.minutes
        return found


@dataclass(frozen=True)
class Moved:
    """An entry that other blocks would have paid: what pays it now, and what would."""

    now: Paid
    """As it stands."""
    then: Paid
    """In the order of the work."""


def moved(entries: Sequence[Paid], blocks: Sequence[Block], terms_on: Callable[[date], Terms]) -> tuple[Moved, ...]:
    """The entries that other blocks would have paid, oldest work first. `blocks` are those that stand."""
    then = {paid.entry_id: paid for paid in _in_order_of_work(entries, blocks, terms_on)}
    ordered = sorted(entries, key=lambda paid: (paid.work_date, paid.seq))
    return tuple(
        Moved(paid, then[paid.entry_id])
        for paid in ordered
        if (paid.by_block(), paid.overdraft_minutes)
        != (then[paid.entry_id].by_block(), then[paid.entry_id].overdraft_minutes)
    )


def decide(account: Account, changes: Sequence[Moved]) -> Decision:
    """Move draws: all minutes go back into their blocks first, then each entry draws anew."""
    client_id, events = account.client.client_id, list[Event]()
    returned = [
        ReplayedDraws(each.now.entry_id, each.now.work_date, returns=each.now.draws)
        for each in changes
        if each.now.draws
    ]
    drawn = [
        ReplayedDraws(each.then.entry_id, each.then.work_date, draws=each.then.draws)
        for each in changes
        if each.then.draws
    ]
    for parts in (returned, drawn):
        for start in range(0, len(parts), MOST_IN_EVENT):
            events.append(DrawsReplayed(client_id, tuple(parts[start : start + MOST_IN_EVENT]), account.other_id))
    for event in events:
        account = after(account, event)
    return settled(Decision(tuple(events), account))


def _in_order_of_work(
    entries: Sequence[Paid], blocks: Sequence[Block], terms_on: Callable[[date], Terms]
) -> list[Paid]:
    drawn_now: dict[str, int] = {}
    for paid in entries:
        for block_id, minutes in paid.by_block().items():
            drawn_now[block_id] = drawn_now.get(block_id, 0) + minutes
    held = {block.block_id: block.remaining_minutes + drawn_now.get(block.block_id, 0) for block in blocks}
    known: list[Block] = []
    draws: dict[str, list[BlockDraw]] = {paid.entry_id: [] for paid in entries}
    by_id = {paid.entry_id: paid for paid in entries}
    open_minutes: dict[str, int] = {}

    def take(entry_id: str, block_id: str, minutes: int) -> None:
        draws[entry_id].append(BlockDraw(block_id, minutes))
        held[block_id] -= minutes

    def settle(block: Block) -> None:
        waiting = [
            OpenOverdraft(entry_id, by_id[entry_id].work_date, by_id[entry_id].seq, minutes)
            for entry_id, minutes in open_minutes.items()
            if overage_of(terms_on(by_id[entry_id].work_date)) is Overage.SETTLE
        ]
        for settlement in drawing.settle(waiting, held[block.block_id], block.expires_on):
            take(settlement.entry_id, block.block_id, settlement.minutes)
            open_minutes[settlement.entry_id] -= settlement.minutes
            if not open_minutes[settlement.entry_id]:
                del open_minutes[settlement.entry_id]

    timeline: list[tuple[date, int, Block | Paid]] = [(block.sold_on, block.seq, block) for block in blocks]
    timeline += [(paid.work_date, paid.seq, paid) for paid in entries]
    for _day, _seq, item in sorted(timeline, key=lambda each: each[:2]):
        if isinstance(item, Block):
            known.append(item)
            settle(item)
            continue
        wanted = item.minutes
        overage = overage_of(terms_on(item.work_date))
        for block in in_drawing_order(known):
            part = min(wanted, held[block.block_id])
            if part > 0 and drawing.serves(block, item.work_date, overage):
                take(item.entry_id, block.block_id, part)
                wanted -= part
        if wanted:
            open_minutes[item.entry_id] = wanted
    # A carried or returned minute can serve work of before: what stays open is paid by whatever may serve it.
    for block in in_drawing_order(blocks):
        if held[block.block_id]:
            settle(block)
    return [
        Paid(paid.entry_id, paid.work_date, paid.seq, tuple(draws[paid.entry_id]), open_minutes.get(paid.entry_id, 0))
        for paid in entries
    ]


def overage_of(terms: Terms) -> Overage:
    """What becomes of work without hours: only prepaid work waits for a later block."""
    return terms.overage if terms.kind is Kind.PREPAID else Overage.BILL


def is_uncovered(change: Moved, terms: Terms) -> bool:
    """Whether the order of work leaves an entry without hours that its terms would have invoiced or refused."""
    return overage_of(terms) is not Overage.SETTLE and change.then.overdraft_minutes > change.now.overdraft_minutes
