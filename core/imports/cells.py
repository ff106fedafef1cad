"""Cells as values: days, times, durations; each refusal is a `CellError` that says what to write."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from core.basics.durations import SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, parse_duration, shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.imports.rows import CellError

_FACE = re.compile(r"([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])")
_DECIMAL = re.compile(r"-?[0-9]{1,6}(?:[.,][0-9]{1,9})?\s*h?", re.ASCII | re.IGNORECASE)
_SECOND = timedelta(seconds=1)
_LONGEST_NIGHT = timedelta(hours=12)
_CHANGED_BY = 5
"""The hour by which clocks that change in a night have changed."""
_YEARS = range(1970, 2200)
_TRUE = frozenset({"yes", "y", "true", "1", "x", "si", "sì", "nc"})
_FALSE = frozenset({"", "no", "n", "false", "0"})


def quoted(text: str) -> str:
    """A cell as a sentence may show it: printable, short, and two quotes where it is empty."""
    return shown_word(text) or "''"


def day_cell(column: str, text: str) -> date:
    """An ISO date."""
    try:
        return plausible_day(column, date.fromisoformat(text))
    except ValueError as error:
        raise _told(error, column, _("{text} is not a date; write it as 2026-03-31"), text) from None


def instant_cell(column: str, text: str) -> datetime:
    """An ISO date and time, with or without an offset."""
    try:
        # A day alone would pass as its midnight, and be charged by the night's rate.
        instant = datetime.fromisoformat(text if ":" in text or "T" in text else "")
        plausible_day(column, instant.date())
    except ValueError as error:
        raise _told(error, column, _("{text} is not a date and time; write it as 2026-03-31T09:00"), text) from None
    return instant


def duration_cell(column: str, text: str) -> int:
    """Whole seconds from H:MM:SS or any duration of a quick entry; over 0, up to 24 hours."""
    # Most files have whole clock faces; the general reader is ten times slower.
    face = _FACE.fullmatch(text)
    if face is not None:
        seconds = int(face[1]) * SECONDS_PER_HOUR + int(face[2]) * SECONDS_PER_MINUTE + int(face[3])
        if 0 < seconds <= SECONDS_PER_DAY:
            return seconds
    try:
        return parse_duration(text)
    except Usage as error:
        raise CellError(column, str(error)) from None


@lru_cache(maxsize=1000)
def length_cell(column: str, text: str) -> int:
    """As `duration_cell`, of a column of which a number means minutes."""
    if _DECIMAL.fullmatch(text) and text[-1:] not in "hH" and ("," in text or "." in text):
        sentence = _("{text} can be hours or minutes; call the column hours, or write the time as 1h30")
        raise CellError(column, sentence.format(text=quoted(text)))
    return duration_cell(column, text)


@lru_cache(maxsize=1000)
def hours_cell(column: str, text: str) -> int:
    """Whole seconds from decimal hours (`1.5`, `1,5`, `0,25 h`), or H:MM and H:MM:SS; over 0, up to 24 hours."""
    wanted = text.strip()
    if ":" in wanted or not _DECIMAL.fullmatch(wanted):
        return duration_cell(column, wanted)
    if not any(mark in wanted for mark in "123456789"):
        raise CellError(
            column,
            _("{text} is no time at all; leave the row out, or write how long it took").format(text=quoted(wanted)),
        )
    number = float(re.sub(r"[h\s]", "", wanted, flags=re.IGNORECASE).replace(",", "."))
    if number < 0:
        sentence = _("{text} is negative; work is not taken back by an import, void its entry")
        raise CellError(column, sentence.format(text=quoted(wanted)))
    return worked(column, round(number * SECONDS_PER_HOUR))


def over_midnight(started: datetime, end: time, is_days_end: bool) -> datetime:
    """An end that was written without its day.

    It is of the next day if its time is before the start's, up to 12 hours later; 24:00 is always the midnight that follows.
    """
    ended = datetime.combine(started.date(), end, started.tzinfo)
    later = ended + timedelta(days=1)
    is_next_day = ended < started and later - started <= _LONGEST_NIGHT
    return later if is_days_end or is_next_day else ended


def measured_to(started: datetime, ended: datetime) -> datetime | None:
    """The end of work whose length is the time between two clock times, where the clocks may have changed meanwhile.

    They change in the night. `None` for work by day, and for times with an offset, which tells the change.
    """
    is_by_night = started.hour < _CHANGED_BY or ended.date() != started.date()
    return ended if is_by_night and started.tzinfo is None else None


def worked(column: str, seconds: int) -> int:
    """Seconds that can have been worked at one go."""
    if seconds <= 0:
        raise CellError(column, _("no time was worked; the end must be after the start"))
    if seconds > SECONDS_PER_DAY:
        raise CellError(column, _("more than 24 hours at one go; split it by days"))
    return seconds


def seconds_between(started: datetime, ended: datetime) -> int:
    """Whole seconds from one instant to the other; negative where the end comes first."""
    return (ended - started) // _SECOND


def refuse_reversed(column: str, started: datetime, ended: datetime, seconds: int) -> None:
    """Refuse an end that is not after its start, though a duration is given too."""
    elapsed = seconds_between(started, ended)
    # In the night when clocks go back, local times repeat an hour and an end may stand before its start. An end without its
    # day may be of the next one.
    if elapsed <= 0 and seconds not in (elapsed + SECONDS_PER_HOUR, elapsed + SECONDS_PER_DAY):
        raise CellError(column, _("the end is not after the start; correct one of them"))


def truth_cell(column: str, text: str) -> bool:
    """Whether a cell says yes; an empty one says no."""
    word = text.casefold()
    if word not in _TRUE | _FALSE:
        raise CellError(column, _("{text} is neither yes nor no; write one of them").format(text=quoted(text)))
    return word in _TRUE


def plausible_day(column: str, day: date) -> date:
    """A day in a year that work can be dated in. Errors: `CellError`."""
    if day.year not in _YEARS:
        raise CellError(
            column,
            _("{year} cannot be the year; write one from {first} to {last}").format(
                year=day.year, first=_YEARS[0], last=_YEARS[-1]
            ),
        )
    return day


def _told(error: ValueError, column: str, sentence: str, text: str) -> CellError:
    return error if isinstance(error, CellError) else CellError(column, sentence.format(text=quoted(text)))
