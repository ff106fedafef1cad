"""Find probable mistakes in an entry before it is posted: overlaps, repeats, odd times. They are warnings, not errors.

Pure: the entries of the same person come from the caller, and so do the instants. The words are the faces' own.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.basics.clock import other_reading
from core.basics.dataclass import dataclass, replace
from core.model.work import Span, Work

_FUTURE_TOLERANCE: Final = timedelta(minutes=1)
_LONGEST_SECONDS: Final = 86400
_DAYS_OF_A_YEAR: Final = 366
_EARLIEST_YEAR: Final = 2000


@dataclass(frozen=True)
class Posted:
    """What the checks need of an entry, or of an earlier line of the same paste; `label` tells the face which it is."""

    label: str
    client_id: str
    work: Work
    note: str = ""
    ticket: str = ""


@dataclass(frozen=True)
class Overlap:
    """The spans of work share `seconds` with another entry of the same person, and some time with `more` further ones.

    The other entry is the one with which it shares most.
    """

    other: Posted
    seconds: int
    more: int = 0


@dataclass(frozen=True)
class Repeat:
    """Another entry has the same client, day, length, start (if both have one), ticket and note."""

    other: Posted


@dataclass(frozen=True)
class InFuture:
    """The work ends after now, or its day is after today; `seconds` is 0 where only the day is known."""

    day: date
    seconds: int


@dataclass(frozen=True)
class OverADay:
    """The work is longer than 24 hours."""

    seconds: int


@dataclass(frozen=True)
class OddYear:
    """The year is improbable: before 2000, or after the present one."""

    day: date


@dataclass(frozen=True)
class LongAgo:
    """The day is more than a year ago."""

    day: date
    days: int


Slip = Overlap | Repeat | InFuture | OverADay | OddYear | LongAgo


def slips_of(
    entry: Posted, others: Sequence[Posted], *, now: datetime, today: date, zone: ZoneInfo
) -> tuple[Slip, ...]:
    """All probable slips of an entry, odd times first.

    `others` are entries of the same person that stand, without the one it replaces. `zone` is that of the clock by which
    their times were typed.
    """
    return (*odd_times(entry.work, now=now, today=today), *_repeats(entry, others), *_overlap(entry, others, zone))


def odd_times(work: Work, *, now: datetime, today: date) -> tuple[Slip, ...]:
    """The slips found without other entries: future, over 24 hours, an odd year, more than a year ago."""
    found: list[Slip] = []
    ends = [_end(span) for span in work.spans]
    if ends and max(ends) > now + _FUTURE_TOLERANCE:
        found.append(InFuture(work.work_date, (max(ends) - now) // timedelta(seconds=1)))
    elif work.work_date > today:
        found.append(InFuture(work.work_date, 0))
    if work.worked_seconds > _LONGEST_SECONDS:
        found.append(OverADay(work.worked_seconds))
    days = (today - work.work_date).days
    if work.work_date.year < _EARLIEST_YEAR or work.work_date.year > today.year:
        found.append(OddYear(work.work_date))
    elif days > _DAYS_OF_A_YEAR:
        found.append(LongAgo(work.work_date, days))
    return tuple(found)


def _overlap(entry: Posted, others: Sequence[Posted], zone: ZoneInfo) -> Iterable[Overlap]:
    found = _overlaps(entry.work.spans, [(other, other.work.spans) for other in others])
    if found or _is_twice_shown(entry, zone):
        # As `my_day` lays them: a typed time of the hour that the clock shows twice may be either of both.
        *of_others, spans = _placed([*others, entry], zone)
        found = _overlaps(spans, list(zip(others, of_others, strict=True)))
    if found:
        yield replace(max(found, key=lambda overlap: overlap.seconds), more=len(found) - 1)


def _overlaps(spans: Sequence[Span], others: Iterable[tuple[Posted, Sequence[Span]]]) -> list[Overlap]:
    found = []
    for other, of_other in others:
        seconds = sum(_shared(one, two) for one in spans for two in of_other)
        if seconds > 0:
            found.append(Overlap(other, seconds))
    return found


def _is_twice_shown(entry: Posted, zone: ZoneInfo) -> bool:
    spans = entry.work.spans
    return bool(spans) and other_reading(spans[0].started_at, zone) is not None


def _placed(entries: Sequence[Posted], zone: ZoneInfo) -> list[Sequence[Span]]:
    """The spans of each, of which those in the hour that the clock shows twice lie where there is room."""
    from core.rules.my_day import Piece, placed

    pieces = list[Piece]()
    for number, entry in enumerate(entries):
        since, until = (spans[0].started_at, _end(spans[-1])) if (spans := entry.work.spans) else (None, None)
        seconds = (until - since) // timedelta(seconds=1) if since and until else 0
        pieces.append(Piece(f"{number:09}", since, seconds, other_reading(since, zone) if since else None))
    found = list[Sequence[Span]]()
    for entry, before, after in zip(entries, pieces, placed(pieces), strict=True):
        step = after.since - before.since if after.since and before.since else timedelta()
        spans = entry.work.spans
        found.append([replace(span, started_at=span.started_at + step) for span in spans] if step else spans)
    return found


def _repeats(entry: Posted, others: Iterable[Posted]) -> Iterable[Repeat]:
    """The last of the entries that it repeats."""
    found = [other for other in others if facts_of(entry) == facts_of(other) and _same_start(entry.work, other.work)]
    yield from (Repeat(other) for other in found[-1:])


def facts_of(entry: Posted) -> tuple[str, date, int, str, str]:
    """What entries that repeat each other have in common, their starts aside."""
    note = " ".join(entry.note.split()).casefold()
    return (entry.client_id, entry.work.work_date, entry.work.worked_seconds, entry.ticket, note)


def _same_start(one: Work, other: Work) -> bool:
    """Whether the starts are within a minute, or one has none."""
    if not one.spans or not other.spans:
        return True
    return abs(one.spans[0].started_at - other.spans[0].started_at) < timedelta(minutes=1)


def _shared(one: Span, other: Span) -> int:
    start = max(one.started_at, other.started_at)
    return max(0, (min(_end(one), _end(other)) - start) // timedelta(seconds=1))


def _end(span: Span) -> datetime:
    return span.started_at + timedelta(seconds=span.seconds)
