"""Events of work entries."""

from datetime import date, datetime

from core.basics.dataclass import dataclass, field
from core.journal.events.blocks import BlockDraw
from core.journal.events.lines import LineDraft
from core.journal.registry import ERASED, SPARSE, Event, event
from core.model.calls import CallChange
from core.model.work import Charge, Span


@event("entry.posted", {"note": ERASED, "contact": ERASED, "content": "", "key": "erased-{entry_id}"})
@dataclass(frozen=True)
class EntryPosted(Event):
    """Work was posted. Minutes of draws + overdraft + billed + fee = charged minutes."""

    entry_id: str
    """Id of the new entry."""
    client_id: str
    """Id of the client."""
    technician: str
    """Login name of the person who did the work."""
    work_date: date
    """Day of the work in the agreement's time zone; the terms of this day apply."""
    started_at: datetime | None
    """UTC instant at which the work began; `None` where no clock time is known."""
    worked_seconds: int
    """Worked time in seconds, over zero."""
    spans: tuple[Span, ...]
    """The stretches of work where there are several; empty for a single one."""
    charge: Charge
    """The charge, with what is needed to explain it."""
    draws: tuple[BlockDraw, ...]
    """Minutes drawn from each block."""
    overdraft_minutes: int
    """Charged minutes that no block covers and a later block will settle."""
    billed_minutes: int
    """Charged minutes that no block covers and that are invoiced (break-fix, or overage `bill`)."""
    work_type: str
    """Code of the work type."""
    ticket: str
    """Ticket number without `#`; empty for none."""
    note: str
    """Note as typed; empty for none."""
    contact: str
    """Name of the person who called; empty for none."""
    no_charge: bool
    """Whether the technician marked the work as free of charge."""
    key: str | None = None
    """Idempotency key; `None` for none."""
    content: str = ""
    """SHA-256 of what the key guards, as hexadecimal digits; compared when the key is used again."""
    line: LineDraft | None = None
    """The billable line of the entry; `None` where nothing is invoiced."""
    replaces: str | None = None
    """Id of the voided entry that this one corrects; `None` for none."""
    fee_minutes: int = 0
    """Charged minutes that no block covers and that the recurring fee of a managed agreement pays."""
    waits: bool = False
    """Whether the work waits for an agreement: no terms are in force on its day, so nothing is charged yet."""
    call_changes: tuple[CallChange, ...] = ()
    """What a person changed of the call before it became this entry: client, start, end, length, or a split."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@dataclass(frozen=True)
class WaitingCharge:
    """The charge of one entry that waited. Minutes of draws + overdraft + billed + fee = charged minutes."""

    entry_id: str
    """Id of the entry."""
    work_date: date
    """Day of the work; the terms of this day apply."""
    charge: Charge
    """The charge, with what is needed to explain it."""
    draws: tuple[BlockDraw, ...]
    """Minutes drawn from each block."""
    overdraft_minutes: int = 0
    """Charged minutes that no block covers and a later block will settle."""
    billed_minutes: int = 0
    """Charged minutes that no block covers and that are invoiced."""
    fee_minutes: int = 0
    """Charged minutes that no block covers and that the recurring fee of a managed agreement pays."""
    line: LineDraft | None = None
    """The billable line of the entry; `None` where nothing is invoiced."""


@event("waiting.charged")
@dataclass(frozen=True)
class WaitingCharged(Event):
    """Entries that waited for an agreement were charged, because one is in force on their days now."""

    client_id: str
    """Id of the client that owns the account and pays."""
    entries: tuple[WaitingCharge, ...]
    """The entries with their charges, oldest work first; at most 200."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@dataclass(frozen=True)
class ReplayedDraws:
    """What one event moves of an entry's draws. What it returns and does not draw waits for a block, as overdraft."""

    entry_id: str
    """Id of the entry."""
    work_date: date
    """Day of the work."""
    returns: tuple[BlockDraw, ...] = ()
    """Minutes given back to each block."""
    draws: tuple[BlockDraw, ...] = ()
    """Minutes drawn from each block."""

    @property
    def opened_minutes(self) -> int:
        """Minutes by which the entry's overdraft grows; below zero where it shrinks."""
        return sum(draw.minutes for draw in self.returns) - sum(draw.minutes for draw in self.draws)


@event("draws.replayed")
@dataclass(frozen=True)
class DrawsReplayed(Event):
    """Draws were moved between blocks, into the order of the work; no entry takes more or fewer minutes from hours."""

    client_id: str
    """Id of the client that owns the account."""
    entries: tuple[ReplayedDraws, ...]
    """The entries whose draws are moved; at most 200."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("entry.voided", {"reason": ERASED})
@dataclass(frozen=True)
class EntryVoided(Event):
    """An entry was reversed: its draws went back into the same blocks, its open overdraft was cancelled."""

    entry_id: str
    """Id of the voided entry."""
    client_id: str
    """Id of the client."""
    returns: tuple[BlockDraw, ...]
    """Minutes given back to each block."""
    overdraft_minutes: int
    """Minutes of the entry's open overdraft that are cancelled."""
    reason: str
    """Reason as typed; empty for none."""
    voided_line_id: str | None = None
    """Id of the entry's billable line that becomes void; `None` where there is none, or it is invoiced already."""
    replaced_by: str | None = None
    """Id of the entry that corrects this one; `None` for a plain void."""
    waited: bool = False
    """Whether the entry still waited for an agreement, so that nothing was charged."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("entry.contested", {"answer": ERASED})
@dataclass(frozen=True)
class EntryContested(Event):
    """A client contests an entry, or the answer given to it was written down; nothing of the balance changes."""

    entry_id: str
    """Id of the entry."""
    client_id: str
    """Id of the client that owns the account and receives the statement."""
    answer: str
    """The answer given to the client; empty for none yet."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
