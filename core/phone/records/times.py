"""Places the times of legs: which offset the file's clock had, and which of day and month stands first.

Asterisk puts into the id of a call the second since 1970 at which it began. The start of a leg minus that second is the
offset of the file's clock, the same for nearly all legs; with the wrong order of day and month it scatters.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from core.basics.dataclass import dataclass
from core.basics.errors import MonteoreError, Usage
from core.basics.i18n import _
from core.imports.dates import AmbiguousDates, DateOrder, Dates
from core.imports.rows import CellError
from core.phone.records.legs import LONGEST_CALL, Leg, Moment

_QUARTER: Final = 900
_EARLIEST, _LATEST = -12 * 3600, 14 * 3600
_EARLY, _LATE = -5, 60
"""Seconds by which the start of a leg may lie off the second in its id and still show the offset."""
_MOST_SHARE: Final = 0.6
"""The least part of the ids that must agree."""
_FEW_SHARE: Final = 0.01
_YEARS = range(1990, 2200)
_LOOKED_AT: Final = 50
"""Starts that tell whether the year stands first."""


class ZoneNeeded(MonteoreError):
    """The times of a file have no zone, nothing in it tells one, and nobody declared one."""

    exit_code = 2

    def __init__(self, name: str, example: str) -> None:
        super().__init__(
            _("the times of {name} are written without a zone; say once in which").format(name=name),
            option=f"--zone {example}",
            about="zone",
        )


@dataclass(frozen=True)
class PlacedLeg:
    """A leg with its instants in UTC."""

    leg: Leg
    started: datetime
    answered: datetime | None
    ended: datetime | None
    talked: int | None
    is_capped: bool = False
    """Whether the record counts more talk than the call lasted, and the length of the call was taken."""


@dataclass(frozen=True)
class Placed:
    """How the legs of a file were placed."""

    offsets: tuple[int, ...] = ()
    """Offsets in minutes that the ids told, the most frequent first; empty where they told none."""
    needed_zone: bool = False
    """Whether the declared zone was used."""
    order: DateOrder | None = None
    """The order of day and month, where the file has dates that need one."""


Start = tuple[str, int | None]
"""The start of a leg as it is written, and the second in its call's id."""


def start_of(started: Moment, epoch: int | None) -> Start | None:
    """What the start of a leg tells about the file's clock; `None` for an instant, which tells nothing."""
    return (started, epoch) if isinstance(started, str) else None


def clock_of(
    starts: Sequence[Start],
    name: str,
    *,
    zone: ZoneInfo | None = None,
    order: DateOrder | None = None,
    example: str = "UTC",
) -> "Clock":
    """The clock of a file, by the written starts of its legs. `example` is the zone that the refusal suggests.

    Errors: `ZoneNeeded`, `AmbiguousDates`.
    """
    dates, offsets = Dates(), _Offsets({}, ())
    found_order: DateOrder | None = None
    if starts:
        dates, offsets = _told(starts, order, name)
        found_order = dates.order if dates.order is not DateOrder.YMD else None
        if not offsets.all and zone is None and any(_is_bare(start, dates) for start, _epoch in starts):
            raise ZoneNeeded(name, example)
    return Clock(dates, offsets, zone, found_order)


@dataclass(frozen=True)
class _Offsets:
    """Offsets of the file's clock in seconds: the usual one of each day, and all, the most frequent first."""

    by_day: dict[date, int]
    all: tuple[int, ...]

    def of(self, local: datetime, epoch: int | None) -> int:
        """The offset of one leg's clock."""
        usual = self.by_day.get(local.date())
        if usual is None and epoch is None:
            nearest = min(self.by_day, key=lambda day: abs((day - local.date()).days), default=None)
            return self.by_day[nearest] if nearest is not None else self.all[0]
        if epoch is None or len(self.all) == 1:
            return usual if usual is not None else self.all[0]
        # On the day when clocks change two offsets are right: the one that brings the leg nearest to its call's start.
        apart = int((local.replace(tzinfo=UTC)).timestamp()) - epoch
        return min(
            self.all, key=lambda offset: (not apart - offset + -_EARLY >= 0, abs(apart - offset), offset != usual)
        )


def _told(starts: Sequence[Start], declared: DateOrder | None, name: str) -> tuple[Dates, _Offsets]:
    """The order of day and month, and the offsets that the ids tell."""
    orders = [declared] if declared else _orders([start for start, _epoch in starts[:_LOOKED_AT]])
    by_order = [(Dates(order), _offsets(starts, Dates(order))) for order in orders]
    dates, offsets = max(by_order, key=lambda pair: pair[1][1])
    if offsets[0].all:
        return dates, offsets[0]
    try:
        return Dates.told_by((start for start, _epoch in starts), declared), offsets[0]
    except AmbiguousDates as error:
        raise AmbiguousDates(name) from error


def _orders(starts: Sequence[str]) -> list[DateOrder]:
    is_iso = all(text[:4].isdigit() for text in starts)
    return [DateOrder.YMD] if is_iso else [DateOrder.DMY, DateOrder.MDY]


def _offsets(starts: Iterable[Start], dates: Dates) -> tuple[_Offsets, int]:
    """The offsets of the legs whose id holds an epoch, and how many of them agree; none where too few do."""
    by_day: dict[date, Counter[int]] = {}
    counts: Counter[int] = Counter()
    total = 0
    for start, epoch in starts:
        if epoch is None:
            continue
        total += 1
        try:
            local = _instant(dates, start)
        except (CellError, OverflowError):
            continue
        if local.tzinfo is not None:
            continue
        apart = int(local.replace(tzinfo=UTC).timestamp()) - epoch
        offset = (apart + _QUARTER // 2) // _QUARTER * _QUARTER
        if _EARLIEST <= offset <= _LATEST and _EARLY <= apart - offset <= _LATE:
            counts[offset] += 1
            by_day.setdefault(local.date(), Counter())[offset] += 1
    agree = counts.total()
    usual = tuple(offset for offset, count in counts.most_common() if count >= max(1, agree * _FEW_SHARE))
    # Two offsets are those of summer and winter; more are no clock's.
    if not total or agree < total * _MOST_SHARE or sum(counts[offset] for offset in usual[:2]) < agree * 0.9:
        return _Offsets({}, ()), 0
    days = {
        day: next((each for each, _n in found.most_common() if each in usual[:2]), usual[0])
        for day, found in by_day.items()
    }
    return _Offsets(days, usual[:2]), agree


class Clock:
    """The clock of one file."""

    def __init__(self, dates: Dates, offsets: _Offsets, zone: ZoneInfo | None, order: DateOrder | None) -> None:
        self._dates = dates
        self._offsets = offsets
        self._zone = zone
        self._order = order
        self._used_zone = False

    @property
    def how(self) -> Placed:
        """How the legs so far were placed."""
        return Placed(tuple(offset // 60 for offset in self._offsets.all), self._used_zone, self._order)

    def placed(self, leg: Leg) -> PlacedLeg:
        """A leg with its instants. Errors: `CellError`, `OverflowError` for a start that cannot be read."""
        local, started = self._start(leg)
        answered, ended = self._other(leg.answered, local, started), self._other(leg.ended, local, started)
        if ended is not None and not timedelta(0) <= ended - started <= timedelta(seconds=LONGEST_CALL):
            ended = None
        if answered is not None and (answered < started or (ended is not None and answered > ended)):
            answered = None
        lasted, talked = leg.lasted, leg.talked
        if lasted is None and ended is not None:
            lasted = int((ended - started).total_seconds())
        if talked is None and answered is not None and (ended is not None or lasted is not None):
            until = ended if ended is not None else started + timedelta(seconds=lasted or 0)
            talked = max(0, int((until - answered).total_seconds()))
        is_capped = bool(talked and lasted is not None and talked > lasted + 1)
        if is_capped and lasted is not None:
            talked = lasted
        if ended is None and lasted is not None:
            ended = started + timedelta(seconds=lasted)
        if ended is None and answered is not None and talked is not None:
            ended = answered + timedelta(seconds=talked)
        if answered is None and ended is not None and talked:
            answered = max(started, ended - timedelta(seconds=talked))
        return PlacedLeg(leg, started, answered, ended, talked, is_capped)

    def _start(self, leg: Leg) -> tuple[datetime | None, datetime]:
        """The local time and the instant of the start."""
        if isinstance(leg.started, datetime):
            return None, _in_years(leg.started.astimezone(UTC))
        local = _instant(self._dates, leg.started)
        if local.tzinfo is not None:
            return None, _in_years(local.astimezone(UTC))
        return local, _in_years(self._utc(local, leg.epoch))

    def _utc(self, local: datetime, epoch: int | None) -> datetime:
        if self._offsets.all:
            return local.replace(tzinfo=timezone(timedelta(seconds=self._offsets.of(local, epoch)))).astimezone(UTC)
        self._used_zone = True
        return local.replace(tzinfo=self._zone or UTC).astimezone(UTC)

    def _other(self, moment: str | datetime | None, local: datetime | None, started: datetime) -> datetime | None:
        """Another time of the leg, by the offset of its start; `None` for one that is missing or cannot be read."""
        if moment is None or moment == "":
            return None
        if isinstance(moment, datetime):
            return moment.astimezone(UTC)
        try:
            found = _instant(self._dates, moment)
            if found.tzinfo is not None:
                return found.astimezone(UTC)
            return started + (found - local) if local is not None else None
        except (CellError, OverflowError):
            return None


def _is_bare(start: str, dates: Dates) -> bool:
    try:
        return _instant(dates, start).tzinfo is None
    except (CellError, OverflowError):
        return False


def _instant(dates: Dates, text: str) -> datetime:
    """A time as written. ISO, by far the most frequent, is read without the general reader, which takes longer."""
    if text[:4].isdigit() and text[4:5] == "-" and len(text) >= len("2026-01-01 00:00"):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    return dates.instant(_("start"), text)


def _in_years(instant: datetime) -> datetime:
    if instant.year not in _YEARS:
        raise CellError("start", _("{year} cannot be the year of a call").format(year=instant.year))
    return instant


def zone_named(text: str) -> ZoneInfo:
    """A zone by its name. Errors: `Usage`."""
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        raise Usage(_("{text} is no time zone; write one such as Europe/Rome or UTC").format(text=text)) from None
