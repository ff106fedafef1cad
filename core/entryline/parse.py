"""One line of text → what was worked, for whom and why, or a refusal with its place. Pure: no clock, no store."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from core.basics.clock import local_date, local_to_utc
from core.basics.durations import (
    MINUTES_PER_DAY,
    SECONDS_PER_DAY,
    looks_like_duration,
    parse_duration,
    parse_time_of_day,
    shown_word,
)
from core.basics.errors import UnreadableLine, Usage
from core.basics.i18n import _, language
from core.model.work import Span, Work
from core.model.worktypes import DEFAULT_WORK_TYPE, code_of

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_WORDS_BY_LANGUAGE: Final[Mapping[str, Mapping[str, str]]] = {
    "it": dict(
        zip(
            ("oggi", "ieri", "lun", "mar", "mer", "gio", "ven", "sab", "dom"),
            ("today", "yesterday", *_WEEKDAYS),
            strict=True,
        )
    )
}
_DAYS_PER_WEEK: Final = len(_WEEKDAYS)
_FUTURE_TOLERANCE: Final = timedelta(minutes=1)
_EARLIEST_DAY: Final = date(1970, 1, 1)
_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs"})
_PUNCTUATION: Final = ",;."

_WORD = re.compile(r"\S+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_DAY_FIRST_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DAY_FIRST = frozenset({"it"})
_TIME = re.compile(r"[0-9]+:[0-9]+")
_CLOCK_FORM = re.compile(r"\d{1,2}:\d{2}")
_RANGE = re.compile(r"(?=.*:)([0-9]+(?::[0-9]+)?)[-\u2013]([0-9]+(?::[0-9]+)?)")
_NEGATIVE = re.compile(r"[-\u2212][0-9]")
_HOURS_ONLY = re.compile(r"[0-9]+h", re.IGNORECASE)
_MINUTES_ONLY = re.compile(r"[0-9]+m", re.IGNORECASE)


class TokenKind(StrEnum):
    """What a word of the line was read as."""

    CLIENT = "client"
    DURATION = "duration"
    RANGE = "range"
    DAY = "day"
    TIME = "time"
    AGO = "ago"
    TICKET = "ticket"
    WORK_TYPE = "work-type"
    NO_CHARGE = "no-charge"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place in the line; `text` is free of control characters."""

    kind: TokenKind
    start: int
    end: int
    text: str

    @property
    def bare(self) -> str:
        """The word without the punctuation of the sentence it stands in."""
        return self.text.rstrip(_PUNCTUATION)


@dataclass(frozen=True, slots=True)
class WrapUp:
    """What is said about a piece of work besides its time; `work_type` is empty where none was typed."""

    ticket: str = ""
    note: str = ""
    work_type: str = ""
    no_charge: bool = False
    tokens: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line that was understood; who the client is remains to be looked up."""

    client_text: str
    work: Work
    ticket: str
    note: str
    work_type: str
    no_charge: bool
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _When:
    """The `@` words of a line, each with the token it came from."""

    day: date | None = None
    day_token: Token | None = None
    minute_of_day: int | None = None
    ago_seconds: int = 0
    time_token: Token | None = None


def looks_like_range(text: str) -> bool:
    """Whether a word has the shape of a range of clock times, such as `9:00-9:20`."""
    return _RANGE.fullmatch(text) is not None


def client_text_of(line: str) -> tuple[str, int, int]:
    """The text that names the client and its place (quotes included), so that the client can be found first."""
    start = len(line) - len(line.lstrip())
    if line[start : start + 1] == '"':
        closing = line.find('"', start + 1)
        if closing < 0:
            reason = _('the quotation mark is never closed; write the client as in "acme ltd".')
            raise _fault(start, len(line), reason)
        text, end = line[start + 1 : closing], closing + 1
    else:
        match = _WORD.match(line, start)
        text, end = (match[0], match.end()) if match else ("", len(line))
    client_text = " ".join(_visible(text).split())
    if not client_text:
        reason = _("the client is missing; write its code or name first, then the duration, as in acme 15.")
        raise _fault(start, end, reason)
    return client_text, start, end


def read_line(
    line: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    known_work_types: Collection[str],
    day_words: Mapping[str, str] | None = None,
) -> EntryLine:
    """Read a quick-entry line at an instant, in the client's zone; every refusal is an `UnreadableLine`."""
    now = now.astimezone(UTC).replace(microsecond=0)
    client_text, start, end = client_text_of(line)
    labels, rest = _read_labels(_words(line, end), known_work_types)
    when, rest = _read_when(rest, local_date(now, zone), day_words or {})
    duration, note_words = _find_duration(rest, line)
    work_type = labels.work_type or DEFAULT_WORK_TYPE
    if duration.kind is TokenKind.RANGE:
        work = _work_of_range(duration, when, now, zone)
    else:
        work = _work_of_duration(duration, when, now, zone)
    when_tokens = [token for token in (when.day_token, when.time_token) if token]
    client = Token(TokenKind.CLIENT, start, end, client_text)
    tokens = sorted([client, duration, *labels.tokens, *when_tokens, *note_words], key=lambda token: token.start)
    return EntryLine(
        client_text=client_text,
        work=replace(work, work_type=work_type, no_charge=labels.no_charge),
        ticket=labels.ticket,
        note=_joined(note_words),
        work_type=work_type,
        no_charge=labels.no_charge,
        tokens=tuple(tokens),
    )


def read_wrap_up(text: str, *, known_work_types: Collection[str]) -> WrapUp:
    """Read what closes a call (`NOTE #TICKET +TYPE nc`): no client, no time; numbers and `@` words stay in the note."""
    labels, note_words = _read_labels(_words(text, 0), known_work_types)
    tokens = sorted([*labels.tokens, *note_words], key=lambda token: token.start)
    return replace(labels, note=_joined(note_words), tokens=tuple(tokens))


def parse_day(text: str, *, today: date, day_words: Mapping[str, str] | None = None) -> date:
    """The day of an ISO date or of a quick-entry word; `mon` is the latest Monday before today.

    `day_words` are words of another language beside the English ones: those of the language in use where none are given.
    Where that language writes dates as 31/12/2026, and so shows them, they are read as well.
    """
    word = text.strip()
    if _DATE.fullmatch(word):
        return _calendar_day(word)
    spoken = language()
    if spoken in _DAY_FIRST and (match := _DAY_FIRST_DATE.fullmatch(word)):
        return _calendar_day(f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}")
    if day_words is None:
        day_words = DAY_WORDS_BY_LANGUAGE.get(spoken, {})
    translated = {local.casefold(): english for local, english in day_words.items()}
    name = translated.get(word.casefold(), word.casefold())
    if name == "today":
        return today
    if name == "yesterday":
        return today - timedelta(days=1)
    if name in _WEEKDAYS:
        days_back = (today.weekday() - _WEEKDAYS.index(name)) % _DAYS_PER_WEEK or _DAYS_PER_WEEK
        return today - timedelta(days=days_back)
    raise Usage(
        _("'{word}' is not a day; write today, yesterday, mon … sun, or a date such as {example}.").format(
            word=shown_word(word), example=today.isoformat()
        )
    )


def _calendar_day(word: str) -> date:
    year, month, day = (int(part) for part in word.split("-"))
    try:
        found = date(year, month, day)
    except ValueError:
        reason = _("'{word}' is not in the calendar; write a date that exists, as year-month-day.")
        raise Usage(reason.format(word=word)) from None
    if found.isoformat() != word:
        raise Usage(_("'{word}' lacks a digit; write {advice}.").format(word=word, advice=found.isoformat()))
    return found


def _fault(start: int, end: int, reason: str) -> UnreadableLine:
    sentence = _("Column {column}: {reason}").format(column=start + 1, reason=reason)
    return UnreadableLine(sentence, start, end, reason)


def moved_fault(error: UnreadableLine, by: int) -> UnreadableLine:
    """The same fault in a line that has so many characters less before it."""
    return _fault(max(0, error.start - by), max(0, error.end - by), error.reason)


def _fault_at(token: Token, reason: str) -> UnreadableLine:
    return _fault(token.start, token.end, reason)


def _visible(text: str) -> str:
    return "".join(
        character
        for character in text
        if character.isspace() or unicodedata.category(character) not in _UNSEEN_CATEGORIES
    )


def _words(line: str, start: int) -> list[Token]:
    found = (Token(TokenKind.NOTE, word.start(), word.end(), _visible(word[0])) for word in _WORD.finditer(line, start))
    return [token for token in found if token.text]


def _joined(words: Iterable[Token]) -> str:
    return " ".join(word.text for word in words)


def _read_labels(words: Iterable[Token], known_work_types: Collection[str]) -> tuple[WrapUp, list[Token]]:
    """The ticket, the work type and the no-charge mark, and the words that are none of them."""
    labels, rest = WrapUp(), []
    for word in words:
        bare = word.bare
        if bare.startswith("#") and len(bare) > 1:
            if labels.ticket:
                reason = _("'{word}' is a second ticket beside #{first}; write one ticket a line.")
                raise _fault_at(word, reason.format(word=shown_word(bare), first=shown_word(labels.ticket)))
            kind, labels = TokenKind.TICKET, replace(labels, ticket=bare[1:])
        elif bare.startswith("+") and bare[1:2].isalpha():
            if labels.work_type:
                reason = _("'{word}' is a second work type beside +{first}; write one work type a line.")
                raise _fault_at(word, reason.format(word=shown_word(bare), first=shown_word(labels.work_type)))
            kind, labels = TokenKind.WORK_TYPE, replace(labels, work_type=_known_work_type(word, known_work_types))
        elif bare.casefold() == "nc":
            kind, labels = TokenKind.NO_CHARGE, replace(labels, no_charge=True)
        else:
            rest.append(word)
            continue
        labels = replace(labels, tokens=(*labels.tokens, replace(word, kind=kind)))
    return labels, rest


def _known_work_type(word: Token, known_work_types: Collection[str]) -> str:
    by_name = {known.casefold(): known for known in known_work_types}
    typed = word.bare[1:].casefold()
    if typed in by_name:
        return by_name[typed]
    if code_of(typed) in by_name:
        return by_name[code_of(typed)]
    near = get_close_matches(typed[:40], by_name, n=3)
    others = sorted(name for name in by_name if name not in near)
    listed = ", ".join(f"+{name}" for name in (*near, *others))
    if near:
        reason = _("'{word}' is not a known work type; did you mean +{near}? Write one of {listed}.")
        raise _fault_at(word, reason.format(word=shown_word(word.bare), near=near[0], listed=listed))
    reason = _("'{word}' is not a known work type; write one of {listed}.")
    raise _fault_at(word, reason.format(word=shown_word(word.bare), listed=listed))


def _read_when(words: Iterable[Token], today: date, day_words: Mapping[str, str]) -> tuple[_When, list[Token]]:
    """The `@` words, and the words that are none; a negative duration is refused on the way."""
    when, rest = _When(), []
    for word in words:
        if _NEGATIVE.match(word.text):
            reason = _("'{word}' is a negative duration; write {advice}, or @{word} for work that ended that long ago.")
            raise _fault_at(word, reason.format(word=shown_word(word.bare), advice=shown_word(word.bare[1:])))
        if not (word.text.startswith("@") and len(word.bare) > 1):
            rest.append(word)
            continue
        said = word.bare[1:]
        try:
            if _NEGATIVE.match(said):
                token = replace(word, kind=TokenKind.AGO)
                _refuse_second(token, when.time_token)
                when = replace(when, ago_seconds=parse_duration(said[1:]), time_token=token)
            elif _TIME.fullmatch(said):
                token = replace(word, kind=TokenKind.TIME)
                _refuse_second(token, when.time_token)
                when = replace(when, minute_of_day=_start_of_day_minute(said), time_token=token)
            else:
                day = _line_day(said, today, day_words)
                token = replace(word, kind=TokenKind.DAY)
                _refuse_second(token, when.day_token)
                when = replace(when, day=day, day_token=token)
        except UnreadableLine:
            raise
        except Usage as refusal:
            raise _fault_at(word, str(refusal)) from None
    if when.day_token and when.time_token and when.time_token.kind is TokenKind.AGO:
        reason = _("'{word}' already says when, so it cannot stand beside a day; write a time such as @14:00.")
        raise _fault_at(when.time_token, reason.format(word=shown_word(when.time_token.bare)))
    return when, rest


def _refuse_second(token: Token, first: Token | None) -> None:
    if first:
        reason = _("'{word}' is one too many beside '{first}'; write one day and one time a line.")
        raise _fault_at(token, reason.format(word=shown_word(token.bare), first=shown_word(first.bare)))


def _start_of_day_minute(said: str) -> int:
    minute_of_day = parse_time_of_day(said)
    if minute_of_day == MINUTES_PER_DAY:
        raise Usage(_("'{word}' ends a day and starts none; write 0:00 and the next day.").format(word=said))
    return minute_of_day


def _line_day(said: str, today: date, day_words: Mapping[str, str]) -> date:
    try:
        day = parse_day(said, today=today, day_words=day_words)
    except Usage:
        if _DATE.fullmatch(said):
            raise
        reason = _(
            "'@{word}' is neither a day nor a time; write @today, @yesterday, @mon … @sun, @{date}, @14:00 or @-15m."
        )
        raise Usage(reason.format(word=shown_word(said), date=today.isoformat())) from None
    if day > today:
        raise Usage(_("'@{word}' is in the future; write a day up to today.").format(word=shown_word(said)))
    if day < _EARLIEST_DAY:
        raise Usage(_("'@{word}' is too long ago; write the year with care.").format(word=shown_word(said)))
    return day


def _find_duration(words: Sequence[Token], line: str) -> tuple[Token, list[Token]]:
    """The word that says how long, and the words of the note.

    A word with a unit, or a range, comes before a bare number (`acme 3 printers 1h`); a bare number right at the start
    comes before a time of day in the note (`acme 15 down since 9:30`).
    """
    starts_bare = bool(words) and words[0].bare.isdecimal()
    bare_number: int | None = None
    for index, word in enumerate(words):
        if _RANGE.fullmatch(word.bare):
            return replace(word, kind=TokenKind.RANGE), [*words[:index], *words[index + 1 :]]
        if not looks_like_duration(word.bare):
            continue
        if word.bare.isdecimal() or (starts_bare and _CLOCK_FORM.fullmatch(word.bare)):
            bare_number = index if bare_number is None else bare_number
            continue
        following = words[index + 1] if index + 1 < len(words) else None
        if following and _makes_one_duration(word, following, line):
            both = Token(TokenKind.DURATION, word.start, following.end, word.text + following.bare)
            return both, [*words[:index], *words[index + 2 :]]
        return replace(word, kind=TokenKind.DURATION), [*words[:index], *words[index + 1 :]]
    if bare_number is None:
        raise _fault(len(line), len(line), _("the duration is missing; write 15 (minutes), 1h30 or 9:00-9:20."))
    return replace(words[bare_number], kind=TokenKind.DURATION), [*words[:bare_number], *words[bare_number + 1 :]]


def _makes_one_duration(word: Token, following: Token, line: str) -> bool:
    adjacent = not line[word.end : following.start].strip()
    return adjacent and bool(_HOURS_ONLY.fullmatch(word.text) and _MINUTES_ONLY.fullmatch(following.bare))


def _work_of_duration(duration: Token, when: _When, now: datetime, zone: ZoneInfo) -> Work:
    try:
        seconds = parse_duration(duration.bare)
    except Usage as refusal:
        raise _fault_at(duration, str(refusal)) from None
    if when.minute_of_day is not None and when.time_token:
        day = when.day or local_date(now, zone)
        started_at = _instant(day, when.minute_of_day, zone, when.time_token)
        _refuse_future(started_at + timedelta(seconds=seconds), now, zone, when.time_token)
    elif when.day is not None:
        return Work(work_date=when.day, worked_seconds=seconds)
    else:
        started_at = now - timedelta(seconds=when.ago_seconds + seconds)
    return _clocked(started_at, seconds, zone)


def _work_of_range(span: Token, when: _When, now: datetime, zone: ZoneInfo) -> Work:
    if when.time_token:
        reason = _("'{word}' gives a second time beside {range}; write the range alone, or a duration and {word}.")
        raise _fault_at(
            when.time_token, reason.format(word=shown_word(when.time_token.bare), range=shown_word(span.bare))
        )
    first, last = _range_minutes(span)
    crosses_midnight = last >= MINUTES_PER_DAY
    today = local_date(now, zone)
    day = when.day or (today - timedelta(days=1) if crosses_midnight else today)
    started_at = _instant(day, first, zone, span)
    ended_at = _instant(day, last, zone, span)
    _refuse_future(ended_at, now, zone, span)
    seconds = (ended_at - started_at) // timedelta(seconds=1)
    if not 0 < seconds <= SECONDS_PER_DAY:
        reason = _(
            "'{word}' is not between zero and 24 hours on that day; write a duration and its start, as in 2h @9:00."
        )
        raise _fault_at(span, reason.format(word=shown_word(span.bare)))
    return _clocked(started_at, seconds, zone)


def _range_minutes(span: Token) -> tuple[int, int]:
    """The first and last minute of a range; the last passes the day's end where the range passes midnight."""
    match = _RANGE.fullmatch(span.bare)
    assert match is not None
    typed = [side if ":" in side else f"{side}:00" for side in match.groups()]
    try:
        first, last = _start_of_day_minute(typed[0]), parse_time_of_day(typed[1])
    except Usage as refusal:
        raise _fault_at(span, str(refusal)) from None
    if first == last:
        reason = _("'{word}' starts and ends at the same time; write an end after the start, as in 9:00-9:20.")
        raise _fault_at(span, reason.format(word=shown_word(span.bare)))
    return first, last if last > first else last + MINUTES_PER_DAY


def _instant(day: date, minute_of_day: int, zone: ZoneInfo, token: Token) -> datetime:
    instant = local_to_utc(day, minute_of_day, zone)
    if instant is None:
        reason = _("'{word}' meets an hour that {day} skips in {zone} (clocks go forward); write a time outside it.")
        raise _fault_at(token, reason.format(word=shown_word(token.bare), day=day.isoformat(), zone=zone.key))
    return instant


def _refuse_future(ended_at: datetime, now: datetime, zone: ZoneInfo, token: Token) -> None:
    if ended_at > now + _FUTURE_TOLERANCE:
        reason = _(
            "'{word}' would end in the future, at {end}; write a time that has passed, or a day such as @yesterday."
        )
        end = ended_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        raise _fault_at(token, reason.format(word=shown_word(token.bare), end=end))


def _clocked(started_at: datetime, seconds: int, zone: ZoneInfo) -> Work:
    return Work(work_date=local_date(started_at, zone), worked_seconds=seconds, spans=(Span(started_at, seconds),))
