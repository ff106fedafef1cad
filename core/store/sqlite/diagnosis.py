"""What an error of SQLite says of its file; looked into once there is one."""

import contextlib
from collections.abc import Collection
from pathlib import Path

from core.basics.errors import MonteoreError, StoreNewer, TextUnreadable
from core.store.sqlite import unreadable, version
from core.store.sqlite.engine import sqlite3
from core.store.sqlite.failures import code_of, failure_of

_ERROR = 1


class Diagnosis:
    """Looks into the file of one connection."""

    def __init__(self, raw: "sqlite3.Connection") -> None:
        self._raw = raw
        self._cell: unreadable.Cell | None = None
        """A text that is not UTF-8, once one was met."""

    def failure(self, error: Exception, path: Path) -> MonteoreError:
        """The error to raise in the place of an engine's: a table that a newer version altered gets its own sentence."""
        if code_of(error) == _ERROR:
            with contextlib.suppress(sqlite3.Error):
                if self._raw.execute("PRAGMA user_version").fetchone()[0] > version.SCHEMA_VERSION:
                    return StoreNewer(str(path))
        return self._unreadable(error, path) or failure_of(error, path)

    def _unreadable(self, error: Exception, path: Path) -> TextUnreadable | None:
        """The error that names the cell whose text is not UTF-8, if this is what failed."""
        if code_of(error) or not unreadable.is_of_text(error):
            return None
        with contextlib.suppress(sqlite3.Error):
            # A desk reads again and again, and to look for the cell takes as long as to read all.
            if self._cell is None or not unreadable.is_still(self._raw, self._cell):
                self._cell = unreadable.first_cell(self._raw)
        return TextUnreadable(str(path), *self._cell[:3]) if self._cell else None

    def check_readable(self, path: Path, tables: Collection[str] = ()) -> None:
        """Read all texts of some tables, of all by default. Errors: `TextUnreadable` for one that is not UTF-8."""
        try:
            cell = unreadable.first_cell(self._raw, tables)
        except sqlite3.Error as error:
            raise failure_of(error, path) from None
        if cell is not None:
            raise TextUnreadable(str(path), *cell[:3])
