"""Work as it was done, what it costs, and the entry that records both. Instants are UTC, worked time is whole seconds."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from core.model.terms import Rounding


@dataclass(frozen=True, slots=True)
class Span:
    """An unbroken stretch of work: a UTC instant and whole seconds."""

    started_at: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Work:
    """What was worked: spans in order, or a day and seconds where no clock time is known."""

    work_date: date
    worked_seconds: int
    spans: tuple[Span, ...] = ()
    work_type: str = "phone"
    no_charge: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the work under one multiplier (window × work type); `label` names the window, empty for none."""

    seconds: int
    multiplier: Fraction
    label: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """What an entry costs, and enough to explain itself: minutes after rates, minimum, rounding and surcharge."""

    minutes: int
    worked_seconds: int
    slices: tuple[Slice, ...] = ()
    minimum_minutes: int = 0
    increment_minutes: int = 1
    surcharge_minutes: int = 0
    rounding: Rounding = Rounding.AFTER
    free: bool = False
    no_charge: bool = False
    work_type: str = ""


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """One piece of work as it was posted. Worked, charged and drawn are three stored numbers."""

    entry_id: str
    client_id: str
    technician: str
    work_date: date
    started_at: datetime | None
    worked_seconds: int
    charged_minutes: int
    overdraft_minutes: int
    work_type: str
    ticket: str
    note: str
    contact: str
    charge: Charge
    recorded_at: datetime
    seq: int = 0
    key: str | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    voided: bool = False
    no_charge: bool = False
    billed_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that is not posted yet. `key` makes a repeat harmless; `technician` is for imports of others' work.

    `content` is what a key guards where that is not the whole draft: a typed line means another minute when it is retried.
    """

    client_id: str
    work: Work
    ticket: str = ""
    note: str = ""
    contact: str = ""
    key: str | None = None
    technician: str | None = None
    content: str = ""
