"""How long a ring takes to the desks. Run by hand: `python bench/phone.py [DESKS] [RINGS]`.

N processes are desks on one store, without a terminal: the app itself runs, and what is measured ends when the banner's lines
are on the composed screen, so that a terminal's own time is all that comes on top. Another process records rings, each for one
desk, and ends them; postings without a pause in a third one keep the store busy. At the end stands the processor time that a
desk took while nothing rang, as a part of one core.
"""

import asyncio
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
PAUSE_SECONDS = 0.25
DESK_SECONDS = 4.0
"""The least time between two rings of one desk."""
IDLE_SECONDS = 10.0
_PROCESSES = get_context("spawn")
Seen = tuple[str, float]


def technician(number: int) -> str:
    """The login of a desk."""
    return f"tech{number}"


def desk(path: str, number: int, seen: "Queue[Seen]", idle: "Queue[float]", ready: Barrier, stop: Event) -> None:
    """One desk: report each number when the banner that shows it is painted, and the time it takes while nothing rings."""
    from tui.app import DeskApp

    async def run() -> None:
        with Business.open(path, technician=technician(number)) as business:
            app = DeskApp(business)
            async with app.run_test(size=(80, 24)):
                while getattr(app.screen_stack[0], "view", None) is None:
                    await asyncio.sleep(0.05)
                await asyncio.to_thread(ready.wait)
                began, spent = time.monotonic(), time.process_time()
                await asyncio.sleep(IDLE_SECONDS)
                idle.put((time.process_time() - spent) / (time.monotonic() - began))
                await asyncio.to_thread(ready.wait)
                known: set[str] = set()
                while not stop.is_set():
                    shown = _ringing(app)
                    if shown and shown not in known:
                        known.add(shown)
                        seen.put((shown, time.monotonic()))
                    await asyncio.sleep(0.005)

    asyncio.run(run())


def _ringing(app: object) -> str:
    """The caller's name in the lines that the compositor would send to a terminal; empty while nothing rings."""
    lines = app.screen._compositor.render_strips()  # type: ignore[attr-defined]
    for strip in lines[16:22]:
        _before, found, rest = strip.text.partition("ring-")
        if found:
            return f"{found}{rest.split()[0]}"
    return ""


def post(path: str, stop: Event) -> None:
    """Somebody who records rows without a pause."""
    with Business.open(path, technician="poster") as business:
        while not stop.is_set():
            with business.session.changing():
                business.session.append([LockSet(business.today)])


def main(desks: int, rings: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "ledger.db")
        with Business.open(path, create=True, timezone="Europe/Rome") as business:
            business.clients.add("acme", "Acme", phones=["02 12345678"])
            for number in range(desks):
                business.phone.settings.assign(str(200 + number), [technician(number)])
            seen: Queue[Seen] = _PROCESSES.Queue()
            idle: Queue[float] = _PROCESSES.Queue()
            ready, stop = _PROCESSES.Barrier(desks + 1), _PROCESSES.Event()
            processes = [
                _PROCESSES.Process(target=desk, args=(path, number, seen, idle, ready, stop)) for number in range(desks)
            ]
            for process in processes:
                process.start()
            ready.wait()
            at_rest = [idle.get(timeout=120) for _number in range(desks)]
            processes.append(_PROCESSES.Process(target=post, args=(path, stop)))
            processes[-1].start()
            ready.wait()
            rang: dict[str, float] = {}
            recorded = []
            for count in range(rings):
                name, extension = f"ring-{count}", str(200 + count % desks)
                if count >= desks:
                    _tell(business, EventKind.END, count - desks, extension)
                rang[name] = began = time.monotonic()
                _tell(business, EventKind.RING, count, extension)
                recorded.append(time.monotonic() - began)
                time.sleep(max(PAUSE_SECONDS, DESK_SECONDS / desks))
            times = []
            while len(times) < rings:
                name, at = seen.get(timeout=60)
                times.append(at - rang[name])
            stop.set()
            for process in processes:
                process.join()
        report("event to store", recorded)
        report(f"event to painted banner, {desks} desks", times)
        print(f"a desk at rest takes {sum(at_rest) / len(at_rest):.1%} of a core")


def _tell(business: Business, kind: EventKind, count: int, extension: str) -> None:
    event = PhoneEvent(
        kind,
        "bench",
        SystemClock().now(),
        str(count),
        name=f"ring-{count}",
        number="+390212345678",
        extension=extension,
    )
    business.phone.record([event])


def report(name: str, times: list[float]) -> None:
    """Print a row: median, 99th of a hundred, worst."""
    ordered = sorted(times)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    print(f"{name:<38} median {middle * 1000:8.1f} ms   p99 {late * 1000:8.1f} ms   worst {ordered[-1] * 1000:8.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20, int(sys.argv[2]) if len(sys.argv) > 2 else RINGS)
