"""Find the words of a line that can be a time: lengths, ranges, clock times with a length, bare numbers."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.durations import MINUTES_PER_HOUR, SECONDS_PER_MINUTE, shown_word
from core.basics.errors import UnreadableLine
from core.basics.lengths import Length, Strength, match_length, plain_text
from core.basics.patterns import Pattern
from core.entryline.clocks import ClockTime, RangeWords, match_clock, match_range
from core.entryline.doubts import DOUBTFUL_OVER_SECONDS
from core.entryline.tokens import Token, TokenKind, fault, visible

PUNCTUATION: Final = ",;.:!?)"
BARE = Pattern(r"[0-9]+")
COLONS = Pattern(r"[0-9]+:[0-9]+(?::[0-9]+)?", parts=(":",))
HOURS_AND_MINUTES = Pattern(r"[0-9]{1,2}:[0-9]{2}")
HOUR_LIKE = Pattern(r"[0-9]{1,2}h(?:[0-9]{2})?", re.IGNORECASE, parts=("h", "H"))
FOR = frozenset({"for", "per", "x"})
LIKE_A_TIME = Pattern(
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
    """The forms of a time in a line."""

    RANGE = auto()
    START = auto()
    LENGTH = auto()
    COLON = auto()
    BARE = auto()
    NUMBERS = auto()


@dataclass(frozen=True)
class Candidate:
    """The words from index `first` up to, not including, `after`, which can be the time of an entry."""

    kind: Kind
    first: int
    after: int
    strength: Strength
    length: Length | None = None
    range: RangeWords | None = None
    clock: ClockTime | None = None
    clock_after: int = 0


class TimeWords:
    """The words of one line as one plain text; words with a label between them do not belong together."""

    def __init__(self, words: Sequence[Token], line: str) -> None:
        """`words` are those that are neither labels nor `@` words."""
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

    def at(self, index: int) -> Candidate | None:
        """The candidate that begins at a word, if any."""
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
        if length and after_time_word and HOUR_LIKE.fullmatch(self.plain(index)):
            return None
        if length:
            return Candidate(Kind.LENGTH, index, self._covered(index, length.end) or index + 1, length.strength, length)
        bare = self.plain(index)
        if after_time_word:
            return None
        if COLONS.fullmatch(bare):
            return Candidate(Kind.COLON, index, index + 1, Strength.TOGETHER)
        if BARE.fullmatch(bare):
            return Candidate(Kind.BARE, index, index + 1, Strength.WEAK)
        return None

    def _started(self, index: int) -> Candidate | None:
        """A clock time with a length directly after it."""
        matched = match_clock(self.text, self._starts[index])
        if matched is None:
            return None
        clock, end, has_word = matched
        after = self._covered(index, end)
        if after is None or after >= len(self.words) or not self._is_adjacent(after):
            return None
        if (has_word or clock.is_dotted) and index > 0:
            return None
        clock_after = after
        if self.plain(after).lower() in FOR and self.goes_on(after + 1):
            after += 1
        length = self._length_at(after)
        if length is None or length.strength is Strength.WEAK:
            return None
        covered = self._covered(after, length.end) or after + 1
        return Candidate(Kind.START, index, covered, Strength.APART, length, clock=clock, clock_after=clock_after)

    def _length_at(self, index: int) -> Length | None:
        length = match_length(self.text, self._starts[index])
        if length is None:
            return None
        after = self._covered(index, length.end)
        if after is None:
            return None
        if length.open_number and not (self.ends_run(after - 1) or self.stops(after - 1)):
            shorter = match_length(self.text, self._starts[index], open_number=False)
            if length.last_number >= MINUTES_PER_HOUR and shorter and self._covered(index, shorter.end):
                return shorter
        return length

    def candidates(self, index: int) -> list[Candidate]:
        """All candidates from a word on, in order; none overlap."""
        found = []
        while index < len(self.words):
            candidate = self.at(index)
            if candidate and candidate.kind is not Kind.NUMBERS:
                found.append(candidate)
                index = candidate.after
            else:
                index += 1
        return found

    def beside(self, index: int) -> Candidate | None:
        """The candidate directly after a word, unless punctuation or a label is between."""
        return self.at(index) if self.goes_on(index) else None

    def _is_adjacent(self, index: int) -> bool:
        """Whether there is no label between a word and the one before it."""
        return self.text[self._starts[index] - 1] == " "

    def stops(self, index: int) -> bool:
        """Whether punctuation ends a word, so that what follows is the note."""
        return self.words[index].text[-1:] in PUNCTUATION

    def goes_on(self, index: int) -> bool:
        """Whether there is a word at an index without label or punctuation between it and the one before."""
        return 0 < index < len(self.words) and self._is_adjacent(index) and not self.stops(index - 1)

    def clock_at(self, index: int) -> tuple[ClockTime, int] | None:
        """A clock time that begins at a word, an hour alone included, and the index after it."""
        found = match_clock(self.text, self._starts[index], hours_alone=True)
        after = self._covered(index, found[1]) if found else None
        return (found[0], after) if found and after else None

    def ends_run(self, index: int) -> bool:
        """Whether a word is the last one, or a label follows it."""
        return index + 1 >= len(self.words) or not self._is_adjacent(index + 1)

    def _follows_time_word(self, index: int) -> bool:
        return index > 0 and self._is_adjacent(index) and self.plain(index - 1).lower() in _TIME_WORDS

    def _covered(self, index: int, end: int) -> int | None:
        """The index after the last word of a match that ends at an offset; `None` within a word."""
        while index < len(self.words):
            start = self._starts[index]
            word_end = start + len(self.words[index].text)
            if start < end <= word_end:
                return index + 1 if not self.text[end:word_end].strip(PUNCTUATION) else None
            index += 1
        return None

    def plain(self, index: int) -> str:
        """A word in plain text without the punctuation after it."""
        return plain_text(self.words[index].text).rstrip(PUNCTUATION)

    def quoted(self, first: int, after: int) -> str:
        """Words for quotation in a sentence."""
        return shown_word(" ".join(word.text for word in self.words[first:after]).rstrip(PUNCTUATION))

    def shown(self, candidate: Candidate) -> str:
        """The words of a candidate for quotation in a sentence."""
        return self.quoted(candidate.first, candidate.after)

    def token(self, first: int, after: int, kind: TokenKind) -> Token:
        """Words as one token."""
        words = self.words[first:after]
        return Token(kind, words[0].start, words[-1].end, " ".join(word.text for word in words))

    def refused(self, first: int, after: int, reason: str) -> UnreadableLine:
        """A refusal of words."""
        return fault(self.words[first].start, self.words[after - 1].end, reason)

    def may_be_clock(self, colon: Candidate) -> bool:
        """Whether H:MM is over four hours and a time of day, so that it may be a clock time."""
        word = self.plain(colon.first)
        if not HOURS_AND_MINUTES.fullmatch(word):
            return False
        hours, minutes = (int(part) for part in word.split(":"))
        if minutes >= MINUTES_PER_HOUR or hours * MINUTES_PER_HOUR + minutes > 24 * MINUTES_PER_HOUR:
            return False
        return (hours * MINUTES_PER_HOUR + minutes) * SECONDS_PER_MINUTE > DOUBTFUL_OVER_SECONDS
