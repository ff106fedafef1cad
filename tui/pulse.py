"""Says when the store is to be looked at, and that a second has passed. Knows no widget."""

import asyncio
from collections.abc import Callable, Hashable

from tui.notices import Notices

LOOK_SECONDS = 0.1
"""The least between two looks: a ring must be on the desk within a second, and a burst of changes must not take a core."""
CHANGE_SECONDS = 0.5
"""The least between two calls of `changed`, each of which lets the desk read everything again."""
DOUBT_SECONDS = 60.0
"""So long after a change that no notice told of, notices are not relied on."""
_LATE_SECONDS = 2.0
"""A change that is found so soon after a notice may be the one that it told of."""


class Pulse:
    """Looks at the store when the system tells of a change; where it does not, ten times a second.

    Without notices a look asks for the sign of the store, which costs no statement, and only where that differs for the
    token. If the token differs `stirred` is called at once, and `changed` after `spread` seconds: many desks are told at
    the same moment, and whoever made the change comes first. Each second the token is asked for in any case and `second`
    is called: a change that no notice told of is late by a second, and the desk looks ten times a second for a while.

    A timer of Textual's, which is a task, takes three times as much of the processor.
    """

    def __init__(
        self,
        sign: Callable[[], Hashable],
        token: Callable[[], Hashable],
        stirred: Callable[[], object],
        changed: Callable[[], object],
        second: Callable[[], object],
        *,
        spread: float = 0.0,
    ) -> None:
        self._sign = sign
        self._token = token
        self._stirred = stirred
        self._changed = changed
        self._second = second
        self._spread = spread
        self._loop: asyncio.AbstractEventLoop | None = None
        self._notices: Notices | None = None
        self._seen_sign: Hashable = None
        self._seen: Hashable = None
        self._second_at = 0.0
        self._looked_at = self._noticed_at = self._changed_at = float("-inf")
        self._doubted_until = float("-inf")
        """Until then notices are not relied on."""
        self._timers: dict[str, asyncio.TimerHandle] = {}
        """What is to come, by name: the next look, the next call of `changed`, the next second."""

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin in an event loop, which is this thread's."""
        self._loop = loop
        self._at("look", loop.time() + LOOK_SECONDS, self._look)
        self._second_at = loop.time() + 1
        self._at("second", self._second_at, self._each_second)

    def rely_on(self, notices: Notices) -> None:
        """Look only after notices from the next look on."""
        self._notices = notices

    def stop(self) -> None:
        """End."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._loop = None
        if self._notices is not None:
            self._notices.close()

    def _at(self, name: str, when: float, call: Callable[[float], object]) -> None:
        """Call something at a time, with the time that it is then, unless the same is to come already."""
        loop = self._loop
        if loop is None or name in self._timers:
            return

        def due() -> None:
            del self._timers[name]
            call(loop.time())

        self._timers[name] = loop.call_at(when, due)

    def _told(self) -> None:
        """A notice waits. Until the next look is over others wait too, without a wake for each."""
        if self._notices is not None and self._loop is not None:
            self._notices.pause()
            now = self._loop.time()
            if now >= self._looked_at + LOOK_SECONDS:
                self._look(now)
            else:
                self._at("look", self._looked_at + LOOK_SECONDS, self._look)

    def _look(self, now: float) -> None:
        self._looked_at = now
        is_told, relied = self._is_told(now), self._relied_on(now)
        if relied is None:
            before, self._seen_sign = self._seen_sign, self._sign()
            is_told = self._seen_sign is None or self._seen_sign != before
        if is_told:
            self._ask(now)
        if is_told or relied is None:
            self._at("look", now + LOOK_SECONDS, self._look)
        else:
            relied.listen(self._told)

    def _is_told(self, now: float) -> bool:
        """Take the notices that wait; whether there were any."""
        is_told = self._notices is not None and self._notices.take()
        if is_told:
            self._noticed_at = now
        return is_told

    def _relied_on(self, now: float) -> Notices | None:
        return self._notices if now >= self._doubted_until else None

    def _ask(self, now: float) -> bool:
        """Ask for the token, and tell if it differs or cannot be read; whether there is a change that was not known."""
        before, self._seen = self._seen, self._token()
        if self._seen is None or self._seen != before:
            self._stirred()
            self._at("changed", max(now + self._spread, self._changed_at + CHANGE_SECONDS), self._tell)
        return None not in (before, self._seen) and self._seen != before

    def _tell(self, now: float) -> None:
        self._changed_at = now
        self._changed()

    def _each_second(self, now: float) -> None:
        # By the clock of before, unless that is behind: else each second would be a little late.
        self._second_at = max(self._second_at + 1, now)
        self._at("second", self._second_at, self._each_second)
        relied = self._relied_on(now)
        if relied is not None and "look" not in self._timers:
            found = self._ask(now) and not self._is_told(now) and now - self._noticed_at > _LATE_SECONDS
            if found or not relied.follow():
                relied.pause()
                self._doubted_until = now + DOUBT_SECONDS
                self._at("look", now + LOOK_SECONDS, self._look)
        self._second()
