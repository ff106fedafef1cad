"""Read what is typed when a call starts or stops: `acme @-10m`, `@14:00`, `15m printer`, and the Time field of the wrap-up.

Pure: the instants and the length of the call are arguments. An offset or time is the start of a starting call, or the
end of a stopping one.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.basics.clock import local_date, local_to_utc
from core.basics.dataclass import dataclass
from core.basics.durations import (
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    SECONDS_PER_MINUTE,
    format_seconds,
    format_units,
    parse_duration,
    seconds_of,
    shown_word,
    worked_seconds,
)
from core.basics.errors import UnreadableLine, Usage
from core.basics.i18n import _
from core.basics.lengths import match_length, plain_text
from core.basics.patterns import Pattern
from core.entryline.candidates import HOURS_AND_MINUTES
from core.entryline.clocks import match_range, parse_clock
from core.entryline.days import line_day
from core.entryline.doubts import (
    DOUBTFUL_OVER_SECONDS,
    doubt_sentence,
    refuse_decimal_minutes,
    refuse_hours_like_a_clock,
    typed_length,
)
from core.entryline.tokens import Token, TokenKind, fault, fault_at, words_of

_NEGATIVE = Pattern(r"-(?=[0-9])")
_AT_TIME = Pattern(r"@-?[0-9]")
_ONE_DAY: Final = timedelta(days=1)
_NEAR: Final = timedelta(hours=2)
"""A range on another day than the call's is meant if it is at most this far from the call."""
_FUTURE_TOLERANCE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class StartWords:
    """The client of a call as typed, and its start; `started_at` is `None` for now."""

    client_text: str
    started_at: datetime | None = None
    tokens: tuple[Token, ...] = ()


@dataclass(frozen=True)
class StopWords:
    """The end or the length of a call as typed; `text` is the rest, for `read_wrap_up`.

    `seconds` is a length with its unit at the start of the words. `too_long`: it is longer than the call lasted, so it
    can be the time (an override) or the note, and `text` is the whole line.
    """

    text: str
    ended_at: datetime | None = None
    seconds: int | None = None
    too_long: bool = False
    token: Token | None = None


@dataclass(frozen=True)
class CallTime:
    """The corrected time of a call: its start, its end and the seconds worked between."""

    started_at: datetime
    ended_at: datetime
    seconds: int


def read_start(text: str, *, now: datetime, zone: ZoneInfo, day_words: Mapping[str, str] | None = None) -> StartWords:
    """Split `acme @-10m`, `acme @11:20`, `acme @yesterday 23:50` into the client and the start.

    A time without a day is the latest one that has passed. Errors: `UnreadableLine` for a start in the future, over
    24 hours ago, or an unreadable one.
    """
    words, when = _split_at_words(text, now, zone, day_words or {})
    client_text = " ".join(word.text for word in words)
    if len(client_text) > 1 and client_text.startswith('"') and client_text.endswith('"'):
        client_text = client_text[1:-1].strip()
    if when is None:
        return StartWords(client_text)
    started_at, tokens = when
    if started_at > now:
        raise _over(tokens, _("'{word}' is in the future; write a start that has passed, such as @-10m"))
    if now - started_at > _ONE_DAY:
        raise _over(tokens, _("'{word}' is over 24 hours ago; log it as an entry, with its day and length"))
    return StartWords(client_text, started_at, tokens)


def read_instant(text: str, *, now: datetime, zone: ZoneInfo, day_words: Mapping[str, str] | None = None) -> datetime:
    """An instant that has passed: `13:50`, `-10m`, `yesterday 23:50`, each with or without its `@`.

    Errors: `UnreadableLine`, also for an instant in the future.
    """
    typed = text.strip()
    words, when = _split_at_words(typed if typed.startswith("@") else f"@{typed}", now, zone, day_words or {})
    if when is None or words:
        raise fault(
            0, len(text), _("'{word}' is no time; write one such as 13:50 or -10m").format(word=shown_word(text))
        )
    instant, tokens = when
    if instant > now + _FUTURE_TOLERANCE:
        raise _over(tokens, _("'{word}' is in the future; write a time that has passed, such as 13:50 or -10m"))
    return instant


def read_stop(
    text: str,
    *,
    started_at: datetime,
    elapsed_seconds: int,
    now: datetime,
    zone: ZoneInfo,
    day_words: Mapping[str, str] | None = None,
) -> StopWords:
    """The time in the words that stop a call: `@14:00` and `@-15m` are its end, a first word `15m` its length.

    The length needs its unit, or is an H:MM up to 4:00, and may not be longer than the call lasted, else `too_long` is set.
    Errors: `UnreadableLine`
    for an end in the future or not after the start, and for a length beside an end.
    """
    words, when = _split_at_words(text, now, zone, day_words or {}, strict=False)
    rest = " ".join(word.text for word in words)
    first = _leading_length(words, text)
    if when:
        ended_at, tokens = when
        if ended_at > now + _FUTURE_TOLERANCE:
            raise _over(tokens, _("'{word}' is in the future; write an end that has passed, such as @-15m"))
        if ended_at <= started_at:
            reason = _("'{word}' is not after the call's start; write a later end, or drop the call")
            raise _over(tokens, reason)
        if first:
            reason = _("'{word}' is a length beside an end; write one of the two")
            raise fault_at(first[0], reason.format(word=shown_word(first[0].bare)))
        return StopWords(rest, ended_at=ended_at, token=tokens[-1])
    if first is None:
        return StopWords(rest)
    token, seconds, after = first
    if seconds > elapsed_seconds:
        return StopWords(rest, seconds=seconds, too_long=True, token=token)
    return StopWords(" ".join(word.text for word in words[after:]), seconds=seconds, token=token)


def read_note_time(text: str, *, elapsed_seconds: int) -> StopWords:
    """The length with its unit at the start of a wrap-up's note, and the rest of the note.

    An H:MM up to 4:00 is one too. `text` is the rest also where `too_long` is set. Errors: `UnreadableLine` for a first
    word with two readings, and for a time such as `@9:00` directly after the length.
    """
    words = words_of(text)
    first = _leading_length(words, text)
    if first is None:
        return StopWords(text)
    token, seconds, after = first
    if after < len(words) and _AT_TIME.match(plain_text(words[after].bare)):
        raise fault_at(
            token, _("'{word}' is a length beside an end; write one of the two").format(word=shown_word(token.bare))
        )
    rest = " ".join(word.text for word in words[after:])
    return StopWords(rest, seconds=seconds, too_long=seconds > elapsed_seconds, token=token)


def refuse_too_long(words: StopWords, elapsed_seconds: int) -> None:
    """Refuse `too_long`, for callers that cannot ask. Errors: `UnreadableLine` with both readings."""
    if words.too_long and words.token and words.seconds is not None:
        reason = _(
            "'{word}' is longer than the call, which lasted {elapsed}; write a length up to that, "
            "or begin the note with another word"
        )
        reason = reason.format(word=shown_word(words.token.bare), elapsed=format_seconds(elapsed_seconds))
        raise fault_at(words.token, reason)


def read_call_time(text: str, *, started_at: datetime, elapsed_seconds: int, now: datetime, zone: ZoneInfo) -> CallTime:
    """The Time field of a wrap-up: a length (`15m`, `0:12:04`, `15`), an end (`-5m`), or a range (`12:25-12:40`).

    An empty text keeps the time as it is. A length starts where the call started; `-5m` ends the call five minutes
    earlier than it ran. Errors: `UnreadableLine`, also for H:MM over four hours and over the call's own length.
    """
    typed = plain_text(text.strip())
    whole = (len(text) - len(text.lstrip()), len(text.rstrip()))
    try:
        if not typed:
            return CallTime(started_at, started_at + timedelta(seconds=elapsed_seconds), elapsed_seconds)
        if _NEGATIVE.match(typed):
            return _shortened(typed, started_at, elapsed_seconds)
        ranged = match_range(typed)
        if ranged and ranged.end == len(typed):
            ended_at = started_at + timedelta(seconds=elapsed_seconds)
            return _call_range(ranged.minutes(shown_word(typed)), typed, started_at, ended_at, now, zone)
        seconds = typed_length(typed)
        if HOURS_AND_MINUTES.fullmatch(typed) and seconds > max(elapsed_seconds, DOUBTFUL_OVER_SECONDS):
            raise Usage(doubt_sentence(typed, seconds))
    except UnreadableLine:
        raise
    except Usage as refusal:
        raise fault(*whole, str(refusal)) from None
    return CallTime(started_at, started_at + timedelta(seconds=seconds), seconds)


def _shortened(typed: str, started_at: datetime, elapsed_seconds: int) -> CallTime:
    less = typed_length(typed[1:])
    if less >= elapsed_seconds:
        reason = _("'{word}' leaves nothing of a call that lasted {elapsed}; write less, or drop the call")
        raise Usage(reason.format(word=shown_word(typed), elapsed=format_seconds(elapsed_seconds)))
    seconds = elapsed_seconds - less
    return CallTime(started_at, started_at + timedelta(seconds=seconds), seconds)


def _call_range(
    span: tuple[int, int], typed: str, started_at: datetime, ended_at: datetime, now: datetime, zone: ZoneInfo
) -> CallTime:
    """A range on the day of the call's start, or on the day before or after where it touches the call there."""
    day = local_date(started_at, zone)
    found: list[tuple[timedelta, datetime, datetime]] = []
    for candidate in (day, day - _ONE_DAY, day + _ONE_DAY):
        first, last = local_to_utc(candidate, span[0], zone), local_to_utc(candidate, span[1], zone)
        if first is None or last is None:
            if candidate != day:
                continue
            reason = _("'{word}' meets an hour that {day} skips in {zone} (clocks go forward); write a time outside it")
            raise Usage(reason.format(word=shown_word(typed), day=candidate.isoformat(), zone=zone.key))
        if not timedelta(0) < last - first <= _ONE_DAY:
            continue
        apart = max(started_at - last, first - ended_at, timedelta(0))
        if last <= now + _FUTURE_TOLERANCE and (candidate == day or apart <= _NEAR):
            found.append((apart, first, last))
    if not found:
        reason = _("'{word}' would end in the future; write times that have passed")
        raise Usage(reason.format(word=shown_word(typed)))
    _apart, first, last = min(found)
    return CallTime(first, last, (last - first) // timedelta(seconds=1))


def _leading_length(words: list[Token], line: str) -> tuple[Token, int, int] | None:
    """The length with a unit at the start of the words, its seconds, and the index after it. Errors: `UnreadableLine`."""
    if not words:
        return None
    clock_like = plain_text(words[0].bare)
    if HOURS_AND_MINUTES.fullmatch(clock_like):
        return _hours_and_minutes(words[0], clock_like)
    # A number without a unit after the length belongs to the note (`1h 30 pages`).
    text = plain_text(" ".join(word.text for word in words))
    length = match_length(text, open_number=False)
    if length is None:
        return None
    after, offset = 0, -1
    while after < len(words) and offset < length.end:
        offset += 1 + len(words[after].text)
        after += 1
    token = Token(
        TokenKind.DURATION, words[0].start, words[after - 1].end, " ".join(word.text for word in words[:after])
    )
    shown = shown_word(token.bare)
    open_number = length.hours is not None and length.minutes is None and after < len(words)
    if open_number and words[after].bare.isdecimal() and not token.text.endswith((",", ";", ".")):
        reason = _(
            "'{word}' can be {hours} and {number} minutes, or {hours} and a note; "
            "write {hours} {number}m, or {hours}, {number}"
        )
        number = shown_word(words[after].bare)
        raise fault(token.start, words[after].end, reason.format(word=f"{shown} {number}", hours=shown, number=number))
    try:
        refuse_decimal_minutes(shown, length)
        refuse_hours_like_a_clock(shown)
        return token, worked_seconds(shown, seconds_of(shown, length)), after
    except Usage as refusal:
        raise fault_at(token, str(refusal)) from None


def _hours_and_minutes(word: Token, typed: str) -> tuple[Token, int, int]:
    """An H:MM as the first word: a length up to 4:00. Errors: `UnreadableLine` with both readings of a longer one."""
    hours, minutes = (int(part) for part in typed.split(":"))
    seconds = (hours * MINUTES_PER_HOUR + minutes) * SECONDS_PER_MINUTE
    if minutes >= MINUTES_PER_HOUR:
        reason = _("'{word}' has more than 59 minutes after the hours; write {advice}")
        raise fault_at(word, reason.format(word=shown_word(word.bare), advice=format_units(seconds)))
    if seconds > DOUBTFUL_OVER_SECONDS:
        reason = _("'{word}' can be a length or a clock time; write {units} for the length, or @{word} for the end")
        raise fault_at(word, reason.format(word=shown_word(word.bare), units=format_units(seconds)))
    if not seconds:
        raise fault_at(word, _("'{word}' is no time; write a length such as 15m").format(word=shown_word(word.bare)))
    return Token(TokenKind.DURATION, word.start, word.end, word.text), seconds, 1


def _split_at_words(
    text: str, now: datetime, zone: ZoneInfo, day_words: Mapping[str, str], *, strict: bool = True
) -> tuple[list[Token], tuple[datetime, tuple[Token, ...]] | None]:
    """The words that are not `@` words, and the instant of those. With `strict` every `@` word has to be a time."""
    rest: list[Token] = []
    day: date | None = None
    minute: int | None = None
    ago: int | None = None
    tokens: list[Token] = []
    after_day = False
    for word in words_of(text):
        said = plain_text(word.bare[1:])
        if after_day and minute is None and (parsed := _clock_or_none(word)) is not None:
            minute, after_day = parsed, False
            tokens.append(Token(TokenKind.TIME, word.start, word.end, word.text))
            continue
        after_day = False
        if not word.text.startswith("@") or not said:
            rest.append(word)
            continue
        try:
            if _NEGATIVE.match(said):
                kind, ago = TokenKind.AGO, _once(ago, parse_duration(said[1:]), word)
            elif (parsed := parse_clock(said)) is not None:
                kind, minute = TokenKind.TIME, _once(minute, parsed, word)
            else:
                kind, day = TokenKind.DAY, line_day(said, local_date(now, zone), day_words)
                after_day = True
        except UnreadableLine:
            raise
        except Usage as refusal:
            if not strict and not re.match(r"[-0-9]", said):
                rest.append(word)
                continue
            raise fault_at(word, str(refusal)) from None
        tokens.append(Token(kind, word.start, word.end, word.text))
    if not tokens:
        return rest, None
    if not strict and minute is None and ago is None:
        return words_of(text), None
    return rest, (_instant_of(day, minute, ago, tokens, now, zone), tuple(tokens))


def _once(before: int | None, value: int, word: Token) -> int:
    if before is not None:
        raise fault_at(word, _("'{word}' is a second time; write one").format(word=shown_word(word.bare)))
    return value


def _clock_or_none(word: Token) -> int | None:
    try:
        return parse_clock(word.bare)
    except Usage as refusal:
        raise fault_at(word, str(refusal)) from None


def _instant_of(
    day: date | None, minute: int | None, ago: int | None, tokens: list[Token], now: datetime, zone: ZoneInfo
) -> datetime:
    if ago is not None:
        if day is not None or minute is not None:
            raise _over(tuple(tokens), _("'{word}' says two times; write one"))
        return now - timedelta(seconds=ago)
    if minute is None:
        raise _over(tuple(tokens), _("'{word}' is a day without a time; write it as in @yesterday 23:50"))
    today = local_date(now, zone)
    instant = _local(day or today, minute, tokens, zone)
    if day is None and instant > now + _FUTURE_TOLERANCE and minute < MINUTES_PER_DAY:
        yesterday = _local(today - _ONE_DAY, minute, tokens, zone)
        # Shortly after midnight 23:50 means yesterday; at any other hour a future time is a mistake.
        if now - yesterday <= _ONE_DAY / 2:
            return yesterday
    return instant


def _local(day: date, minute: int, tokens: list[Token], zone: ZoneInfo) -> datetime:
    instant = local_to_utc(day, minute, zone)
    if instant is None:
        word = tokens[-1]
        reason = _("'{word}' meets an hour that {day} skips in {zone} (clocks go forward); write a time outside it")
        raise fault_at(word, reason.format(word=shown_word(word.bare), day=day.isoformat(), zone=zone.key))
    return instant.astimezone(UTC)


def _over(tokens: tuple[Token, ...], reason: str) -> UnreadableLine:
    word = " ".join(token.text for token in tokens)
    return fault(tokens[0].start, tokens[-1].end, reason.format(word=shown_word(word)))
