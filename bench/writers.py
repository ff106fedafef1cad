"""How long writers wait for their turn. Run by hand: `python bench/writers.py [WRITERS]`.

First the lock alone: N processes take it again and again and hold it for 3 ms, once in turn as the store does, once trying
again from time to time, once by SQLite's own waiting (BEGIN IMMEDIATE with a busy timeout). Then the store: N processes
record rows without a pause, and one more writes heartbeats or takes part in the queue.
"""

import contextlib
import fcntl
import functools
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event as StopSign
from pathlib import Path

from bench.pairs import Figure, alone
from core.basics.clock import SystemClock
from core.journal.events import LockSet
from core.store.engines import make_store, store_at
from core.store.place import Place
from core.store.scope import Scope
from core.store.sqlite.locks import FileLock

TURNS = 60
HOLD = 0.003
LOOKS = 60
_PATIENCE = 300
Waits = list[float]
_PROCESSES = get_context("spawn")


@contextlib.contextmanager
def asleep(side: Path) -> Iterator[None]:
    """The way of the store: asleep in the kernel, in the order of the requests."""
    with FileLock(side, 60) as is_held:
        assert is_held
        yield


@contextlib.contextmanager
def trying(side: Path) -> Iterator[None]:
    """The way it was before: try, sleep a little longer each time, try again."""
    descriptor = os.open(side, os.O_RDWR | os.O_CREAT, 0o600)
    pause = 0.001
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)
    try:
        yield
    finally:
        os.close(descriptor)


@functools.cache
def _plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=120, isolation_level=None)


@contextlib.contextmanager
def sqlite_alone(side: Path) -> Iterator[None]:
    """A write transaction of SQLite without any queue; nothing is written in it."""
    connection = _plain(side.with_suffix(".db"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


WAYS: dict[str, Callable[[Path], AbstractContextManager[None]]] = {
    "in turn": asleep,
    "trying again": trying,
    "SQLite alone": sqlite_alone,
}


def take_turns(way: str, side: str, told: "Queue[Waits]", start: StopSign, over: StopSign) -> None:
    """One process that wants the lock again and again; it ends after all have told their waits."""
    waits = []
    told.put([])
    start.wait()
    for _turn in range(TURNS):
        began = time.monotonic()
        with WAYS[way](Path(side)):
            waits.append(time.monotonic() - began)
            until = time.monotonic() + HOLD
            while time.monotonic() < until:
                pass
    told.put(waits)
    over.wait()


def record(address: str, stop: StopSign) -> None:
    """One process that records rows until it is stopped."""
    store = store_at(Place("sqlite", address))
    clock = SystemClock()
    while not stop.is_set():
        with store.writing():
            store.append(LockSet(clock.now().date()), "bench", clock.now())
    store.close()


def report(name: str, waits: Waits) -> None:
    """Print a row: median, 99th of a hundred, worst."""
    ordered = sorted(waits)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    print(f"{name:<34} median {middle * 1000:8.1f} ms   p99 {late * 1000:8.1f} ms   worst {ordered[-1] * 1000:8.1f} ms")


def of_lock(folder: Path, writers: int, way: str) -> Waits:
    """How long each of so many processes waits for the lock that all want without a pause."""
    # It is made by one: the change to a log waits for no lock, however long the timeout.
    with contextlib.closing(sqlite3.connect(folder / "side.db")) as made:
        made.execute("PRAGMA journal_mode = WAL")
    return _waits_of(writers, take_turns, way, str(folder / "side.lock"))


def paced(folder: Path, writers: int, a_second: float, seconds: float) -> Waits:
    """How long each change takes of so many processes that each make so many a second."""
    path = folder / f"paced{writers}.db"
    make_store(Place.of_file(path), {}).close()
    return _waits_of(writers, record_paced, str(path), 1 / a_second, seconds)


def _waits_of(writers: int, work: Callable[..., None], *arguments: object) -> Waits:
    """The waits of so many processes that begin together, once each told that it is ready, and end together.

    An interpreter that ends takes a core for some milliseconds. Fifty that end while others still write would be measured
    as waits of those.
    """
    told: Queue[Waits] = _PROCESSES.Queue()
    start, over = _PROCESSES.Event(), _PROCESSES.Event()
    given = (*arguments, told, start, over)
    processes = [_PROCESSES.Process(target=work, args=given, daemon=True) for _number in range(writers)]
    for process in processes:
        process.start()
    # One that fails tells nothing.
    for _process in processes:
        told.get(timeout=_PATIENCE)
    start.set()
    waits = [wait for _process in processes for wait in told.get(timeout=_PATIENCE)]
    over.set()
    for process in processes:
        process.join()
    return waits


def record_paced(
    address: str, pause: float, seconds: float, told: "Queue[Waits]", start: StopSign, over: StopSign
) -> None:
    """One process that records a row now and then, each at another moment; it ends after all have told their waits."""
    store, clock, waits = store_at(Place("sqlite", address)), SystemClock(), list[float]()
    # What the first change imports is no wait for others.
    with store.writing():
        store.append(LockSet(clock.now().date()), "bench", clock.now())
    told.put([])
    start.wait()
    at = time.monotonic() + pause * (os.getpid() % 50) / 50
    end = time.monotonic() + seconds
    while at < end:
        time.sleep(max(0.0, at - time.monotonic()))
        began = time.monotonic()
        with store.writing():
            store.append(LockSet(clock.now().date()), "bench", clock.now())
        waits.append(time.monotonic() - began)
        at += pause
    told.put(waits)
    over.wait()
    store.close()


def figures(folder: Path, writers: int, seconds: float) -> Iterator[Figure]:
    """The rows of the table of all figures."""
    group = f"Writers, {writers} at once"
    mine, other = ([1000 * wait for wait in of_lock(folder, writers, way)] for way in ("in turn", "SQLite alone"))
    baseline = f"{max(other):,.0f} ms in plain SQLite"
    yield alone(group, "wait for the turn, worst", mine, unit="ms", goal="≤ 250 ms", part=1.0, baseline=baseline)
    for sessions in (1, 10, 50):
        waits = [1000 * wait for wait in paced(folder, sessions, 2, seconds)]
        yield alone(
            f"Writers, {sessions} at two changes a second",
            "a change, 99th of a hundred",
            waits,
            unit="ms",
            goal="≤ 10 ms",
            part=0.99,
        )


def main(writers: int) -> None:
    """Both tables."""
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:
            report(f"{writers} × lock, {way}", of_lock(Path(folder), writers, way))
        path = Path(folder) / "ledger.db"
        make_store(Place.of_file(path), {}).close()
        stop = _PROCESSES.Event()
        processes = [_PROCESSES.Process(target=record, args=(str(path), stop)) for _number in range(writers)]
        for process in processes:
            process.start()
        store = store_at(Place.of_file(path))
        while (head := store.head()) is None or head.seq < writers * 3:
            time.sleep(0.05)
        for scope in (Scope.LEDGER, Scope.OWN_CALL, Scope.QUIET):
            waits = []
            for _look in range(LOOKS):
                began = time.monotonic()
                with store.writing(scope):
                    store.calls.beat("bench", SystemClock().now())
                waits.append(time.monotonic() - began)
                time.sleep(0.01)
            report(f"{writers} × store, a change of {scope.value}", waits)
        stop.set()
        for process in processes:
            process.join()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 32)
