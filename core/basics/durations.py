"""Read, check and format durations. No other file converts between hours, minutes and seconds in text."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from core.basics.dataclass import dataclass
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.patterns import Pattern

if TYPE_CHECKING:
    # The forms of lengths are imported where one is read: most shell verbs only write durations.
    from core.basics.lengths import Length


@dataclass(frozen=True)
class Validity:
    """How long a block can be used, counted from its sale: months or days; one of the two is over 0."""

    months: int = 0
    days: int = 0


SECONDS_PER_MINUTE: Final = 60
SECONDS_PER_HOUR: Final = 3600
MINUTES_PER_HOUR: Final = 60
MINUTES_PER_DAY: Final = 1440
SECONDS_PER_DAY: Final = 86400
MONTHS_PER_YEAR: Final = 12
HOURS_PER_DAY: Final = 24
LONG_SECONDS: Final = 8 * SECONDS_PER_HOUR
"""Work over so many seconds is more often a slip than meant."""

# Nobody means a longer word as a duration, and int() refuses thousands of digits.
_LONGEST_WORD: Final = 48
_MOST_HOURS: Final = 1_000_000
_LONGEST_SHOWN: Final = 40
_MOST_MONTHS: Final = 1200
_MOST_DAYS: Final = 36500

_FLAGS: Final = re.ASCII | re.IGNORECASE
_BARE = Pattern(r"[0-9]+", _FLAGS)
_COLONS = Pattern(r"(?P<hours>[0-9]+):(?P<minutes>[0-9]+)(?::(?P<seconds>[0-9]+))?", _FLAGS)
_NEGATIVE = Pattern(r"[-\u2212](?=[0-9.,])")
_TIME_OF_DAY = Pattern(r"([0-9]{1,2}):([0-9]{2})", _FLAGS)
_VALIDITY = Pattern(r"([0-9]{1,6})\s*(?:(mo|months?|mes[ei])|(d|days?|giorn[oi]|gg)|(?:y|years?|ann[oi]))", _FLAGS)
_SLASHED = Pattern(
    r"(?<![0-9/])(?P<first>[1-9])/(?P<last>[2-9])(?: ?(?P<plural>hours|hrs|ore|minutes|mins|minuti)(?![a-z]))?",
    _FLAGS,
    parts=("/",),
)
_COMMON_PARTS: Final = (1, 3)
"""The first number of 1/2 and 3/4."""
_DECIMAL_HOURS = Pattern(r"[0-9][.,][0-9]+ ?(?:h|or[ae])", _FLAGS)
_DAYS = Pattern(r"([0-9]{1,6})\s*(?:d|days?|giorn[oi]|gg)?", _FLAGS)


def shown_word(word: str) -> str:
    """A word for quotation in a sentence: unprintable characters replaced, cut if long."""
    printable = "".join(character for character in word if character.isprintable())
    return printable if len(printable) <= _LONGEST_SHOWN else printable[: _LONGEST_SHOWN - 1] + "…"


def looks_like_duration(text: str) -> bool:
    """Whether a text has the shape of a duration, allowed or not (`1h90m` has it, `printer` has not)."""
    word = _plain(text)
    return bool(_BARE.fullmatch(word) or _COLONS.fullmatch(word) or _whole_length(word))


@lru_cache(maxsize=1024)
def parse_duration(text: str) -> int:
    """Whole seconds of worked time (`15`, `1h30`, `1:30`, `1,5h`, `45s`): over zero, at most 24 hours."""
    return worked_seconds(_plain(text), Fraction(parse_option_duration(text)))


def parse_option_duration(text: str, *, unit_required: bool = False) -> int:
    """Whole seconds of an option's value: as in quick entry, but 0 and more than a day are allowed (`100h`).

    With `unit_required` a bare number other than 0 is refused with both readings, minutes and hours.
    """
    word = _plain(text)
    if unit_required and _BARE.fullmatch(word) and word.strip("0"):
        reason = _("'{word}' can be minutes or hours; write {word}m or {word}h")
        raise Usage(reason.format(word=shown_word(word)))
    if _NEGATIVE.match(word):
        raise Usage(
            _("'{word}' is negative; write it without the minus sign: {advice}").format(
                word=shown_word(word), advice=shown_word(word[1:])
            )
        )
    seconds = _seconds_of(word) if len(word) <= _LONGEST_WORD else None
    if seconds is None:
        raise Usage(
            _("'{word}' is not a duration; write minutes (15), hours and minutes (1h30) or seconds (45s)").format(
                word=shown_word(word)
            )
        )
    total = _whole_seconds(word, seconds)
    if total > _MOST_HOURS * SECONDS_PER_HOUR:
        raise Usage(
            _("'{word}' is over {most} hours; write what was meant").format(word=shown_word(word), most=_MOST_HOURS)
        )
    return total


def whole_minutes(seconds: int) -> int:
    """The minutes of a number of seconds that must be whole minutes."""
    minutes, rest = divmod(seconds, SECONDS_PER_MINUTE)
    if rest:
        raise Usage(
            _("{duration} is not a whole number of minutes; write whole minutes, such as 15m").format(
                duration=format_seconds(seconds)
            )
        )
    return minutes


def parse_time_of_day(text: str) -> int:
    """The minute of the day of a time such as `9:00` or `17:45`; `24:00` is the day's end, 1440."""
    match = _TIME_OF_DAY.fullmatch(_plain(text))
    if match:
        hours, minutes = int(match[1]), int(match[2])
        minute_of_day = hours * MINUTES_PER_HOUR + minutes
        if minutes < MINUTES_PER_HOUR and minute_of_day <= MINUTES_PER_DAY:
            return minute_of_day
    raise Usage(
        _("'{word}' is not a time of day; write hours and minutes from 0:00 to 23:59, such as 9:05").format(
            word=shown_word(text.strip())
        )
    )


def parse_validity(text: str) -> Validity | None:
    """The validity that `12mo`, `30d` or `1y` means; `None` for `none` (no expiry)."""
    word = text.strip()
    if word.casefold() in ("none", _("term: none").partition(": ")[2]):
        return None
    match = _VALIDITY.fullmatch(word)
    if match:
        count = int(match[1])
        months = count * (1 if match[2] else MONTHS_PER_YEAR)
        validity = Validity(days=count) if match[3] else Validity(months=months)
        if count and validity.months <= _MOST_MONTHS and validity.days <= _MOST_DAYS:
            return validity
    raise Usage(
        _("'{word}' is not a validity; write months (12mo), days (30d), years (1y, up to 100) or none").format(
            word=shown_word(word)
        )
    )


def parse_days(text: str) -> int:
    """A number of days, `7d` or `7`; zero is allowed."""
    match = _DAYS.fullmatch(text.strip())
    if match and int(match[1]) <= _MOST_DAYS:
        return int(match[1])
    raise Usage(
        _("'{word}' is not a number of days; write days from 0d to {most}d, such as 7d").format(
            word=shown_word(text.strip()), most=_MOST_DAYS
        )
    )


def format_minutes(minutes: int) -> str:
    """Minutes as hours and minutes: `6:15`, `-1:05`."""
    hours, rest = divmod(abs(minutes), MINUTES_PER_HOUR)
    return f"{'-' if minutes < 0 else ''}{hours}:{rest:02}"


def format_seconds(seconds: int) -> str:
    """Seconds as `0:10`, or `0:00:45` where they are not whole minutes."""
    minutes, rest = divmod(abs(seconds), SECONDS_PER_MINUTE)
    sign = "-" if seconds < 0 else ""
    return sign + format_minutes(minutes) + (f":{rest:02}" if rest else "")


def clock_face(seconds: int) -> str:
    """Seconds as a timer shows them: `00:12:04`; the hours may pass 99."""
    minutes, rest = divmod(abs(seconds), SECONDS_PER_MINUTE)
    hours, minutes = divmod(minutes, MINUTES_PER_HOUR)
    return f"{'-' if seconds < 0 else ''}{hours:02}:{minutes:02}:{rest:02}"


def seconds_of(word: str, length: "Length") -> Fraction:
    """The seconds of a length that was found in a line; `word` is what the refusal quotes. Errors: `Usage`."""
    from core.basics.lengths import plain_text

    parts = (length.hours, length.minutes, length.seconds)
    given = [part for part in parts if part is not None]
    _refuse_from_to(word)
    if any(part.denominator != 1 for part in given[:-1]) or (
        len(given) > 1 and _DECIMAL_HOURS.search(plain_text(word))
    ):
        reason = _("'{word}' has a fraction before a smaller unit; write it as in 1h30 or 90m")
        raise Usage(reason.format(word=shown_word(word)))
    if len(given) > 1:
        return _added(word, *parts)
    hours, minutes, seconds = (part or Fraction(0) for part in parts)
    return hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds


def _refuse_from_to(word: str) -> None:
    """Refuse `2/3 ore` and `4/5 h`, which can be from two to three hours; `1/2 h` and `3/4 hour` are parts of an hour."""
    from core.basics.lengths import plain_text

    for part in _SLASHED.finditer(plain_text(word)):
        first, last = int(part["first"]), int(part["last"])
        if last == first + 1 and (first not in _COMMON_PARTS or part["plural"]):
            reason = _("'{word}' can be a part of one, or from {first} to {last}; write it as in 40m or 2h30")
            raise Usage(reason.format(word=shown_word(word), first=first, last=last))


def worked_seconds(word: str, seconds: Fraction) -> int:
    """Whole seconds over zero and at most 24 hours. Errors: `Usage`, which quotes `word`."""
    total = _whole_seconds(word, seconds)
    if total == 0:
        raise Usage(
            _("'{word}' is no time at all; write at least one second, such as 1s or 15m").format(word=shown_word(word))
        )
    if total > SECONDS_PER_DAY:
        raise Usage(
            _("'{word}' is over 24 hours; write at most 24h, and a line for each day").format(word=shown_word(word))
        )
    return total


def _plain(text: str) -> str:
    from core.basics.lengths import plain_text

    return " ".join(plain_text(text).split())


def _whole_length(word: str) -> "Length | None":
    from core.basics.lengths import match_length

    length = match_length(word)
    return length if length and length.end == len(word) else None


def _whole_seconds(word: str, seconds: Fraction) -> int:
    if seconds.denominator != 1:
        raise Usage(
            _("'{word}' is not a whole number of seconds; write it in minutes or seconds, such as 20m or 45s").format(
                word=shown_word(word)
            )
        )
    return seconds.numerator


def _seconds_of(word: str) -> Fraction | None:
    """The seconds of a word in any of the forms; `None` if it has none of the forms."""
    if _BARE.fullmatch(word):
        return Fraction(int(word) * SECONDS_PER_MINUTE)
    if match := _COLONS.fullmatch(word):
        if any(len(part) != 2 for part in (match["minutes"], match["seconds"]) if part is not None):
            raise Usage(
                _("'{word}' needs two digits after the colon; write it as in 1:05 or 1h30").format(
                    word=shown_word(word)
                )
            )
        seconds = Fraction(int(match["seconds"])) if match["seconds"] else None
        return _added(word, Fraction(int(match["hours"])), Fraction(int(match["minutes"])), seconds)
    length = _whole_length(word)
    return seconds_of(word, length) if length else None


def _added(word: str, hours: Fraction | None, minutes: Fraction | None, seconds: Fraction | None) -> Fraction:
    """Hours, minutes and seconds together; each part but the first stays under 60."""
    total = (hours or 0) * SECONDS_PER_HOUR + (minutes or 0) * SECONDS_PER_MINUTE + (seconds or Fraction(0))
    advice = format_units(int(total))
    if hours is not None and (minutes or 0) >= MINUTES_PER_HOUR:
        reason = _("'{word}' has more than 59 minutes after the hours; write {advice}")
        raise Usage(reason.format(word=shown_word(word), advice=advice))
    if (hours is not None or minutes is not None) and (seconds or 0) >= SECONDS_PER_MINUTE:
        reason = _("'{word}' has more than 59 seconds after the minutes; write {advice}")
        raise Usage(reason.format(word=shown_word(word), advice=advice))
    return Fraction(total)


def format_units(total: int) -> str:
    """Seconds in the form that quick entry reads: `1h12m5s`, `12m34s`; empty for 0."""
    minutes, seconds = divmod(total, SECONDS_PER_MINUTE)
    hours, minutes = divmod(minutes, MINUTES_PER_HOUR)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)
