"""The last row of the journal, and the file's schema version: one statement at the start of a change, then kept."""

from collections.abc import Callable
from typing import Any

from core.journal.chain import JournalRow
from core.store.sql.store import COLUMNS
from core.store.sqlite.continuity import Mark

Row = Callable[[str, tuple[Any, ...]], tuple[Any, ...] | None]
"""Reads the first row of a query, or `None`."""

_LAST = (
    f"SELECT {', '.join(f'journal.{name}' for name in COLUMNS)} FROM journal "
    "WHERE business_id = :business ORDER BY seq DESC LIMIT 1"
)
_AT_START = (
    f"SELECT user_version, {', '.join(f'last.{name}' for name in COLUMNS)} FROM pragma_user_version "
    f"LEFT JOIN ({_LAST}) AS last ON TRUE"
)


class Heads:
    """The journal's head as one connection knows it. Outside a change it is read each time."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._is_kept = False
        self._last: JournalRow | None = None

    def begin(self) -> int:
        """Read the head inside an open write, and keep it until `end`; the schema version of the file."""
        found = self._row(_AT_START, ())
        assert found is not None
        self.put(JournalRow(*found[1:]) if found[1] is not None else None)
        return int(found[0])

    def put(self, last: JournalRow | None) -> None:
        """Keep a row that the open write has added."""
        self._is_kept, self._last = True, last

    def forget(self) -> None:
        """Read the head again when it is asked for: the open write altered the journal, or is over."""
        self._is_kept, self._last = False, None

    def last(self) -> JournalRow | None:
        """The last row; `None` for an empty journal."""
        if self._is_kept:
            return self._last
        found = self._row(_LAST, ())
        return JournalRow(*found) if found else None

    def mark(self) -> Mark | None:
        """The last row by its number and digest."""
        last = self.last()
        return Mark(last.seq, last.digest) if last else None
