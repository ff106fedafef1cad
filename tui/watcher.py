"""Watches for changes by other sessions: compares the store's change token and the date. Knows no widget."""

from collections.abc import Callable, Hashable
from datetime import date

from textual.message import Message

from tui.attempt import Answer, attempt
from tui.messages import LedgerChanged, LedgerUnreadable


class Watcher:
    """Compares token and date with those of the last read, and calls `tell` with a message if they differ."""

    def __init__(
        self, changes: Callable[[], Hashable], today: Callable[[], date], tell: Callable[[Message], object]
    ) -> None:
        self._changes = changes
        self._today = today
        self._tell = tell
        self._seen: Hashable = None
        self._day: date | None = None
        self._complaint = ""

    def mark(self, seen: Hashable) -> None:
        """Remember the token that was asked for just before a read, so that a change between the two is noticed, and the date.

        Errors: `MonteoreError`.
        """
        self._seen = seen
        if self._day is None:
            self._day = self._today()

    def forget(self) -> None:
        """Nothing was read for what was told last: the next `take` tells again."""
        self._seen = None

    def look(self) -> Answer[tuple[Hashable, date]]:
        """The token and the date, or why they cannot be read; may run in a thread."""
        return attempt(lambda: (self._changes(), self._today()))

    def is_news(self, found: Answer[tuple[Hashable, date]]) -> bool:
        """Whether `take` would tell of something."""
        if found.value is None or self._complaint:
            return found.trouble != self._complaint
        return found.value != (self._seen, self._day)

    def take(self, found: Answer[tuple[Hashable, date]]) -> None:
        """Tell of a change that a look found, or once of a store that cannot be read."""
        if found.value is None:
            if found.trouble != self._complaint:
                self._complaint = found.trouble
                self._tell(LedgerUnreadable(self._complaint))
            return
        is_back, self._complaint = bool(self._complaint), ""
        seen, day = found.value
        new_day = self._day is not None and day != self._day
        if seen != self._seen or new_day or is_back:
            self._seen, self._day = seen, day
            self._tell(LedgerChanged(new_day=new_day, is_back=is_back))
