"""Postings a second on PostgreSQL beside SQLite. Run by hand: `python -m bench.servers [SECONDS]`.

A server of its own is started for it, with durable commits; 1 to 64 processes post entries of the rules without a pause,
into one business, twenty or two hundred, over a socket and over links to which each message adds half a millisecond or two.
Look at the ratios: the writers, the server and the bench share the cores of one machine.
"""

import random
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event as StopSign
from pathlib import Path

from bench.stores import TODAY, first_client
from core.basics.clock import SystemClock
from core.basics.errors import StoreBusy
from core.business import Business
from core.model.work import Draft, Work
from core.store.place import Place
from tests.store.server import NoServer, Server

CLIENTS = 40
WRITERS = (1, 8, 32, 64)
MANY = 64
Told = tuple[list[float], int, float]
"""How long each posting took, how many found the store busy, and the whole time."""
_PROCESSES = get_context("spawn")


def made(place: Place, clients: int = CLIENTS) -> None:
    """A business with clients of prepaid hours."""
    with Business.open(place, technician="anna", create=True, timezone="UTC") as business:
        for number in range(clients):
            first_client(business, f"c{number}")


def post(places: list[Place], delay: float, told: "Queue[Told]", start: StopSign, seconds: float) -> None:
    """Post entries into businesses in turn until the time is over; tells how long each took, and how many met a busy store."""
    if delay:
        from core.store.postgres.connection import Connection

        send = Connection.send

        def slow(self: Connection, *statements: str) -> object:
            time.sleep(delay)
            return send(self, *statements)

        Connection.send = slow  # type: ignore[method-assign, assignment]
    with ExitStack() as stack:
        opened = [stack.enter_context(Business.open(place, clock=SystemClock(), technician="anna")) for place in places]
        ids = [[row.client.client_id for row in business.queries.clients()] for business in opened]
        took, busy = list[float](), 0
        turns = cycle(zip(opened, ids, strict=True))
        start.wait()
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
        told.put((took, busy, time.monotonic() - started))


def measure(name: str, places: list[Place], writers: int, seconds: float, delay: float = 0.0) -> None:
    """Print a row: postings a second, median and 99th of a hundred."""
    told: Queue[Told] = _PROCESSES.Queue()
    start = _PROCESSES.Event()
    shares = [places[number::writers] or [places[number % len(places)]] for number in range(writers)]
    processes = [_PROCESSES.Process(target=post, args=(share, delay, told, start, seconds)) for share in shares]
    for process in processes:
        process.start()
    time.sleep(2 + writers * 0.4)
    start.set()
    answers = [told.get() for _process in processes]
    for process in processes:
        process.join()
    took = sorted(each for answer, *_others in answers for each in answer)
    busy = sum(count for _took, count, _whole in answers)
    # A writer that waits for its turn ends later than the others.
    whole = max(each for *_others, each in answers)
    middle, late = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(
        f"{name:<44} {len(took) / whole:8.0f}/s   p50 {middle * 1000:7.1f} ms   p99 {late * 1000:8.1f} ms"
        + (f"   busy {busy}" if busy else ""),
        flush=True,
    )


def main(seconds: float) -> None:
    """All rows."""
    try:
        server = Server(durable=True)
    except NoServer as reason:
        raise SystemExit(f"no PostgreSQL server: {reason}") from None
    database = server.database()
    with tempfile.TemporaryDirectory() as folder:
        file = Place.of_file(Path(folder) / "ledger.db")
        firms = [Place.parse(server.url(database, f"firm{number}")) for number in range(200)]
        for place in (file, *firms[:20]):
            made(place)
        for place in firms[20:]:
            made(place, 2)
        for writers in WRITERS:
            measure(f"SQLite, {writers} writers", [file], writers, seconds)
            measure(f"PostgreSQL, {writers} writers", firms[:1], writers, seconds)
        for count in (20, 200):
            measure(f"PostgreSQL, {MANY} writers in {count} businesses", firms[:count], MANY, seconds)
        for delay in (0.0005, 0.002):
            for writers in WRITERS:
                name = f"PostgreSQL, {writers} writers, {delay * 1000:g} ms a message"
                measure(name, firms[:1], writers, seconds, delay)
    server.stop()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
