"""Dates and times as programs write them: ISO, day or month first, 12-hour clocks.

The order of day and month is told from the file: the first date with a number over 12, or with dots, decides. A file whose
dates fit both orders is refused until somebody declares it.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import Final

from core.basics.dataclass import dataclass, field
from core.basics.errors import Usage
from core.basics.i18n import _
from core.imports.cells import plausible_day, quoted
from core.imports.rows import CellError

_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_PARTS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NAMED = re.compile(r"([0-9]{1,2})[-/ .]([a-zé]{3})[a-zé]*\.?[-/ .]([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_NAMED_FIRST = re.compile(r"([a-zé]{3})[a-zé]*\.? ([0-9]{1,2}),? ([0-9]{4})", re.IGNORECASE)
_TIME = re.compile(
    r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]{1,9})?)?(?:\s*([ap])\.?\s?m\.?)?", re.IGNORECASE
)
_MIDNIGHT = re.compile(r"(?:[T ]0?0:00(?::00(?:[.,]0{1,9})?)?|\s12:00(?::00)?\s?AM)Z?$", re.IGNORECASE)
_DAYS_END = re.compile(r"24[:.]00(?:[:.]00)?")
_HOUR = re.compile(r"([0-9]{1,2})\s*([ap])\.?\s?m\.?", re.IGNORECASE)
_ZONED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]{4,15}\s?(?:Z|[+-][0-9]{2}:?[0-9]{2})", re.IGNORECASE)
_WEEKDAYS: Final = {
    word: number
    for words in (
        "mon tue wed thu fri sat sun",
        "lun mar mer gio ven sab dom",
        "mo di mi do fr sa so",
        "lun mar mer jeu ven sam dim",
    )
    for number, word in enumerate(words.split())
}
_WEEKDAY = re.compile(
    r"([a-zìé]{2,10})\.?,?\s+(?=[0-9]{1,4}[-/.][0-9]|[0-9]{1,2}\.?\s+[a-zé]|[a-zé]{3,10}\.?\s+[0-9])", re.IGNORECASE
)
"""The name of a weekday before a date; `Mar 2, 2026` is none, and `mar 02/03/2026` is one."""
_OFFSET = re.compile(
    r"(.*[0-9]:[0-9]{2}(?:[.,][0-9]{1,9})?(?:\s?[ap]\.?\s?m\.?)?)\s?(Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r",?\s(?:alle(?: ore)?|ore|at|um|à)\s", re.IGNORECASE)
_MONTHS: Final = {
    word: number
    for words in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "jan feb mär apr mai jun jul aug sep okt nov dez",
    )
    for number, word in enumerate(words.split(), 1)
}
_LAST_MONTH: Final = 12
_CENTURY: Final = 2000
_NOON: Final = 12
_LONGEST: Final = 40


class DateOrder(StrEnum):
    """In which order a file writes day, month and year."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class AmbiguousDates(Usage):
    """The dates of a file can be read in two orders, and nobody declared one."""

    def __init__(self, name: str = "") -> None:
        super().__init__(
            _("the dates of {name} can be read day first or month first; say which, dmy or mdy").format(
                name=name or _("this file")
            ),
            option="--dates dmy or --dates mdy",
            about="dates",
        )


@dataclass(frozen=True)
class Dates:
    """Reads the dates of one file. `order` is that of dates such as 03/04/2026; ISO dates are read whatever it is."""

    order: DateOrder = DateOrder.YMD
    _days: dict[str, date] = field(default_factory=dict, compare=False)
    """The days read before, by their text: few days stand in many rows."""

    @classmethod
    def told_by(cls, cells: Iterable[str], declared: DateOrder | None = None) -> "Dates":
        """The order that the cells show. Errors: `AmbiguousDates`."""
        if declared is not None:
            return cls(declared)
        unsure = False
        for cell in cells:
            text, weekday = _without_weekday(cell.strip()[:_LONGEST])
            if _ISO.match(text) or _NAMED.match(text) or _NAMED_FIRST.match(text):
                return cls()
            parts = _PARTS.match(text)
            if parts is None:
                continue
            first, second = int(parts[1]), int(parts[3])
            if first > _LAST_MONTH or parts[2] == ".":
                return cls(DateOrder.DMY)
            if second > _LAST_MONTH:
                return cls(DateOrder.MDY)
            # A day that equals its month reads the same in both orders.
            if weekday is not None and first != second and (order := _order_by(weekday, parts)):
                return cls(order)
            unsure = unsure or first != second
        if unsure:
            raise AmbiguousDates
        return cls(DateOrder.DMY)

    def day(self, column: str, text: str) -> date:
        """A day. Errors: `CellError`."""
        known = self._days.get(text)
        if known is None:
            known = self._days[text] = self._read_day(column, text)
        return known

    def _read_day(self, column: str, text: str) -> date:
        wanted = _without_weekday(" ".join(text.split()))[0]
        # A database writes a day as its midnight.
        wanted = _MIDNIGHT.sub("", wanted) or wanted
        found = (
            _ISO.fullmatch(wanted)
            or _PARTS.fullmatch(wanted)
            or _NAMED.fullmatch(wanted)
            or _NAMED_FIRST.fullmatch(wanted)
        )
        try:
            if found is None:
                raise ValueError
            return plausible_day(column, self._day(found))
        except CellError:
            raise
        except ValueError:
            raise CellError(
                column, _("{text} is not a date; write it as 2026-03-31").format(text=quoted(wanted))
            ) from None

    def instant(self, column: str, text: str) -> datetime:
        """A day and a time of day, with an offset where the text has one. Errors: `CellError`."""
        if text[4:5] == "-" and ":" in text:
            # Nearly every file has ISO times; the general reader takes five times longer.
            with suppress(ValueError, OverflowError):
                read = datetime.fromisoformat(text)
                read.timestamp()
                return datetime.combine(plausible_day(column, read.date()), read.timetz().replace(microsecond=0))
        wanted = " ".join(text.split())
        if not _ZONED.fullmatch(wanted):
            wanted = _BETWEEN.sub(" ", _without_weekday(wanted)[0])
        if not _ZONED.fullmatch(wanted) and (found := _OFFSET.fullmatch(wanted)):
            return self.instant(column, found[1]).replace(tzinfo=_offset(found[2]))
        try:
            if _ZONED.fullmatch(wanted):
                zoned = datetime.fromisoformat(re.sub(r"\s(?=[+-]|Z)", "", wanted.upper()))
                plausible_day(column, zoned.date())
                # An hour's offset can lead out of the years that a date can hold.
                zoned.timestamp()
                return zoned
            named = _NAMED_FIRST.match(wanted) or _NAMED.match(wanted)
            day, separator, clock = (
                (named[0], " ", wanted[named.end() :].strip(" ,"))
                if named
                else re.sub(r"(?<=[0-9])T(?=[0-9])", " ", wanted).partition(" ")
            )
            if not separator or not clock:
                raise ValueError
        except CellError:
            raise
        except (ValueError, OverflowError):
            raise CellError(
                column, _("{text} is not a date and time; write it as 2026-03-31T09:00").format(text=quoted(wanted))
            ) from None
        return datetime.combine(self.day(column, day.rstrip(",")), clock_time(column, clock))

    def _day(self, found: re.Match[str]) -> date:
        if found.re is _ISO:
            return date(int(found[1]), int(found[3]), int(found[4]))
        if found.re is _NAMED:
            return date(_year(found[3]), _MONTHS.get(found[2].casefold(), 0), int(found[1]))
        if found.re is _NAMED_FIRST:
            return date(int(found[3]), _MONTHS.get(found[1].casefold(), 0), int(found[2]))
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        if self.order is DateOrder.DMY:
            return date(year, second, first)
        if self.order is DateOrder.MDY:
            return date(year, first, second)
        raise ValueError


def end_time(column: str, text: str) -> tuple[time, bool]:
    """The time of an end, and whether it is the midnight after its day, 24:00. Errors: `CellError`."""
    is_days_end = _DAYS_END.fullmatch(text.strip()) is not None
    return clock_time(column, "00:00" if is_days_end else text), is_days_end


@lru_cache(maxsize=1000)
def clock_time(column: str, text: str) -> time:
    """A time of day on a 24-hour or 12-hour clock, with or without seconds. Errors: `CellError`."""
    wanted = text.strip()
    match = _TIME.fullmatch(wanted)
    try:
        if match is not None:
            hour, half = int(match[1]), match[4]
            minute, second = int(match[2]), int(match[3] or 0)
        elif (hour_alone := _HOUR.fullmatch(wanted)) is not None:
            hour, half, minute, second = int(hour_alone[1]), hour_alone[2], 0, 0
        else:
            raise ValueError
        if half:
            # Some programs write the hour after midnight as 0 AM.
            if hour > _NOON or (hour == 0 and half.casefold() == "p"):
                raise ValueError
            hour = hour % _NOON + (_NOON if half.casefold() == "p" else 0)
        return time(hour, minute, second)
    except ValueError:
        raise CellError(column, _("{text} is not a time; write it as 09:00").format(text=quoted(wanted))) from None


def _without_weekday(text: str) -> tuple[str, int | None]:
    """A date without the name of its weekday, and the weekday, Monday being 0; `None` for a date without one."""
    found = _WEEKDAY.match(text) if text[:1].isalpha() else None
    word = found[1].casefold() if found else ""
    number = next((_WEEKDAYS[word[:size]] for size in (3, 2) if word[:size] in _WEEKDAYS), None)
    return (text[found.end() :], number) if found and number is not None else (text, None)


def _order_by(weekday: int, parts: re.Match[str]) -> DateOrder | None:
    """The order in which a date falls on its weekday; `None` where both or none does."""
    first, second, year = int(parts[1]), int(parts[3]), _year(parts[4])
    found = list[DateOrder]()
    for order, month, day in ((DateOrder.DMY, second, first), (DateOrder.MDY, first, second)):
        try:
            if date(year, month, day).weekday() == weekday:
                found.append(order)
        except ValueError:
            continue
    return found[0] if len(found) == 1 else None


def _offset(text: str) -> timezone:
    """The zone of `Z`, `UTC`, `+01`, `+0100` or `+01:00`; an offset that no zone has is UTC's."""
    if text[:1] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes)) if minutes < 24 * 60 else UTC


def _year(digits: str) -> int:
    return int(digits) if len(digits) > len("26") else _CENTURY + int(digits)
