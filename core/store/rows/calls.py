"""The rows of live calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.model.calls import CallChangeRow, CallRow, CallWords, Ending, Stretch


class CallRows(Protocol):
    """Reads and writes of calls. Writes need an open transaction: `writing(Scope.OWN_CALL)` or a wider scope.

    Words and endings may be written in `writing(Scope.QUIET)`.
    """

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
        self,
        call_id: str,
        client_id: str,
        technician: str,
        started_at: datetime,
        phone: str,
        account_id: str = "",
        state: str = "running",
        now: datetime | None = None,
    ) -> None:
        """A new call, changed last at `now` (default: its start). Errors: `Duplicate` where another one runs."""
        ...

    def open_stretch(self, call_id: str, stretch: Stretch) -> None:
        """Add a stretch to a call."""
        ...

    def close_stretch(self, call_id: str, elapsed_ms: int) -> None:
        """End the running stretch."""
        ...

    def replace_stretches(self, call_id: str, stretches: Sequence[Stretch]) -> None:
        """Give a call other stretches, at least one; it starts when the first one does."""
        ...

    def set_state(self, call_id: str, state: str, now: datetime, entry_id: str | None = None) -> None:
        """Set the state of a call and clear its heartbeat."""
        ...

    def set_client(self, call_id: str, client_id: str, account_id: str = "") -> None:
        """Give a call to another client or account; without an account the client's choice pays."""
        ...

    def beat(self, technician: str, now: datetime) -> None:
        """Record a heartbeat: a session that shows the technician's running call is alive at this instant."""
        ...

    def keep_words(self, call_id: str, words: CallWords, now: datetime) -> None:
        """Keep what was typed for a call, in place of what was kept before."""
        ...

    def keep_ending(self, call_id: str, ending: Ending | None, now: datetime) -> None:
        """Keep where the wrap-up of a call was begun; `None` forgets it."""
        ...

    def entry_of(self, call_id: str) -> str | None:
        """The id of the entry that a call became; `None` for a call that is open, dropped or unknown."""
        ...

    def forget_words(self, call_id: str) -> None:
        """Keep neither words nor an ending: the call was posted or dropped."""
        ...

    def add_change(self, call_id: str, row: CallChangeRow) -> None:
        """Add a change to a call's history."""
        ...

    def changes(self, call_id: str) -> tuple[CallChangeRow, ...]:
        """The history of a call, the first change first."""
        ...
