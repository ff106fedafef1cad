"""Follows the store for the desk: looks after notices of the system, ten times a second without them, and each second.

What changed of the ledger is told by `tui.watcher`, of phone calls by `tui.telephone`; `tui.pulse` says when both look.
"""

import asyncio
import random
from collections.abc import Callable, Hashable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from core.basics.dataclass import replace
from core.model.calls import CallState
from core.queries.views.calls import CallView
from core.store.scope import ChangeToken
from tui.attempt import Answer, attempt
from tui.beside import Beside
from tui.pulse import Pulse
from tui.telephone import Telephone
from tui.watcher import Watcher

if TYPE_CHECKING:
    from core.business import Business

_SPREAD_SECONDS = (0.03, 0.13)
"""A desk reads a change of another one so much later, so that not all desks of a host read at the same moment."""


class Followed(Protocol):
    """What `Following` needs of the desk."""

    telephone: Telephone

    @property
    def own_calls(self) -> tuple[CallView, ...]:
        """The technician's calls, the running one first."""

    @property
    def is_closing(self) -> bool:
        """Whether nothing is to be told any more."""

    def post_message(self, message: Message) -> bool:
        """Take `LedgerChanged` or `LedgerUnreadable`."""

    def call_next(self, callback: Callable[[], object]) -> None:
        """Call something soon, in the thread of the app."""

    def tick(self) -> None:
        """Count on the times that are shown."""


class Following:
    """Looks at the store through one connection, until it is stopped. It is the only one that asks whether it changed."""

    def __init__(self, second: "Business", beside: Beside, desk: Followed) -> None:
        """`beside` lends that connection, `second`, to one thread at a time."""
        self._second = second
        self._beside = beside
        self._desk = desk
        self._watcher = Watcher(lambda: _without_phone(self._changes()), lambda: second.today, desk.post_message)
        self._token: ChangeToken | None = None
        """What was read last."""
        self._found: Answer[tuple[Hashable, date]] = Answer(None)
        """What the last check found."""
        self._pulse = Pulse(
            lambda: second.queries.sign(),
            lambda: attempt(lambda: self._changes(checks_files=False)).value,
            self._check,
            self._stirred,
            lambda: self._watcher.is_news(self._found),
            lambda: self._watcher.take(self._found),
            self._counts,
            self._second_passed,
            spread=random.uniform(*_SPREAD_SECONDS),
        )
        self._minute = 0
        """The minute that the headers show, counted from 1970."""

    def start(self) -> None:
        """Begin, in the event loop of this thread."""
        self._pulse.start(asyncio.get_running_loop())

    async def rely_on_notices(self) -> None:
        """Look after notices of the system from now on, where it gives any."""
        from tui.notices import open_notices

        notices = await asyncio.to_thread(lambda: open_notices(self._second.queries.notice_file()))
        if notices is not None and self._desk.is_closing:
            notices.close()
        elif notices is not None:
            self._pulse.rely_on(notices)

    def stop(self) -> None:
        """Look no more."""
        self._pulse.stop()

    def mark(self, seen: ChangeToken) -> None:
        """Tell of changes after this token, which was asked for just before a read. Errors: `MonteoreError`."""
        self._watcher.mark(_without_phone(seen))

    def tell_again(self) -> None:
        """Tell within a second of the change that was told last: nothing was read for it."""
        self._watcher.forget()

    def _changes(self, *, checks_files: bool = True) -> ChangeToken:
        self._token = self._beside.reading(lambda reader: reader.queries.changes(checks_files=checks_files))
        return self._token

    def _check(self) -> Hashable:
        """In a thread: look at the files and the date too."""
        self._found = self._watcher.look()
        return self._token if self._found.value is not None else None

    def _stirred(self, token: Hashable) -> None:
        if isinstance(token, ChangeToken):
            self._desk.call_next(partial(self._desk.telephone.poll, token.phone))

    def _counts(self) -> bool:
        """Whether something is shown that counts on each second, or is to be done then; asked in a thread too."""
        telephone = self._desk.telephone
        is_running = any(call.state is CallState.RUNNING for call in self._desk.own_calls[:1])
        return is_running or self._minute != self._minute_now or telephone.is_due or telephone.rings.meant is not None

    @property
    def _minute_now(self) -> int:
        return int(self._second.clock.now().timestamp() // 60)

    def _second_passed(self) -> None:
        """Count on."""
        desk = self._desk
        if desk.telephone.is_due:
            desk.call_next(desk.telephone.poll)
        self._minute = self._minute_now
        desk.call_next(desk.tick)


def _without_phone(token: ChangeToken) -> Hashable:
    """What the watcher compares: phone calls are watched by `Telephone`, and change nothing else that is shown."""
    return replace(token, phone=0)
