"""Another session, in a process of its own: what it holds, it holds until a line comes in or the process is killed."""

import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from core.basics.clock import FakeClock, SystemClock
from core.basics.errors import MonteoreError, StoreUnavailable
from core.business import Business
from core.journal.events import LockSet
from core.model.work import Draft
from core.store.place import Place
from core.store.protocol import Store
from core.store.scope import Scope
from tests.builders import MONDAY, MORNING, work_of
from tests.store.engines import ENGINES


def say(line: object) -> None:
    print(line, flush=True)


def now() -> datetime:
    return SystemClock().now()


def hold(store: Store, scope: str) -> None:
    """A change that waits before its end."""
    with store.writing(Scope(scope)):
        if scope == "ledger":
            store.append(LockSet(MONDAY), "other", now())
        say("held")
        sys.stdin.readline()
    say("done")


def lease(store: Store, name: str) -> None:
    """A lease that is kept."""
    with store.lease(name):
        say("held")
        sys.stdin.readline()


def append(store: Store, count: str, acknowledged: str) -> None:
    """Many changes of one row; the number of each row is written down once it is durable."""
    with Path(acknowledged).open("a", encoding="ascii", buffering=1) as told:
        say("ready")
        sys.stdin.readline()
        for _turn in range(int(count)):
            with store.writing():
                seq = store.append(LockSet(MONDAY), "other", now())
            told.write(f"{seq}\n")


def wait(store: Store) -> None:
    """Make one change, and report whether it was made or the wait for the lock ended first."""
    interrupts: list[int] = []

    def interrupt(number: int, _frame: object) -> None:
        # The first one alone, so that none falls into the answer.
        interrupts.append(number)
        if len(interrupts) == 1:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    try:
        say("waits")
        with store.writing():
            store.append(LockSet(MONDAY), "other", now())
        say("done")
    except KeyboardInterrupt:
        say("interrupted")
    except MonteoreError as error:
        say(type(error).__name__)


def post(store: Store, client_id: str, count: str) -> None:
    """Post entries under the same keys as others do, each session in an order of its own."""
    business = Business(store, FakeClock(MORNING), f"technician{os.getpid()}")
    numbers = list(range(int(count)))
    random.Random(os.getpid()).shuffle(numbers)
    say("ready")
    sys.stdin.readline()
    for number in numbers:
        business.entries.post(Draft(client_id, work_of(15), key=f"key {number}"))
    say("done")


def insist(store: Store, client_id: str, acknowledged: str) -> None:
    """Post entries without a pause, each asked again under its key until it is acknowledged, whatever the server does."""
    business = Business(store, FakeClock(MORNING), f"technician{os.getpid()}")
    say("ready")
    with Path(acknowledged).open("a", encoding="ascii", buffering=1) as told:
        for number in itertools.count():
            key = f"{os.getpid()} {number}"
            while True:
                try:
                    business.entries.post(Draft(client_id, work_of(15), key=key), sure=True)
                    break
                except StoreUnavailable:
                    time.sleep(0.05)
            told.write(f"{key}\n")


TASKS: dict[str, Callable[..., None]] = {
    "hold": hold,
    "lease": lease,
    "append": append,
    "post": post,
    "insist": insist,
    "wait": wait,
}

if __name__ == "__main__":
    engine_name, address, task, *words = sys.argv[1:]
    opened = ENGINES[engine_name].open(Place(engine_name, address))
    TASKS[task](opened, *words)
    opened.close()
