"""Locks on side files: the queue of writers, and leases. The kernel drops a lock when its holder dies.

A process that must wait sleeps in the kernel and is woken when the holder lets go. Trying again from time to time instead
lets whoever tries at the right moment overtake the others.

`flock` alone does not keep the order either: until the process that was woken runs, whoever comes along takes the lock, and
the one that was woken waits again, as the last. So those who wait have places, which are record locks on bytes of the same
file: whoever comes takes the byte after the last one that is locked, and waits for the byte before his own. The first in
the queue waits for the lock, and lets the next one move up when he has it. Nobody takes the lock at once while somebody
has a place. With 32 writers that hold the lock for 3 ms each on two busy cores, the longest wait was 7 to 8 s with retries
and 4.3 s with `flock` alone (`bench/writers.py`).
"""

import errno
import fcntl
import os
import signal
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from core.basics.errors import LeaseTaken, StoreBusy, StoreUnavailable, reason_of
from core.basics.i18n import _
from core.store.sqlite import files

_RECORD = struct.Struct("@hhqqi")
"""`struct flock`: type, whence, start, length, process."""
_COUNTER = 0
"""The byte that is locked while somebody looks which places are taken. The places are those after it."""

LOCK_SECONDS = 30.0
"""How long a change waits for its turn before it is refused."""
_IN_ORDER_SECONDS = 5.0
"""How long of this it keeps the order. One that is before it may be stopped (SIGSTOP) and never move up."""


@lru_cache(maxsize=16)
def _queue_of(path: Path) -> Path:
    """The side file of a store at which changes queue."""
    return path.with_name(path.name + ".lock")


@contextmanager
def lease(path: Path, name: str) -> Iterator[None]:
    """Hold a named right of the store at `path`. Errors: `LeaseTaken` where another session has it."""
    with FileLock(path.with_name(f"{path.name}.{name}.lock"), 0) as is_held:
        if not is_held:
            raise LeaseTaken(name)
        yield


def busy_for(path: Path, seconds: float) -> StoreBusy:
    """The refusal after a wait that was too long."""
    return StoreBusy(
        _("{path} has been busy for {seconds} s; nothing was changed, try again").format(
            path=path, seconds=int(seconds)
        )
    )


class FileLock:
    """The lock of a side file, made where there is none; gives whether it was granted within `seconds`.

    Works in every thread. A signal ends the wait when its handler raises. Errors: `StoreUnavailable` for a file that
    cannot be made or opened.
    """

    def __init__(self, side: Path, seconds: float) -> None:
        self._side = side
        self._seconds = seconds
        self._waits: list[_Wait] = []
        self.descriptor = -1
        """The side file, open in the block."""

    def __enter__(self) -> bool:
        self.descriptor = _opened(self._side)
        try:
            queues = self._seconds > 0
            return _lock_at_once(self.descriptor, self._side, queues=queues) or (queues and self._is_granted_later())
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def _is_granted_later(self) -> bool:
        one_ended, seconds = threading.Event(), self._seconds
        self._waits.append(_Wait(self.descriptor, _lock_in_turn, one_ended))
        if _is_granted(self._waits, one_ended, min(seconds, _IN_ORDER_SECONDS)):
            return True
        if seconds <= _IN_ORDER_SECONDS:
            return False
        # The first wait keeps its place. Either may be granted: while it holds the lock the other never gets it.
        self._waits.append(_Wait(_opened(self._side), _lock_out_of_turn, one_ended))
        return _is_granted(self._waits, one_ended, seconds - _IN_ORDER_SECONDS)

    def close(self) -> None:
        """Let the lock go, and give up waits that go on."""
        for wait in self._waits:
            wait.end()
        if not self._waits:
            os.close(self.descriptor)


class QueueLock:
    """The queue lock of the store at `path`; gives the descriptor of its side file. Errors: `StoreBusy` after `seconds`."""

    def __init__(self, path: Path, seconds: float = LOCK_SECONDS) -> None:
        self._path = path
        self._seconds = seconds
        self._lock = FileLock(_queue_of(path), seconds)

    def __enter__(self) -> int:
        if not self._lock.__enter__():
            self._lock.close()
            raise busy_for(self._path, self._seconds)
        return self._lock.descriptor

    def __exit__(self, *_raised: object) -> None:
        self._lock.close()


def _opened(side: Path) -> int:
    try:
        try:
            return os.open(side, os.O_RDWR)
        except FileNotFoundError:
            files.premake_once(side)
            return os.open(side, os.O_RDWR)
    except OSError as error:
        raise StoreUnavailable(files.unreadable(side, error)) from None


def _lock_at_once(descriptor: int, side: Path, *, queues: bool) -> bool:
    """Whether the lock is free and nobody waits for it, so that it is held now."""
    if queues and not _lock_byte(descriptor, _COUNTER, waits=False):
        return False
    try:
        if queues and _last_place(descriptor):
            return False
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StoreUnavailable(files.unreadable(side, error)) from None
    finally:
        if queues:
            _unlock_byte(descriptor, _COUNTER)
    return True


def _lock_in_turn(descriptor: int) -> None:
    """Wait for the lock behind those who wait already. Errors: `OSError`."""
    _lock_byte(descriptor, _COUNTER, waits=True)
    place = _last_place(descriptor) + 1
    _lock_byte(descriptor, place, waits=False)
    _unlock_byte(descriptor, _COUNTER)
    if place > 1:
        _lock_byte(descriptor, place - 1, waits=True)
        _unlock_byte(descriptor, place - 1)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    _unlock_byte(descriptor, place)


def _lock_out_of_turn(descriptor: int) -> None:
    """Wait for the lock alone. Errors: `OSError`."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def _last_place(descriptor: int) -> int:
    """The last place that another one has; 0 where nobody waits, or the system cannot tell."""
    command, last = getattr(fcntl, "F_OFD_GETLK", None), 0
    while command is not None:
        try:
            found = fcntl.fcntl(descriptor, command, _RECORD.pack(fcntl.F_WRLCK, os.SEEK_SET, last + 1, 0, 0))
        except OSError:
            break
        # The kernel tells any one of the locks in a range.
        kind, _whence, start, _length, _process = _RECORD.unpack(found)
        if kind == fcntl.F_UNLCK:
            break
        last = start
    return last


def _lock_byte(descriptor: int, byte: int, *, waits: bool) -> bool:
    """Whether a byte is locked now; where the system or the file system has no such locks there is nothing to wait for."""
    command = getattr(fcntl, "F_OFD_SETLKW" if waits else "F_OFD_SETLK", None)
    if command is None:
        return True
    try:
        fcntl.fcntl(descriptor, command, _RECORD.pack(fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0))
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES)
    return True


def _unlock_byte(descriptor: int, byte: int) -> None:
    command = getattr(fcntl, "F_OFD_SETLK", None)
    if command is not None:
        with suppress(OSError):
            fcntl.fcntl(descriptor, command, _RECORD.pack(fcntl.F_UNLCK, os.SEEK_SET, byte, 1, 0))


class _Wait:
    """A blocking wait in a thread of its own: nothing ends that call early, but its caller can stop waiting for it.

    `ended` is set when it is granted or refused. A wait that is given up goes on in the background; when it is granted its
    thread closes the file, which unlocks it.
    """

    def __init__(self, descriptor: int, lock: Callable[[int], None], ended: threading.Event) -> None:
        self._descriptor = descriptor
        self._lock = lock
        self._ended = ended
        self._decision = threading.Lock()
        self._is_over = self._is_given_up = False
        self.error: OSError | None = None
        """Why the kernel refused it."""
        threading.Thread(target=self._run, name="monteore-queue", daemon=True).start()

    def end(self) -> None:
        """Close the file, which lets the lock go; give the wait up if it goes on."""
        with self._decision:
            self._is_given_up = not self._is_over
        if not self._is_given_up:
            os.close(self._descriptor)

    def _run(self) -> None:
        # A signal that came to this thread would not wake the main thread, which runs the handlers.
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            self._lock(self._descriptor)
        except OSError as error:
            self.error = error
        with self._decision:
            if self._is_given_up:
                os.close(self._descriptor)
            else:
                self._is_over = True
                self._ended.set()


def _is_granted(waits: Sequence[_Wait], one_ended: threading.Event, seconds: float) -> bool:
    """Wait at most so long; whether the lock is held now. Errors: `StoreUnavailable` where the kernel refuses it."""
    if not one_ended.wait(seconds):
        return False
    for wait in waits:
        if wait.error is not None:
            reason = reason_of(wait.error)
            raise StoreUnavailable(_("the queue lock cannot be had ({reason}); try again").format(reason=reason))
    return True
