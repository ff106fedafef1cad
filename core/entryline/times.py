"""The words of a line that say how long was worked: a length, a range, a start with a length, a bare number.

Where words can be read in two ways, they are refused at their place with both readings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from core.basics.durations import (
    MINUTES_PER_HOUR,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
    format_minutes,
    format_units,
    parse_duration,
    seconds_of,
    shown_word,
    worked_seconds,
)
from core.basics.errors import UnreadableLine, Usage
from core.basics.i18n import _
from core.basics.lengths import Length, Strength, match_length, plain_text
from core.entryline.clocks import ClockTime, RangeWords, match_clock, match_range
from core.entryline.tokens import Token, TokenKind, fault, fault_at, visible

DOUBTFUL_OVER_SECONDS: Final = 4 * SECONDS_PER_HOUR
"""An H:MM length over this may be meant as a clock time."""

_PUNCTUATION: Final = ",;.!?)"
_BARE = re.compile(r"[0-9]+")
_COLONS = re.compile(r"[0-9]+:[0-9]+(?::[0-9]+)?")
_HOURS_AND_MINUTES = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_NEGATIVE = re.compile(r"-[0-9]")
_LIKE_A_TIME = re.compile(
    r"[0-9]{1,2}[:.][0-9]{2}(?:[ap]m)?|[0-9]+[.,][0-9]+|[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2} ?[ap]m", re.I
)
_TIME_WORDS: Final = frozenset(
    (
        "at",
        "since",
        "from",
        "until",
        "till",
        "to",
        "by",
        "before",
        "after",
        "around",
        "h",
        "alle",
        "all'",
        "dalle",
        "dall'",
        "dal",
        "ore",
        "fino",
        "entro",
        "verso",
        "le",
        "prima",
    )
)


class Kind(Enum):
    """The forms in which a line says a time."""

    RANGE = auto()
    START = auto()
    LENGTH = auto()
    COLON = auto()
    BARE = auto()
    NUMBERS = auto()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words from `first` up to `after` (indexes) that can say the time of an entry."""

    kind: Kind
    first: int
    after: int
    strength: Strength
    length: Length | None = None
    range: RangeWords | None = None
    clock: ClockTime | None = None
    clock_after: int = 0


@dataclass(frozen=True, slots=True)
class FoundTime:
    """What a line says about its time. `seconds` or `span` (minutes of the day) is given; `start` only with a length.

    `doubtful` tells that H:MM stands alone and is over four hours, so that it may be a clock time.
    """

    token: Token
    rest: tuple[Token, ...]
    seconds: int = 0
    span: tuple[int, int] | None = None
    start: int | None = None
    start_token: Token | None = None
    agreed_seconds: int | None = None
    agreed_token: Token | None = None
    doubtful: bool = False

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The words that were read as time."""
        return tuple(token for token in (self.start_token, self.token, self.agreed_token) if token)


class TimeReader:
    """The words of one line in one plain text; words with a label between them do not belong together."""

    def __init__(self, words: Sequence[Token], line: str) -> None:
        """`words` are those that are no labels and no `@` words."""
        self.words = words
        self._line = line
        self._starts: list[int] = []
        text = ""
        for index, word in enumerate(words):
            if index:
                between = line[words[index - 1].end : word.start]
                text += "\n" if visible(between).strip() else " "
            self._starts.append(len(text))
            text += plain_text(word.text)
        self.text = text

    def find(self) -> FoundTime:
        """The time of the entry. Errors: `UnreadableLine`."""
        opening = self.at(0) if self.words else None
        if opening and opening.kind is Kind.NUMBERS:
            raise self._two_readings(
                opening, _("'{word}' can be two clock times or two numbers; write {first}:00-{last}:00, or {first}m.")
            )
        if opening and opening.kind is Kind.BARE:
            return self._found(self._beside_a_bare_number(opening))
        if opening and opening.kind is Kind.COLON:
            return self._found(self._beside_colons(opening))
        if opening:
            return self._found(opening)
        return self._found(self._further_on())

    def at(self, index: int) -> Candidate | None:
        """What begins at a word, if it can say a time."""
        start, after_time_word = self._starts[index], self._follows_time_word(index)
        length = self._length_at(index)
        ranged = match_range(self.text, start)
        if ranged and (covered := self._covered(index, ranged.end)) and not (ranged.is_pair and after_time_word):
            if not ranged.is_sure:
                if index == 0:
                    return Candidate(Kind.NUMBERS, index, covered, Strength.WEAK, range=ranged)
            else:
                return Candidate(Kind.RANGE, index, covered, ranged.strength, range=ranged)
        if length is None and not after_time_word and (started := self._started(index)):
            return started
        if length:
            return Candidate(Kind.LENGTH, index, self._covered(index, length.end) or index + 1, length.strength, length)
        bare = self._plain(index)
        if after_time_word:
            return None
        if _COLONS.fullmatch(bare):
            return Candidate(Kind.COLON, index, index + 1, Strength.TOGETHER)
        if _BARE.fullmatch(bare):
            return Candidate(Kind.BARE, index, index + 1, Strength.WEAK)
        return None

    def _started(self, index: int) -> Candidate | None:
        """A clock time with a length directly after it."""
        matched = match_clock(self.text, self._starts[index])
        if matched is None:
            return None
        clock, end, has_word = matched
        after = self._covered(index, end)
        if after is None or after >= len(self.words) or not self._adjacent(after):
            return None
        if (has_word or clock.is_dotted) and index > 0:
            return None
        length = self._length_at(after)
        if length is None or length.strength is Strength.WEAK:
            return None
        covered = self._covered(after, length.end) or after + 1
        return Candidate(Kind.START, index, covered, Strength.APART, length, clock=clock, clock_after=after)

    def _length_at(self, index: int) -> Length | None:
        length = match_length(self.text, self._starts[index])
        if length is None:
            return None
        after = self._covered(index, length.end)
        if after is None:
            return None
        if length.open_number and not self._ends_run(after - 1):
            shorter = match_length(self.text, self._starts[index], open_number=False)
            number = int(self._plain(after - 1))
            if number >= MINUTES_PER_HOUR and shorter and self._covered(index, shorter.end):
                return shorter
        return length

    def _beside_a_bare_number(self, opening: Candidate) -> Candidate:
        """A bare number opens the line: a unit in one word further on wins, anything less clear is refused."""
        beside = self._adjacent_candidate(opening.after)
        if beside and beside.kind in (Kind.LENGTH, Kind.RANGE, Kind.START) and beside.strength > Strength.WEAK:
            if beside.kind is Kind.RANGE and self._agrees(opening, beside):
                return beside
            raise self._two_lengths(opening, beside)
        for other in self._candidates(opening.after):
            if other.kind in (Kind.COLON, Kind.BARE, Kind.NUMBERS) or other.strength is Strength.WEAK:
                continue
            if other.strength is Strength.TOGETHER:
                return other
            raise self._two_lengths(opening, other)
        return opening

    def _beside_colons(self, opening: Candidate) -> Candidate:
        """H:MM opens the line: over four hours it is a length only where nothing else says the length."""
        if not self._may_be_clock(opening):
            return opening
        beside = self._adjacent_candidate(opening.after)
        if beside and beside.kind is Kind.BARE:
            raise self._clock_or_length(opening, self._shown(beside))
        others = (Kind.LENGTH, Kind.RANGE, Kind.START)
        other = next((each for each in self._candidates(opening.after) if each.kind in others), None)
        if other and other.strength > Strength.WEAK:
            raise self._clock_or_length(opening, self._shown(other))
        return opening

    def _further_on(self) -> Candidate:
        """No time opens the line: the first that is clear, else a bare number that begins or ends its words."""
        candidates = self._candidates(0)
        clear = [each for each in candidates if each.kind is not Kind.BARE and each.strength > Strength.WEAK]
        if clear:
            first, rest = clear[0], clear[1:]
            if first.strength is Strength.APART and first.kind is not Kind.RANGE and rest:
                raise self._two_lengths(first, rest[0])
            if first.kind is Kind.COLON and rest and self._may_be_clock(first):
                raise self._clock_or_length(first, self._shown(rest[0]))
            return first
        weak = [each for each in candidates if each.kind is Kind.LENGTH]
        if weak:
            return weak[0]
        bare = [each for each in candidates if each.kind is Kind.BARE]
        ending = [each for each in bare if self._ends_run(each.first)]
        if ending:
            return ending[-1]
        if bare:
            reason = _(
                "'{word}' can be minutes or part of the note; write {word}m, or the length right after the client."
            )
            raise self._refused(bare[0].first, bare[0].after, reason.format(word=self._shown(bare[0])))
        for index, word in enumerate(self.words):
            if _LIKE_A_TIME.fullmatch(self._plain(index)) or _COLONS.fullmatch(self._plain(index)):
                reason = _("'{word}' does not say how long; write 15 (minutes), 1h30 or 9:00-9:20.")
                raise fault_at(word, reason.format(word=shown_word(word.bare)))
        end = len(self._line)
        raise fault(end, end, _("the duration is missing; write 15 (minutes), 1h30 or 9:00-9:20."))

    def _candidates(self, index: int) -> list[Candidate]:
        found = []
        while index < len(self.words):
            candidate = self.at(index)
            if candidate and candidate.kind is not Kind.NUMBERS:
                found.append(candidate)
                index = candidate.after
            else:
                index += 1
        return found

    def _found(self, chosen: Candidate) -> FoundTime:
        shown = self._shown(chosen)
        try:
            return self._measured(chosen, shown)
        except UnreadableLine:
            raise
        except Usage as refusal:
            raise self._refused(chosen.first, chosen.after, str(refusal)) from None

    def _measured(self, chosen: Candidate, shown: str) -> FoundTime:
        token = self._token(chosen.first, chosen.after, TokenKind.DURATION)
        rest = (*self.words[: chosen.first], *self.words[chosen.after :])
        if chosen.range:
            return self._ranged(chosen, shown)
        if chosen.kind is Kind.START and chosen.clock and chosen.length:
            if chosen.clock.with_colon and chosen.clock.minute_of_day() * SECONDS_PER_MINUTE <= DOUBTFUL_OVER_SECONDS:
                clock, length = (
                    self._words(chosen.first, chosen.clock_after),
                    self._words(chosen.clock_after, chosen.after),
                )
                reason = _(
                    "'{word}' can be {length} from {clock} on, or a length of {clock} and a note; "
                    "write {length} @{clock}, or {units}."
                )
                units = format_units(parse_duration(clock)) if _HOURS_AND_MINUTES.fullmatch(clock) else clock
                reason = reason.format(word=shown, length=length, clock=clock, units=units or "0m")
                raise self._refused(chosen.first, chosen.after, reason)
            self._refuse_open_number(chosen, shown)
            start = chosen.clock.minute_of_day()
            start_token = self._token(chosen.first, chosen.clock_after, TokenKind.TIME)
            if start >= 24 * MINUTES_PER_HOUR:
                reason = _("'{word}' ends a day and starts none; write 0:00 and the next day.")
                raise fault_at(start_token, reason.format(word=shown_word(start_token.bare)))
            words = self._words(chosen.clock_after, chosen.after)
            seconds = worked_seconds(words, seconds_of(words, chosen.length))
            token = self._token(chosen.clock_after, chosen.after, TokenKind.DURATION)
            return FoundTime(token, rest, seconds, start=start, start_token=start_token)
        if chosen.length:
            self._refuse_open_number(chosen, shown)
            seconds = worked_seconds(shown, seconds_of(shown, chosen.length))
            return self._beside_a_length(chosen, FoundTime(token, rest, seconds))
        seconds = parse_duration(self._plain(chosen.first))
        doubtful = chosen.kind is Kind.COLON and self._may_be_clock(chosen)
        return FoundTime(token, rest, seconds, doubtful=doubtful)

    def _ranged(self, chosen: Candidate, shown: str) -> FoundTime:
        assert chosen.range is not None
        both_small = chosen.range.is_pair and all(
            clock.with_colon and clock.minute_of_day() * SECONDS_PER_MINUTE <= DOUBTFUL_OVER_SECONDS
            for clock in (chosen.range.first, chosen.range.last)
        )
        if both_small:
            first, last = shown.split(" ", 1)
            reason = _(
                "'{word}' can be from {first} to {last}, or a length of {first} and a note; write {first}-{last}, or {units}."
            )
            units = format_units(parse_duration(first))
            reason = reason.format(word=shown, first=first, last=last, units=units)
            raise self._refused(chosen.first, chosen.after, reason)
        span = chosen.range.minutes(shown)
        token = self._token(chosen.first, chosen.after, TokenKind.RANGE)
        before, after = chosen.first, chosen.after
        agreed: Token | None = None
        seconds: int | None = None
        beside = self._adjacent_candidate(after)
        if beside and beside.kind is Kind.LENGTH and beside.length and beside.strength > Strength.WEAK:
            words = self._shown(beside)
            seconds = worked_seconds(words, seconds_of(words, beside.length))
            agreed, after = self._token(beside.first, beside.after, TokenKind.DURATION), beside.after
        elif before == 1 and _BARE.fullmatch(self._plain(0)) and self._adjacent(1):
            seconds = parse_duration(self._plain(0))
            agreed, before = self._token(0, 1, TokenKind.DURATION), 0
        rest = (*self.words[:before], *self.words[after:])
        return FoundTime(token, rest, span=span, agreed_seconds=seconds, agreed_token=agreed)

    def _beside_a_length(self, chosen: Candidate, found: FoundTime) -> FoundTime:
        """A length directly after: a range has to agree; another length that ends the words is one too many."""
        beside = self._adjacent_candidate(chosen.after)
        if beside is None or beside.strength is Strength.WEAK:
            return found
        if beside.kind is Kind.RANGE and beside.range:
            span = beside.range.minutes(self._shown(beside))
            token = self._token(beside.first, beside.after, TokenKind.RANGE)
            rest = (*self.words[: chosen.first], *self.words[beside.after :])
            return FoundTime(token, rest, span=span, agreed_seconds=found.seconds, agreed_token=found.token)
        if beside.kind is Kind.LENGTH and self._ends_run(beside.after - 1):
            raise self._two_lengths(chosen, beside)
        return found

    def _refuse_open_number(self, chosen: Candidate, shown: str) -> None:
        """`1h 30 pages` is 1h30, or an hour and thirty pages."""
        if not (chosen.length and chosen.length.open_number) or self._ends_run(chosen.after - 1):
            return
        number = self._plain(chosen.after - 1)
        hours = self._words(chosen.first, chosen.after - 1)
        if chosen.kind is Kind.START:
            hours = self._words(chosen.clock_after, chosen.after - 1)
        reason = _(
            "'{word}' can be {hours} and {number} minutes, or {hours} and a note; "
            "write {hours} {number}m, or {hours}, {number}."
        )
        raise self._refused(chosen.first, chosen.after, reason.format(word=shown, hours=hours, number=number))

    def _agrees(self, bare: Candidate, ranged: Candidate) -> bool:
        assert ranged.range is not None
        try:
            first, last = ranged.range.minutes(self._shown(ranged))
        except Usage:
            return True
        return int(self._plain(bare.first)[:9]) == last - first

    def _two_lengths(self, first: Candidate, second: Candidate) -> UnreadableLine:
        one, other = self._shown(first), self._shown(second)
        if first.kind is Kind.BARE:
            one = f"{one}m"
        reason = _(
            "'{one}' and '{other}' can both be the time; write it right after the client with its unit, "
            "and a comma before the note, as in {one}, or {other}."
        )
        return self._refused(first.first, max(first.after, second.after), reason.format(one=one, other=other))

    def _clock_or_length(self, colon: Candidate, length: str) -> UnreadableLine:
        clock = self._shown(colon)
        reason = _(
            "'{clock}' can be a length or the start, beside '{length}'; "
            "write {units} for the length, or the start as @{clock}."
        )
        units = format_units(parse_duration(clock))
        return self._refused(colon.first, colon.after, reason.format(clock=clock, length=length, units=units))

    def _two_readings(self, numbers: Candidate, reason: str) -> UnreadableLine:
        assert numbers.range is not None
        first, last = numbers.range.first.hour, numbers.range.last.hour
        return self._refused(
            numbers.first, numbers.after, reason.format(word=self._shown(numbers), first=first, last=last)
        )

    def _may_be_clock(self, colon: Candidate) -> bool:
        word = self._plain(colon.first)
        if not _HOURS_AND_MINUTES.fullmatch(word):
            return False
        hours, minutes = (int(part) for part in word.split(":"))
        if minutes >= MINUTES_PER_HOUR or hours * MINUTES_PER_HOUR + minutes > 24 * MINUTES_PER_HOUR:
            return False
        return (hours * MINUTES_PER_HOUR + minutes) * SECONDS_PER_MINUTE > DOUBTFUL_OVER_SECONDS

    def _adjacent_candidate(self, index: int) -> Candidate | None:
        if index >= len(self.words) or not self._adjacent(index) or self._stops(index - 1):
            return None
        return self.at(index)

    def _adjacent(self, index: int) -> bool:
        """Whether no label stands between a word and the one before it."""
        return self.text[self._starts[index] - 1] == " "

    def _stops(self, index: int) -> bool:
        """Whether punctuation ends a word, so that what follows is the note."""
        return self.words[index].text[-1:] in _PUNCTUATION

    def _ends_run(self, index: int) -> bool:
        return index + 1 >= len(self.words) or not self._adjacent(index + 1)

    def _follows_time_word(self, index: int) -> bool:
        return index > 0 and self._adjacent(index) and self._plain(index - 1).lower() in _TIME_WORDS

    def _covered(self, index: int, end: int) -> int | None:
        """The index after the last word of a match that ends at an offset; `None` within a word."""
        while index < len(self.words):
            start = self._starts[index]
            word_end = start + len(self.words[index].text)
            if start < end <= word_end:
                return index + 1 if not self.text[end:word_end].strip(_PUNCTUATION) else None
            index += 1
        return None

    def _plain(self, index: int) -> str:
        return plain_text(self.words[index].text).rstrip(_PUNCTUATION)

    def _words(self, first: int, after: int) -> str:
        return shown_word(" ".join(word.text for word in self.words[first:after]).rstrip(_PUNCTUATION))

    def _shown(self, candidate: Candidate) -> str:
        return self._words(candidate.first, candidate.after)

    def _token(self, first: int, after: int, kind: TokenKind) -> Token:
        words = self.words[first:after]
        return Token(kind, words[0].start, words[-1].end, " ".join(word.text for word in words))

    def _refused(self, first: int, after: int, reason: str) -> UnreadableLine:
        return fault(self.words[first].start, self.words[after - 1].end, reason)


def refuse_negatives(words: Sequence[Token]) -> None:
    """Refuse a word such as `-15`, which is no part of a range. Errors: `UnreadableLine`."""
    for word in words:
        if _NEGATIVE.match(plain_text(word.text)):
            reason = _("'{word}' is a negative duration; write {advice}, or @{word} for work that ended that long ago.")
            raise fault_at(word, reason.format(word=shown_word(word.bare), advice=shown_word(word.bare[1:])))


def doubt_sentence(word: str, seconds: int) -> str:
    """The refusal of H:MM that is a length or a clock time."""
    reason = _("'{word}' can be a length or a clock time; write {units} for the length, or {word}-{end} for the time.")
    minutes = seconds // SECONDS_PER_MINUTE
    end = format_minutes((minutes + 20) % (24 * MINUTES_PER_HOUR))
    return reason.format(word=shown_word(word), units=format_units(seconds), end=end)
