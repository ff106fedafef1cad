"""Rate windows: read and write one ("evening mon-fri 18:00-22:00 1.5"), and cut spans of work at their boundaries.

Cutting reads the wall clock of the zone: a span is first split where the zone's offset changes, and inside each
part wall time runs as evenly as UTC, so a day of 23 or 25 hours needs no case of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from core.basics.durations import MINUTES_PER_DAY, MINUTES_PER_HOUR, SECONDS_PER_DAY, SECONDS_PER_MINUTE, shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.patterns import Pattern
from core.model.terms import Window
from core.model.work import Slice, Span

HOLIDAY_LABEL = "holiday"
HIGHEST_MULTIPLIER = 100

_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER_OF_DAY = {name: number for names in (_DAY_NAMES, _FULL_DAY_NAMES) for number, name in enumerate(names)}
_DAY_GROUPS = {
    "weekdays": frozenset(range(5)),
    "weekend": frozenset((5, 6)),
    "daily": frozenset(range(7)),
}
_DAYS_PER_WEEK = 7
_ONE = Fraction(1)
_TIMES = Pattern(r"([0-9]{1,2}):([0-9]{2})[-–]([0-9]{1,2}):([0-9]{2})")
_MULTIPLIER = Pattern(r"[0-9]{1,3}(?:[.,][0-9]{1,9})?")

HolidayTest = Callable[[date], bool]


def parse_multiplier(text: str) -> Fraction:
    """The exact multiplier that "1.5", "1,5" or "2" means."""
    stripped = text.strip()
    if not _MULTIPLIER.fullmatch(stripped):
        raise Usage(_("'{text}' is not a multiplier; write a number such as 1.5").format(text=shown_word(text)))
    multiplier = Fraction(stripped.replace(",", "."))
    if multiplier > HIGHEST_MULTIPLIER:
        raise Usage(
            _("multiplier {text} is too high; write a number from 0 to {highest}").format(
                text=shown_word(stripped), highest=HIGHEST_MULTIPLIER
            )
        )
    return multiplier


def format_multiplier(multiplier: Fraction) -> str:
    """The multiplier as a decimal where it is one exactly ("1.5"), else as a fraction ("4/3")."""
    odd_part, places = multiplier.denominator, 0
    for prime in (2, 5):
        power = 0
        while odd_part % prime == 0:
            odd_part //= prime
            power += 1
        places = max(places, power)
    if odd_part != 1 or multiplier < 0:
        return str(multiplier)
    if places == 0:
        return str(multiplier.numerator)
    scaled = multiplier.numerator * 10**places // multiplier.denominator
    digits = str(scaled).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}"


def parse_window(text: str) -> Window:
    """The window that "evening mon-fri 18:00-22:00 1.5" means: label, days, times, multiplier."""
    words = text.split()
    if len(words) < 4:
        raise Usage(
            _("'{text}' is not a rate window; write one such as 'evening mon-fri 18:00-22:00 1.5'").format(
                text=shown_word(text)
            )
        )
    label = " ".join(words[:-3])
    if not label.isprintable():
        raise Usage(_("the label of a rate window holds a character that cannot be shown; use letters and digits"))
    start, end = parse_times(words[-2])
    return Window(label, parse_days(words[-3]), start, end, parse_multiplier(words[-1]))


def format_window(window: Window) -> str:
    """The text that `parse_window` reads as this window."""
    end = window.end_minute if window.end_minute <= MINUTES_PER_DAY else window.end_minute - MINUTES_PER_DAY
    return " ".join(
        (
            window.label,
            format_days(window.weekdays),
            f"{format_time(window.start_minute)}-{format_time(end)}",
            format_multiplier(window.multiplier),
        )
    )


def _own_words() -> list[str]:
    """Seven short names of days and three of groups of days, in the user's language."""
    return _("days: mon tue wed thu fri sat sun weekdays weekend daily").partition(": ")[2].split()


def _own_days() -> tuple[dict[str, int], dict[str, frozenset[int]]]:
    """The days and the groups of days by each name that is read: English, and the user's language."""
    words = _own_words()
    numbers = _NUMBER_OF_DAY | {name: number for number, name in enumerate(words[:_DAYS_PER_WEEK])}
    return numbers, _DAY_GROUPS | dict(zip(words[_DAYS_PER_WEEK:], _DAY_GROUPS.values(), strict=True))


def parse_days(text: str) -> frozenset[int]:
    """Days of the week, 0 for Monday, of `mon-fri`, `sat,sun`, `weekend` or `daily`. Errors: `Usage`."""
    weekdays: set[int] = set()
    numbers, groups = _own_days()
    for part in text.lower().replace("–", "-").split(","):
        if part in groups:
            weekdays |= groups[part]
            continue
        first, dash, last = part.partition("-")
        if first not in numbers or (dash and last not in numbers):
            raise Usage(
                _("'{text}' does not name days; write mon-fri, sat,sun, weekdays, weekend or daily").format(
                    text=shown_word(text)
                )
            )
        day = numbers[first]
        end = numbers[last] if dash else day
        weekdays.add(day)
        while day != end:
            day = (day + 1) % 7
            weekdays.add(day)
    return frozenset(weekdays)


def format_days(weekdays: frozenset[int]) -> str:
    """The text that `parse_days` reads as these days."""
    words = _own_words()
    if len(weekdays) == _DAYS_PER_WEEK:
        return words[-1]
    runs: list[str] = []
    for first in sorted(day for day in weekdays if (day - 1) % 7 not in weekdays):
        length = 1
        while (first + length) % 7 in weekdays:
            length += 1
        names = [words[(first + step) % 7] for step in range(length)]
        runs.append(f"{names[0]}-{names[-1]}" if length > 2 else ",".join(names))
    return ",".join(runs)


def parse_times(text: str) -> tuple[int, int]:
    """Start and end of `18:00-22:00` in minutes of the day; an end on the next day is over 1440. Errors: `Usage`."""
    match = _TIMES.fullmatch(text)
    if match is None:
        raise Usage(_("'{text}' is not a stretch of the day; write it as 18:00-22:00").format(text=shown_word(text)))
    start_hour, start_minute, end_hour, end_minute = (int(group) for group in match.groups())
    start = start_hour * MINUTES_PER_HOUR + start_minute
    end = end_hour * MINUTES_PER_HOUR + end_minute
    minutes_fit = start_minute < MINUTES_PER_HOUR and end_minute < MINUTES_PER_HOUR
    if not minutes_fit or start >= MINUTES_PER_DAY or end > MINUTES_PER_DAY:
        raise Usage(
            _("'{text}' holds a time that no clock shows; write times from 00:00 to 24:00").format(
                text=shown_word(text)
            )
        )
    if start == end:
        raise Usage(
            _("'{text}' starts and ends at the same time; for the whole day write 00:00-24:00").format(
                text=shown_word(text)
            )
        )
    return start, end if end > start else end + MINUTES_PER_DAY


def format_time(minute: int) -> str:
    """A minute of the day as HH:MM."""
    return f"{minute // MINUTES_PER_HOUR:02}:{minute % MINUTES_PER_HOUR:02}"


def fit(spans: Sequence[Span], seconds: int) -> tuple[Span, ...]:
    """The spans brought to a total: the last runs on by the clock, or time is cut from the end."""
    if len(spans) == 1 and spans[0].seconds == seconds:
        return tuple(spans)
    fitted: list[Span] = []
    left = seconds
    for position, span in enumerate(spans):
        taken = left if position == len(spans) - 1 else min(span.seconds, left)
        if taken > 0:
            fitted.append(Span(span.started_at, taken))
        left -= taken
    return tuple(fitted)


def cut(
    spans: Sequence[Span],
    windows: Sequence[Window],
    zone: ZoneInfo,
    is_holiday: HolidayTest | None = None,
    holiday_multiplier: Fraction = Fraction(1),
) -> tuple[Slice, ...]:
    """The spans as slices of one window each, in order; of the windows that match, the highest multiplier counts."""
    if not windows and is_holiday is None:
        return merge([Slice(span.seconds, _ONE) for span in spans])
    boundaries = _boundaries(windows)
    slices: list[Slice] = []
    for span in spans:
        for wall, seconds in _even_parts(span, zone):
            for day, second, length in _day_parts(wall, seconds, boundaries):
                holiday = holiday_multiplier if is_holiday is not None and is_holiday(day) else None
                slices.append(_slice(windows, day.weekday(), second, length, holiday))
    return merge(slices)


def flat(
    day: date,
    seconds: int,
    windows: Sequence[Window],
    is_holiday: HolidayTest | None = None,
    holiday_multiplier: Fraction = Fraction(1),
) -> Slice:
    """Work with a day but no clock time: it meets only the windows that cover the whole day, and the holiday."""
    if not windows and is_holiday is None:
        return Slice(seconds, _ONE)
    whole_day = [window for window in windows if window.covers_whole_day]
    holiday = holiday_multiplier if is_holiday is not None and is_holiday(day) else None
    return _slice(whole_day, day.weekday(), 0, seconds, holiday)


def merge(slices: Sequence[Slice]) -> tuple[Slice, ...]:
    """Neighbours of the same multiplier and label as one slice; empty slices dropped."""
    merged: list[Slice] = []
    for part in slices:
        if part.seconds <= 0:
            continue
        if merged and (merged[-1].multiplier, merged[-1].label) == (part.multiplier, part.label):
            merged[-1] = Slice(merged[-1].seconds + part.seconds, part.multiplier, part.label)
        else:
            merged.append(part)
    return tuple(merged)


def _boundaries(windows: Sequence[Window]) -> tuple[int, ...]:
    minutes = {minute % MINUTES_PER_DAY for window in windows for minute in (window.start_minute, window.end_minute)}
    return (*sorted(minute * SECONDS_PER_MINUTE for minute in minutes if minute), SECONDS_PER_DAY)


def _slice(windows: Sequence[Window], weekday: int, second: int, length: int, holiday: Fraction | None) -> Slice:
    best = None if holiday is None else (holiday, HOLIDAY_LABEL)
    for window in windows:
        if _holds(window, weekday, second) and (best is None or window.multiplier > best[0]):
            best = (window.multiplier, window.label)
    multiplier, label = best or (_ONE, "")
    return Slice(length, multiplier, label)


def _holds(window: Window, weekday: int, second: int) -> bool:
    start, end = window.start_minute * SECONDS_PER_MINUTE, window.end_minute * SECONDS_PER_MINUTE
    started_today = weekday in window.weekdays and start <= second < end
    return started_today or ((weekday - 1) % 7 in window.weekdays and second + SECONDS_PER_DAY < end)


def _even_parts(span: Span, zone: ZoneInfo) -> Iterator[tuple[datetime, int]]:
    """Wall-clock starts and lengths of the parts of a span over which the zone keeps one offset."""
    instant, left = span.started_at.replace(microsecond=0), span.seconds
    while left > 0:
        length = _seconds_of_one_offset(instant, min(left, SECONDS_PER_DAY), zone)
        yield instant.astimezone(zone).replace(tzinfo=None), length
        instant += timedelta(seconds=length)
        left -= length


def _seconds_of_one_offset(instant: datetime, seconds: int, zone: ZoneInfo) -> int:
    offset = instant.astimezone(zone).utcoffset()

    def same(after: int) -> bool:
        return (instant + timedelta(seconds=after)).astimezone(zone).utcoffset() == offset

    if same(seconds - 1):
        return seconds
    held, changed = 0, seconds - 1
    while changed - held > 1:
        middle = (held + changed) // 2
        held, changed = (middle, changed) if same(middle) else (held, middle)
    return changed


def _day_parts(wall: datetime, seconds: int, boundaries: Sequence[int]) -> Iterator[tuple[date, int, int]]:
    """Day, second of the day and length of each part between two boundaries."""
    left = seconds
    while left > 0:
        midnight = wall.replace(hour=0, minute=0, second=0)
        second = (wall - midnight) // timedelta(seconds=1)
        upto = next(boundary for boundary in boundaries if boundary > second)
        length = min(left, upto - second)
        yield wall.date(), second, length
        wall += timedelta(seconds=length)
        left -= length
