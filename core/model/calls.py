"""Live calls as they are stored, what was typed about them, and how one ends."""

from datetime import datetime
from enum import StrEnum

from core.basics.dataclass import dataclass, field
from core.model.worktypes import DEFAULT_WORK_TYPE


class CallState(StrEnum):
    """The state of a live call. A stopped call is no longer live: it was posted as an entry."""

    RUNNING = "running"
    ON_HOLD = "on-hold"


@dataclass(frozen=True)
class Stretch:
    """An unbroken stretch of a call; `elapsed_ms` is `None` while it runs."""

    started_at: datetime
    """UTC instant of its start."""
    boot_ms: int
    """Boot clock at its start, in milliseconds; below zero for a start before this boot."""
    boot_id: str
    """Id of the boot that `boot_ms` belongs to."""
    elapsed_ms: int | None
    """Length in milliseconds; `None` while it runs."""


@dataclass(frozen=True)
class CallWords:
    """What was typed for a call and is not posted yet, as typed; the fields of the wrap-up."""

    note: str = ""
    """Note, with the `#ticket`, `+type` and `nc` that stand in it."""
    ticket: str = ""
    """Ticket, with or without `#`."""
    work_type: str = ""
    """Work type, by its code or its name in the user's language."""
    contact: str = ""
    """Name of the person who called."""
    client: str = ""
    """Another client than the call's; empty for none."""
    time: str = ""
    """Another time than the measured one, such as `15m`, `-5m` or `12:25-12:40`; empty for none."""
    phone: str = ""
    """Telephone number for the card of a new caller; empty for none yet."""
    card_done: bool = False
    """Whether the card of a new caller is complete without more."""


@dataclass(frozen=True)
class Ending:
    """The instant at which a wrap-up was begun. The call ends there, unless its technician went back to it."""

    at: datetime
    """UTC instant of the key press."""
    elapsed_ms: int | None
    """Milliseconds of the running stretch at that instant; `None` where none ran."""
    is_left: bool = False
    """Whether the technician went back to the running call."""


@dataclass(frozen=True)
class CallRow:
    """A live call as stored."""

    call_id: str
    """Id of the call."""
    client_id: str
    """Id of the client."""
    technician: str
    """Login name of the technician on the call."""
    state: str
    """`running`, `on-hold`, or, once it is over, `stopped` or `cancelled`."""
    started_at: datetime
    """UTC instant of its start."""
    phone: str
    """Number that calls or is called; empty for none."""
    heartbeat_at: datetime | None
    """UTC instant of the last heartbeat; `None` before the first."""
    stretches: tuple[Stretch, ...]
    """Its stretches, the first one first; the last one may still run."""
    words: CallWords = CallWords()
    """What was typed for it."""
    ending: Ending | None = None
    """Where its wrap-up was begun; `None` before."""
    account_id: str = ""
    """Id of the account that pays; empty: the one that the client chose for the work type."""


@dataclass(frozen=True)
class CallChange:
    """One thing about a call that a person changed before it was posted."""

    what: str
    """`client`, `start`, `end`, `length` or `split`."""
    before: str
    """What it was: the id of a client, an instant, or seconds."""
    after: str
    """What it is now, in the same form; of a split the id of the second client."""


@dataclass(frozen=True)
class CallChangeRow:
    """A change in the history of a call."""

    changed_at: datetime
    """UTC instant of the change."""
    technician: str
    """Login name of the person who made it."""
    change: CallChange
    """What was changed."""


@dataclass(frozen=True)
class CallEdit:
    """What a person says about client and time of a call; `None`: as it is.

    A start with a length is one stretch without pauses. A length or an end alone keeps the pauses.
    """

    client_id: str | None = None
    """Id of the right client."""
    started_at: datetime | None = None
    """UTC instant at which the call began."""
    ended_at: datetime | None = None
    """UTC instant at which the call ended."""
    seconds: int | None = None
    """Worked time in seconds."""
    account_id: str | None = None
    """Id of the account that pays; empty: the client's choice for the work type. `None`: as it is, for the same client."""

    def account_for(self, call: "CallRow") -> str:
        """Id of the account that was named for the corrected call; empty: the client's choice for the work type."""
        if self.account_id is not None:
            return self.account_id
        return call.account_id if self.client_id in (None, call.client_id) else ""

    @property
    def says_end(self) -> bool:
        """Whether it says when the call ended or how long it lasted."""
        return self.ended_at is not None or self.seconds is not None


NO_EDIT = CallEdit()
"""Nothing is changed."""


@dataclass(frozen=True)
class CallEnd:
    """How a call ends: what its entry says."""

    note: str = ""
    """Note; empty for none."""
    ticket: str = ""
    """Ticket number without `#`; empty for none."""
    work_type: str = DEFAULT_WORK_TYPE
    """Code of the work type."""
    contact: str = ""
    """Name of the person who called; empty for none."""
    no_charge: bool = False
    """Whether the technician marked the work as free of charge."""
    pressed_at: datetime | None = None
    """UTC instant at which a running call was stopped; `None`: now. Nobody said it, so a long call is still asked about."""
    edit: CallEdit = field(default_factory=CallEdit)
    """What a person says about client and time."""
