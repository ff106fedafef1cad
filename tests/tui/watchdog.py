"""Counts the work of the screen's thread in place of its time: a count is the same on every machine, busy or not.

One callback of the event loop (a step of a task, which may handle several messages, a timer, what a thread handed over)
holds up every key until it returns. `Watchdog` counts in each of them:

- calls of functions, Python's and built in, by `sys.setprofile`;
- steps of SQLite's virtual machine in statements that run in this thread, by its progress handler;
- modules that begin to be imported.

The least time that 58,800 calls of opening a dialog took, of 25 times on two cores that twenty other processes wanted, was
23.6 ms of the thread's CPU: 2,500 calls a millisecond. Steps of SQLite are far shorter: 20 count as a call.
"""

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from types import FrameType
from typing import Any

from core.store.sqlite.connection import Connection
from tests.tui import styles

MOST = 125_000
"""Calls that take 50 ms: no key may wait longer for one callback."""
_STEPS_A_CALL = 20
_STEPS = 100
"""Steps of SQLite's virtual machine between two calls of the progress handler; a statement counts as so many at least."""


@dataclass
class Callback:
    """What one callback of the event loop did."""

    calls: int = 0
    steps: int = 0
    modules: list[str] = field(default_factory=list)
    handled: list[str] = field(default_factory=list)
    """The messages that were handled, each with the widget that handled it."""
    statements: list[str] = field(default_factory=list)
    """The SQL of the statements that ran."""

    @property
    def work(self) -> int:
        """What it did, in calls."""
        return self.calls + self.steps // _STEPS_A_CALL

    def __str__(self) -> str:
        """What to say of a callback that does too much."""
        what = " ".join(dict.fromkeys(self.handled)) or "no message"
        return f"{self.calls} calls, {self.steps} steps in {len(self.statements)} statements: {what}"


class Watchdog(MetaPathFinder):
    """Watches the thread that makes it."""

    def __init__(self) -> None:
        self.callbacks: list[Callback] = []
        self._thread = threading.get_ident()
        self._now = Callback()
        self._watched = set[int]()

    @property
    def longest(self) -> Callback:
        """The callback that did most."""
        return max(self.callbacks, key=lambda each: each.work, default=Callback())

    def find_spec(self, name: str, *_others: Any) -> None:
        """Find nothing: only note that a module is wanted."""
        if threading.get_ident() == self._thread:
            self._now.modules.append(name)

    def begin(self) -> None:
        self._now = Callback()
        sys.setprofile(self._called)

    def end(self) -> None:
        sys.setprofile(None)
        self.callbacks.append(self._now)

    def _called(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            self._now.calls += 1
            if frame.f_code.co_name == "_dispatch_message":
                message = frame.f_locals.get("message")
                self._now.handled.append(f"{type(frame.f_locals.get('self')).__name__}.{type(message).__name__}")
        elif event == "c_call":
            self._now.calls += 1

    def execute(self, connection: Connection, sql: str) -> None:
        """A statement begins."""
        if threading.get_ident() == self._thread:
            self._now.statements.append(sql)
            self._now.steps += _STEPS
        if id(connection) not in self._watched:
            self._watched.add(id(connection))
            connection._raw.set_progress_handler(self._stepped, _STEPS)

    def _stepped(self) -> int:
        if threading.get_ident() == self._thread:
            self._now.steps += _STEPS
        return 0


@contextmanager
def watching() -> Iterator[Watchdog]:
    """Watch this thread's event loop."""
    dog = Watchdog()
    run, execute = asyncio.events.Handle._run, Connection._execute

    def counted(handle: asyncio.Handle) -> None:
        dog.begin()
        try:
            run(handle)
        finally:
            dog.end()

    def noted(connection: Connection, sql: str, *more: Any) -> Any:
        dog.execute(connection, sql)
        return execute(connection, sql, *more)

    asyncio.events.Handle._run, Connection._execute = counted, noted
    sys.meta_path.insert(0, dog)
    try:
        with styles.parsed_anew():
            yield dog
    finally:
        sys.meta_path.remove(dog)
        asyncio.events.Handle._run, Connection._execute = run, execute
