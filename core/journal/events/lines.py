"""Events of billable lines."""

from datetime import date

from core.basics.dataclass import dataclass, field
from core.journal.registry import ERASED, SPARSE, Event, event
from core.model.billing import LineKind, LineStatus


@dataclass(frozen=True)
class LineDraft:
    """A new billable line, as the event that creates it holds it."""

    line_id: str
    """Id of the new line."""
    kind: LineKind
    """What the line is for."""
    minutes: int
    """Minutes that the line bills: the block's size, or the entry's billed minutes."""
    amount_minor: int
    """Amount in minor units of the currency; below zero for a credit."""
    currency: str
    """ISO 4217 code."""
    corrects: str | None = field(default=None, metadata=SPARSE)
    """Id of the line that a credit gives back, whole or in part; `None` for other lines."""
    list_minor: int | None = field(default=None, metadata=SPARSE)
    """Price before a discount, in minor units of the currency; `None` for none."""


@event("line.marked")
@dataclass(frozen=True)
class LineMarked(Event):
    """The accounting system invoiced a line, or recorded its payment."""

    line_id: str
    """Id of the line."""
    client_id: str
    """Id of the client."""
    status: LineStatus
    """`invoiced` or `paid`."""
    number: str
    """Invoice number that the accounting system gave."""
    dated: date
    """Day of the invoice, or of the payment."""


@event("line.unmarked", {"reason": ERASED})
@dataclass(frozen=True)
class LineUnmarked(Event):
    """The last mark of a line was taken back: a paid line is invoiced again, an invoiced one is to invoice or void."""

    line_id: str
    """Id of the line."""
    client_id: str
    """Id of the client."""
    status: LineStatus
    """What the line is now: `invoiced`, `to-invoice`, or `void` where its work was voided."""
    reason: str = ""
    """Reason as typed; empty for none."""
    voids: tuple[str, ...] = ()
    """Ids of the credit lines that become void with it, because what they give back was never invoiced."""


@event("line.added", {"reason": ERASED})
@dataclass(frozen=True)
class LineAdded(Event):
    """A credit line was added: for hours given back, or for work that was voided after it was invoiced."""

    client_id: str
    """Id of the client."""
    dated: date
    """Day of the line."""
    line: LineDraft
    """The new line."""
    reason: str = ""
    """Reason as typed, such as the client's consent; empty for none."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("fee.added")
@dataclass(frozen=True)
class FeeAdded(Event):
    """The recurring fee of a period became due, or a part of it that was not invoiced yet, or is to be given back."""

    client_id: str
    """Id of the client."""
    dated: date
    """Day of the line."""
    line: LineDraft
    """The new line: a fee, or a credit where less is due than was invoiced."""
    period_from: date
    """First day of the period."""
    period_until: date
    """Last day of the period."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
    because: str = field(default="", metadata=SPARSE)
    """What made a rule act: `daily`, or kind and id of the event before it, as `entry.posted e1`; empty for a person's act."""


@event("lines.exported")
@dataclass(frozen=True)
class LinesExported(Event):
    """Billable lines were exported to one file for the accounting system."""

    run_id: str
    """Id of the export run."""
    format: str
    """File format: `csv`, `xlsx` or `fatturapa`."""
    line_ids: tuple[str, ...]
    """Ids of the exported lines, in the order of the file."""
    digest: str
    """SHA-256 of the file, as hexadecimal digits."""
