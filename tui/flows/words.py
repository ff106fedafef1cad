"""Keeps what is typed for a call with the call, within half a second of the key and without waiting for it."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from core.basics.errors import StoreBusy
from core.model.calls import CallWords
from tui.attempt import attempt

if TYPE_CHECKING:
    from core.business import Business

_PAUSE_SECONDS = 0.3
"""Keys that follow each other in less time are written together."""


class WordKeeper:
    """Writes the words of one call in a thread, one version after another; only the latest one counts."""

    def __init__(self, business: "Business", call_id: str) -> None:
        self._calls = business.calls
        self._call_id = call_id
        self._latest: CallWords | None = None
        self._begun_at: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def begin(self, pressed_at: datetime) -> None:
        """Keep the instant at which the wrap-up was begun."""
        self._begun_at = pressed_at
        self._start()

    def keep(self, words: CallWords) -> None:
        """Keep these words soon."""
        self._latest = words
        self._start()

    async def flush(self) -> None:
        """Wait until all is kept."""
        while self._task is not None and not self._task.done():
            await asyncio.shield(self._task)

    def write_now(self) -> None:
        """Keep at once what is not kept yet: the app ends."""
        attempt(self._write)

    def _start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_soon())

    async def _write_soon(self) -> None:
        while self._begun_at is not None or self._latest is not None:
            if self._begun_at is None:
                await asyncio.sleep(_PAUSE_SECONDS)
            answer = await asyncio.to_thread(attempt, self._write)
            if answer.error is not None and not isinstance(answer.error, StoreBusy):
                # The call was posted or dropped by another session: its words are nobody's.
                self._begun_at = self._latest = None

    def _write(self) -> None:
        begun_at, words = self._begun_at, self._latest
        if begun_at is not None:
            self._calls.begin_wrap_up(self._call_id, begun_at)
            self._begun_at = None
        if words is not None:
            self._calls.keep_words(words, self._call_id)
            if self._latest is words:
                self._latest = None
