"""The rows of live calls."""

from datetime import datetime
from typing import Protocol

from core.model.calls import CallRow, Stretch


class CallRows(Protocol):
    """Reads and writes of calls; writes stand inside `writing(Scope.OWN_CALL)` or an open change."""

    def open_calls(self, technician: str | None = None) -> list[CallRow]:
        """Running and held calls, the running ones first, then the latest changed."""
        ...

    def call(self, call_id: str) -> CallRow | None:
        """An open call by id."""
        ...

    def any_call(self, call_id: str) -> CallRow | None:
        """A call by id, open or over."""
        ...

    def add(self, call_id: str, client_id: str, technician: str, now: datetime, phone: str) -> None:
        """A new running call. Errors: `Duplicate` where this technician has one running."""
        ...

    def open_stretch(self, call_id: str, stretch: Stretch) -> None:
        """Begin a stretch."""
        ...

    def close_stretch(self, call_id: str, elapsed_ms: int) -> None:
        """End the running stretch."""
        ...

    def set_state(self, call_id: str, state: str, now: datetime, entry_id: str | None = None) -> None:
        """Run, hold, stop or cancel; the heartbeat starts anew."""
        ...

    def beat(self, technician: str, now: datetime) -> None:
        """A session with the running call on its screen is alive."""
        ...
