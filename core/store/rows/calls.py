"""The rows of live calls."""

from datetime import datetime
from typing import Protocol

from core.model.calls import CallRow, Stretch


class CallRows(Protocol):
    """Reads and writes of calls. Writes need an open transaction: `writing(Scope.OWN_CALL)` or a wider scope."""

    def open_calls(self, technician: str | None = None) -> list[CallRow]:
        """Running and held calls, the running ones first, then the latest changed."""
        ...

    def calls_paid_by(self, account_id: str, work_type: str) -> list[CallRow]:
        """The open calls whose work, if it is of a type, an account pays: it was named, or is the client's choice."""
        ...

    def call(self, call_id: str) -> CallRow | None:
        """An open call by id."""
        ...

    def any_call(self, call_id: str) -> CallRow | None:
        """A call by id, open or over."""
        ...

    def add(
        self, call_id: str, client_id: str, technician: str, now: datetime, phone: str, account_id: str = ""
    ) -> None:
        """A new running call. Errors: `Duplicate` where this technician has one running."""
        ...

    def open_stretch(self, call_id: str, stretch: Stretch) -> None:
        """Add a running stretch to a call."""
        ...

    def close_stretch(self, call_id: str, elapsed_ms: int) -> None:
        """End the running stretch."""
        ...

    def set_state(self, call_id: str, state: str, now: datetime, entry_id: str | None = None) -> None:
        """Set the state of a call and clear its heartbeat."""
        ...

    def beat(self, technician: str, now: datetime) -> None:
        """Record a heartbeat: a session that shows the technician's running call is alive at this instant."""
        ...
