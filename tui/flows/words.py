"""Keeps what is typed for a call with the call, within half a second of the key and without waiting for it."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from core.basics.dataclass import replace
from core.basics.errors import StoreUnavailable
from core.model.calls import CallWords
from tui.attempt import attempt

if TYPE_CHECKING:
    from core.business import Business

_PAUSE_SECONDS = 0.3
"""Keys that follow each other in less time are written together."""
_RETRY_SECONDS = 2.0
"""The pause before another try while the store cannot be written."""


class WordKeeper:
    """Writes the words of one call in a thread, one version after another; only the latest one counts.

    While the store cannot be written the words stay here and are tried again; `tell` gets the reason once.
    """

    def __init__(self, business: "Business", call_id: str, tell: Callable[[str], None]) -> None:
        self.trouble = ""
        """Why the latest words are not in the store, as one sentence; empty if they are, or were not tried yet."""
        self._calls = business.calls
        self._call_id = call_id
        self._tell = tell
        self._tried, self._wanted_now = asyncio.Event(), asyncio.Event()
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

    @property
    def begun_at(self) -> datetime | None:
        """The instant at which the wrap-up was begun, while the store does not have it yet."""
        return self._begun_at

    def go_on(self) -> None:
        """The call goes on: an instant that the store could not take was none."""
        if self.trouble:
            self._begun_at = None

    @property
    def unwritten(self) -> CallWords | None:
        """The words that may not be in the store yet; `None` if it has the latest."""
        return self._latest

    def latest(self, stored: CallWords) -> CallWords:
        """The words as they were typed last; `stored` if the store has them."""
        return self._latest or stored

    async def flush(self) -> None:
        """Wait until all is kept, or a try to keep it failed: `trouble` says why."""
        while self._task is not None and not self._task.done():
            self._tried.clear()
            self._wanted_now.set()
            await self._tried.wait()
            if self.trouble:
                return

    def write_now(self) -> None:
        """Keep at once what is not kept yet: the app ends."""
        attempt(self._write)

    def _start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_soon())

    async def _write_soon(self) -> None:
        while self._begun_at is not None or self._latest is not None:
            if self.trouble or self._begun_at is None:
                await self._pause(_RETRY_SECONDS if self.trouble else _PAUSE_SECONDS)
            answer = await asyncio.to_thread(attempt, self._write)
            before, self.trouble = self.trouble, ""
            if isinstance(answer.error, StoreUnavailable):
                self.trouble = answer.trouble
                if not before:
                    self._tell(self.trouble)
            elif answer.error is not None:
                # The call was posted or dropped by another session: its words are nobody's.
                self._begun_at = self._latest = None
            self._tried.set()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wanted_now.wait(), seconds)
        self._wanted_now.clear()

    def _write(self) -> None:
        begun_at, words = self._begun_at, self._latest
        if begun_at is not None:
            self._calls.begin_wrap_up(self._call_id, begun_at)
            self._begun_at = None
        if words is not None:
            self._calls.keep_words(words, self._call_id)
            if self._latest is words:
                self._latest = None


class WordsAhead:
    """Keeps the words of a wrap-up together with the text that waits for its note: keys typed while the sheet opens.

    So they are in the store although no field has them yet. It looks at the keys that wait within its `with` block only,
    however that ends: later ones are for something else.
    """

    def __init__(
        self,
        keeper: WordKeeper,
        words: CallWords,
        ahead: Callable[[], str],
        when_waiting: Callable[[Callable[[], None] | None], None],
        is_in_note: Callable[[], bool],
    ) -> None:
        self.words = keeper.latest(words)
        """What the fields hold."""
        self.was_used = False
        """Whether text was kept before a field had it."""
        self._keeper = keeper
        self._ahead = ahead
        self._when_waiting = when_waiting
        self._is_in_note = is_in_note

    def __enter__(self) -> Self:
        self._when_waiting(self._look)
        self._look()
        return self

    def __exit__(self, *_error: object) -> None:
        self._when_waiting(None)

    def _look(self) -> None:
        """Keep the text that waits now, if any."""
        if self._waiting():
            self.keep(self.words)

    def keep(self, words: CallWords) -> None:
        """Keep what the fields hold, and after the note what waits for it."""
        self.words, text = words, self._waiting()
        self.was_used = self.was_used or bool(text)
        self._keeper.keep(replace(words, note=words.note + text) if text else words)

    def _waiting(self) -> str:
        return self._ahead() if self._is_in_note() else ""
