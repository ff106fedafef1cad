"""Refuse words that look like a time and have two readings or none."""

import re
from collections.abc import Sequence
from typing import Final

from core.basics.durations import (
    MINUTES_PER_DAY,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
    format_minutes,
    format_units,
    shown_word,
)
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.lengths import Length, plain_text
from core.entryline.tokens import Token, fault_at

_NEGATIVE: Final = re.compile(r"-[0-9]")


def refuse_decimal_minutes(word: str, length: Length) -> None:
    """Refuse `1.30 h`, which is 1 h 30 or 1.3 hours. Errors: `Usage` with both readings."""
    if length.like_minutes and length.hours is not None and length.minutes is None:
        hours, minutes = length.like_minutes
        decimal = format_units(int(length.hours * SECONDS_PER_HOUR))
        reason = _("'{word}' can be {hours}h{minutes:02} or {decimal}; write one of the two.")
        raise Usage(reason.format(word=word, hours=hours, minutes=minutes, decimal=decimal))


def refuse_negatives(words: Sequence[Token]) -> None:
    """Refuse a negative number such as `-15` outside a range. Errors: `UnreadableLine`."""
    for word in words:
        if _NEGATIVE.match(plain_text(word.text)):
            reason = _("'{word}' is a negative duration; write {advice}, or @{word} for work that ended that long ago.")
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
    reason = _("'{word}' can be a length or a clock time; write {units} for the length, or {word}-{end} for the time.")
    minutes = seconds // SECONDS_PER_MINUTE
    end = format_minutes(min(minutes + 20, MINUTES_PER_DAY))
    if minutes == MINUTES_PER_DAY:
        reason = _(
            "'{word}' can be a length or a clock time; write {units} for the length, or 23:00-{word} for the time."
        )
    return reason.format(word=shown_word(word), units=format_units(seconds), end=end)
