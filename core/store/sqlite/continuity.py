"""The journal's head as a connection knows it, and what notices that a store was replaced or taken back.

Memories are compared with the journal before each change: the head that this session saw last; the last head that any
session acknowledged, which the queue's side file keeps; and before the first change of a session the head of the newest
backup, which tells more where the side file was taken back, too. The side file is written after the commit, under the
queue's lock, so it never names a head that a crash could still take away.
"""

import contextlib
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.basics.dataclass import dataclass
from core.basics.errors import MonteoreError, StoreReplaced, StoreTakenBack
from core.journal.codec import instant_text
from core.journal.row import JournalRow
from core.store.sql import session
from core.store.sql.session import COLUMNS, LAST_ROW, bound
from core.store.sqlite import files, filestate
from core.store.sqlite.filestate import FileState, Frames

Row = Callable[[str, tuple[Any, ...]], tuple[Any, ...] | None]
"""Reads the first row of a query, or `None`."""

_AT_START = (
    f"SELECT user_version, {', '.join(f'last.{name}' for name in COLUMNS)} FROM pragma_user_version "
    f"LEFT JOIN ({LAST_ROW}) AS last ON TRUE"
)

_RECHAINED = "journal.rechained"
_DECISIONS = ("head.accepted", "store.restored")
"""Events by which a person put an older state in force."""
_LONGEST_SIDE = 1000
"""Bytes: more than the side file ever has."""
_FOLDER = "backup_folder"
"""The setting that names the folder of backups."""


@dataclass(frozen=True)
class Mark:
    """A journal row by its number and digest."""

    seq: int
    digest: str


class Heads(session.Heads):
    """The journal's head with the schema version and a short mark."""

    _version = -1
    """SQLite's number for the file's state that this connection saw when its last change began: another one's commit
    alters it, an own one does not."""
    _own: JournalRow | None = None
    """The head as the last change of this connection left it; `None` where it is to be read."""
    _schema = 0

    def begin(self) -> int:
        """Find the head inside an open write, and keep it until `forget`; the schema version of the file.

        It is read only where somebody else wrote since this connection's last change, or that one failed.
        """
        counted = self._row("PRAGMA data_version", ())
        version, own = counted[0] if counted else -1, self._own
        self._own = None
        if own is None or version != self._version:
            found = self._row(_AT_START, ())
            assert found is not None
            own = JournalRow(*found[1:]) if found[1] is not None else None
            self._version, self._schema = version, int(found[0])
        self.put(own)
        return self._schema

    def committed(self) -> None:
        """The open change was committed."""
        self._own = self._last if self._is_kept else None

    def mark(self) -> Mark | None:
        """The last row by its number and digest."""
        last = self.last()
        return Mark(last.seq, last.digest) if last else None


class Continuity:
    """The memory of one connection."""

    def __init__(self, path: Path, frames: Frames) -> None:
        self._path = path
        self._side = filestate.side_of(path)
        self._files = FileState(path, frames)
        self._seen: Mark | None = None
        self._written = b""
        """What the side file was given for it; empty where it could not be written."""
        self._knows_backups = False
        self.is_trusted = False
        """Whether the next change is made in spite of what the memories say: a manager decided so."""

    def check_files(self, business: str) -> None:
        """Compare the files with what they were, outside of a change. Errors: `StoreReplaced`, `StoreDisturbed`."""
        seen = self._seen

        def holds(row: Row) -> bool:
            return seen is None or _holds(lambda sql, values: row(*bound(sql, values, business)), seen)

        self._files.check(lambda: filestate.is_sound(self._path, holds))

    def note_files(self) -> None:
        """Remember what the files look like after a commit. What cannot be looked at now is reported at the next change."""
        with contextlib.suppress(MonteoreError):
            self._files.note()

    def check(self, row: Row, business: str, head: Mark | None, side: int | None = None) -> None:
        """Compare both memories with the journal, whose present head is given, inside the open write.

        `side` is the open side file, if its lock is held.

        Errors: `StoreReplaced`, `StoreTakenBack`.
        """
        self._files.check_name()
        if self.is_trusted:
            return
        if self._seen is not None and self._seen != head and not _holds(row, self._seen):
            raise StoreReplaced(str(self._path), is_gone=False)
        acknowledged = self.acknowledged(business, side)
        if acknowledged is not None and acknowledged not in (self._seen, head) and not _holds(row, acknowledged):
            raise StoreTakenBack(str(self._path), acknowledged.seq)
        if not self._knows_backups:
            self._check_backups(row)
            self._knows_backups = True

    def _check_backups(self, row: Row) -> None:
        chosen = row("SELECT value FROM setting WHERE business_id = :business AND name = ?", (_FOLDER,))
        folder = files.folder_of_backups(self._path, chosen[0] if chosen else "")
        if not folder.is_dir():
            return
        from core.store.sqlite import copies

        newest = copies.newest(self._path, folder)
        if newest is None or _holds(row, Mark(newest.seq, newest.digest)):
            return
        first = row("SELECT digest FROM journal WHERE business_id = :business AND seq = 1", ())
        if first is None or first[0] != newest.origin:
            return  # Backups of another store of this name, or of before `store rechain`.
        decided = row(
            "SELECT 1 FROM journal WHERE business_id = :business AND recorded_at >= ? AND kind IN (?, ?) LIMIT 1",
            (instant_text(newest.made_at), *_DECISIONS),
        )
        if decided is None:
            raise StoreTakenBack(str(self._path), newest.seq)

    def remember(self, head: Mark | None, business: str, side: int | None) -> None:
        """Keep a committed head in both memories. A side file that cannot be written does not undo the commit."""
        self._seen, self._written, self.is_trusted = head, b"", False
        if head is not None and side is not None:
            known = f"{business} {head.seq} {head.digest}"
            text = f"{known} {_checksum(known)}\n".encode()
            with contextlib.suppress(OSError):
                os.pwrite(side, text, 0)
                # A file system takes longer to cut a file than to write it, to the length that it has, too.
                if os.fstat(side).st_size > len(text):
                    os.ftruncate(side, len(text))
                self._written = text

    def tell(self, side: int | None) -> None:
        """Set the time of the side file after a commit, of which the system tells other sessions.

        The log was written before the commit could be read, so its own time tells of nothing yet; and with a new time of
        the log the next commit would have to flush the file system's journal, too.
        """
        try:
            os.utime(self._side if side is None else side)
        except OSError:
            with contextlib.suppress(OSError):
                os.utime(filestate.log_of(self._path))

    def close(self) -> None:
        """Close what is kept open."""
        self._files.close()

    def acknowledged(self, business: str, side: int | None) -> Mark | None:
        """The last acknowledged head; `None` if the side file has none, or half of one."""
        try:
            found = _read(self._side) if side is None else os.pread(side, _LONGEST_SIDE, 0)
            if found and found == self._written:
                return self._seen
            words = found.decode("ascii").split()
            known = len(words) == 4 and words[0] == business and words[3] == _checksum(" ".join(words[:3]))
            return Mark(int(words[1]), words[2]) if known else None
        except (OSError, ValueError):
            return None


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, _LONGEST_SIDE)
    finally:
        os.close(descriptor)


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"


def forget(path: Path) -> None:
    """Empty the side file of a store that is made anew under a name that another one had, before it gets that name."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path.with_name(path.name + ".lock"), os.O_WRONLY)
        try:
            os.ftruncate(descriptor, 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _holds(row: Row, mark: Mark) -> bool:
    found = row("SELECT digest FROM journal WHERE business_id = :business AND seq = ?", (mark.seq,))
    if found is not None and found[0] == mark.digest:
        return True
    # `store rechain` gives every row a new digest and records that it did.
    later = row(
        "SELECT 1 FROM journal WHERE business_id = :business AND seq > ? AND kind = ? LIMIT 1", (mark.seq, _RECHAINED)
    )
    return later is not None
