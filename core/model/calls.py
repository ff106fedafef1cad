"""Live calls as they are stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CallState(StrEnum):
    """The state of a live call. A stopped call is no longer live: it was posted as an entry."""

    RUNNING = "running"
    ON_HOLD = "on-hold"


@dataclass(frozen=True, slots=True)
class Stretch:
    """An unbroken stretch of a call; `elapsed_ms` is `None` while it runs."""

    started_at: datetime
    """UTC instant of its start."""
    boot_ms: int
    """Boot clock at its start, in milliseconds."""
    boot_id: str
    """Id of the boot that `boot_ms` belongs to."""
    elapsed_ms: int | None
    """Length in milliseconds; `None` while it runs."""


@dataclass(frozen=True, slots=True)
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
    account_id: str = ""
    """Id of the account that pays; empty: the one that the client chose for the work type."""
