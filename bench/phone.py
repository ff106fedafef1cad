"""How long a ring takes to the desks. Run by hand: `python bench/phone.py [WATCHERS]`.

N processes watch one store as desks do: they ask for the change token every half second, and read the telephone's view of
their technician when it differs. Another process records rings, each for one of them, and postings without a pause in a
third one keep the store busy. What is measured is the time from the event to the view that shows it; painting comes on top.
"""

import sys
import tempfile
import time
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

from core.basics.clock import SystemClock
from core.business import Business
from core.journal.events import LockSet
from core.model.phone import EventKind, PhoneEvent

RINGS = 200
POLL_SECONDS = 0.5
PAUSE_SECONDS = 0.11
_PROCESSES = get_context("spawn")
Seen = tuple[str, float]


def technician(number: int) -> str:
    """The login of a watcher."""
    return f"tech{number}"


def watch(path: str, number: int, seen: "Queue[Seen]", ready: Barrier, stop: Event) -> None:
    """One desk: report each call id when the view first shows it."""
    with Business.open(path, technician=technician(number)) as business:
        known: set[str] = set()
        token: object = None
        ready.wait()
        while not stop.is_set():
            now = business.queries.changes()
            if now != token:
                token = now
                for view in business.phone.desk().ringing:
                    if view.phone_call_id not in known:
                        known.add(view.phone_call_id)
                        seen.put((view.phone_call_id, time.monotonic()))
            stop.wait(POLL_SECONDS)


def post(path: str, stop: Event) -> None:
    """Somebody who records rows without a pause."""
    with Business.open(path, technician="poster") as business:
        while not stop.is_set():
            with business.session.changing():
                business.session.append([LockSet(business.today)])


def main(watchers: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "ledger.db")
        with Business.open(path, create=True, timezone="Europe/Rome") as business:
            client = business.clients.add("acme", "Acme", phones=["02 12345678"])
            assert client
            for number in range(watchers):
                business.phone.settings.assign(str(200 + number), [technician(number)])
            seen: Queue[Seen] = _PROCESSES.Queue()
            ready, stop = _PROCESSES.Barrier(watchers + 1), _PROCESSES.Event()
            processes = [
                _PROCESSES.Process(target=watch, args=(path, number, seen, ready, stop)) for number in range(watchers)
            ]
            processes.append(_PROCESSES.Process(target=post, args=(path, stop)))
            for process in processes:
                process.start()
            ready.wait()
            rang: dict[str, float] = {}
            recorded = []
            for count in range(RINGS):
                extension = str(200 + count % watchers)
                began = time.monotonic()
                now = SystemClock().now()
                event = PhoneEvent(
                    EventKind.RING, "bench", now, str(count), number="+390212345678", extension=extension
                )
                (phone_call_id,) = business.phone.record([event])
                rang[phone_call_id] = began
                recorded.append(time.monotonic() - began)
                time.sleep(PAUSE_SECONDS)
            times = []
            while len(times) < RINGS:
                phone_call_id, at = seen.get(timeout=30)
                times.append(at - rang[phone_call_id])
            stop.set()
            for process in processes:
                process.join()
        report("event to store", recorded)
        report(f"event to view, {watchers} watchers", times)


def report(name: str, times: list[float]) -> None:
    """Print a row: median, 99th of a hundred, worst."""
    ordered = sorted(times)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    print(f"{name:<34} median {middle * 1000:8.1f} ms   p99 {late * 1000:8.1f} ms   worst {ordered[-1] * 1000:8.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
