"""Says when the store is to be looked at, and that a second has passed. Knows no widget."""

import asyncio
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from tui.seconds import Seconds

if TYPE_CHECKING:
    from tui.notices import Notices

LOOK_SECONDS = 0.1
"""The least between two looks: a ring must be on the desk within a second, and a burst of changes must not take a core."""
CHANGE_SECONDS = 0.5
"""The least between two checks after changes, each of which may let the desk read everything again."""
DOUBT_SECONDS = 60.0
"""So long after a change that no notice told of, notices are not relied on."""
_LATE_SECONDS = 2.0
"""A change that is found so soon after a notice may be the one that it told of."""
_LOOK = "look"
_CHECK = "check"
_SECOND = "second"
_SAME_SIGN = object()
"""Stands for the token where the sign says that nothing was written."""


class Pulse:
    """Looks at the store when the system tells of a change; where it does not, ten times a second.

    A look asks for the token; without notices it asks for the sign of the store first, which costs no statement. If the
    token differs `stirred` is called with it at once, and the store is checked after `spread` seconds: many desks are told
    at the same moment, and whoever made the change comes first. Each second it is checked in any case, in a thread that
    wakes nobody where it finds nothing: a change that no notice told of is late by a second, and the desk looks ten times
    a second for a while. While `counts` says so `second` is called each second, by a timer that waits for no thread.

    `sign`, `token` and `check` run in threads. Of those that are asked for one is at work; the next waits, and a second
    look or check of those that wait is not asked for. So a stalled disk stalls neither a key nor `second`.

    A timer of Textual's, which is a task, takes three times as much of the processor.
    """

    def __init__(
        self,
        sign: Callable[[], Hashable],
        token: Callable[[], Hashable],
        check: Callable[[], Hashable],
        stirred: Callable[[Hashable], object],
        is_news: Callable[[], bool],
        checked: Callable[[], object],
        counts: Callable[[], bool],
        second: Callable[[], object],
        *,
        spread: float = 0.0,
    ) -> None:
        """`check` reads what `checked` takes, and returns the token; `None` stands for one that cannot be read.

        `is_news` says, in a thread too, whether `checked` has something to do.
        """
        self._sign = sign
        self._token = token
        self._check = check
        self._stirred = stirred
        self._is_news = is_news
        self._checked = checked
        self._counts = counts
        self._second = second
        self._spread = spread
        self._loop: asyncio.AbstractEventLoop | None = None
        self._notices: Notices | None = None
        self._is_followed = True
        """Whether the file of the notices was there at the last check."""
        self._seen_sign: Hashable = None
        self._seen: Hashable = None
        self._seconds: Seconds | None = None
        self._found: Hashable = None
        """The token of the last check of the seconds."""
        self._second_at = 0.0
        self._looked_at = self._noticed_at = self._checked_at = float("-inf")
        self._doubted_until = float("-inf")
        """Until then notices are not relied on."""
        self._timers: dict[str, asyncio.TimerHandle] = {}
        """What is to come, by name: the next look, the next check, the next second."""
        self._at_work = ""
        """The name of the read in a thread."""
        self._waiting: dict[str, tuple[Callable[[], Hashable], Callable[[Hashable, float], None]]] = {}
        """The reads that wait for it, by name, each with what takes its answer."""

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin in an event loop, which is this thread's."""
        self._loop = loop
        self._at(_LOOK, loop.time() + LOOK_SECONDS, self._look)
        self._seconds = Seconds(loop, self._check_of_second, self._take_second)

    def rely_on(self, notices: "Notices") -> None:
        """Look only after notices from the next look on."""
        self._notices = notices

    def stop(self) -> None:
        """End; a read that is at work is not waited for, and its answer is not taken."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._waiting.clear()
        self._loop = None
        if self._seconds is not None:
            self._seconds.stop()
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

    def _ask(self, name: str, read: Callable[[], Hashable], take: Callable[[Hashable, float], None]) -> None:
        """Read in a thread, once the read at work is done."""
        self._waiting[name] = read, take
        self._ask_next()

    def _ask_next(self) -> None:
        loop = self._loop
        if loop is None or self._at_work or not self._waiting:
            return
        self._at_work = next(iter(self._waiting))
        read, take = self._waiting.pop(self._at_work)

        def done(answer: "asyncio.Future[Hashable]") -> None:
            self._at_work = ""
            if self._loop is not None:
                take(answer.result(), loop.time())
                self._ask_next()

        loop.run_in_executor(None, read).add_done_callback(done)

    def _is_look_due(self) -> bool:
        return _LOOK in self._timers or _LOOK in self._waiting or self._at_work == _LOOK

    def _told(self) -> None:
        """A notice waits. Until the next look is over others wait too, without a wake for each."""
        if self._notices is not None and self._loop is not None:
            self._notices.pause()
            now = self._loop.time()
            if now >= self._looked_at + LOOK_SECONDS:
                self._look(now)
            else:
                self._at(_LOOK, self._looked_at + LOOK_SECONDS, self._look)

    def _look(self, now: float) -> None:
        self._looked_at = now
        is_told, relied = self._is_told(now), self._relied_on(now)
        if relied is None:
            self._ask(_LOOK, self._token_by_sign, self._looked)
        elif is_told:
            self._ask(_LOOK, self._token, self._looked)
        else:
            relied.listen(self._told)

    def _token_by_sign(self) -> Hashable:
        """In a thread: the token, where the sign differs."""
        before, self._seen_sign = self._seen_sign, self._sign()
        is_same = self._seen_sign is not None and self._seen_sign == before
        return _SAME_SIGN if is_same else self._token()

    def _looked(self, token: Hashable, now: float) -> None:
        if token is not _SAME_SIGN:
            before = self._seen
            self._compare(token)
            if token is None or token != before:
                self._at(_CHECK, max(now + self._spread, self._checked_at + CHANGE_SECONDS), self._check_change)
        self._at(_LOOK, max(now, self._looked_at + LOOK_SECONDS), self._look)

    def _is_told(self, now: float) -> bool:
        """Take the notices that wait; whether there were any."""
        is_told = self._notices is not None and self._notices.take()
        if is_told:
            self._noticed_at = now
        return is_told

    def _relied_on(self, now: float) -> "Notices | None":
        return self._notices if now >= self._doubted_until else None

    def _compare(self, token: Hashable) -> bool:
        """Tell of a token that differs; whether there is a change that was not known."""
        before, self._seen = self._seen, token
        if token is not None and token != before:
            self._stirred(token)
        return None not in (before, token) and token != before

    def _check_change(self, now: float) -> None:
        self._checked_at = now
        self._ask(_CHECK, self._check_files_too, self._take_check)

    def _check_files_too(self) -> Hashable:
        """In a thread: what is checked, and whether the notices still are of the file that has the name."""
        if self._notices is not None:
            self._is_followed = self._notices.follow()
        return self._check()

    def _take_check(self, token: Hashable, now: float) -> None:
        is_new, relied = self._compare(token), self._relied_on(now)
        self._checked()
        if relied is None or self._is_look_due():
            return
        is_told = self._is_told(now)
        is_late = is_new and not is_told and now - self._noticed_at > _LATE_SECONDS
        if is_late or not self._is_followed:
            self._doubted_until = now + DOUBT_SECONDS
        if is_told or is_late or not self._is_followed:
            relied.pause()
            self._at(_LOOK, now + LOOK_SECONDS, self._look)

    def _check_of_second(self) -> bool:
        """In the thread of the seconds: whether the loop is to be woken."""
        self._found = self._check_files_too()
        is_new = self._found is None or self._found != self._seen or self._is_news()
        return is_new or not self._is_followed or (self._counts() and _SECOND not in self._timers)

    def _take_second(self) -> None:
        loop = self._loop
        if loop is None:
            return
        self._take_check(self._found, loop.time())
        if _SECOND not in self._timers:
            self._second_at = loop.time()
            self._each_second(self._second_at)

    def _each_second(self, now: float) -> None:
        self._second()
        if self._counts():
            # By the clock of before, unless that is behind: else each second would be a little late.
            self._second_at = max(self._second_at + 1, now)
            self._at(_SECOND, self._second_at, self._each_second)
