"""Calls something each second in a thread of its own, which wakes the event loop only where there is something to tell."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable


class Seconds:
    """Calls `each` once a second in a thread, and `tell` in the event loop after each call that returned true.

    A call that takes longer than a second puts off the next one. The thread does not keep the program from ending.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, each: Callable[[], bool], tell: Callable[[], object]) -> None:
        self._loop = loop
        self._each = each
        self._tell = tell
        self._ended = threading.Event()
        threading.Thread(target=self._run, name="seconds", daemon=True).start()

    def stop(self) -> None:
        """Call nothing any more; a call at work is not waited for."""
        self._ended.set()

    def _run(self) -> None:
        due = time.monotonic() + 1
        while not self._ended.wait(max(0.0, due - time.monotonic())):
            if self._each() and not self._ended.is_set():
                # A `RuntimeError`: the loop is closed.
                with contextlib.suppress(RuntimeError):
                    self._loop.call_soon_threadsafe(self._tell)
            due = max(due + 1, time.monotonic())
