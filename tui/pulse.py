"""One timer of the event loop for what a desk at rest looks after. Knows no widget."""

import asyncio
from collections.abc import Callable, Hashable

SECONDS = 0.1
"""Between two beats: a ring must be on the desk within a second."""
WATCH_BEATS = 5
"""So many beats between two calls of `watch`."""


class Pulse:
    """Asks ten times a second for the sign of the store, which costs no statement, and calls `stirred` where it differs.

    `watch` is called twice a second in any case: it also finds what a file system with a coarse clock hides from the sign.
    A timer of Textual's, which is a task, takes three times as much of the processor.
    """

    def __init__(
        self, sign: Callable[[], Hashable], stirred: Callable[[], object], watch: Callable[[], object]
    ) -> None:
        self._sign = sign
        self._stirred = stirred
        self._watch = watch
        self._seen: Hashable = None
        self._beats = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin; called where the event loop runs."""
        self._timer = asyncio.get_running_loop().call_later(SECONDS, self._next)

    def stop(self) -> None:
        """End."""
        if self._timer is not None:
            self._timer.cancel()

    def _next(self) -> None:
        self.start()
        self.beat()

    def beat(self) -> None:
        """Look once; without a sign every beat is one of a store that stirred."""
        self._beats += 1
        before, self._seen = self._seen, self._sign()
        if self._seen is None or self._seen != before:
            self._stirred()
        if self._beats % WATCH_BEATS == 0:
            self._watch()
