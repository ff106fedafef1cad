"""Notice what others than SQLite do to the files of an open store: replace, remove, cut off or overwrite them.

SQLite believes the pages that it keeps in memory and the index that processes share, so it would acknowledge a change into
files that do not hold it. Before each change the files are compared with what they were: their inodes; the log's length and
its last frame, which the shared index tells; and the time at which the store's file was written, which only moves when
pages of the log are copied into it. Where that does not fit, a connection that remembers nothing reads the whole file.
"""

import contextlib
import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from core.basics.dataclass import dataclass
from core.basics.errors import StoreDisturbed, StoreReplaced
from core.store.sqlite.engine import sqlite3

Row = Callable[[str, tuple[Any, ...]], tuple[Any, ...] | None]
"""Reads the first row of a query, or `None`."""
Frames = Callable[[], tuple[int, int, int] | None]
"""Bytes in a page, frames in the log, and how many of them are copied into the file; `None` where SQLite cannot tell."""

_HEADER = struct.Struct(">IIIIII")
"""The head of a log: magic number, version, page size, number of the checkpoint, two salts."""
_FRAME = struct.Struct(">IIII")
"""The head of a frame: page number, pages after a commit (0: no commit), two salts."""
_HEADER_BYTES, _FRAME_BYTES = 32, 24
_MAGIC = (0x377F0682, 0x377F0683)
_TRIES = 20
_PAUSE = 0.005
"""Seconds between two tries: another process may be copying the log at this moment."""
_JUST_NOW_NS = 250_000_000
"""So long after a write its commit may still be on its way to the disk."""


@dataclass(frozen=True)
class _Look:
    """What the files look like."""

    file: tuple[int, int]
    log: tuple[int, int] | None
    shared: tuple[int, int] | None
    size: int
    written_ns: int
    copied: tuple[int, int, int]
    """The salts of the log and the number of its frames that are in the file."""
    is_whole: bool
    """Whether the log holds the frames that it must."""
    goes_on: bool
    """Whether the next commit adds to this log: one whose frames are all in the file begins anew."""


class FileState:
    """The memory of one connection of what the files of its store look like."""

    def __init__(self, path: Path, frames: Frames) -> None:
        # Texts: each use of a path as one costs as much as the look at the file.
        self._path, self._log, self._index = str(path), _Log(log_of(path)), f"{path}-shm"
        self._frames = frames
        self._file = identity(self._path)
        self._seen: _Look | None = None

    def check(self, is_sound: Callable[[], bool]) -> None:
        """Compare, outside of a change. `is_sound` reads the whole file anew; it is called where a look is not enough.

        Errors: `StoreReplaced` if another file has the store's name now, or none has; `StoreDisturbed`.
        """
        found, tries = self._look(), 0
        while not (fits := self._fits(found)) and tries < _TRIES:
            time.sleep(_PAUSE)
            found, tries = self._look(), tries + 1
        if not fits and (not found.is_whole or self._has_other_sides(found) or not is_sound()):
            raise StoreDisturbed(self._path)
        self._seen = found

    def note(self) -> None:
        """Remember what the files look like after a commit of this connection."""
        seen = self._seen
        if seen is not None and seen.goes_on:
            status = self._status()
            if (status.st_size, status.st_mtime_ns) == (seen.size, seen.written_ns):
                # The commit only added frames to the log: what a look compares is as it was.
                return
        found = self._look()
        if found.is_whole:
            self._seen = found

    def check_name(self) -> None:
        """Errors: `StoreReplaced` if another file has the store's name now, or none has."""
        self._status()

    def close(self) -> None:
        """Close the log, which is kept open."""
        self._log.close()

    def _status(self) -> os.stat_result:
        try:
            status = os.stat(self._path)
        except OSError:
            raise StoreReplaced(self._path, is_gone=True) from None
        if (status.st_dev, status.st_ino) != self._file:
            raise StoreReplaced(self._path, is_gone=False)
        return status

    def _has_other_sides(self, found: _Look) -> bool:
        seen = self._seen
        return seen is not None and (
            (seen.log is not None and seen.log != found.log)
            or (seen.shared is not None and seen.shared != found.shared)
        )

    def _fits(self, found: _Look) -> bool:
        seen = self._seen
        if not found.is_whole or seen is None:
            return found.is_whole
        if self._has_other_sides(found) or found.size < seen.size:
            return False
        return found.written_ns == seen.written_ns or found.copied != seen.copied

    def _look(self) -> _Look:
        status = self._status()
        counts = self._frames()
        log = self._log.identity()
        salts, is_whole = self._log.read(counts) if counts is not None and counts[1] >= 0 else ((0, 0), True)
        return _Look(
            (status.st_dev, status.st_ino),
            log,
            identity(self._index),
            status.st_size,
            status.st_mtime_ns,
            (*salts, counts[2] if counts else 0),
            is_whole,
            log is not None and counts is not None and counts[2] < counts[1],
        )


class _Log:
    """A log, kept open between looks.

    A look at the times of a file (`stat`) makes Linux note the exact time of the next write, and a read after a write the
    time of the read. The flush of a commit then has to write the file system's journal too, which takes longer than the
    flush of the log alone.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._known: tuple[int, int] | None = None
        self._name = ""
        """What the kernel calls the open file; something else once it was removed, moved or replaced. Empty if unknown."""

    def identity(self) -> tuple[int, int] | None:
        """The device and inode of the file that has the log's name now, which is then the open one; `None` for none."""
        if self._descriptor is not None and self._name and _name_of(self._descriptor) == self._name:
            return self._known
        self.close()
        try:
            self._descriptor = _opened(self._path)
            status = os.fstat(self._descriptor)
        except OSError:
            self.close()
            return None
        self._known = status.st_dev, status.st_ino
        # The name of a file that was moved before it is asked for would be that of its new place.
        name = _name_of(self._descriptor)
        self._name = name if identity(self._path) == self._known else ""
        return self._known

    def read(self, counts: tuple[int, int, int]) -> tuple[tuple[int, int], bool]:
        """The salts of the open log, and whether its header and its last frame are what they must be."""
        page, frames, _copied = counts
        descriptor = self._descriptor
        if descriptor is None:
            return (0, 0), False
        try:
            header = os.pread(descriptor, _HEADER.size, 0)
            if len(header) < _HEADER.size:
                return (0, 0), frames == 0
            magic, _version, _page, _number, *salts = _HEADER.unpack(header)
            found = salts[0], salts[1]
            if frames == 0:
                return found, True
            last = _HEADER_BYTES + (frames - 1) * (_FRAME_BYTES + page)
            frame = os.pread(descriptor, _FRAME.size, last)
            is_there = len(frame) == _FRAME.size and os.lseek(descriptor, 0, os.SEEK_END) >= last + _FRAME_BYTES + page
            if not is_there or magic not in _MAGIC:
                return found, False
            number, pages, *frame_salts = _FRAME.unpack(frame)
            return found, number > 0 and pages > 0 and frame_salts == salts
        except OSError:
            return (0, 0), False

    def close(self) -> None:
        """Close the file. SQLite takes no locks on a log, so this process may."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor, self._name = None, ""


def _opened(path: str) -> int:
    """Open a file to read without a new time of access, which only its owner may. Errors: `OSError`."""
    try:
        return os.open(path, os.O_RDONLY | getattr(os, "O_NOATIME", 0))
    except PermissionError:
        return os.open(path, os.O_RDONLY)


def _name_of(descriptor: int) -> str:
    """What the kernel calls an open file; empty where it does not tell."""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return ""


def log_of(path: Path) -> str:
    """The write-ahead log of a store."""
    return f"{path}-wal"


def side_of(path: Path) -> str:
    """The side file of a store, at which changes queue and whose time each commit sets."""
    return f"{path}.lock"


def sign(path: Path) -> tuple[object, ...] | None:
    """What differs after a commit of any connection: inodes, sizes and times of a store's file, its log and its side file.

    A sign of files that were just written is like no other: another write within the grain of the file system's clock, or
    a commit whose pages stand in the log but not yet in the shared index, leaves no other trace. `None` if there is no file.
    """
    try:
        file = os.stat(path)
    except OSError:
        return None
    found = [file]
    for other in (log_of(path), side_of(path)):
        with contextlib.suppress(OSError):
            found.append(os.stat(other))
    now, latest = time.time_ns(), max(status.st_mtime_ns for status in found)
    return (
        *((status.st_ino, status.st_size, status.st_mtime_ns) for status in found),
        now if now - latest < _JUST_NOW_NS else 0,
    )


def identity(path: str) -> tuple[int, int] | None:
    """The device and inode of a file; `None` where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def is_sound(path: Path, holds: Callable[[Row], bool]) -> bool:
    """Whether a connection that remembers nothing finds the whole file in order, and `holds` what must be in it."""
    try:
        opened = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?mode=rw", uri=True, isolation_level=None, timeout=5
        )
        try:
            if [row[0] for row in opened.execute("PRAGMA integrity_check(1)").fetchall()] != ["ok"]:
                return False
            return holds(lambda sql, values: opened.execute(sql, values).fetchone())
        finally:
            opened.close()
    except sqlite3.Error:
        return False
