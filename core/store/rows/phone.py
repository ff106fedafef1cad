"""The rows of phone calls and their events. No journal row stands behind them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.model.phone import PhoneCallRow, PhoneEvent


class PhoneRows(Protocol):
    """Reads and writes of phone calls. Writes need an open transaction: `writing(Scope.PHONE)` or a wider scope."""

    def events(self, call_ref: str, generation: int) -> list[PhoneEvent]:
        """The events of one call, as they arrived."""
        ...

    def last_generation(self, call_ref: str) -> tuple[int, datetime] | None:
        """The highest generation of a call's id, and the latest arrival of its events; `None` for an unknown id."""
        ...

    def latest_call(
        self, source: str, since: datetime, *, number: str = "", extension: str = ""
    ) -> tuple[str, int] | None:
        """The call of a source whose event arrived last, of those with an event of that number and extension.

        An empty number or extension fits any. Returns the call's id and generation.
        """
        ...

    def add_event(self, call_ref: str, generation: int, event: PhoneEvent) -> None:
        """Add an event to a call."""
        ...

    def calls_of(self, call_ref: str, generation: int) -> list[PhoneCallRow]:
        """The rows of one call, one a technician."""
        ...

    def one(self, phone_call_id: str) -> PhoneCallRow | None:
        """A row by id."""
        ...

    def of_live_call(self, call_id: str) -> PhoneCallRow | None:
        """The phone call that became a live call."""
        ...

    def between(self, since: datetime, until: datetime, technician: str | None = None) -> list[PhoneCallRow]:
        """Calls that rang at or after `since` and before `until`, the first one first."""
        ...

    def standing(self, since: datetime, told_since: datetime, technician: str | None = None) -> list[PhoneCallRow]:
        """What may stand on desks, of one technician or of everybody, the first one first.

        Calls since an instant that ring, are answered, missed or over, that nobody dismissed or posted; without a client
        only those that ring or are answered. Of those that a colleague answered only the ones that ended since `told_since`.
        """
        ...

    def reached(self, since: datetime) -> dict[str, datetime]:
        """By number, when the last call with it that was answered rang."""
        ...

    def put(self, row: PhoneCallRow, now: datetime) -> None:
        """Add a row, or replace the one of its id."""
        ...

    def drop(self, phone_call_id: str) -> None:
        """Remove a row."""
        ...

    def prune(self, before: datetime) -> int:
        """Remove calls and events of before an instant; the number of calls."""
        ...


CALL_COLUMNS: Sequence[str] = (
    "phone_call_id",
    "call_ref",
    "generation",
    "technician",
    "extension",
    "direction",
    "number",
    "name",
    "client_id",
    "contact",
    "candidates",
    "is_exact",
    "state",
    "rang_at",
    "answered_at",
    "ended_at",
    "talk_ms",
    "answered_by",
    "call_id",
    "entry_id",
    "dismissed_by",
)
"""The columns of a phone call, in the order of `PhoneCallRow`."""
