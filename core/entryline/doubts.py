"""Refuse words that look like a time and have two readings or none."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from core.basics.durations import (
    HOURS_PER_DAY,
    LONG_SECONDS,
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
    format_minutes,
    format_units,
    parse_duration,
    shown_word,
)
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.lengths import Length, match_length, plain_text
from core.basics.patterns import DIGITS, Pattern
from core.entryline.days import is_day_name, is_month_name
from core.entryline.tokens import Token, fault_at

CLOCK_DIGITS: Final = Pattern(r"(?:[01]?[0-9]|2[0-3])[0-5][0-9]")
"""Three or four digits that can be a clock time."""
DOUBTFUL_OVER_SECONDS: Final = 4 * SECONDS_PER_HOUR
"""A length over so many seconds that is written as a clock time can also be one."""
_HOURS_LIKE_A_CLOCK: Final = Pattern(
    r"(?P<hours>[0-9]{1,2})h(?P<gap> ?)(?P<minutes>[0-9]{1,2})(?P<unit> ?(?:m|mins?|minutes|minuti|'))?",
    re.IGNORECASE,
    parts=("h", "H"),
)
_NEGATIVE: Final = Pattern(r"-[0-9]", parts=("-",))
_CLOCK: Final = Pattern(r"h?[0-9]{1,2}[:.][0-9]{2}(?:[ap]m)?|h[0-9]{1,2}|[0-9]{1,2}[ap]m", parts=DIGITS)
_DATE: Final = Pattern(
    r"[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?|[0-9]{1,2}([.-])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{4}-[0-9]+-[0-9]+",
    parts=("/", ".", "-"),
)
_NUMBER: Final = Pattern(r"[0-9]{1,2}(?:st|nd|rd|th|°)?", parts=DIGITS)
_PART_OF_TODAY: Final = Pattern(
    r"stamattina|stamane|stasera|stanotte|tonight|this (?:morning|afternoon|evening)", parts=("sta", "tonight", "this ")
)
_AGO: Final = Pattern(r"[0-9]+ ?[a-z]+ (?:ago|fa)", parts=(" ago", " fa"))
_BEFORE_A_CLOCK: Final = frozenset(
    {
        *("from", "at", "until", "till", "around", "about", "before", "after", "between", "up", "to", "h"),
        *(
            "dal",
            "dalle",
            "al",
            "alle",
            "all",
            "a",
            "verso",
            "circa",
            "prima",
            "delle",
            "dopo",
            "fino",
            "sino",
            "entro",
            "ore",
            "le",
        ),
    }
)
_BESIDE_A_DAY: Final = frozenset(
    {
        *("on", "of", "the", "last", "morning", "afternoon", "evening", "night", "today", "day", "am", "pm"),
        *("il", "lo", "l", "la", "altro", "di", "del", "dello", "della", "scorso", "scorsa", "passato", "passata"),
        *("mattina", "mattino", "pomeriggio", "sera", "notte", "oggi"),
    }
)
"""Words that may stand beside a clock time or a day without saying anything else."""


def refuse_decimal_minutes(word: str, length: Length) -> None:
    """Refuse `1.30 h`, which is 1 h 30 or 1.3 hours. Errors: `Usage` with both readings."""
    if length.like_minutes and length.hours is not None and length.minutes is None:
        hours, minutes = length.like_minutes
        decimal = format_units(int(length.hours * SECONDS_PER_HOUR))
        reason = _("'{word}' can be {hours}h{minutes:02} or {decimal}; write one of the two")
        raise Usage(reason.format(word=word, hours=hours, minutes=minutes, decimal=decimal))


def refuse_clock_digits(word: str) -> None:
    """Refuse `0930`, `1430` and `900`: a clock time without a colon, or minutes. Errors: `Usage` with both readings.

    Three digits up to four hours are minutes: `130` is no half past one.
    """
    if not CLOCK_DIGITS.fullmatch(word) or int(word) > MINUTES_PER_DAY:
        return
    if len(word) < len("0930") and int(word) * SECONDS_PER_MINUTE <= DOUBTFUL_OVER_SECONDS:
        return
    start = int(word[:-2]) * MINUTES_PER_HOUR + int(word[-2:])
    reason = _(
        "'{word}' can be a length or the clock time {start}; write {units} for the length, "
        "or {start}-{end} for the time"
    )
    units, end = format_units(int(word) * SECONDS_PER_MINUTE), format_minutes(min(start + 20, MINUTES_PER_DAY))
    raise Usage(reason.format(word=word, start=format_minutes(start), units=units, end=end))


def refuse_hours_like_a_clock(word: str) -> None:
    """Refuse `14h 20m` and `12h30` over eight hours: a length, or a clock time. Errors: `Usage` with both readings.

    `14h20m` and `14 h 20 m` are lengths, and so is `14h`: a person is asked about work so long.
    """
    found = _HOURS_LIKE_A_CLOCK.fullmatch(" ".join(plain_text(word).split()))
    if found is None or (found["unit"] and not found["gap"]):
        return
    hours, minutes = int(found["hours"]), int(found["minutes"])
    seconds = hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE
    if hours >= HOURS_PER_DAY or minutes >= MINUTES_PER_HOUR or seconds <= LONG_SECONDS:
        return
    if found["gap"]:
        if not minutes:
            return
        reason = _(
            "'{word}' can be a length, or {minutes} minutes from {start} on; write {units} for the length, "
            "or {start} {minutes}m"
        )
    else:
        reason = _(
            "'{word}' can be a length or the clock time {start}; write {units} for the length, "
            "or {start}-{end} for the time"
        )
    start = f"{hours}:00" if found["gap"] else f"{hours}:{minutes:02}"
    end = format_minutes(min(hours * MINUTES_PER_HOUR + minutes + 20, MINUTES_PER_DAY))
    units = format_units(seconds)
    raise Usage(reason.format(word=shown_word(word), minutes=minutes, start=start, end=end, units=units))


def typed_length(text: str) -> int:
    """Whole seconds of a length that stands alone. Errors: `Usage`, also for two readings: `1.30h`, `1430`, `12h30`."""
    word = " ".join(plain_text(text).split())
    length = match_length(word)
    if length is not None and length.end == len(word):
        refuse_decimal_minutes(shown_word(text.strip()), length)
        refuse_hours_like_a_clock(text.strip())
    refuse_clock_digits(word)
    return parse_duration(text)


def refuse_negatives(words: Sequence[Token]) -> None:
    """Refuse a negative number such as `-15` outside a range. Errors: `UnreadableLine`."""
    for word in words:
        if _NEGATIVE.match(plain_text(word.text)):
            reason = _("'{word}' is a negative duration; write {advice}, or @{word} for work that ended that long ago")
            raise fault_at(word, reason.format(word=shown_word(word.bare), advice=shown_word(word.bare[1:])))


def refuse_clock_like(word: str) -> None:
    """Refuse an H:MM over four hours as a length. Errors: `Usage` with both readings."""
    hours, _colon, minutes = plain_text(word.strip()).partition(":")
    if hours.isdecimal() and len(minutes) == 2 and minutes.isdecimal():
        seconds = int(hours) * SECONDS_PER_HOUR + int(minutes) * SECONDS_PER_MINUTE
        if seconds > 4 * SECONDS_PER_HOUR and int(minutes) < 60:
            raise Usage(doubt_sentence(word.strip(), seconds))


def doubt_sentence(word: str, seconds: int) -> str:
    """The sentence that refuses an H:MM with two readings: a length or a clock time."""
    reason = _("'{word}' can be a length or a clock time; write {units} for the length, or {word}-{end} for the time")
    minutes = seconds // SECONDS_PER_MINUTE
    end = format_minutes(min(minutes + 20, MINUTES_PER_DAY))
    if minutes == MINUTES_PER_DAY:
        reason = _(
            "'{word}' can be a length or a clock time; write {units} for the length, or 23:00-{word} for the time"
        )
    return reason.format(word=shown_word(word), units=format_units(seconds), end=end)


def says_only_when(note: Sequence[Token], day_words: Mapping[str, str]) -> bool:
    """Whether a note says nothing but when the work was (`20m verso le 10`): each word belongs to a clock
    time or to a day, at least one of them other than today.

    A number without a unit is a clock time after a word such as `around`, and a day beside a month's name.
    """
    text = " ".join(plain_text(word.text).casefold() for word in note)
    if _PART_OF_TODAY.fullmatch(text) or _AGO.fullmatch(text):
        return True
    words = [part for word in note for part in plain_text(word.bare).casefold().replace("’", "'").split("'") if part]
    is_dated = False
    for place, word in enumerate(words):
        if _is_when(words, place, day_words):
            is_dated = True
        elif word not in _BEFORE_A_CLOCK and word not in _BESIDE_A_DAY:
            # Most notes begin with such a word, which saves the expressions for the others.
            return False
    return is_dated


def _is_when(words: Sequence[str], place: int, day_words: Mapping[str, str]) -> bool:
    word = words[place]
    if _CLOCK.fullmatch(word) or _DATE.fullmatch(word) or is_day_name(word, day_words):
        return True
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if _NUMBER.fullmatch(word):
        return before in _BEFORE_A_CLOCK or is_month_name(before) or is_month_name(after) or after == "of"
    return is_month_name(word) and any(_NUMBER.fullmatch(other) for other in (*words[:place][-2:], after))
