"""Postings a second on PostgreSQL beside SQLite. Run by hand: `python -m bench.servers [SECONDS]`, some six minutes.

A server of its own is started for it, with durable commits; 1 to 64 processes post entries of the rules without a pause,
into one business, twenty or two hundred, over a socket and over links to which each message adds half a millisecond or two.
Look at the ratios: the writers, the server and the bench share the cores of one machine.
"""

import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import NamedTuple

from bench.stores import TODAY, first_client
from core.basics.clock import SystemClock
from core.basics.errors import StoreBusy
from core.business import Business
from core.model.work import Draft, Work
from core.store.place import Place
from tests.store.server import NoServer, Server

CLIENTS = 40
WRITERS = (1, 8, 32, 64)
BUSINESSES = (1, 20, 200)
DELAYS = (0.0, 0.0005, 0.002)
_PROCESSES = get_context("spawn")


class Told(NamedTuple):
    """What one writer did."""

    took: list[float]
    """Seconds of each posting."""
    busy: int
    """How often the store was busy."""
    whole: float
    """Seconds of the whole."""


def made(place: Place, clients: int = CLIENTS) -> None:
    """A business with clients of prepaid hours."""
    with Business.open(place, technician="anna", create=True, timezone="UTC") as business:
        for number in range(clients):
            first_client(business, f"c{number}")


def work(orders: Pipe) -> None:
    """A writer: opens the businesses that it gets, posts at each request and answers with its figures; ends on `None`."""
    from core.store.postgres.link import Link

    send, delay = Link.send, 0.0

    def slow(self: Link, *statements: str) -> object:
        if delay:
            time.sleep(delay)
        return send(self, *statements)

    Link.send = slow  # type: ignore[method-assign, assignment]
    while (order := orders.recv()) is not None:
        places, delay, seconds = order
        with ExitStack() as stack:
            opened = [
                stack.enter_context(Business.open(place, clock=SystemClock(), technician="anna")) for place in places
            ]
            ids = [[row.client.client_id for row in business.queries.clients()] for business in opened]
            orders.send("ready")
            orders.recv()
            orders.send(_post(opened, ids, seconds))


def _post(opened: list[Business], ids: list[list[str]], seconds: float) -> Told:
    """Post entries into businesses in turn until the time is over."""
    took, busy = list[float](), 0
    turns = cycle(zip(opened, ids, strict=True))
    started = time.monotonic()
    until = started + seconds
    while time.monotonic() < until:
        business, known = next(turns)
        began = time.monotonic()
        draft = Draft(random.choice(known), Work(TODAY, 60 * random.randint(1, 30)), note="printer")
        try:
            business.entries.post(draft, sure=True)
        except StoreBusy:
            busy += 1
            continue
        took.append(time.monotonic() - began)
    return Told(took, busy, time.monotonic() - started)


def measure(name: str, places: list[Place], writers: list[Pipe], seconds: float, delay: float = 0.0) -> None:
    """Print a row: postings a second, median and 99th of a hundred."""
    count = len(writers)
    for number, writer in enumerate(writers):
        writer.send((places[number::count] or [places[number % len(places)]], delay, seconds))
    for writer in writers:
        writer.recv()
    for writer in writers:
        writer.send("go")
    answers: list[Told] = [writer.recv() for writer in writers]
    took = sorted(each for answer in answers for each in answer.took) or [0.0]
    busy = sum(answer.busy for answer in answers)
    # A writer that waits for its turn ends later than the others.
    whole = max(answer.whole for answer in answers)
    middle, late = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(
        f"{name:<12} {len(places):>4} businesses {count:>3} writers {delay * 1000:>4g} ms {len(took) / whole:8.0f}/s"
        f"   p50 {middle * 1000:7.1f} ms   p99 {late * 1000:8.1f} ms" + (f"   busy {busy}" if busy else ""),
        flush=True,
    )


def main(seconds: float) -> None:
    """All rows."""
    try:
        server = Server(durable=True)
    except NoServer as reason:
        raise SystemExit(f"no PostgreSQL server: {reason}") from None
    server.control("stop", "-m", "fast")
    server.start("-c max_connections=500")
    database, began = server.database(), time.monotonic()
    pipes, processes = list[Pipe](), []
    for _number in range(max(WRITERS)):
        ours, theirs = _PROCESSES.Pipe()
        processes.append(_PROCESSES.Process(target=work, args=(theirs,)))
        processes[-1].start()
        pipes.append(ours)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Place.of_file(Path(folder) / "ledger.db")
        firms = [Place.parse(server.url(database, f"firm{number}")) for number in range(max(BUSINESSES))]
        for number, place in enumerate((file, *firms)):
            made(place, CLIENTS if number < 2 else 2)
        for writers in WRITERS:
            measure("SQLite", [file], pipes[:writers], seconds)
        for delay in DELAYS:
            for businesses in BUSINESSES:
                for writers in WRITERS:
                    measure("PostgreSQL", firms[:businesses], pipes[:writers], seconds, delay)
        for pipe in pipes:
            pipe.send(None)
        for process in processes:
            process.join()
    server.stop()
    print(f"{time.monotonic() - began:.0f} s in all")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
