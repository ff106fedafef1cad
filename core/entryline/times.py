"""Decide which words of a line are the worked time: a length, a range, a start with a length, a bare number.

Words with two readings are refused at their position, with both readings.
"""

import re

from core.basics.dataclass import dataclass
from core.basics.durations import (
    MINUTES_PER_HOUR,
    SECONDS_PER_MINUTE,
    format_units,
    parse_duration,
    seconds_of,
    shown_word,
    worked_seconds,
)
from core.basics.errors import UnreadableLine, Usage
from core.basics.i18n import _
from core.basics.lengths import NUMBER_WORDS, Strength, match_length, plain_text
from core.basics.patterns import Pattern
from core.entryline.candidates import (
    BARE,
    COLONS,
    HOURS_AND_MINUTES,
    LIKE_A_TIME,
    Candidate,
    Kind,
)
from core.entryline.doubts import DOUBTFUL_OVER_SECONDS, refuse_decimal_minutes, refuse_hours_like_a_clock
from core.entryline.time_refusals import LINKS, START_WORDS, WITH_DIGIT, TimeRefusals
from core.entryline.tokens import Token, TokenKind, fault, fault_at, parted

_UNREAD_TIME = Pattern(r"[^\w-]?h?[0-9]{1,2}(?:[:.h][0-9]{2}|h?-h?[0-9])", re.IGNORECASE)
_DECIMAL_HOURS = Pattern(r"(?:1?[0-9]|2[0-3])[.,](?:[0-9]|75)")
"""A number that is no clock time, and with an `h` a length."""
_CLOCK_WITH_UNIT = Pattern(r"[0-9]{1,2}(?:h(?:[0-9]{2})?|[:.,][0-9]{2} ?h)", re.IGNORECASE)
_NOTE_AFTER_TIME = Pattern(r"[^,;]*[,;]+(?=[^\W\d_])", parts=(",", ";"))
_MOST_WORDS = 6
"""How many words the time of a line can have."""
_APART = frozenset({"later", "earlier", "ago", "fa"})
_APART_AT_END = frozenset({"dopo", "prima", "after", "before"})
_NO_WORK_BEFORE = frozenset(
    [
        "of",
        "after",
        "before",
        "every",
        "within",
        "in",
        "for",
        "than",
        "under",
        "over",
        "about",
        "di",
        "da",
        "dopo",
        "prima",
        "ogni",
        "entro",
        "tra",
        "fra",
        "per",
        "oltre",
        "circa",
        "delle",
    ]
)


@dataclass(frozen=True)
class FoundTime:
    """What a line says about its time. `seconds` or `span` (minutes of the day) is given; `start` only with a length.

    `doubtful`: a single H:MM over four hours, which can also be a clock time.
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


def opening_time_apart(words: list[Token], line: str) -> list[Token]:
    """The words, a note directly after the comma of the time with which they begin (`15,jam`) as a word of its own."""
    for index, word in enumerate(words[:_MOST_WORDS]):
        found = _NOTE_AFTER_TIME.match(word.text)
        if found and not match_length(plain_text(f"1{word.text[found.end() :]}")):
            apart = [*words[:index], *parted(word, (found.end(),)), *words[index + 1 :]]
            opening = TimeReader(apart, line).at(0)
            if opening and opening.after == index + 1:
                return apart
    return words


class TimeReader(TimeRefusals):
    """Decides which words are the time of an entry."""

    def find(self) -> FoundTime:
        """The time of the entry. Errors: `UnreadableLine`."""
        try:
            return self._decided()
        except UnreadableLine:
            raise
        except Usage as refusal:
            # An invalid clock time, found while two readings were compared.
            raise self.refused(0, len(self.words), str(refusal)) from None

    def _decided(self) -> FoundTime:
        opening = self.at(0) if self.words else None
        if opening and opening.kind is Kind.NUMBERS:
            raise self._two_readings(
                opening, _("'{word}' can be two clock times or two numbers; write {first}:00-{last}:00, or {first}m")
            )
        if opening and opening.kind is Kind.BARE:
            self._refuse_what_follows(opening)
            chosen = self._beside_a_bare_number(opening)
        elif opening and opening.kind is Kind.COLON:
            chosen = self._beside_colons(opening)
        else:
            chosen = opening or self._further_on()
        self._refuse_what_follows(chosen)
        return self._found(chosen)

    def _beside_a_bare_number(self, opening: Candidate) -> Candidate:
        """The line begins with a bare number: a later word with a unit is the time; anything less clear is refused.

        Punctuation after the number begins the note.
        """
        if self.stops(opening.after - 1):
            return opening
        beside = self.beside(opening.after)
        if beside and beside.kind in (Kind.LENGTH, Kind.RANGE, Kind.START) and beside.strength > Strength.WEAK:
            if beside.kind is Kind.RANGE and self._agrees(opening, beside):
                return beside
            raise self._two_lengths(opening, beside)
        for other in self.candidates(opening.after):
            if other.kind in (Kind.COLON, Kind.BARE, Kind.NUMBERS) or other.strength is Strength.WEAK:
                continue
            if other.kind is Kind.LENGTH and self._is_apart(other):
                continue
            if other.strength is Strength.TOGETHER and (other.kind is Kind.RANGE or self._closes(other)):
                return other
            raise self._two_lengths(opening, other)
        return opening

    def _is_apart(self, length: Candidate) -> bool:
        """Whether the word after a length makes it a distance in time, as in `called 2 h later`; that is note text."""
        if not self.goes_on(length.after):
            return False
        word = self.plain(length.after).casefold()
        return word in _APART or (word in _APART_AT_END and self.ends_run(length.after))

    def _closes(self, length: Candidate) -> bool:
        """Whether a length ends the words and none before it says that it is no work, as in `an outage of 2h`."""
        before = self.plain(length.first - 1).casefold()
        return self.ends_run(length.after - 1) and before not in _NO_WORK_BEFORE

    def _beside_colons(self, opening: Candidate) -> Candidate:
        """The line begins with H:MM: over four hours it is a length only if there is no other length."""
        if not self.may_be_clock(opening):
            return opening
        beside = self.beside(opening.after)
        if beside and beside.kind is Kind.BARE:
            raise self._clock_or_length(opening, self.shown(beside))
        others = (Kind.LENGTH, Kind.RANGE, Kind.START)
        other = next((each for each in self.candidates(opening.after) if each.kind in others), None)
        if other and other.strength > Strength.WEAK:
            raise self._clock_or_length(opening, self.shown(other))
        return opening

    def _further_on(self) -> Candidate:
        """The line does not begin with a time: use the first clear one, else a bare number at either end of the words."""
        candidates = self.candidates(0)
        clear = [each for each in candidates if each.kind is not Kind.BARE and each.strength > Strength.WEAK]
        if clear:
            first, rest = clear[0], clear[1:]
            if first.strength is Strength.APART and first.kind is not Kind.RANGE and rest:
                raise self._two_lengths(first, rest[0])
            if first.kind is Kind.LENGTH and first.first > 0 and self._is_linked_number(first.first):
                raise self._linked_before(first)
            if first.kind is Kind.COLON and rest and self.may_be_clock(first):
                raise self._clock_or_length(first, self.shown(rest[0]))
            return first
        weak = [each for each in candidates if each.kind is Kind.LENGTH]
        if weak:
            return weak[0]
        bare = [each for each in candidates if each.kind is Kind.BARE]
        ending = [each for each in bare if self.ends_run(each.first)]
        if ending:
            self._refuse_unread_time()
            return ending[-1]
        if bare:
            reason = _(
                "'{word}' can be minutes or part of the note; write {word}m, or the length right after the client"
            )
            raise self.refused(bare[0].first, bare[0].after, reason.format(word=self.shown(bare[0])))
        for index, word in enumerate(self.words):
            plain = self.plain(index)
            if LIKE_A_TIME.fullmatch(plain) or COLONS.fullmatch(plain) or (index == 0 and WITH_DIGIT.match(plain)):
                raise _says_no_length(word, plain)
        end = len(self._line)
        raise fault(end, end, _("the duration is missing; write 15 (minutes), 1h30 or 9:00-9:20"))

    def _refuse_unread_time(self) -> None:
        """Refuse words in the place of the time that look like one and were not read: a number at the end is not it."""
        place = 0
        while place < len(self.words) - 1 and self.plain(place).lower() in START_WORDS:
            place += 1
        plain = self.plain(place)
        if LIKE_A_TIME.fullmatch(plain) or _UNREAD_TIME.match(plain):
            raise _says_no_length(self.words[place], plain)

    def _is_linked_number(self, index: int) -> bool:
        """Whether a number, in digits or words, and a link stand before a word: `una e mezza`."""
        before = self.plain(index - 2).lower() if index > 1 else ""
        return self.plain(index - 1).lower() in LINKS and (bool(BARE.fullmatch(before)) or before in NUMBER_WORDS)

    def _linked_before(self, length: Candidate) -> UnreadableLine:
        """The refusal of `una e mezza`, whose first word is no number that was read."""
        begin = max(0, length.first - 2)
        reason = _("'{word}' can be one length or a length and a note; write it as in 1h30, or a comma before the note")
        return self.refused(begin, length.after, reason.format(word=self.quoted(begin, length.after)))

    def _found(self, chosen: Candidate) -> FoundTime:
        shown = self.shown(chosen)
        try:
            return self._measured(chosen, shown)
        except UnreadableLine:
            raise
        except Usage as refusal:
            raise self.refused(chosen.first, chosen.after, str(refusal)) from None

    def _measured(self, chosen: Candidate, shown: str) -> FoundTime:
        token = self.token(chosen.first, chosen.after, TokenKind.DURATION)
        # The `for` of `vpn for 20m` belongs to the length.
        linked = chosen.length and self.goes_on(chosen.first) and self.plain(chosen.first - 1).lower() in ("for", "per")
        rest = (*self.words[: chosen.first - 1 if linked else chosen.first], *self.words[chosen.after :])
        if chosen.range:
            return self._ranged(chosen, shown)
        if chosen.kind is Kind.START and chosen.clock and chosen.length:
            if chosen.clock.with_colon and chosen.clock.minute_of_day() * SECONDS_PER_MINUTE <= DOUBTFUL_OVER_SECONDS:
                clock, length = (
                    self.quoted(chosen.first, chosen.clock_after),
                    self.quoted(chosen.clock_after, chosen.after),
                )
                reason = _(
                    "'{word}' can be {length} from {clock} on, or a length of {clock} and a note; "
                    "write {length} @{clock}, or {units}"
                )
                units = format_units(parse_duration(clock)) if HOURS_AND_MINUTES.fullmatch(clock) else clock
                reason = reason.format(word=shown, length=length, clock=clock, units=units or "0m")
                raise self.refused(chosen.first, chosen.after, reason)
            self._refuse_open_number(chosen, shown)
            start = chosen.clock.minute_of_day()
            start_token = self.token(chosen.first, chosen.clock_after, TokenKind.TIME)
            if start >= 24 * MINUTES_PER_HOUR:
                reason = _("'{word}' ends a day and starts none; write 0:00 and the next day")
                raise fault_at(start_token, reason.format(word=shown_word(start_token.bare)))
            words = self.quoted(self._length_start(chosen), chosen.after)
            refuse_decimal_minutes(words, chosen.length)
            seconds = worked_seconds(words, seconds_of(words, chosen.length))
            token = self.token(self._length_start(chosen), chosen.after, TokenKind.DURATION)
            return FoundTime(token, rest, seconds, start=start, start_token=start_token)
        if chosen.length:
            self._refuse_open_number(chosen, shown)
            refuse_decimal_minutes(shown, chosen.length)
            seconds = worked_seconds(shown, seconds_of(shown, chosen.length))
            found = self._beside_a_length(chosen, FoundTime(token, rest, seconds))
            if found.span is None:
                refuse_hours_like_a_clock(shown)
            return found
        seconds = parse_duration(self.plain(chosen.first))
        doubtful = chosen.kind is Kind.COLON and self.may_be_clock(chosen)
        return FoundTime(token, rest, seconds, doubtful=doubtful)

    def _ranged(self, chosen: Candidate, shown: str) -> FoundTime:
        assert chosen.range is not None
        both_small = (
            chosen.range.is_pair
            and chosen.range.first.minute_of_day() > 0
            and all(
                clock.with_colon and clock.minute_of_day() * SECONDS_PER_MINUTE <= DOUBTFUL_OVER_SECONDS
                for clock in (chosen.range.first, chosen.range.last)
            )
        )
        if both_small:
            first, last = shown.split(" ", 1)
            reason = _(
                "'{word}' can be from {first} to {last}, or a length of {first} and a note; write {first}-{last}, or {units}"
            )
            units = format_units(parse_duration(first))
            reason = reason.format(word=shown, first=first, last=last, units=units)
            raise self.refused(chosen.first, chosen.after, reason)
        span = chosen.range.minutes(shown)
        token = self.token(chosen.first, chosen.after, TokenKind.RANGE)
        before, after = chosen.first, chosen.after
        agreed: Token | None = None
        seconds: int | None = None
        beside = self.beside(after)
        if beside and beside.kind is Kind.LENGTH and beside.length and beside.strength > Strength.WEAK:
            words = self.shown(beside)
            seconds = worked_seconds(words, seconds_of(words, beside.length))
            agreed, after = self.token(beside.first, beside.after, TokenKind.DURATION), beside.after
        elif before == 1 and BARE.fullmatch(self.plain(0)) and self.goes_on(1):
            seconds = parse_duration(self.plain(0))
            agreed, before = self.token(0, 1, TokenKind.DURATION), 0
        rest = (*self.words[:before], *self.words[after:])
        return FoundTime(token, rest, span=span, agreed_seconds=seconds, agreed_token=agreed)

    def _beside_a_length(self, chosen: Candidate, found: FoundTime) -> FoundTime:
        """A length directly after: it must agree with a range; a second length at the end of the words is refused."""
        beside = self.beside(chosen.after)
        if beside is None or beside.strength is Strength.WEAK:
            return found
        if beside.kind is Kind.RANGE and beside.range:
            span = beside.range.minutes(self.shown(beside))
            token = self.token(beside.first, beside.after, TokenKind.RANGE)
            rest = (*self.words[: chosen.first], *self.words[beside.after :])
            return FoundTime(token, rest, span=span, agreed_seconds=found.seconds, agreed_token=found.token)
        # `9h00 20m toner` and `9:00h 20m toner`: hours written as a clock time, and the length.
        hours = bool(_CLOCK_WITH_UNIT.fullmatch(self.shown(chosen))) and not self._is_apart(beside)
        if beside.kind is Kind.LENGTH and (hours or self.ends_run(beside.after - 1)):
            raise self._two_lengths(chosen, beside)
        return found

    def _refuse_open_number(self, chosen: Candidate, shown: str) -> None:
        """Refuse `1h 30 pages`: 1h30, or one hour and a note."""
        last = chosen.after - 1
        if not (chosen.length and chosen.length.open_number) or self.ends_run(last) or self.stops(last):
            return
        number = self.plain(chosen.after - 1)
        first = chosen.clock_after if chosen.kind is Kind.START else chosen.first
        link = self.plain(last - 1).lower() in LINKS
        hours = self.quoted(first, last - 1 if link else last)
        reason = _(
            "'{word}' can be {hours} and {number} minutes, or {hours} and a note; "
            "write {hours} {number}m, or {hours}, {number}"
        )
        raise self.refused(chosen.first, chosen.after, reason.format(word=shown, hours=hours, number=number))

    def _length_start(self, started: Candidate) -> int:
        """The first word of the length after a start; `for` or `per` may come between."""
        return next(index for index in range(started.clock_after, started.after) if self._length_at(index) is not None)

    def _agrees(self, bare: Candidate, ranged: Candidate) -> bool:
        assert ranged.range is not None
        try:
            first, last = ranged.range.minutes(self.shown(ranged))
        except Usage:
            return True
        return int(self.plain(bare.first)[:9]) == last - first

    def _two_lengths(self, first: Candidate, second: Candidate) -> UnreadableLine:
        one, other = self.shown(first), self.shown(second)
        if first.kind is Kind.BARE:
            one = f"{one}m"
        reason = _(
            "'{one}' and '{other}' can both be the time; write it right after the client with its unit, "
            "and a comma before the note, as in {one}, or {other}"
        )
        return self.refused(first.first, max(first.after, second.after), reason.format(one=one, other=other))

    def _clock_or_length(self, colon: Candidate, length: str) -> UnreadableLine:
        clock = self.shown(colon)
        reason = _(
            "'{clock}' can be a length or the start, beside '{length}'; "
            "write {units} for the length, or the start as @{clock}"
        )
        units = format_units(parse_duration(clock))
        return self.refused(colon.first, colon.after, reason.format(clock=clock, length=length, units=units))

    def _two_readings(self, numbers: Candidate, reason: str) -> UnreadableLine:
        assert numbers.range is not None
        first, last = numbers.range.first.hour, numbers.range.last.hour
        return self.refused(
            numbers.first, numbers.after, reason.format(word=self.shown(numbers), first=first, last=last)
        )


def _says_no_length(word: Token, plain: str) -> UnreadableLine:
    """The refusal of a word in the place of the time; a decimal that is no clock time is probably meant as hours."""
    reason = _("'{word}' does not say how long; write 15 (minutes), 1h30 or 9:00-9:20")
    if _DECIMAL_HOURS.fullmatch(plain):
        reason = _("'{word}' does not say how long; write {word}h for hours, 15 (minutes) or 9:00-9:20")
    return fault_at(word, reason.format(word=shown_word(word.bare)))
