"""Parse a quick-entry line: client, work and note, or an error with its position. Pure: no clock, no store."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.basics.clock import local_date, local_to_utc
from core.basics.dataclass import dataclass, replace
from core.basics.durations import MINUTES_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_MINUTE, parse_duration, shown_word
from core.basics.errors import UnreadableLine, Usage
from core.basics.i18n import _
from core.basics.lengths import plain_text
from core.basics.patterns import Pattern
from core.entryline.candidates import Kind
from core.entryline.clocks import match_range, parse_clock
from core.entryline.days import DAY_WORDS_BY_LANGUAGE, is_date, is_past_day, line_day, parse_day
from core.entryline.doubts import doubt_sentence, refuse_negatives, says_only_when
from core.entryline.labels import WrapUp, note_of, read_labels, read_wrap_up
from core.entryline.times import FoundTime, TimeReader, opening_time_apart
from core.entryline.tokens import Token, TokenKind, client_text_of, fault, fault_at, joined, moved_fault, words_of
from core.model.work import Span, Work
from core.model.worktypes import DEFAULT_WORK_TYPE

__all__ = (
    "DAY_WORDS_BY_LANGUAGE",
    "Doubt",
    "EntryLine",
    "Token",
    "TokenKind",
    "WrapUp",
    "begins_with_time_or_label",
    "client_text_of",
    "looks_like_range",
    "moved_fault",
    "parse_day",
    "read_line",
    "read_wrap_up",
    "said_when",
    "says_time",
)

_OF: Final = frozenset({"on", "of", "di", "del", "dello"})
_JOINED_DAY: Final = Pattern(r"[0-9][0-9:.]*[hm]?@[^\W_]\S*", parts=("@",))
_FUTURE_TOLERANCE: Final = timedelta(minutes=1)
_NEGATIVE = Pattern(r"-[0-9]", parts=("-",))
_TIME_OR_AGO = Pattern(r"-[0-9].*|[0-9]{1,2}[:.][0-9]{2}.*")


@dataclass(frozen=True)
class Doubt:
    """An H:MM that can be a length or a clock time, with its position. `since` is the work from that time until now.

    `since` is `None` if that time is in the future, or a whole day is given without an end.
    """

    token: Token
    seconds: int
    minute_of_day: int
    since: Work | None = None


@dataclass(frozen=True)
class EntryLine:
    """A parsed line; the client is not looked up yet.

    `default_used`: the line names no client, so the default one is meant. With a `doubt` the work is that of the reading
    as a length.
    """

    client_text: str
    work: Work
    ticket: str
    note: str
    work_type: str
    no_charge: bool
    tokens: tuple[Token, ...]
    default_used: bool = False
    doubt: Doubt | None = None


@dataclass(frozen=True)
class _When:
    """The `@` words of a line, each with the token it came from."""

    day: date | None = None
    day_token: Token | None = None
    minute_of_day: int | None = None
    ago_seconds: int = 0
    time_token: Token | None = None


def looks_like_range(text: str) -> bool:
    """Whether a text has the form of a range of clock times, such as `9:00-9:20`."""
    plain = plain_text(text.strip())
    found = match_range(plain)
    return found is not None and found.is_sure and found.end == len(plain)


def says_time(text: str) -> bool:
    """Whether words without a client contain a time, valid or not; a number within the note is not one."""
    words = [word for word in words_of(text) if not word.text.startswith(("#", "+", "@"))]
    words = opening_time_apart(words, text)
    reader = TimeReader(words, text)
    ends = {index for index in range(len(words)) if index in (0, len(words) - 1)}
    found = [(index, reader.at(index)) for index in range(len(words))]
    return any(each is not None and (each.kind is not Kind.BARE or index in ends) for index, each in found)


def words_after_opening_time(text: str) -> int | None:
    """How many words follow the time with which a text begins; `None` if it begins with none."""
    words = [word for word in words_of(text) if not word.text.startswith(("+", "@"))]
    words = opening_time_apart(words, text)
    opening = TimeReader(words, text).at(0) if words and not words[0].text.startswith("#") else None
    return len(words) - opening.after if opening is not None else None


def said_when(text: str) -> tuple[bool, bool]:
    """Whether the `@` words of a text say a day, and whether they say a start. `@-20m` says both."""
    day = start = False
    for word in words_of(text):
        said = plain_text(word.bare[1:])
        if not word.text.startswith("@") or not said:
            continue
        is_ago = bool(_NEGATIVE.match(said))
        is_start = is_ago or _says_clock(said)
        day, start = day or is_ago or not is_start, start or is_start
    return day, start


def _says_clock(said: str) -> bool:
    try:
        return parse_clock(said) is not None
    except Usage:
        return True


def read_line(
    line: str,
    *,
    now: datetime,
    zone: ZoneInfo,
    known_work_types: Collection[str],
    day_words: Mapping[str, str] | None = None,
    default_client: str = "",
    is_client: Callable[[str], bool] | None = None,
    doubts: bool = False,
    client_end: int | None = None,
) -> EntryLine:
    """Read a quick-entry line at an instant, in the client's zone; every refusal is an `UnreadableLine`.

    If the line does not begin with a client (`is_client` decides; without it: if it begins with a time or a label),
    `default_client` is used. With `doubts` an H:MM that can be a clock time is returned as `doubt`, else refused.
    `client_end` is the offset where the client's name ends, if it has more than one word.
    """
    now = now.astimezone(UTC).replace(microsecond=0)
    client, start = _client_of(line, default_client, is_client)
    if client_end is not None and client is not None:
        start = client_end
        client = replace(client, end=client_end, text=" ".join(line[client.start : client_end].split()))
    labels, rest = read_labels(words_of(line, start), known_work_types)
    when, rest = _read_when(rest, local_date(now, zone), day_words or {})
    found = _time_of(opening_time_apart(rest, line), line)
    refuse_negatives(found.rest)
    _refuse_day_beside(found, when, day_words or {})
    work_type = labels.work_type or DEFAULT_WORK_TYPE
    work = _work_of_range(found, when, now, zone) if found.span else _work_of_length(found, when, now, zone)
    labelled = replace(work, work_type=work_type, no_charge=labels.no_charge)
    when_tokens = [token for token in (when.day_token, when.time_token) if token]
    others = [*found.tokens, *labels.tokens, *when_tokens]
    tokens = [*([client] if client else []), *others, *found.rest]
    return EntryLine(
        client_text=client.text if client else default_client,
        work=labelled,
        ticket=labels.ticket,
        note=note_of(found.rest, others),
        work_type=work_type,
        no_charge=labels.no_charge,
        tokens=tuple(sorted(tokens, key=lambda token: token.start)),
        default_used=client is None,
        doubt=_doubt_of(found, when, labelled, now, zone, doubts),
    )


def _refuse_day_beside(found: FoundTime, when: _When, day_words: Mapping[str, str]) -> None:
    """Refuse a day without `@` directly beside the time (`15 yesterday`): the entry would be today's."""
    if when.day_token or (when.time_token and when.time_token.kind is TokenKind.AGO):
        return
    for word in found.rest:
        if _JOINED_DAY.fullmatch(plain_text(word.bare)):
            reason = _("'{word}' is two words; write a blank before the @")
            raise fault_at(word, reason.format(word=shown_word(word.bare)))
    first, last = min(found.tokens, key=lambda token: token.start), max(found.tokens, key=lambda token: token.end)
    before = [word for word in found.rest if word.end <= first.start]
    after = [word for word in found.rest if word.start >= last.end]
    if after and after[0].bare.casefold() in _OF:
        after = after[1:]
    beside = [*(before if len(before) == 1 else []), *(after[:1] if last.text == last.bare else [])]
    for word in beside:
        if is_past_day(word.bare, day_words):
            reason = _("'{word}' can be the day or the note; write @{word} for the day, or a comma before the note")
            raise fault_at(word, reason.format(word=shown_word(word.bare)))
    if last.text == last.bare and says_only_when(found.rest, day_words):
        said = Token(TokenKind.NOTE, found.rest[0].start, found.rest[-1].end, joined(found.rest))
        reason = _(
            "'{word}' can be when the work was or the note; write its start as in @10:00 and its day as in @yesterday, or "
            "a comma before the note"
        )
        raise fault_at(said, reason.format(word=shown_word(said.text)))
    for word in before:
        if is_date(word.bare):
            reason = _("'{word}' can be the day or the note; write @{word} for the day, or a comma before the note")
            raise fault_at(word, reason.format(word=shown_word(word.bare)))


def _time_of(words: list[Token], line: str) -> FoundTime:
    try:
        return TimeReader(words, line).find()
    except UnreadableLine as missing:
        if missing.start == len(line):
            refuse_negatives(words)
        raise


def begins_with_time_or_label(text: str) -> bool:
    """Whether the first word is a label, an `@` word, or begins a length or a range."""
    words = words_of(text)
    if not words or words[0].text.startswith(("#", "+", "@")) or words[0].bare.casefold() == "nc":
        return True
    found = TimeReader(opening_time_apart(words, text), text).at(0)
    return found is not None


def _client_of(line: str, default: str, is_client: Callable[[str], bool] | None) -> tuple[Token | None, int]:
    """The token of the client (`None`: the default one), and the offset of the rest."""
    if default and not line.lstrip().startswith('"'):
        first = line.split(maxsplit=1)[:1]
        known = bool(first) and (is_client(first[0]) if is_client else not begins_with_time_or_label(line))
        if not known:
            return None, 0
    text, start, end = client_text_of(line)
    return Token(TokenKind.CLIENT, start, end, text), end


def _doubt_of(found: FoundTime, when: _When, work: Work, now: datetime, zone: ZoneInfo, doubts: bool) -> Doubt | None:
    if not found.doubtful or when.time_token:
        return None
    if not doubts:
        raise fault_at(found.token, doubt_sentence(found.token.bare, found.seconds))
    minute = found.seconds // SECONDS_PER_MINUTE
    since: Work | None = None
    if when.day is None and minute < MINUTES_PER_DAY:
        started_at = local_to_utc(local_date(now, zone), minute, zone)
        if started_at is not None and started_at < now:
            seconds = (now - started_at) // timedelta(seconds=1)
            since = replace(work, work_date=local_date(started_at, zone), worked_seconds=seconds)
            since = replace(since, spans=(Span(started_at, seconds),))
    return Doubt(found.token, found.seconds, minute, since)


def _read_when(words: Iterable[Token], today: date, day_words: Mapping[str, str]) -> tuple[_When, list[Token]]:
    """The `@` words, and the other words."""
    when, rest = _When(), []
    all_words = list(words)
    for index, word in enumerate(all_words):
        said = plain_text(word.bare[1:])
        if word.text == "@" and index + 1 < len(all_words) and _TIME_OR_AGO.fullmatch(all_words[index + 1].bare):
            following = all_words[index + 1]
            reason = _("'@ {word}' is two words; write @{word}").format(word=shown_word(following.bare))
            raise fault(word.start, following.end, reason)
        if not (word.text.startswith("@") and len(word.bare) > 1):
            rest.append(word)
            continue
        try:
            if _NEGATIVE.match(said):
                token = replace(word, kind=TokenKind.AGO)
                _refuse_second(token, when.time_token)
                when = replace(when, ago_seconds=parse_duration(said[1:]), time_token=token)
            elif (minute := parse_clock(said)) is not None:
                token = replace(word, kind=TokenKind.TIME)
                _refuse_second(token, when.time_token)
                when = replace(when, minute_of_day=_start_of_day(minute, said), time_token=token)
            else:
                day = line_day(said, today, day_words)
                token = replace(word, kind=TokenKind.DAY)
                _refuse_second(token, when.day_token)
                when = replace(when, day=day, day_token=token)
        except UnreadableLine:
            raise
        except Usage as refusal:
            raise fault_at(word, str(refusal)) from None
    if when.day_token and when.time_token and when.time_token.kind is TokenKind.AGO:
        reason = _("'{word}' already says when, so it cannot stand beside a day; write a time such as @14:00")
        raise fault_at(when.time_token, reason.format(word=shown_word(when.time_token.bare)))
    return when, rest


def _refuse_second(token: Token, first: Token | None) -> None:
    if first:
        reason = _("'{word}' is one too many beside '{first}'; write one day and one time a line")
        raise fault_at(token, reason.format(word=shown_word(token.bare), first=shown_word(first.bare)))


def _start_of_day(minute: int, said: str) -> int:
    if minute == MINUTES_PER_DAY:
        raise Usage(_("'{word}' ends a day and starts none; write 0:00 and the next day").format(word=said))
    return minute


def _work_of_length(found: FoundTime, when: _When, now: datetime, zone: ZoneInfo) -> Work:
    seconds = found.seconds
    if found.start is not None and found.start_token and when.time_token:
        raise _second_time(when.time_token, found.start_token)
    minute, token = (found.start, found.start_token) if found.start_token else (when.minute_of_day, when.time_token)
    if minute is not None and token:
        day = when.day or local_date(now, zone)
        started_at = _instant(day, minute, zone, token)
        _refuse_future(started_at + timedelta(seconds=seconds), now, zone, token)
    elif when.day is not None:
        return Work(work_date=when.day, worked_seconds=seconds)
    else:
        started_at = now - timedelta(seconds=when.ago_seconds + seconds)
    return _clocked(started_at, seconds, zone)


def _work_of_range(found: FoundTime, when: _When, now: datetime, zone: ZoneInfo) -> Work:
    assert found.span is not None
    span = found.token
    if when.time_token:
        raise _second_time(when.time_token, span)
    first, last = found.span
    crosses_midnight = last >= MINUTES_PER_DAY
    today = local_date(now, zone)
    day = when.day or (today - timedelta(days=1) if crosses_midnight else today)
    started_at = _instant(day, first, zone, span)
    ended_at = _instant(day, last, zone, span)
    _refuse_future(ended_at, now, zone, span)
    seconds = (ended_at - started_at) // timedelta(seconds=1)
    if not 0 < seconds <= SECONDS_PER_DAY:
        reason = _(
            "'{word}' is not between zero and 24 hours on that day; write a duration and its start, as in 2h @9:00"
        )
        raise fault_at(span, reason.format(word=shown_word(span.bare)))
    if found.agreed_seconds not in (None, seconds) and found.agreed_token:
        reason = _("'{word}' is not the length of {range}; write one of the two, or a comma before the note")
        raise fault_at(
            found.agreed_token, reason.format(word=shown_word(found.agreed_token.bare), range=shown_word(span.bare))
        )
    return _clocked(started_at, seconds, zone)


def _second_time(token: Token, first: Token) -> UnreadableLine:
    reason = _("'{word}' gives a second time beside {range}; write the range alone, or a duration and {word}")
    return fault_at(token, reason.format(word=shown_word(token.bare), range=shown_word(first.bare)))


def _instant(day: date, minute_of_day: int, zone: ZoneInfo, token: Token) -> datetime:
    try:
        instant = local_to_utc(day, minute_of_day, zone)
    except OverflowError:
        raise fault_at(token, _("'{word}' is too long ago; write the year with care").format(word=day)) from None
    if instant is None:
        reason = _("'{word}' meets an hour that {day} skips in {zone} (clocks go forward); write a time outside it")
        raise fault_at(token, reason.format(word=shown_word(token.bare), day=day.isoformat(), zone=zone.key))
    return instant


def _refuse_future(ended_at: datetime, now: datetime, zone: ZoneInfo, token: Token) -> None:
    if ended_at > now + _FUTURE_TOLERANCE:
        reason = _(
            "'{word}' would end in the future, at {end}; write a time that has passed, or a day such as @yesterday"
        )
        end = ended_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        raise fault_at(token, reason.format(word=shown_word(token.bare), end=end))


def _clocked(started_at: datetime, seconds: int, zone: ZoneInfo) -> Work:
    return Work(work_date=local_date(started_at, zone), worked_seconds=seconds, spans=(Span(started_at, seconds),))
