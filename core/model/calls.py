"""Live calls as they are stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CallState(StrEnum):
    """A live timer is running or on hold; a stopped one has become an entry."""

    RUNNING = "running"
    ON_HOLD = "on-hold"


@dataclass(frozen=True, slots=True)
class Stretch:
    """An unbroken stretch of a call; `elapsed_ms` is `None` while it runs."""

    started_at: datetime
    boot_ms: int
    boot_id: str
    elapsed_ms: int | None


@dataclass(frozen=True, slots=True)
class CallRow:
    """A live call as stored."""

    call_id: str
    client_id: str
    technician: str
    state: str
    started_at: datetime
    phone: str
    heartbeat_at: datetime | None
    stretches: tuple[Stretch, ...]
