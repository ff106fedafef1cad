"""The transaction of a change: BEGIN IMMEDIATE and COMMIT, tried until a deadline, with signals held from one to the other."""

import contextlib
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from core.basics import ending
from core.store.sqlite.engine import sqlite3
from core.store.sqlite.failures import commit_failure, failure_of, is_busy
from core.store.sqlite.locks import busy_for

if TYPE_CHECKING:
    from signal import pthread_sigmask
else:
    # What `signal` wraps: it makes a member of an enumeration of each signal of the mask before.
    from _signal import pthread_sigmask

_HELD_SIGNALS = {signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGTSTP}
_PAUSE = 0.0005
"""Seconds between two tries of a statement."""


class Transaction:
    """The transactions of one connection, one after another."""

    def __init__(self, raw: "sqlite3.Connection", path: Path) -> None:
        self._raw = raw
        self._path = path
        self._mask: set[signal.Signals | int] = set()
        """The signals that were blocked before the open change."""
        self._is_committed = False
        self.commits = 0
        """How many changes were committed."""

    def begin(self, seconds: float, deadline: float) -> None:
        """BEGIN IMMEDIATE, tried until a deadline that is `seconds` after the beginning; signals are held when it is granted.

        SQLite's own waiting would sleep up to 0.1 s between two tries, with signals held all the time.
        Errors: `StoreBusy`, `StoreUnavailable`.
        """
        pause, self._is_committed = _PAUSE, False
        while True:
            self._mask = pthread_sigmask(signal.SIG_BLOCK, _HELD_SIGNALS)
            try:
                self._raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.Error as error:
                self._release()
                if not is_busy(error):
                    raise failure_of(error, self._path) from None
                if time.monotonic() > deadline:
                    raise busy_for(self._path, seconds) from None
            time.sleep(pause)
            pause = min(pause * 1.2, 0.002)

    def commit(self, seconds: float) -> None:
        """COMMIT, again while others read: a copy without a write-ahead log, as a backup put back by hand, waits for them."""
        deadline = 0.0
        while True:
            try:
                self._raw.execute("COMMIT")
                break
            except sqlite3.Error as error:
                now = time.monotonic()
                deadline = deadline or now + seconds
                if not (is_busy(error) and self._raw.in_transaction) or now > deadline:
                    raise commit_failure(error, self._path) from None
            time.sleep(_PAUSE)
        self.commits += 1
        self._is_committed = True

    def roll_back(self) -> None:
        """Take back what an open transaction did, whatever the reason: the error that led here is the one to raise."""
        if self._raw.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._raw.execute("ROLLBACK")

    def end(self) -> None:
        """Let signals act again, unless they wait until a verb has told of what was committed."""
        if not self._is_committed or not ending.held(self._mask):
            self._release()

    def _release(self) -> None:
        pthread_sigmask(signal.SIG_SETMASK, self._mask)
