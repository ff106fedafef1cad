"""What time call records cover, where they have holes, and which exports look cut. Pure.

No record proves that nothing was missed: a telephone system, its export or a listener may have failed. So a
reconciliation shows the window, each long silence within working hours, and each file with a round number of rows.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from core.basics.clock import local_date, local_to_utc
from core.basics.dataclass import dataclass
from core.model.call_records import RecordFile
from core.model.hours import WorkingHours

IsHoliday = Callable[[date], bool]
"""Whether a day is one on which nobody works, whatever the day of the week."""


def _never(_day: date) -> bool:
    return False


WITHIN: Final = timedelta(hours=8)
"""Working time without a record within one file, or of a listener, from which on it is shown: a working day."""
BETWEEN: Final = timedelta(hours=2)
"""Working time between two files, or before the first and after the last record, from which on it is shown."""
_LIMITS: Final = frozenset({65_535, 65_536, 1_048_575, 1_048_576})
"""Rows of a sheet, with and without a header."""


@dataclass(frozen=True)
class Cover:
    """The time between the first and the last record of one telephone system."""

    source: str
    """The telephone system."""
    since: datetime
    """Start of the first record within the period."""
    until: datetime
    """Start of the last one."""


@dataclass(frozen=True)
class Hole:
    """Working time of which there is no record."""

    source: str
    """The telephone system; empty: none has any record of it."""
    since: datetime
    """The last record before it, or the begin of the period."""
    until: datetime
    """The first record after it, or the end of the period."""


@dataclass(frozen=True)
class Cut:
    """A file that may have been cut by its export."""

    source: str
    """The telephone system."""
    name: str
    """Name of the file."""
    row_count: int
    """Its rows."""


@dataclass(frozen=True)
class Coverage:
    """What the records of a period cover."""

    covers: tuple[Cover, ...]
    """By telephone system."""
    holes: tuple[Hole, ...]
    """In the order of time."""
    cuts: tuple[Cut, ...]
    """The files that may be cut."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing speaks against the records being all calls of the period."""
        return bool(self.covers) and not self.holes and not self.cuts

    def has(self, since: datetime, until: datetime) -> bool:
        """Whether records cover a span, as far as they tell."""
        inside = any(cover.since <= since and until <= cover.until for cover in self.covers)
        return inside and not any(hole.since < until and since < hole.until for hole in self.holes)


def coverage(
    starts: Iterable[tuple[str, datetime]],
    files: Sequence[RecordFile],
    since: datetime,
    until: datetime,
    hours: WorkingHours,
    zone: ZoneInfo,
    is_holiday: IsHoliday = _never,
) -> Coverage:
    """What records cover of a period.

    `starts` are telephone systems and starts of all their legs in the period, unanswered ones too; `files` are all readings.
    """

    def worked(begin: datetime, end: datetime) -> timedelta:
        return worked_between(begin, end, hours, zone, is_holiday)

    by_source: dict[str, list[datetime]] = {}
    for source, start in starts:
        if since <= start < until:
            by_source.setdefault(source, []).append(start)
    covers, holes = list[Cover](), list[Hole]()
    for source, instants in sorted(by_source.items()):
        instants.sort()
        own = [file for file in files if file.source == source]
        covers.append(Cover(source, instants[0], instants[-1]))
        for before, after in pairwise(instants):
            if after - before < BETWEEN:
                continue
            is_within = not own or any(
                file.first_at <= before and after <= file.last_at and not _is_sparse(file, instants) for file in own
            )
            if worked(before, after) >= (WITHIN if is_within else BETWEEN):
                holes.append(Hole(source, before, after))
    first = min((cover.since for cover in covers), default=until)
    last = max((cover.until for cover in covers), default=until)
    for begin, end in ((since, first), (last, until)):
        if begin < end and worked(begin, end) >= BETWEEN:
            holes.append(Hole("", begin, end))
    holes.sort(key=lambda hole: (hole.since, hole.source))
    return Coverage(tuple(covers), tuple(holes), _cuts(files, by_source, since, until, worked))


def worked_between(
    since: datetime, until: datetime, hours: WorkingHours, zone: ZoneInfo, is_holiday: IsHoliday = _never
) -> timedelta:
    """Working time between two instants."""
    total, day = timedelta(), local_date(since, zone)
    while day <= local_date(until, zone):
        for begin, end in stretches_of(hours, day, zone, is_holiday):
            total += max(timedelta(), min(until, end) - max(since, begin))
        day += timedelta(days=1)
    return total


def stretches_of(
    hours: WorkingHours, day: date, zone: ZoneInfo, is_holiday: IsHoliday = _never
) -> list[tuple[datetime, datetime]]:
    """The stretches of working time of a day, as instants; none on a holiday.

    A bound that a clock change skips is the instant after it.
    """
    if is_holiday(day):
        return []
    return [(_instant(day, start, zone), _instant(day, end, zone)) for start, end in hours.of(day)]


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    found = local_to_utc(day, minute, zone)
    if found is None:
        found = local_to_utc(day, minute + 60, zone)
    assert found is not None
    return found


def _cuts(
    files: Sequence[RecordFile],
    starts: Mapping[str, Sequence[datetime]],
    since: datetime,
    until: datetime,
    worked: Callable[[datetime, datetime], timedelta],
) -> tuple[Cut, ...]:
    """The files of a round number of rows that no other file makes up for; `starts` are sorted, by telephone system."""
    found = list[Cut]()
    for file in files:
        if file.last_at < since or file.first_at >= until or not is_round(file.row_count):
            continue
        own = starts.get(file.source, ())
        whole = [
            each
            for each in files
            if each.source == file.source and not is_round(each.row_count) and _holds_all(each, own)
        ]
        if not _is_made_up_for(file, whole, worked):
            found.append(Cut(file.source, file.name, file.row_count))
    return tuple(found)


def _is_made_up_for(
    file: RecordFile, whole: Sequence[RecordFile], worked: Callable[[datetime, datetime], timedelta]
) -> bool:
    """Whether whole files, one after the other, hold the time of a file that may be cut, and no fewer rows than it."""
    reached, rows = file.first_at, 0
    for each in sorted(whole, key=lambda one: one.first_at):
        if each.last_at < reached or (each.last_at == reached and rows):
            continue
        if each.first_at > reached and (not rows or worked(reached, each.first_at) >= BETWEEN):
            return False
        reached, rows = each.last_at, rows + each.row_count
        if reached >= file.last_at:
            return rows >= file.row_count
    return False


def _legs_in(file: RecordFile, starts: Sequence[datetime]) -> int:
    """How many of the sorted starts lie in a file's window."""
    return bisect_right(starts, file.last_at) - bisect_left(starts, file.first_at)


def _holds_all(file: RecordFile, starts: Sequence[datetime]) -> bool:
    """Whether a file can hold all that is known of its window. A few records that were delivered late span one, too."""
    return _legs_in(file, starts) <= file.row_count


def _is_sparse(file: RecordFile, starts: Sequence[datetime]) -> bool:
    """Whether most of what is known of a file's window came in other files."""
    return _legs_in(file, starts) > 2 * file.row_count


def is_round(rows: int) -> bool:
    """Whether a number of rows is one at which exports are cut: 100, 250, 1,000, 65,535 and the like."""
    if rows in _LIMITS:
        return True
    return rows >= 50 and rows % (50 if rows <= 1_000 else 500 if rows <= 10_000 else 5_000) == 0
