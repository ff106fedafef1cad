"""What SQLite finds wrong with its file, besides the form of what no event makes.

It reads a private copy of the whole database in a thread of its own, while the caller replays the journal.
"""

import signal
import threading
from collections.abc import Collection
from contextlib import closing
from typing import Any

from core.basics.errors import MonteoreError
from core.basics.i18n import _
from core.store.sql.checks import misformed
from core.store.sqlite.connection import Connection
from core.store.sqlite.scratch import copy_of
from core.store.sqlite.shape import misshapen, own_tables

_INDEXES = ("client_search_fts", "entry_fts")
_MOST = 5
"""How many faults SQLite tells of the form of its file."""
_PAUSE = 0.05
"""Seconds between two tries to end a statement: one that has not begun yet does not notice."""


def problems(connection: Connection, tables: Collection[str]) -> list[str]:
    """A sentence for each thing that is wrong; empty when all is well.

    Errors: `TextUnreadable` for a text of these tables that is not UTF-8.
    """
    with closing(Check(connection, tables)) as check:
        return check.problems()


class Check:
    """One check of the file behind a connection. Errors: `StoreUnavailable` where it cannot be copied.

    All texts of `tables`, those that no event makes, are read; the others are compared with the journal.
    """

    def __init__(self, connection: Connection, tables: Collection[str]) -> None:
        self._tables = tables
        self._copy = copy_of(connection)
        self._faults: list[str] = []
        self._orphans: list[tuple[Any, ...]] = []
        self._misfits: list[str] = []
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="monteore-check", daemon=True)
        self._thread.start()

    @property
    def words_fit(self) -> bool:
        """Whether each index of words holds those of its texts, each in its place; known after `problems`."""
        return not self._misfits

    def problems(self, *, is_quick: bool = True) -> list[str]:
        """A sentence for each thing that is wrong, once the check is at its end. Without `is_quick` all texts are read.

        Errors: `TextUnreadable` for one that is not UTF-8.
        """
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        if not is_quick:
            self._copy.check_readable()
        return [
            *self._faults,
            *self.shape(),
            *(
                _("{table} refers to a row of {parent} that does not exist").format(table=table, parent=parent)
                for table, parent in sorted({(row[0], row[2]) for row in self._orphans if row[0] in own_tables()})
            ),
            *misformed(self._copy),
            *(_("the words of {table} are not those of its texts").format(table=index) for index in self._misfits),
        ]

    def shape(self) -> list[str]:
        """A sentence for each table, index and guard that is not what the store has; where one is missing, reads fail."""
        self._thread.join()
        return list(misshapen(self._copy))

    def close(self) -> None:
        """End the check and close the copy."""
        while self._thread.is_alive():
            self._copy.interrupt()
            self._thread.join(_PAUSE)
        self._copy.close()

    def _run(self) -> None:
        # A signal that came to this thread would run its handler although the main thread holds signals back.
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            rows = self._copy.rows(f"PRAGMA integrity_check({_MOST})")
            self._faults = [str(row[0]) for row in rows if row[0] != "ok"]
            self._orphans = self._copy.rows("PRAGMA foreign_key_check")
            self._misfits = [index for index in _INDEXES if not _fits(self._copy, index)]
            self._copy.check_readable(self._tables)
        except BaseException as failure:  # The thread that waits raises it.
            self._failure = failure


def _fits(copy: Connection, index: str) -> bool:
    """Whether a full-text index holds the words of its texts, each in its place."""
    try:
        copy.run(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
    except MonteoreError:
        return False
    return True
