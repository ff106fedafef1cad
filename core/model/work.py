"""Work, its charge, and the entry that records both. Instants are UTC, worked time is whole seconds."""

from datetime import date, datetime
from fractions import Fraction

from core.basics.dataclass import dataclass, field
from core.model.calls import CallChange
from core.model.terms import Rounding


@dataclass(frozen=True)
class Span:
    """An unbroken stretch of work: a UTC instant and whole seconds."""

    started_at: datetime
    """UTC instant of its start."""
    seconds: int
    """Length in seconds, over zero."""


@dataclass(frozen=True)
class Work:
    """What was worked: spans in order, or a day and seconds where no clock time is known."""

    work_date: date
    """Day of the work in the agreement's time zone."""
    worked_seconds: int
    """Worked time in seconds: the sum of the spans, where there are any."""
    spans: tuple[Span, ...] = ()
    """Unbroken stretches in order; empty where no clock time is known."""
    work_type: str = "phone"
    """Code of the work type."""
    no_charge: bool = False
    """Whether the technician marked the work as free of charge."""
    technician: str = field(default="", compare=False)
    """Login name of the person who did it, where the charge depends on the class; empty: the person at work."""


@dataclass(frozen=True)
class Slice:
    """A part of the work under one multiplier (window × work type); `label` names the window, empty for none."""

    seconds: int
    """Worked seconds of this part."""
    multiplier: Fraction
    """Exact multiplier: window × work type."""
    label: str = ""
    """Name of the rate window, or `holiday`; empty outside all windows."""


@dataclass(frozen=True)
class Charge:
    """What work costs after rates, minimum, rounding and surcharge, with all that `explain` needs."""

    minutes: int
    """Minutes that the work costs."""
    worked_seconds: int
    """Worked time in seconds, before rates."""
    slices: tuple[Slice, ...] = ()
    """The parts under one multiplier each, in order; empty for work that costs nothing."""
    minimum_minutes: int = 0
    """Minimum in minutes that applied."""
    increment_minutes: int = 1
    """Step in minutes that applied."""
    surcharge_minutes: int = 0
    """Surcharge in minutes, contained in `minutes`."""
    rounding: Rounding = Rounding.AFTER
    """Whether minimum and step applied after the multipliers or before them."""
    free: bool = False
    """Whether it costs nothing because it is within the free time."""
    no_charge: bool = False
    """Whether it costs nothing because the technician said so."""
    work_type: str = ""
    """Code of the work type."""


@dataclass(frozen=True)
class WorkEntry:
    """A posted entry. Worked seconds, charged minutes and drawn minutes are stored separately."""

    entry_id: str
    """Id of the entry."""
    client_id: str
    """Id of the client."""
    technician: str
    """Login name of the person who did the work."""
    work_date: date
    """Day of the work in the agreement's time zone."""
    started_at: datetime | None
    """UTC instant of the start; `None` where no clock time is known."""
    worked_seconds: int
    """Worked time in seconds."""
    charged_minutes: int
    """Minutes that the entry costs, under the terms of its day."""
    overdraft_minutes: int
    """Charged minutes that still wait for a block to settle them."""
    work_type: str
    """Code of the work type."""
    ticket: str
    """Ticket number without `#`; empty for none."""
    note: str
    """Note as typed; empty for none."""
    contact: str
    """Name of the person who called; empty for none."""
    charge: Charge
    """The charge, with what is needed to explain it."""
    recorded_at: datetime
    """UTC instant at which the entry was posted."""
    seq: int = 0
    """Number of the journal row that posted it."""
    key: str | None = None
    """Idempotency key; `None` for none."""
    replaces: str | None = None
    """Id of the voided entry that this one corrects; `None` for none."""
    replaced_by: str | None = None
    """Id of the entry that corrects this one; `None` for none."""
    voided: bool = False
    """Whether the entry was voided; it then counts nowhere."""
    no_charge: bool = False
    """Whether the technician marked the work as free of charge."""
    billed_minutes: int = 0
    """Charged minutes that are invoiced instead of drawn from blocks."""
    waits: bool = False
    """Whether it waits for an agreement: its time is kept, and nothing is charged until one is in force on its day."""
    charged_seq: int | None = None
    """Number of the journal row that charged it, where it waited before; `None`: charged when it was posted, or waits."""
    account_id: str = ""
    """Id of the account that pays; empty: the client's own."""

    @property
    def counted_seq(self) -> int:
        """Number of the journal row from which its minutes count."""
        return self.charged_seq or self.seq


@dataclass(frozen=True)
class WaitingEntry:
    """An entry without a charge, because no agreement was in force on its day when it was posted."""

    entry_id: str
    """Id of the entry."""
    work: Work
    """The work, as it was posted."""
    seq: int
    """Number of the journal row that posted it; orders work of the same day."""


@dataclass(frozen=True)
class Waits:
    """How many entries of an account wait for an agreement, and for how many minutes."""

    entries: int = 0
    """Number of entries."""
    minutes: int = 0
    """Worked minutes, each entry rounded up to whole minutes."""


NOTHING_WAITS = Waits()


@dataclass(frozen=True)
class Draft:
    """An entry to post. A second posting with the same `key` and the same content changes nothing.

    `content` is what the key guards if that is not the whole draft: a retried line has the same text, but another start.
    """

    client_id: str
    """Id of the client."""
    work: Work
    """The work."""
    ticket: str = ""
    """Ticket number without `#`; empty for none."""
    note: str = ""
    """Note; empty for none."""
    contact: str = ""
    """Name of the person who called; empty for none."""
    key: str | None = None
    """Idempotency key; `None` for none."""
    technician: str | None = None
    """Login name of the person who did the work; `None`: the session's."""
    content: str = ""
    """What the key guards; empty: the whole draft."""
    call_changes: tuple[CallChange, ...] = ()
    """What a person changed of the call before it became this entry; empty for none, or no call."""
    account_id: str = ""
    """Id of the account that pays; empty: the one that the client chose for the work type."""
