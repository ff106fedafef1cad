"""What the telephone puts on the desk: watches the store for phone calls and reads them beside the screen's thread."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from core.basics.dataclass import dataclass
from core.basics.i18n import _
from core.queries.phone import CallerCard, PhoneCallView, PhoneDeskView
from core.queries.views.calls import CallView
from tui.attempt import attempt
from tui.widgets.ring_lines import Rings

if TYPE_CHECKING:
    from core.business import Business
    from core.phone.phone import Phone
    from core.queries.phone_day import PhoneDay
    from core.queries.views.unlogged import ReconcileView

T = TypeVar("T")

_SOON_SECONDS = 1.2
"""So long after a key a ring may still come that the key means."""
_LOOK_SECONDS = 0.05
_CLOSING_SECONDS = 3.0
"""How long the banner says that a colleague answered."""
_AGAIN_SECONDS = 60.0
"""After this time the calls are read again without an event: a ring whose end was lost is over one day."""


@dataclass(frozen=True)
class Told:
    """What was read at once."""

    desk: PhoneDeskView
    """The calls of the desk."""
    cards: dict[str, CallerCard]
    """By client id, what to say of those who ring."""
    own_calls: tuple[CallView, ...]
    """The technician's live calls, the running one first."""


class Telephone:
    """Holds what the telephone told. The reads run in a thread, on a connection of their own."""

    def __init__(
        self,
        business: "Business",
        counter: Callable[[], int],
        start: Callable[[], object],
        tell: Callable[[bool, str], object],
    ) -> None:
        """`counter` asks, in a thread, how often phone calls changed, and `start` runs `read` in a worker.

        `tell` says that something else stands on the desk, whether that is news (a ring or a talk ended just now), and a
        sentence about it, if there is one.
        """
        self._business = business
        self._counter = counter
        self._start = start
        self._tell = tell
        self._reader: Business | None = None
        self._seen: int | None = None
        self._is_reading = False
        self._is_stale = False
        self._has_read = False
        self._read_at = float("-inf")
        self._turn = threading.Lock()
        """Held by the thread that reads: there is one connection."""
        self._told = Told(PhoneDeskView(), {}, ())
        self._closing: dict[str, tuple[PhoneCallView, float]] = {}

    @property
    def is_used(self) -> bool:
        """Whether a telephone ever told this store of a call."""
        return bool(self._seen)

    @property
    def missed(self) -> tuple[PhoneCallView, ...]:
        """Missed calls that nobody called back or dismissed."""
        return self._told.desk.missed

    @property
    def rings(self) -> Rings:
        """What stands on the desk now."""
        desk, boot_ms = self._told.desk, self._business.clock.boot_ms()
        not_taken = (*desk.unknown, *desk.answered)
        going_on = tuple(view for view in not_taken if view.ended_at is None)
        over = sorted((view for view in not_taken if view.ended_at is not None), key=lambda view: view.rang_at)
        ended = tuple(view for view in desk.taken if view.ended_at is not None)
        return Rings(
            desk.ringing,
            tuple(view for view, _until in self._closing.values()),
            next(iter((*going_on, *reversed(over))), None),
            next(iter(ended), None),
            self._told.cards,
            tuple(call.at(boot_ms) for call in self._told.own_calls),
            self._business.zone,
        )

    @property
    def now(self) -> datetime:
        """The time, UTC."""
        return self._business.clock.now()

    @property
    def _is_old(self) -> bool:
        return bool(self._seen) and time.monotonic() - self._read_at > _AGAIN_SECONDS

    @property
    def is_due(self) -> bool:
        """Whether `poll` has something to do although no call changed."""
        return bool(self._closing) or self._is_old

    def poll(self, count: int | None = None) -> None:
        """Read again if a call changed, as `count` tells, or if it is time; take back what has stood long enough."""
        if (count is not None and count != self._seen) or self._is_old:
            self._seen = self._seen if count is None else count
            self.refresh()
        self._close_old()

    async def ring_soon(self) -> PhoneCallView | None:
        """The call that the keys mean. If there is none, wait a second for one: a telephone rings before the screen does."""
        until = time.monotonic() + _SOON_SECONDS
        while self.rings.meant is None and time.monotonic() < until:
            await asyncio.sleep(_LOOK_SECONDS)
            # The watcher tells of a store that cannot be read.
            self.poll((await asyncio.to_thread(attempt, self._counter)).value)
        return self.rings.meant

    def refresh(self) -> None:
        """Read again; nothing is read where no telephone ever told of a call."""
        if not self._seen:
            # Nothing stood before the first call, so that all of it is news.
            self._has_read = self._seen is not None
            return
        self._is_stale = True
        if not self._is_reading:
            self._is_reading = True
            self._start()

    async def read(self) -> None:
        """Read until nothing is left to read; run in a worker."""
        while self._is_stale:
            self._is_stale = False
            self._read_at = time.monotonic()
            answer = await asyncio.to_thread(attempt, self._read)
            if answer.value is not None:
                self._take(answer.value)
        self._is_reading = False

    def close(self) -> None:
        """Close the connection."""
        if self._reader is not None:
            self._reader.close()

    def reading(self, read: "Callable[[Phone], T]") -> T:
        """Read from the telephone's own connection; called in a thread. Errors: `MonteoreError`."""
        with self._turn:
            return read(self._connection().phone)

    def day(self, day: date | None = None) -> "PhoneDay":
        """The calls of a day, or of today; called in a thread. Errors: `MonteoreError`."""
        found = self.reading(lambda phone: phone.day(day))
        put_in_groups(line.view.number for line in found.lines)
        return found

    def unlogged(self) -> "ReconcileView":
        """What nobody logged; called in a thread. Errors: `MonteoreError`."""
        found = self.reading(lambda phone: phone.reconciliation.view())
        put_in_groups(call.number for call in found.unlogged)
        return found

    def _connection(self) -> "Business":
        if self._reader is None:
            self._reader = self._business.second()
        return self._reader

    def _read(self) -> Told:
        with self._turn:
            reader = self._connection()
            phone = reader.phone
            desk = phone.desk()
            put_in_groups(view.number for view in (*desk.ringing, *desk.elsewhere, *desk.unknown))
            cards = {view.client.client_id: phone.card(view.client.client_id) for view in desk.ringing if view.client}
            return Told(desk, cards, reader.calls.list(reader.technician) if desk.ringing else ())

    def _take(self, told: Told) -> None:
        before, self._told = self._told, told
        rang = {view.phone_call_id for view in before.desk.ringing}
        until = time.monotonic() + _CLOSING_SECONDS
        for view in told.desk.elsewhere:
            if view.phone_call_id in rang:
                self._closing[view.phone_call_id] = (view, until)
        if told != before:
            # What stood before the app began is no news.
            dropped = _of_dropped(before.desk, told.desk)
            self._tell(self._has_read and (bool(dropped) or _has_news(before.desk, told.desk)), dropped)
        self._has_read = True

    def _close_old(self) -> None:
        now = time.monotonic()
        over = [name for name, (_view, until) in self._closing.items() if until <= now]
        for name in over:
            del self._closing[name]
        if over:
            self._tell(False, "")


def _of_dropped(before: PhoneDeskView, after: PhoneDeskView) -> str:
    """What to say of a call that was taken while it rang, and ended without an answer; empty if there is none."""
    missed = {view.phone_call_id: view for view in after.missed}
    for view in before.taken:
        now = missed.get(view.phone_call_id)
        if now is not None and view.ended_at is None:
            name = now.client.name if now.client else now.number
            return _("{name} was not answered on the telephone: the call is dropped").format(name=name)
    return ""


def _has_news(before: PhoneDeskView, after: PhoneDeskView) -> bool:
    """Whether a call was answered, or one that went on is over."""
    stood = {view.phone_call_id for view in (*before.answered, *before.unknown)}
    rang = {view.phone_call_id for view in before.ringing}
    went_on = {
        view.phone_call_id for view in (*before.taken, *before.answered, *before.unknown) if view.ended_at is None
    }
    return (
        any(view.phone_call_id not in stood for view in (*after.answered, *after.unknown))
        or any(view.phone_call_id in rang for view in after.elsewhere)
        or any(
            view.phone_call_id in went_on
            for view in (*after.taken, *after.answered, *after.unknown)
            if view.ended_at is not None
        )
    )


def put_in_groups(numbers: Iterable[str]) -> None:
    """Find out how numbers are shown, in this thread: it takes a tenth of a second to load what does that."""
    from core.basics.numbers import spaced

    for number in numbers:
        spaced(number)
