"""Notices of the system that a store was changed: inotify on the file whose time each commit sets. Knows no widget."""

import asyncio
import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inotify_simple import INotify


class Notices:
    """Notices about one file. Use `open_notices`, which knows whether there are any here."""

    def __init__(self, inotify: "INotify", file: Path, mask: int) -> None:
        self._inotify = inotify
        self._file = file
        self._mask = mask
        self._watched = (-1, -1)
        """Device and inode of the file that is watched now."""
        self._loop: asyncio.AbstractEventLoop | None = None

    def follow(self) -> bool:
        """Watch the file that has the name now, if it is another one than before; whether there is one that is watched.

        May run in a thread.
        """
        try:
            status = os.stat(self._file)
            found = status.st_dev, status.st_ino
            if found != self._watched:
                # The name may lead to yet another file by now: then the next call sees that this one is not it.
                self._inotify.add_watch(self._file, self._mask)
                self._watched = found
        except (OSError, ValueError):
            # A `ValueError`: closed meanwhile, by the thread of the desk.
            self._watched = (-1, -1)
            return False
        return True

    def listen(self, told: Callable[[], object]) -> None:
        """Call `told` in the running event loop as long as there is a notice that was not taken."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._inotify.fileno(), told)

    def pause(self) -> None:
        """Call nothing any more; notices wait to be taken. Equal ones take the room of one."""
        if self._loop is not None:
            self._loop.remove_reader(self._inotify.fileno())
            self._loop = None

    def take(self) -> bool:
        """Take the notices that came; whether there were any."""
        return bool(self._inotify.read(timeout=0))

    def close(self) -> None:
        """End."""
        self.pause()
        self._inotify.close()


def open_notices(file: Path | None) -> Notices | None:
    """Notices about a file; `None` without a file, on a system without inotify, or where the user has too many already.

    May run in a thread: the first one imports the library and looks for the C library.
    """
    if file is None:
        return None
    try:
        from inotify_simple import INotify, flags
    except ImportError:
        return None
    with contextlib.suppress(OSError):
        inotify = INotify()
        notices = Notices(inotify, file, flags.ATTRIB)
        if notices.follow():
            return notices
        inotify.close()
    return None
