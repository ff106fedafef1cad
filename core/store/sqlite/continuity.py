"""Notice that the file of an open session was replaced, removed, or taken back to an earlier state.

Two memories are compared with the journal before each change: the head that this session saw last, and the last head that
any session acknowledged, which the queue's side file keeps. The side file is written after the commit, under the queue's
lock, so it never names a head that a crash could still take away.
"""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from core.basics.errors import StoreReplaced, StoreTakenBack

Row = Callable[[str, tuple[Any, ...]], tuple[Any, ...] | None]
"""Reads the first row of a query, or `None`."""

_RECHAINED = "journal.rechained"


class Mark(NamedTuple):
    """A journal row by its number and digest."""

    seq: int
    digest: str


class Continuity:
    """The memory of one connection."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._side = path.with_name(path.name + ".lock")
        self._file = _identity(path)
        self._seen: Mark | None = None
        self.is_trusted = False
        """Whether the next change is made in spite of what the memories say: a manager decided so."""

    def check_file(self) -> None:
        """Errors: `StoreReplaced` if another file has the store's name now, or none has."""
        now = _identity(self._path)
        if now != self._file:
            raise StoreReplaced(str(self._path), is_gone=now is None)

    def check(self, row: Row, business: str, head: Mark | None) -> None:
        """Compare both memories with the journal, whose present head is given, inside the open write.

        Errors: `StoreReplaced`, `StoreTakenBack`.
        """
        self.check_file()
        if self.is_trusted:
            return
        if self._seen is not None and self._seen != head and not _holds(row, self._seen):
            raise StoreReplaced(str(self._path), is_gone=False)
        acknowledged = self.acknowledged(business)
        if acknowledged is not None and acknowledged not in (self._seen, head) and not _holds(row, acknowledged):
            raise StoreTakenBack(str(self._path), acknowledged.seq)

    def remember(self, head: Mark | None, business: str) -> None:
        """Keep a committed head in both memories. A side file that cannot be written does not undo the commit."""
        self._seen, self.is_trusted = head, False
        if head is not None:
            text = f"{business} {head.seq} {head.digest}\n".encode()
            with contextlib.suppress(OSError):
                descriptor = os.open(self._side, os.O_WRONLY)
                try:
                    os.pwrite(descriptor, text, 0)
                    os.ftruncate(descriptor, len(text))
                finally:
                    os.close(descriptor)

    def acknowledged(self, business: str) -> Mark | None:
        """The last acknowledged head; `None` if the side file has none."""
        try:
            words = self._side.read_text(encoding="ascii").split()
            return Mark(int(words[1]), words[2]) if len(words) == 3 and words[0] == business else None
        except (OSError, ValueError):
            return None


def forget(path: Path) -> None:
    """Empty the side file of a store that is made anew under a name that another one had."""
    with contextlib.suppress(OSError):
        os.truncate(path.with_name(path.name + ".lock"), 0)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _holds(row: Row, mark: Mark) -> bool:
    found = row("SELECT digest FROM journal WHERE business_id = :business AND seq = ?", (mark.seq,))
    if found is not None and found[0] == mark.digest:
        return True
    # `store rechain` gives every row a new digest and records that it did.
    later = row(
        "SELECT 1 FROM journal WHERE business_id = :business AND seq > ? AND kind = ? LIMIT 1", (mark.seq, _RECHAINED)
    )
    return later is not None
