"""What the open change of a session has recorded so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.basics.errors import ChangeFull
from core.journal.registry import MOST_EVENTS

if TYPE_CHECKING:
    from core.journal.row import JournalRow


class Change:
    """One change, from its beginning to its commit."""

    def __init__(self, cause: str = "", *, asks_clock: bool = False) -> None:
        self.cause = cause
        """The event or object that the next acts of rules follow from; empty for none."""
        self.asks_clock = asks_clock
        """Whether the machine's clock is still to be checked, before the first event."""
        self.recorded = 0
        """How many events were recorded."""
        self.touched: list[str] = []
        """What was made or changed, each as a kind and an id."""
        self.client_id: str | None = None
        """Id of the first client concerned."""
        self.last_row: JournalRow | None = None
        """The last journal row written."""

    def touch(self, kind: str, object_id: str, client_id: str | None = None) -> None:
        """Note what was made or changed, and the client concerned."""
        self.touched.append(f"{kind} {object_id}")
        self.client_id = self.client_id or client_id

    def check_room(self, added: int, most: int) -> None:
        """Errors: `ChangeFull` where so many more events would be more than `most`."""
        count = self.recorded + added
        if count > most:
            raise ChangeFull(count, MOST_EVENTS)
