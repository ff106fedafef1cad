"""Read clock times and ranges as people write them: `9:00 - 9:20`, `9am-10am`, `dalle 9 alle 9.20`."""

import re
from functools import cache
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.durations import MINUTES_PER_DAY, MINUTES_PER_HOUR, format_minutes, parse_time_of_day, shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.lengths import END, Strength, plain_text, words_at
from core.basics.patterns import Pattern

_FLAGS: Final = re.ASCII | re.IGNORECASE
_NOON_HOUR: Final = 12
_LONGEST_PAST_MIDNIGHT: Final = 12 * MINUTES_PER_HOUR


def _clock(number: int) -> str:
    return (
        rf"(?:(?P<h{number}>[0-9]{{1,4}})(?:(?P<s{number}>[:.])(?P<m{number}>[0-9]{{1,4}}))?"
        rf"(?: ?(?P<a{number}>[ap])\.?m(?![a-z])\.?)?"
        rf"(?: e (?P<p{number}>mezz[ao]|(?:un )?quarto|tre quarti|[0-9]{{2}}(?=[,;.!?]*(?:\n|\Z| (?:alle|a) ))))?"
        rf"|(?P<w{number}>noon|midnight|mezzogiorno|mezzanotte))"
    )


_FROM: Final = r"(?P<from>(?:from|between|dalle ore|dalle|dall'|dal|tra le|fra le|tra|fra|ore|h\.?) ?)?(?:h\.? ?)?"
_AT: Final = r"(?:(?:at|from|alle ore|alle|dalle ore|dalle|dal|ore|h) |dall'|all')?"
_TO: Final = r"(?:(?P<and>and|e le|e)|to|till?|until|fino alle ore|fino alle|fino a|sino alle|alle ore|alle|all'|al|a)"
_DASHED: Final = rf"{_FROM}{_clock(1)} ?- ?(?:(?:ore|h\.?) ?)?{_clock(2)}{END}"
_WORDED: Final = rf"{_FROM}{_clock(1)} {_TO}(?: |(?<='))(?:ore |h\.? ?)?{_clock(2)}{END}"
_PAIR: Final = rf"{_clock(1)} {_clock(2)}{END}"
_ONE: Final = rf"(?P<at>{_AT}){_clock(1)}{END}"
_OF_A_CLOCK = Pattern("[0-9]+|noon|midnight|mezzogiorno|mezzanotte", _FLAGS)
"""What each clock time has at least once, and no two of them share."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when it is first used: all of them take 4 ms, and most texts hold no clock time."""
    return re.compile(pattern, _FLAGS)


_NAMES: Final = ("noon", "midnight", "mezzogiorno", "mezzanotte")
_BEFORE_A_CLOCK: Final = frozenset({"at", "from", "alle", "dalle", "dal", "ore", "h"})
_BEFORE_A_RANGE: Final = frozenset({"from", "between", "dalle", "dal", "ore", "tra", "fra", "h"})


def _is_no_clock(word: str, before: frozenset[str]) -> bool:
    """Whether no clock time begins with a word, which may be one that stands before a clock time."""
    return word.isalpha() and word not in before and not word.endswith(_NAMES)


_BETWEEN: Final = ("between", "tra", "fra")
_STRONG_FROM: Final = ("from", "between", "dalle", "dall'", "dal", "tra", "fra", "ore", "h")


@dataclass(frozen=True)
class ClockTime:
    """A clock time as it was typed; `meridiem` is `a`, `p` or empty, `part` is `mezza` in `9 e mezza`."""

    hour: str
    minutes: str
    separator: str
    meridiem: str
    part: str
    name: str

    @property
    def with_colon(self) -> bool:
        """Whether it was typed as H:MM and without am or pm, so that it could be a length."""
        return self.separator == ":" and not self.meridiem

    @property
    def is_marked(self) -> bool:
        """Whether it can only be a clock time or an H:MM length."""
        return bool(self.separator == ":" or self.meridiem or self.name)

    @property
    def is_dotted(self) -> bool:
        """Whether it was typed as H.MM."""
        return self.separator == "." and len(self.minutes) == len("00")

    @property
    def is_hour_alone(self) -> bool:
        """Whether it is a number that could be an hour of the day."""
        return not self.separator and not self.name and int(self.hour) * MINUTES_PER_HOUR <= MINUTES_PER_DAY

    def minute_of_day(self, *, ends: bool = False, meridiem: str = "") -> int:
        """The minute of the day; `ends` reads midnight as the day's end. Errors: `Usage`."""
        if self.name:
            if self.name.lower() in ("noon", "mezzogiorno"):
                return _NOON_HOUR * MINUTES_PER_HOUR
            return MINUTES_PER_DAY if ends else 0
        said = f"{self.hour}:{self.minutes or '00'}"
        if self.part and self.minutes:
            raise Usage(
                _("'{word}' is not a time of day; write hours and minutes from 0:00 to 23:59, such as 9:05").format(
                    word=shown_word(f"{said} e {self.part}")
                )
            )
        minute = parse_time_of_day(said) + _part_minutes(self.part)
        half = self.meridiem or meridiem
        if not half:
            return minute
        if self.meridiem and not 1 <= int(self.hour) <= _NOON_HOUR:
            raise Usage(
                _("'{word}' is not a time of day; with am or pm the hour is from 1 to 12").format(
                    word=shown_word(f"{said}{self.meridiem}m")
                )
            )
        minute %= _NOON_HOUR * MINUTES_PER_HOUR
        return minute + (_NOON_HOUR * MINUTES_PER_HOUR if half == "p" else 0)


@dataclass(frozen=True)
class RangeWords:
    """Two clock times that were typed as from and to, with the offset of their end."""

    end: int
    first: ClockTime
    last: ClockTime
    strength: Strength
    is_pair: bool = False
    is_sure: bool = True

    def minutes(self, shown: str) -> tuple[int, int]:
        """The first and last minute of the day; the last is over 1440 if the range passes midnight. Errors: `Usage`."""
        first, last = self._ends(shown)
        if first == MINUTES_PER_DAY:
            raise Usage(_("'{word}' ends a day and starts none; write 0:00 and the next day").format(word=shown))
        if first == last:
            reason = _("'{word}' starts and ends at the same time; write an end after the start, as in 9:00-9:20")
            raise Usage(reason.format(word=shown))
        if last > first:
            return first, last
        last += MINUTES_PER_DAY
        length = last - first
        if length > _LONGEST_PAST_MIDNIGHT:
            reason = _(
                "'{word}' runs {length} hours past midnight; write the end by the 24-hour clock, "
                "or the length with its start: {units} @{start}"
            )
            units = f"{length // MINUTES_PER_HOUR}h{length % MINUTES_PER_HOUR:02}m"
            raise Usage(
                reason.format(word=shown, length=format_minutes(length), start=format_minutes(first), units=units)
            )
        return first, last

    def _ends(self, shown: str) -> tuple[int, int]:
        first, last = self.first, self.last
        if last.meridiem and not first.meridiem and not first.name and int(first.hour) <= _NOON_HOUR:
            end = last.minute_of_day(ends=True)
            starts = (
                first.minute_of_day(meridiem=half) for half in (last.meridiem, "a" if last.meridiem == "p" else "p")
            )
            same, other = starts
            return (same if same < end or other >= end else other), end
        start = first.minute_of_day()
        if first.meridiem and not last.meridiem and not last.name and int(last.hour) <= _NOON_HOUR:
            end = last.minute_of_day(ends=True, meridiem=first.meridiem)
            if end <= start:
                raise Usage(_("'{word}' leaves open whether its end is am or pm; write both").format(word=shown))
            return start, end
        return start, last.minute_of_day(ends=True)


def match_range(text: str, start: int = 0) -> RangeWords | None:
    """The longest range at an offset of a plain text; `is_sure` is false for `9 - 10`, which may be numbers."""
    word, following = words_at(text, start)
    if _is_no_clock(word, _BEFORE_A_RANGE) or (word.isdigit() and following == ""):
        return None
    if word[:1].isdigit() and word.rstrip("hmns").isdigit() and word[-1] in "hmns":
        return None
    if len(_OF_A_CLOCK.findall(text, start)) < len(("from", "to")):
        return None
    found = [
        words
        for pattern in (_DASHED, _WORDED, _PAIR)
        if (match := _compiled(pattern).match(text, start)) and (words := _range_of(match, pattern))
    ]
    return max(found, key=lambda words: (words.is_sure, words.end), default=None)


def match_clock(text: str, start: int = 0, *, hours_alone: bool = False) -> tuple[ClockTime, int, bool] | None:
    """A clock time at an offset, its end, and whether `at`, `alle` or `ore` stands before it."""
    word, following = words_at(text, start)
    if _is_no_clock(word, _BEFORE_A_CLOCK) or (word.isdigit() and following == "" and not hours_alone):
        return None
    match = _compiled(_ONE).match(text, start)
    if match is None:
        return None
    clock = _clock_of(match, 1)
    if clock.part and not match["at"]:
        return None
    sure = clock.is_marked or clock.is_dotted or match["at"] or (hours_alone and clock.is_hour_alone)
    return (clock, match.end(), bool(match["at"])) if sure else None


def parse_clock(text: str) -> int | None:
    """The minute of the day of a text that is one clock time (`14:00`, `14.00`, `2pm`); `None` for any other text.

    Errors: `Usage` for a time that no day has.
    """
    plain = plain_text(text)
    match = _compiled(_ONE).fullmatch(plain)
    if match is None or match["at"]:
        return None
    clock = _clock_of(match, 1)
    if clock.part or clock.name or not (clock.is_marked or clock.is_dotted):
        return None
    if clock.with_colon:
        return parse_time_of_day(plain)
    return clock.minute_of_day()


def _range_of(match: re.Match[str], pattern: str) -> RangeWords | None:
    first, last = _clock_of(match, 1), _clock_of(match, 2)
    clocks = (first, last)
    marked = any(clock.is_marked for clock in clocks)
    if pattern == _PAIR:
        if not (all(clock.is_marked for clock in clocks) or all(clock.is_dotted for clock in clocks)):
            return None
        return RangeWords(match.end(), first, last, Strength.APART, is_pair=True)
    begin = (match["from"] or "").strip().lower().split(" ")[0]
    if pattern == _WORDED and (match["and"] is not None) != (begin in _BETWEEN):
        return None
    dotted = any(clock.is_dotted for clock in clocks)
    if any(clock.separator == "." and not clock.is_dotted for clock in clocks):
        return None
    together = pattern == _DASHED and " " not in match.group() and marked
    if marked or (dotted and (pattern == _DASHED or begin)) or begin in _STRONG_FROM:
        return RangeWords(match.end(), first, last, Strength.TOGETHER if together else Strength.APART)
    if all(clock.is_hour_alone for clock in clocks):
        return RangeWords(match.end(), first, last, Strength.WEAK, is_sure=False)
    return None


def _clock_of(match: re.Match[str], number: int) -> ClockTime:
    def group(name: str) -> str:
        return match[f"{name}{number}"] or ""

    return ClockTime(group("h"), group("m"), group("s"), group("a").lower(), group("p").lower(), group("w"))


def _part_minutes(part: str) -> int:
    if not part:
        return 0
    if part.isdecimal():
        return int(part)
    quarter = MINUTES_PER_HOUR // 4
    return quarter * (2 if part.startswith("mezz") else 3 if part.startswith("tre") else 1)
