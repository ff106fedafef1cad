"""Ends the process soon after SIGHUP, SIGTERM, or a hang-up of the terminal without a signal.

Nothing is saved here: acknowledged changes are in the store, and a running call is a row of it.
"""

import contextlib
import os
import select
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

_BACKSTOP_SECONDS = 2


class HangUp:
    """Ends an app when its terminal hangs up or a signal says so."""

    def __init__(self, app: "App[int]") -> None:
        self._app = app
        self._is_shown = False
        self._code: int | None = None
        """The exit code, once something said that the app ends."""

    def install(self) -> None:
        """Install the signal handlers. The driver, which reads the terminal, says when to `look` at it."""
        for number in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, self._told)

    def shown(self) -> None:
        """The app is made, and ends from now on at once: Textual fails where one ends that is half made."""
        self._is_shown = True
        if self._code is not None:
            self._exit(self._code)

    def look(self) -> None:
        """End the app if the other end of the terminal hung up."""
        if terminal_is_gone():
            self._end(128 + signal.SIGHUP)

    def _told(self, number: int, _frame: object) -> None:
        self._end(128 + number)

    def _end(self, code: int) -> None:
        # The driver may be blocked on a terminal that does not read: the alarm ends the process even then.
        signal.signal(signal.SIGALRM, lambda _number, _frame: os._exit(code))
        signal.setitimer(signal.ITIMER_REAL, 1.0 if terminal_is_gone() else _BACKSTOP_SECONDS)
        self._code = code
        if self._is_shown:
            self._exit(code)

    def _exit(self, code: int) -> None:
        with contextlib.suppress(Exception):
            self._app.exit(code)


def terminal_is_gone() -> bool:
    """Whether the other end of standard input hung up."""
    try:
        poll = select.poll()
        poll.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, select.POLLHUP)
        return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _fd, event in poll.poll(0))
    except (OSError, ValueError):
        return True
