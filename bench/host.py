"""A shared host: many desks on one store beside writers. Run by hand: `python -m bench.host [DESKS] [WRITERS]`.

Each desk is the app in a terminal of its own, which is read as a person's would be. Measured are its memory, its share of a
core while nobody writes and while others do, and how long after its commit a change stands on the screens.
"""

import os
import select
import statistics
import sys
import tempfile
import time
from multiprocessing import get_context
from multiprocessing.synchronize import Event as StopSign
from pathlib import Path

from bench.desk import Screen
from core.basics.clock import SystemClock
from core.business import Business
from core.model.work import Draft, Work
from tests.builders import add_client

REST_SECONDS = 8.0
PAUSE_SECONDS = 2.0
"""Between two changes of a writer."""
LOOKS = 3
"""How many changes are looked for on all screens."""
PATIENCE_SECONDS = 60.0
_PROCESSES = get_context("spawn")


def post(business: Business, ticket: str) -> None:
    """An entry of a minute with a ticket that every desk shows."""
    client = business.queries.resolve_client("acme")
    business.entries.post(Draft(client.client_id, Work(business.today, 60), note="beside", ticket=ticket))


def write(path: str, number: int, stop: StopSign) -> None:
    """One writer, until it is stopped. The desks, which are of somebody else, keep the list of entries that is looked at."""
    with Business.open(Path(path), clock=SystemClock(), technician=f"tech{number}") as business:
        count = 0
        while not stop.wait(PAUSE_SECONDS):
            post(business, f"w{number}x{count}")
            count += 1


def read_all(screens: list[Screen], seconds: float) -> dict[int, bytes]:
    """Read what comes from any screen within so many seconds, by descriptor.

    It is not drawn: to draw twenty screens would take more of the machine than the desks do.
    """
    end, got = time.perf_counter() + seconds, dict[int, bytes]()
    files = [screen.file for screen in screens]
    while (left := end - time.perf_counter()) > 0:
        for file in select.select(files, [], [], left)[0]:
            got[file] = got.get(file, b"") + os.read(file, 65536)
    return got


def shares(screens: list[Screen], seconds: float) -> list[float]:
    """The share of a core that each desk takes, in percent."""
    before = [screen.cpu_seconds() for screen in screens]
    began = time.perf_counter()
    read_all(screens, seconds)
    passed = time.perf_counter() - began
    return [100 * (screen.cpu_seconds() - was) / passed for screen, was in zip(screens, before, strict=True)]


def seen_after(screens: list[Screen], business: Business, ticket: str) -> list[float]:
    """Seconds from the end of a change to its ticket on each screen."""
    post(business, ticket)
    began, waiting, found = time.perf_counter(), [screen.file for screen in screens], list[float]()
    tails = dict.fromkeys(waiting, b"")
    while waiting and time.perf_counter() - began < PATIENCE_SECONDS:
        got = read_all(screens, 0.02)
        for file in waiting:
            tails[file] = tails[file][-len(ticket) :] + got.get(file, b"")
        shown = [file for file in waiting if ticket.encode() in tails[file]]
        found += [time.perf_counter() - began] * len(shown)
        waiting = [file for file in waiting if file not in shown]
    return found + [PATIENCE_SECONDS] * len(waiting)


def told(name: str, values: list[float], unit: str) -> None:
    """Print a row."""
    print(f"{name:<52} {statistics.median(values):8.2f} {unit} ({min(values):.2f} to {max(values):.2f})", flush=True)


def main(desks: int, writers: int) -> None:
    """The table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        with Business.open(path, clock=SystemClock(), create=True, timezone="Europe/Rome") as business:
            add_client(business)
            screens = list[Screen]()
            stop = _PROCESSES.Event()
            try:
                for _number in range(desks):
                    screens.append(Screen([sys.executable, "-m", "cli", "--db", str(path)]))
                    screens[-1].until("Acme srl")
                read_all(screens, 3)
                told(f"{desks} desks: memory of each (PSS)", [screen.megabytes() for screen in screens], "MiB")
                told("of a core, each, nobody writes", shares(screens, REST_SECONDS), "%")
                alone = [each for look in range(LOOKS) for each in seen_after(screens, business, f"a{look}z")]
                told("a change to the screens, nobody else writes", alone, "s")
                others = [
                    _PROCESSES.Process(target=write, args=(str(path), number, stop), daemon=True)
                    for number in range(writers)
                ]
                for other in others:
                    other.start()
                read_all(screens, 5)
                told(f"of a core, each, {writers} writers", shares(screens, REST_SECONDS), "%")
                beside = [each for look in range(LOOKS) for each in seen_after(screens, business, f"b{look}z")]
                told(f"a change to the screens, {writers} writers", beside, "s")
                stop.set()
                for other in others:
                    other.join()
            finally:
                for screen in screens:
                    screen.__exit__()


if __name__ == "__main__":
    main(*(int(word) for word in (sys.argv[1:] + ["20", "5"][len(sys.argv) - 1 :])[:2]))
