"""The thread that reads the terminal ends with the app, in whatever order the two get the processor."""

import asyncio
import os
import pty
import sys
import tty
from threading import Event, Thread
from typing import Any

import pytest
from textual import events
from textual.message import Message

from tests.waiting import PATIENCE_SECONDS
from tui.typing.driver import TypingDriver
from tui.typing.tokens import ANSWER, QUESTION


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


class HeardDriver(TypingDriver):
    """Writes without Textual's thread, and keeps what it reads."""

    def __init__(self, app: Any) -> None:
        super().__init__(app, mouse=False)
        self.keys: asyncio.Queue[str] = asyncio.Queue()

    def write(self, data: str) -> None:
        os.write(self.fileno, data.encode())

    def process_message(self, message: Message) -> None:
        assert isinstance(message, events.Key)
        self._loop.call_soon_threadsafe(self.keys.put_nowait, message.key)


async def test_an_esc_is_told_by_the_terminal_s_answer_and_an_arrow_that_is_cut_stays_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Only an answer can tell an Esc, as nothing waits for less than this.
    monkeypatch.setattr("tui.typing.reader.ESC_SECONDS", PATIENCE_SECONDS)
    monkeypatch.delenv("ESCDELAY", raising=False)
    here, there = pty.openpty()
    tty.setraw(there)
    with os.fdopen(there, closefd=True) as terminal:
        monkeypatch.setattr(sys, "__stdin__", terminal)
        app: Any = NoApp()
        driver = HeardDriver(app)
        driver._key_thread = Thread(target=driver.run_input_thread, daemon=True)
        driver._key_thread.start()
        try:
            for rest, key in (("", "escape"), ("[A", "up"), ("", "escape")):
                os.write(here, b"\x1b")
                question = await asyncio.to_thread(os.read, here, 100)
                assert question == QUESTION.encode()
                os.write(here, rest.encode() + ANSWER.encode())
                assert await asyncio.wait_for(driver.keys.get(), PATIENCE_SECONDS) == key
            assert driver.keys.empty()
        finally:
            driver.disable_input()
        # A question that was on its way when the desk was left is not asked: a shell would read the answer.
        driver._ask(QUESTION)
        os.write(driver.fileno, b".")
        assert os.read(here, 100) == b"."
    os.close(here)
