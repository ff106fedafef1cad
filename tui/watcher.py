"""Watches for changes by other sessions: polls the store's data version and the date. Knows no widget."""

from collections.abc import Callable
from datetime import date

from textual.message import Message

from tui.attempt import attempt
from tui.messages import LedgerChanged, LedgerUnreadable

POLL_SECONDS = 0.5


class Watcher:
    """Compares version and date with those of the last read, and calls `tell` with a message if they differ."""

    def __init__(
        self, data_version: Callable[[], int], today: Callable[[], date], tell: Callable[[Message], object]
    ) -> None:
        self._data_version = data_version
        self._today = today
        self._tell = tell
        self._version = -1
        self._day: date | None = None
        self._complaint = ""

    def mark(self) -> None:
        """Remember version and date. Call it just before a read, so that a change between the two is noticed.

        Errors: `MonteoreError`.
        """
        self._version = self._data_version()
        if self._day is None:
            self._day = self._today()

    def poll(self) -> None:
        """Tell of a change, or once of a store that cannot be read."""
        found = attempt(lambda: (self._data_version(), self._today()))
        if found.value is None:
            if found.trouble != self._complaint:
                self._complaint = found.trouble
                self._tell(LedgerUnreadable(self._complaint))
            return
        self._complaint = ""
        version, day = found.value
        new_day = self._day is not None and day != self._day
        if version != self._version or new_day:
            self._version, self._day = version, day
            self._tell(LedgerChanged(new_day=new_day))
