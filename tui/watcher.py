"""Notices what others changed: polls the store's change token and the calendar, and knows no widget."""

from collections.abc import Callable, Hashable
from datetime import date

from textual.message import Message

from core.basics.errors import MonteoreError
from tui.messages import LedgerChanged, LedgerUnreadable

POLL_SECONDS = 0.5


class Watcher:
    """Compares what is with what was read last; `tell` hears of a difference."""

    def __init__(
        self, changes: Callable[[], Hashable], today: Callable[[], date], tell: Callable[[Message], object]
    ) -> None:
        self._changes = changes
        self._today = today
        self._tell = tell
        self._seen: Hashable = None
        self._day: date | None = None
        self._complaint = ""

    def mark(self) -> None:
        """Remember the present state; called just before a read, so that no change falls between. Errors: `MonteoreError`."""
        self._seen = self._changes()
        if self._day is None:
            self._day = self._today()

    def poll(self) -> None:
        """Tell of a change, or once of a store that cannot be read."""
        try:
            seen, day = self._changes(), self._today()
        except MonteoreError as error:
            if str(error) != self._complaint:
                self._complaint = str(error)
                self._tell(LedgerUnreadable(self._complaint))
            return
        self._complaint = ""
        new_day = self._day is not None and day != self._day
        if seen != self._seen or new_day:
            self._seen, self._day = seen, day
            self._tell(LedgerChanged(new_day=new_day))
