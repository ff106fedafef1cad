"""Events of blocks of hours, and what they do to overdrafts and to other blocks."""

from datetime import date

from core.basics.dataclass import dataclass, field
from core.journal.events.lines import LineDraft
from core.journal.registry import ERASED, SPARSE, Event, event
from core.model.blocks import LapseCause, Origin
from core.model.terms import Serves


@dataclass(frozen=True)
class Settlement:
    """Minutes of an entry's overdraft that a block pays."""

    entry_id: str
    """Id of the entry whose overdraft is paid."""
    minutes: int
    """Minutes paid, over zero."""


@dataclass(frozen=True)
class Extension:
    """A block's new expiry date: extended by a sale of another block, or restored by the void of that block."""

    block_id: str
    """Id of the older block whose expiry changes."""
    expires_on: date | None
    """The new last day on which the block serves; `None`: no expiry."""


@dataclass(frozen=True)
class BlockDraw:
    """Minutes taken from, or given back to, one block."""

    block_id: str
    """Id of the block."""
    minutes: int
    """Minutes, over zero; the event says in which direction."""


@event("block.added")
@dataclass(frozen=True)
class BlockAdded(Event):
    """A block was sold, renewed or included in a fee. It settles overdrafts, may extend older blocks, may have a line."""

    block_id: str
    """Id of the new block."""
    client_id: str
    """Id of the client."""
    origin: Origin
    """Whether the block was sold by hand or renewed."""
    size_minutes: int
    """Size in minutes, over zero."""
    price_minor: int
    """Price in minor units of the currency."""
    currency: str
    """ISO 4217 code of the price."""
    sold_on: date
    """Day of the sale or renewal."""
    available_from: date
    """First day of work that the block pays, unless overage is `settle`: then it pays earlier work too."""
    expires_on: date | None
    """Last day of work that the block pays; `None`: no expiry."""
    line: LineDraft | None
    """The billable line of the block; `None` where nothing is invoiced for it."""
    settles: tuple[Settlement, ...] = ()
    """The overdrafts that the block pays at once; their minutes leave the block."""
    extends: tuple[Extension, ...] = ()
    """The older blocks whose expiry the sale extends (terms with expiry `extend`)."""
    cause_entry_id: str | None = None
    """Id of the entry whose deduction made the renewal due; `None` for sales, approvals and the daily run."""
    renewal_id: str | None = None
    """Id of the renewal that a manager approved; `None` otherwise."""
    serves: Serves = field(default=Serves.SOLD, metadata=SPARSE)
    """When the block begins to serve: when it is sold, once it is invoiced, or once it is paid."""
    period_from: date | None = field(default=None, metadata=SPARSE)
    """First day of the period of a fee that includes the hours; `None` for other blocks."""
    period_until: date | None = field(default=None, metadata=SPARSE)
    """Last day of that period."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
    correction_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the correction that made the block; `None` for other blocks."""
    from_block_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the block of another account that the minutes came from; `None` for other blocks."""
    because: str = field(default="", metadata=SPARSE)
    """What made a rule act: `daily`, or kind and id of the event before it, as `entry.posted e1`; empty for a person's act."""


@event("overdraft.settled")
@dataclass(frozen=True)
class OverdraftSettled(Event):
    """Minutes returned to a block paid overdrafts of work that the block serves, oldest work first."""

    block_id: str
    """Id of the block that pays."""
    client_id: str
    """Id of the client."""
    settles: tuple[Settlement, ...]
    """The overdrafts that are paid; their minutes leave the block."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
    because: str = field(default="", metadata=SPARSE)
    """What made a rule act: `daily`, or kind and id of the event before it, as `entry.posted e1`; empty for a person's act."""


@event("block.voided", {"reason": ERASED})
@dataclass(frozen=True)
class BlockVoided(Event):
    """A block was voided. No entry drew from it and it was not invoiced. Expiries that it had extended are restored."""

    block_id: str
    """Id of the voided block."""
    client_id: str
    """Id of the client."""
    minutes: int
    """Minutes that leave the client's remaining: the block's size."""
    reason: str
    """Reason as typed; empty for none."""
    restores: tuple[Extension, ...] = ()
    """The older blocks whose expiry returns to what it was before the sale."""
    cause_entry_id: str | None = None
    """Id of the entry whose void took the block with it; `None` for a block voided by hand."""
    renewed: bool = False
    """Whether the block had been added by a renewal rule."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("block.forfeited")
@dataclass(frozen=True)
class BlockForfeited(Event):
    """Minutes of a block were taken from the client without work: expired, credited, given up, adjusted or transferred."""

    block_id: str
    """Id of the block that lost the minutes."""
    client_id: str
    """Id of the client."""
    minutes: int
    """Minutes lost, over zero."""
    day: date
    """Day on which they were lost, as the statement dates it."""
    cause: LapseCause = LapseCause.EXPIRED
    """Why: they expired, were credited, given up by consent, adjusted or transferred."""
    credit_minor: int = 0
    """Amount credited for them, in minor units of the block's currency; 0 unless the cause is `credited`."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
    correction_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the correction that took them; `None` for other causes."""
    into_block_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the block of another account that got them; `None` unless they were transferred."""
    because: str = field(default="", metadata=SPARSE)
    """What made a rule act: `daily`, or kind and id of the event before it, as `entry.posted e1`; empty for a person's act."""


@event("block.restored", {"reason": ERASED})
@dataclass(frozen=True)
class BlockRestored(Event):
    """Forfeitures of a block were reversed: their minutes return to the block, which gets a new expiry."""

    block_id: str
    """Id of the block."""
    client_id: str
    """Id of the client."""
    minutes: int
    """Minutes returned, over zero."""
    day: date
    """Day of the last reversed forfeiture, or today if that day is locked; on one statement the two cancel out."""
    expires_on: date
    """The new last day of work that the block pays."""
    reason: str = ""
    """Reason as typed; empty for none."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("block.end_moved")
@dataclass(frozen=True)
class BlockEndMoved(Event):
    """The last day of a block of included hours moved: the agreement that includes them ended, or goes on after all."""

    block_id: str
    """Id of the block."""
    client_id: str
    """Id of the client."""
    expires_on: date
    """The new last day of work that the block pays."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
    because: str = field(default="", metadata=SPARSE)
    """What made a rule act: `daily`, or kind and id of the event before it, as `entry.posted e1`; empty for a person's act."""


@event("block.rolled")
@dataclass(frozen=True)
class BlockRolled(Event):
    """Unused minutes of an expired block were carried into another block."""

    block_id: str
    """Id of the expired block."""
    client_id: str
    """Id of the client."""
    into_block_id: str
    """Id of the block that receives the minutes."""
    minutes: int
    """Minutes carried, over zero."""
    day: date
    """Day of the daily run that carried them."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
    because: str = field(default="", metadata=SPARSE)
    """What made a rule act: `daily`, or kind and id of the event before it, as `entry.posted e1`; empty for a person's act."""
