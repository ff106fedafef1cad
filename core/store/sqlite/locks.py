"""Locks on side files: the queue of writers, and leases. The kernel drops a lock when its holder dies.

A process that must wait sleeps in the kernel and is woken when the holder lets go. Trying again from time to time instead
lets whoever tries at the right moment overtake the others.

`flock` alone does not keep the order either: until the process that was woken runs, whoever comes along takes the lock, and
the one that was woken waits again, as the last. So everybody passes a gate first, a record lock on the same file, and the
next in turn holds it until the lock is his. With 32 writers that hold the lock for 3 ms each on two busy cores, the longest
wait was 7 to 8 s with retries, 4.3 s with `flock` alone, and 1.2 s this way (`bench/writers.py`).
"""

import errno
import fcntl
import os
import signal
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.basics.errors import LeaseTaken, StoreBusy, StoreUnavailable, reason_of
from core.basics.i18n import _
from core.store.sqlite import files

_GATE = struct.Struct("@hhqqi")
"""`struct flock`: type, whence, start, length, process."""

LOCK_SECONDS = 30.0
"""How long a change waits for its turn before it is refused."""


@contextmanager
def queue_lock(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the queue lock of the store at `path`. Errors: `StoreBusy` where others held it for `seconds`."""
    with file_lock(path.with_name(path.name + ".lock"), seconds) as is_held:
        if not is_held:
            raise busy_for(path, seconds)
        yield


@contextmanager
def lease(path: Path, name: str) -> Iterator[None]:
    """Hold a named right of the store at `path`. Errors: `LeaseTaken` where another session has it."""
    with file_lock(path.with_name(f"{path.name}.{name}.lock"), 0) as is_held:
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


@contextmanager
def file_lock(side: Path, seconds: float) -> Iterator[bool]:
    """Lock a side file, made where there is none; yields whether the lock was granted within `seconds`.

    Works in every thread. A signal ends the wait when its handler raises. Errors: `StoreUnavailable` for a file that
    cannot be made or opened.
    """
    try:
        files.premake_once(side)
        descriptor = os.open(side, os.O_RDWR)
    except OSError as error:
        raise StoreUnavailable(files.unreadable(side, error)) from None
    wait = None
    try:
        is_held = _lock_at_once(descriptor, side, queues=seconds > 0)
        if not is_held and seconds > 0:
            wait = _Wait(descriptor)
            is_held = wait.until_granted(seconds)
        yield is_held
    finally:
        if wait is None or wait.end():
            os.close(descriptor)


def _lock_at_once(descriptor: int, side: Path, *, queues: bool) -> bool:
    """Whether the lock is free and nobody waits for it, so that it is held now."""
    if queues and not _enter_gate(descriptor, waits=False):
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StoreUnavailable(files.unreadable(side, error)) from None
    if queues:
        _leave_gate(descriptor)
    return True


def _enter_gate(descriptor: int, *, waits: bool) -> bool:
    """Whether the gate is held now; where the system or the file system has no such locks there is no gate to hold."""
    command = getattr(fcntl, "F_OFD_SETLKW" if waits else "F_OFD_SETLK", None)
    if command is None:
        return True
    try:
        fcntl.fcntl(descriptor, command, _GATE.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0))
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES)
    return True


def _leave_gate(descriptor: int) -> None:
    command = getattr(fcntl, "F_OFD_SETLK", None)
    if command is not None:
        with suppress(OSError):
            fcntl.fcntl(descriptor, command, _GATE.pack(fcntl.F_UNLCK, os.SEEK_SET, 0, 1, 0))


class _Wait:
    """A blocking wait in a thread of its own: nothing ends that call early, but its caller can stop waiting for it.

    A wait that is given up goes on in the background; when it is granted its thread closes the file, which unlocks it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._granted = threading.Event()
        self._decision = threading.Lock()
        self._is_given_up = False
        self._error: OSError | None = None
        threading.Thread(target=self._run, name="monteore-queue", daemon=True).start()

    def until_granted(self, seconds: float) -> bool:
        """Wait at most so long; whether the lock is held now. Errors: `StoreUnavailable` where the kernel refuses it."""
        if not self._granted.wait(seconds):
            return False
        if self._error is not None:
            reason = reason_of(self._error)
            raise StoreUnavailable(_("the queue lock cannot be had ({reason}); try again").format(reason=reason))
        return True

    def end(self) -> bool:
        """Give up the wait if it goes on; whether it was over, so that the caller closes the file."""
        with self._decision:
            self._is_given_up = not self._granted.is_set()
            return not self._is_given_up

    def _run(self) -> None:
        # A signal that came to this thread would not wake the main thread, which runs the handlers.
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            _enter_gate(self._descriptor, waits=True)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except OSError as error:
            self._error = error
        _leave_gate(self._descriptor)
        with self._decision:
            if self._is_given_up:
                os.close(self._descriptor)
            else:
                self._granted.set()
