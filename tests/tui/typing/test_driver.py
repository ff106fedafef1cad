"""The thread that reads the terminal ends with the app, in whatever order the two get the processor."""

import os
import pty
import sys
from threading import Event, Thread
from typing import Any

import pytest

from tests.waiting import PATIENCE_SECONDS
from tui.typing.driver import TypingDriver


class LateEvent(Event):
    """An event that is set only once a thread has ended, or after the tests' patience."""

    def __init__(self, thread: Thread) -> None:
        super().__init__()
        self._thread = thread
        self.had_ended = False

    def set(self) -> None:
        self._thread.join(PATIENCE_SECONDS)
        self.had_ended = not self._thread.is_alive()
        super().set()


class NoApp:
    """What the reader asks of an app."""

    def is_command_key(self, _key: str) -> bool:
        return False


async def test_the_thread_that_reads_ends_before_the_event_is_set_that_asks_it_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, there = pty.openpty()
    with os.fdopen(there, closefd=True) as terminal:
        monkeypatch.setattr(sys, "__stdin__", terminal)
        app: Any = NoApp()
        driver = TypingDriver(app, mouse=False)
        thread = Thread(target=driver.run_input_thread, daemon=True)
        driver.exit_event = event = LateEvent(thread)
        thread.start()
        driver.disable_input()
        assert event.had_ended
    os.close(here)
