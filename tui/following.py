"""Follows the store for the desk: looks after notices of the system, ten times a second without them, and each second.

What changed of the ledger is told by `tui.watcher`, of phone calls by `tui.telephone`; `tui.pulse` says when both look.
"""

import asyncio
import random
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from core.basics.dataclass import replace
from core.model.calls import CallState
from core.queries.views.calls import CallView
from core.store.scope import ChangeToken
from tui.attempt import attempt
from tui.pulse import Pulse
from tui.telephone import Telephone
from tui.watcher import Watcher

if TYPE_CHECKING:
    from core.business import Business

_SPREAD_SECONDS = (0.03, 0.13)
"""A desk reads a change of another one so much later, so that not all desks of a host read at the same moment."""


class Followed(Protocol):
    """Who wants to know of it."""

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

    def __init__(self, second: "Business", desk: Followed) -> None:
        self._second = second
        self._desk = desk
        self._watcher = Watcher(
            lambda: _without_phone(second.queries.changes()), lambda: second.today, desk.post_message
        )
        self._pulse = Pulse(
            lambda: second.queries.sign(),
            lambda: attempt(lambda: second.queries.changes(checks_files=False)).value,
            self._look_at_phone,
            self._watcher.poll,
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

    def _look_at_phone(self) -> None:
        self._desk.call_next(self._desk.telephone.poll)

    def _second_passed(self) -> None:
        """Look at the files and the date, and count on where something counts: most seconds of a desk at rest do nothing."""
        desk = self._desk
        self._watcher.poll()
        if desk.telephone.is_due:
            self._look_at_phone()
        minute = int(self._second.clock.now().timestamp() // 60)
        is_running = any(call.state is CallState.RUNNING for call in desk.own_calls[:1])
        if is_running or minute != self._minute or desk.telephone.rings.meant is not None:
            self._minute = minute
            desk.call_next(desk.tick)


def _without_phone(token: ChangeToken) -> Hashable:
    """What the watcher compares: phone calls are watched by `Telephone`, and change nothing else that is shown."""
    return replace(token, phone=0)
