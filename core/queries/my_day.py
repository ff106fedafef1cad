"""The review of a day: the technician's entries against working hours and calls that nobody logged."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.basics.clock import other_reading
from core.basics.dataclass import dataclass
from core.basics.identity import Right
from core.model.hours import WorkingHours
from core.queries.queries import Queries
from core.queries.reconcile import Reconciling
from core.queries.views.entries import EntryView
from core.queries.views.unlogged import UnloggedCall
from core.queries.working_hours import hours_of, is_holiday_of
from core.rules.coverage import stretches_of
from core.rules.my_day import Odd, Piece, Stretch, gaps, odd_of, overlaps, placed
from core.session import needs


@dataclass(frozen=True)
class Gap:
    """Working time in which nothing is logged."""

    since: datetime
    """UTC instant of its begin."""
    until: datetime
    """UTC instant of its end."""
    calls: tuple[UnloggedCall, ...]
    """Calls of the time that nobody logged."""

    @property
    def seconds(self) -> int:
        """Its length."""
        return (self.until - self.since) // timedelta(seconds=1)

    @property
    def whole_minutes(self) -> int:
        """Its length by the clock times with which it is shown and filled; calls beside it begin and end within a minute."""
        begin, end = (each.replace(second=0, microsecond=0) for each in (self.since, self.until))
        return (end - begin) // timedelta(minutes=1)


@dataclass(frozen=True)
class OverlapView:
    """Two entries at the same time."""

    first: EntryView
    """The one that began first."""
    second: EntryView
    """The other one."""
    since: datetime
    """UTC instant of the begin of the common time."""
    until: datetime
    """UTC instant of its end."""


@dataclass(frozen=True)
class DayView:
    """A technician's day."""

    day: date
    """The day, in the time zone of the business."""
    technician: str
    """Login name."""
    hours: WorkingHours
    """The working hours of the technician."""
    working: tuple[Stretch, ...]
    """Those of the day, as UTC instants."""
    entries: tuple[EntryView, ...]
    """The entries of the day that are not voided, the earliest first; those without a clock time stand last."""
    gaps: tuple[Gap, ...]
    """Working time until now without an entry, in the order of time."""
    overlaps: tuple[OverlapView, ...]
    """Entries at the same time."""
    odd: tuple[tuple[EntryView, Odd], ...]
    """Entries of an odd length, and those without a clock time."""
    calls: tuple[UnloggedCall, ...]
    """Calls of the day that nobody logged."""
    is_holiday: bool = False
    """Whether it is a public holiday, which has no working hours."""

    @property
    def worked_seconds(self) -> int:
        """Seconds of all entries of the day."""
        return sum(entry.worked_seconds for entry in self.entries)

    @property
    def untimed_seconds(self) -> int:
        """Seconds of those without a clock time; they may lie in the gaps."""
        return sum(entry.worked_seconds for entry in self.entries if entry.started_at is None)

    @property
    def working_seconds(self) -> int:
        """Seconds of working time of the day."""
        return sum((until - since) // timedelta(seconds=1) for since, until in self.working)


class MyDay:
    """Reads the review of a day."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._session = queries.session

    @needs(Right.READ)
    def view(self, day: date | None = None) -> DayView:
        """The session's technician's day (today), read in one snapshot."""
        with self._session.store.reading():
            return self._view(day or self._session.today)

    def _view(self, day: date) -> DayView:
        session, who = self._session, self._session.technician
        hours, now = hours_of(session, who), session.clock.now()
        is_holiday = is_holiday_of(session)(day)
        working = [] if is_holiday else stretches_of(hours, day, session.zone)
        around = timedelta(days=1)
        near = self._queries.entries(since=day - around, until=day + around, technician=who, include_voided=False)
        pieces = placed(_piece(entry, session.zone) for entry in near)
        entries = [entry for entry in near if entry.work_date == day]
        entries.sort(key=lambda entry: (entry.started_at is None, entry.started_at or now, entry.recorded_at))
        by_id = {entry.entry_id: entry for entry in near}
        own = {entry.entry_id for entry in entries}
        busy = [piece.stretch for piece in pieces if piece.stretch is not None]
        # A live call is being worked on, and is logged when it is over.
        busy += [(call.started_at, now) for call in session.store.calls.open_calls(who)]
        calls = tuple(
            call for call in Reconciling(self._queries).view(day, day, technician=who).unlogged if call.began_at < now
        )
        return DayView(
            day=day,
            technician=who,
            hours=hours,
            working=tuple(working),
            is_holiday=is_holiday,
            entries=tuple(entries),
            gaps=tuple(
                Gap(since, until, tuple(call for call in calls if call.began_at < until and since < call.ended_at))
                for since, until in gaps(working, busy, now)
            ),
            overlaps=tuple(
                OverlapView(by_id[each.first], by_id[each.second], each.since, each.until)
                for each in overlaps(pieces)
                if each.first in own or each.second in own
            ),
            odd=tuple((entry, odd) for entry in entries if (odd := odd_of(_piece(entry, session.zone))) is not None),
            calls=calls,
        )


def _piece(entry: EntryView, zone: ZoneInfo) -> Piece:
    other = other_reading(entry.started_at, zone) if entry.started_at is not None else None
    return Piece(entry.entry_id, entry.started_at, entry.worked_seconds, other)
