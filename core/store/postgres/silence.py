"""A server that takes what it is sent and answers nobody: a stopped process, a host that hangs, a link that swallows.

Its sessions would stand still until the operating system gives the connection up, and a desk with them. Here a thread looks
at waits that last, and asks the server on a connection of its own. If it answers, the wait is one for work or for a turn, and
goes on. If not, the connections that wait are cut, and no session tries again before the thread has had an answer.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOOK_SECONDS = 0.5
"""How often waits are looked at."""
PATIENCE_SECONDS = 1.5
"""How long an answer is waited for before the server is asked whether it is there."""
ANSWER_SECONDS = 4
"""How long a new connection may take; a server under heavy load takes a second."""


class Silence:
    """The waits of one process for one server. `connect` makes a connection and gives it up, or raises."""

    def __init__(self, connect: Callable[[], None]) -> None:
        self._connect = connect
        self._waits: dict[int, float] = {}
        """By the descriptor of a connection that waits, since when, in seconds of the monotonic clock."""
        self._guard = threading.Lock()
        self._ended = threading.Event()
        self.is_there = False
        """Whether the server answers nobody, as last asked."""
        threading.Thread(target=self._watch, name="silence", daemon=True).start()

    @contextmanager
    def during(self, descriptor: int) -> Iterator[None]:
        """The block waits for an answer on a connection."""
        with self._guard:
            self._waits[descriptor] = time.monotonic()
        try:
            yield
        finally:
            with self._guard:
                self._waits.pop(descriptor, None)

    def end(self) -> None:
        """Look no more."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            if self.is_there or self._is_overdue():
                self._ask()

    def _is_overdue(self) -> bool:
        with self._guard:
            return any(time.monotonic() - since > PATIENCE_SECONDS for since in self._waits.values())

    def _ask(self) -> None:
        try:
            self._connect()
        except Exception:  # whatever keeps a new connection away keeps the server away
            self.is_there = True
            self._cut()
            return
        self.is_there = False
        with self._guard:
            self._waits = dict.fromkeys(self._waits, time.monotonic())

    def _cut(self) -> None:
        """Let the connections that wait read the end, which is what a server that is gone gives."""
        with self._guard:
            for descriptor, since in self._waits.items():
                if time.monotonic() - since > PATIENCE_SECONDS:
                    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as line:
                        line.shutdown(socket.SHUT_RDWR)
