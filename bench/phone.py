"""How long a ring takes to the desks: `python -m bench.phone [--desks N] [--rings N] [--posts A_SECOND] [--server]`. By hand.

The store is a file, or with `--server` a business on a PostgreSQL server that is started for it.

Each desk is a process of its own in a terminal of 80 × 24. What is measured begins before the event is recorded and ends when
the caller's name is among the bytes that the desk wrote to its terminal. Each ring is for one desk; when its turn comes again
the ring before it ends. Another process posts meanwhile. At the end stands the processor time that a desk takes while nothing
rings, as a part of one core.
"""

import argparse
import os
import re
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ptyprocess

from bench import process
from bench.pairs import Figure, alone
from core.basics.clock import SystemClock
from core.business import Business
from core.journal.events import LockSet
from core.model.phone import EventKind, PhoneEvent

_PAUSE_SECONDS = 0.25
_DESK_SECONDS = 4.0
"""The least time between two rings of one desk."""
_IDLE_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0
_CLIENT = "Officine Verdi"
_CALLER = re.compile(rb"ring-\d+\.")
_TAIL = 64
"""How much of what was read before is looked at again: a name may come in two pieces."""


def technician(number: int) -> str:
    """The login of a desk."""
    return f"tech{number}"


class Desks:
    """Desks on one store, and when each wrote a text for the first time."""

    def __init__(self, path: str, count: int) -> None:
        variables = {**os.environ, "TERM": "xterm-256color", "MONTEORE_LANG": "en"}
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        words = [sys.executable, "-m", "bench.phone", "--open", path]
        self._desks = [
            ptyprocess.PtyProcess.spawn([*words, technician(number)], env=variables, dimensions=(24, 80))
            for number in range(count)
        ]
        self._news = threading.Condition()
        self._ready: set[int] = set()
        self.seen: dict[str, float] = {}
        """By the caller's name, when a desk wrote it first, in seconds of the monotonic clock."""
        threading.Thread(target=self._read, daemon=True).start()

    def wait_for_lists(self) -> None:
        """Wait until all of them show their clients."""
        with self._news:
            if not self._news.wait_for(lambda: len(self._ready) == len(self._desks), _PATIENCE_SECONDS):
                raise RuntimeError("a desk never showed its list")

    def wait_for(self, names: Sequence[str]) -> None:
        """Wait until all of these callers were shown."""
        with self._news:
            if not self._news.wait_for(lambda: set(names) <= set(self.seen), _PATIENCE_SECONDS):
                raise RuntimeError(f"never shown: {sorted(set(names) - set(self.seen))}")

    def cpu(self) -> float:
        """Seconds of processor time of all of them."""
        return sum(_cpu(desk.pid) for desk in self._desks)

    def megabytes(self) -> list[float]:
        """Memory of each, with its share of what they have in common (PSS)."""
        return [process.megabytes(desk.pid) for desk in self._desks]

    def end(self) -> None:
        """End them."""
        for desk in self._desks:
            desk.terminate(force=True)

    def _read(self) -> None:
        tails = {desk.fd: b"" for desk in self._desks}
        poll = select.epoll()
        for descriptor in tails:
            poll.register(descriptor, select.EPOLLIN)
        while True:
            for descriptor, _event in poll.poll():
                try:
                    got = os.read(descriptor, 65536)
                except OSError:
                    poll.unregister(descriptor)
                    continue
                at, text = time.monotonic(), tails[descriptor] + got
                tails[descriptor] = text[-_TAIL:]
                with self._news:
                    if _CLIENT.encode() in text:
                        self._ready.add(descriptor)
                    for name in _CALLER.findall(text):
                        self.seen.setdefault(name.decode(), at)
                    self._news.notify_all()


def _cpu(process: int) -> float:
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _posting(path: str, a_second: float) -> Iterator[None]:
    """Somebody who posts so often meanwhile; 0: without a pause."""
    process = subprocess.Popen([sys.executable, "-m", "bench.phone", "--post", path, "--posts", str(a_second)])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _post(path: str, a_second: float) -> None:
    with Business.open(path, technician="poster") as business:
        while True:
            with business.session.changing():
                business.session.append([LockSet(business.today)])
            if a_second:
                time.sleep(1 / a_second)


def _open(path: str, login: str) -> None:
    """One desk."""
    from tui.run import run_desk

    with Business.open(path, technician=login) as business:
        run_desk(business)


@dataclass(frozen=True)
class Rung:
    """What was measured, in seconds, MiB and parts of a core."""

    recorded: list[float]
    painted: list[float]
    memory: list[float]
    rest: float


@contextmanager
def _store(*, on_server: bool) -> Iterator[str]:
    """The address of a store that is not there yet."""
    if on_server:
        from tests.store.server import Server

        server = Server(durable=True)
        yield server.url(server.database(), "bench")
        server.stop()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder) / "ledger.db")


def measure(count: int, rings: int, posts: float, *, on_server: bool = False) -> Rung:
    """Let desks ring."""
    with _store(on_server=on_server) as path:
        with Business.open(path, create=True, timezone="Europe/Rome") as business:
            business.clients.add("verdi", _CLIENT, phones=["02 12345678"])
            for number in range(count):
                business.phone.settings.assign(str(200 + number), [technician(number)])
            desks = Desks(path, count)
            try:
                desks.wait_for_lists()
                time.sleep(2)
                began, spent = time.monotonic(), desks.cpu()
                time.sleep(_IDLE_SECONDS)
                idle = (desks.cpu() - spent) / (time.monotonic() - began) / count
                memory = desks.megabytes()
                with _posting(path, posts):
                    rang, recorded = _rings(business, count, rings)
                    desks.wait_for(list(rang))
            finally:
                desks.end()
        return Rung(recorded, [desks.seen[name] - began for name, began in rang.items()], memory, idle)


def figures(rings: int, posts: float = 10) -> Iterator[Figure]:
    """The rows of the table of all figures, of twenty desks."""
    found = measure(20, rings, posts)
    painted, group = [1000 * each for each in found.painted], f"20 desks, {posts:.0f} postings a second"
    yield alone(group, "event of the phone to the painted banner, median", painted, unit="ms")
    yield alone(group, "the same, 99th of a hundred", painted, unit="ms", goal="≤ 300 ms", part=0.99)
    yield alone(group, "memory of each (PSS)", found.memory, unit="MiB", goal="≤ 36 MiB")
    yield alone(group, "of a core, each, before anybody posts", [100 * found.rest], unit="%", goal="≤ 0.2 %")


def _rings(business: Business, count: int, rings: int) -> tuple[dict[str, float], list[float]]:
    """Let the desks ring in turn: when each ring began, and how long it took until it was in the store."""
    rang: dict[str, float] = {}
    recorded = []
    for number in range(rings):
        if number >= count:
            _tell(business, EventKind.END, number - count, number % count)
        began = time.monotonic()
        rang[_tell(business, EventKind.RING, number, number % count)] = began
        recorded.append(time.monotonic() - began)
        time.sleep(max(_PAUSE_SECONDS, _DESK_SECONDS / count))
    return rang, recorded


def _tell(business: Business, kind: EventKind, number: int, place: int) -> str:
    """Record an event as a listener does; the caller's name."""
    name = f"ring-{number}."
    event = PhoneEvent(
        kind, "bench", SystemClock().now(), str(number), name=name, number="+390212345678", extension=str(200 + place)
    )
    business.phone.record([event])
    return name


def report(name: str, times: Sequence[float]) -> None:
    """Print a row: median, 99th of a hundred, worst."""
    ordered = sorted(times)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    print(f"{name:<38} median {middle * 1000:8.1f} ms   p99 {late * 1000:8.1f} ms   worst {ordered[-1] * 1000:8.1f} ms")


def main() -> None:
    """Measure; or be one of the processes that are measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--desks", type=int, default=20)
    parser.add_argument("--rings", type=int, default=120)
    parser.add_argument("--posts", type=float, default=10, help="postings a second meanwhile; 0: without a pause")
    parser.add_argument("--server", action="store_true", help="on PostgreSQL")
    parser.add_argument("--open", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--post", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.open:
        _open(*options.open)
    elif options.post:
        _post(options.post, options.posts)
    else:
        found = measure(options.desks, options.rings, options.posts, on_server=options.server)
        report("event to store", found.recorded)
        report(f"event to painted banner, {options.desks} desks", found.painted)
        print(f"a desk at rest takes {found.rest:.1%} of a core")


if __name__ == "__main__":
    main()
