"""Lengths of time as people write them in English and Italian: `1 h 30 m`, `8 hours`, `un'ora e mezza`, `90'`.

This file knows forms only. It returns hours, minutes and seconds; `durations` adds and checks them.
"""

import re
from enum import IntEnum
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.patterns import Pattern

_SPACES: Final = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_APOSTROPHES: Final = "\u2018\u2019\u02b9\u02bc\u2032\u00b4`"
_PLAIN: Final = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_APOSTROPHES, "'"),
    }
)
_FLAGS: Final = re.ASCII | re.IGNORECASE
END: Final = r"(?=[,;.:!?)]*(?:[ \n]|\Z))"
"""Regular expression for what must follow a complete word: optional punctuation, then a blank or the end."""

_NUMBER_WORDS: Final = {
    1: "one a an un uno una",
    2: "two due",
    3: "three tre",
    4: "four quattro",
    5: "five cinque",
    6: "six sei",
    7: "seven sette",
    8: "eight otto",
    9: "nine nove",
    10: "ten dieci",
    11: "eleven undici",
    12: "twelve dodici",
    15: "fifteen quindici",
    20: "twenty venti",
    25: "twenty-five venticinque",
    30: "thirty trenta",
    35: "thirty-five trentacinque",
    40: "forty quaranta",
    45: "forty-five quarantacinque",
    50: "fifty cinquanta",
    55: "fifty-five cinquantacinque",
    60: "sixty sessanta",
    90: "ninety novanta",
}
_VALUE_OF_WORD: Final = {word: value for value, words in _NUMBER_WORDS.items() for word in words.split()}
NUMBER_WORDS: Final = frozenset(_VALUE_OF_WORD)
"""The words of both languages that are read as numbers."""
_ARTICLES: Final = frozenset({"a", "an", "un", "uno", "una"})
_VULGAR: Final = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}

_NUMBER: Final = r"(?:[0-9]{1,9}(?:[.,][0-9]{1,9})?|[.,][0-9]{1,9}|[0-9]{0,3}[½¼¾]|[1-9]/[2-9])"
_WORD: Final = "(?:" + "|".join(sorted(_VALUE_OF_WORD, key=len, reverse=True)) + ")"
_LEAST_LINKED: Final = 10
_TENS: Final = (
    "(?:"
    + "|".join(
        sorted((word for word, value in _VALUE_OF_WORD.items() if value >= _LEAST_LINKED), key=len, reverse=True)
    )
    + ")"
)
_HOUR: Final = r"(?:hours?|hrs?|or[ae]|h)\.?"
_MINUTE: Final = r"(?:minutes?|minut[oi]|mins?|m|')\.?"
_SECOND: Final = r"(?:seconds?|second[oi]|secs?|s)\.?"
_LINK: Final = r"(?: ?, ?| (?:and|e|&) | ?\+ ?| ?)"
_AND_PART: Final = (
    r" (?P<part>and (?:a )?half|e mezz[ao]|and (?:a )?quarter|and three quarters|e (?:un )?quarto|e tre quarti)"
)


def _quantity(name: str, unit: str) -> str:
    return rf"(?:(?P<{name}>{_NUMBER}) ?{unit}|(?P<{name}w>{_WORD})(?: |(?<=un)' ?){unit})"


_MINUTES: Final = rf"{_quantity('m', _MINUTE)}"
_SECONDS: Final = rf"{_quantity('s', _SECOND)}"
# The order matters: the first alternative that matches a whole word is used, so forms with a unit come first.
_HOURS_FIRST: Final = (
    rf"{_quantity('h', _HOUR)}"
    rf"(?:{_AND_PART}|{_LINK}{_MINUTES}(?:{_LINK}{_SECONDS})?|{_LINK}{_quantity('z', _SECOND)}"
    rf"| (?:and|e) (?P<linked>[0-9]{{1,9}}|{_TENS})|(?P<glued>[0-9]{{1,9}})"
)
_IN_HOURS: Final = ("h", "or")
_FORMS: Final = (
    (_IN_HOURS, rf"{_HOURS_FIRST}| (?P<apart>[0-9]{{1,9}}|{_TENS}))?{END}"),
    (_IN_HOURS, rf"{_HOURS_FIRST})?{END}"),
    (_IN_HOURS, rf"(?:(?P<h>{_NUMBER})|(?P<hw>{_WORD})){_AND_PART} {_HOUR}{END}"),
    (("m", "'"), rf"{_MINUTES}(?: (?P<part>and (?:a )?half|e mezzo)|{_LINK}{_SECONDS})?{END}"),
    (("s",), rf"{_SECONDS}{END}"),
    (
        ("half", "mezz"),
        rf"(?P<half>(?:a )?half(?: an?)?[ -]?hours?|mezz'ora|mezza ora|mezzora|mezza(?=[,;.!?)]*(?:\n|\Z))){END}",
    ),
    (_IN_HOURS, rf"(?P<three>(?:three|3) quarters of an hour|(?:tre|3) quarti d'ora|3/4 d'ora){END}"),
    (_IN_HOURS, rf"(?P<quarter>(?:a )?quarter (?:of an |of a )?hour|(?:un )?quarto d'ora|1/4 d'ora){END}"),
    (_IN_HOURS, rf"(?P<colonh>[0-9]{{1,9}}):(?P<colonm>[0-9]{{2}}) ?{_HOUR}{END}"),
)
"""Each form, and parts of its words of which one stands in every text that it matches."""
_DECIMAL_MINUTES = Pattern(r"([0-9]*)[.,](?!25|50|00)([0-5][0-9])")
_UNITS_TOGETHER: Final = (
    rf"(?:{_NUMBER}{_HOUR}(?: ?[0-9]+(?:m|min|mins)?(?: ?[0-9]+s)?)?|{_NUMBER}(?:minutes?|minut[oi]|mins?|m)\.?"
    rf"(?: ?[0-9]+s)?|{_NUMBER}{_SECOND}|[0-9]+:[0-9]+{_HOUR})"
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when it is first used: all of them take 10 ms, and most texts need few."""
    return re.compile(pattern, _FLAGS)


class Strength(IntEnum):
    """How surely words are a length: an article with a unit (`a minute`), words apart (`2 h`), one word (`2h`)."""

    WEAK = 0
    APART = 1
    TOGETHER = 2


@dataclass(frozen=True)
class Length:
    """A length with a unit that was found: the offset of its end and its parts.

    `open_number` tells that it ends with a number without a unit after a blank (`1h 30`), or with one under ten after a
    link (`1h e 2`), which may begin a note; `last_number` is its value.
    """

    end: int
    hours: Fraction | None
    minutes: Fraction | None
    seconds: Fraction | None
    strength: Strength
    open_number: bool = False
    last_number: int = 0
    like_minutes: tuple[int, int] | None = None
    """Hours and minutes where a decimal can mean them (`1.30 h`); quarters such as `1.25h` are decimals."""


def plain_text(text: str) -> str:
    """The text with full-width characters, blanks, dashes and apostrophes as in ASCII; the length stays the same."""
    return text.translate(_PLAIN)


def match_length(text: str, start: int = 0, *, open_number: bool = True) -> Length | None:
    """The longest length with a unit at an offset of a plain text; its numbers are not checked."""
    # The commonest words are told without the expressions, which take up to 4 ms each to compile.
    word, following = words_at(text, start)
    if word.isalpha() and word not in NUMBER_WORDS and not word.startswith(_NAMED_PARTS):
        return None
    if word.isdigit() and (following == "" or (following.isalpha() and not following.startswith(_AFTER_NUMBER))):
        return None
    if _ends_length(following):
        digits = word.rstrip("himns")
        unit = word[len(digits) :]
        if digits.isdigit() and len(digits) <= _MOST_DIGITS and unit in ("h", "m", "min", "mins"):
            number = Fraction(int(digits))
            hours, minutes = (number, None) if unit == "h" else (None, number)
            return Length(start + len(word), hours, minutes, None, Strength.TOGETHER)
    said = text.lower()
    # Forms that cannot match are left out.
    forms = [form for parts, form in _FORMS if any(part in said for part in parts)]
    first = None
    if forms[:1] == [_FORMS[0][1]]:
        first = _compiled(forms[0]).match(text, start) if open_number else None
        # What the second form matches the first one matches too, if only shorter.
        forms = forms[2:] if open_number and first is None else forms[1:]
    matches = [match for match in (first, *(_compiled(form).match(text, start) for form in forms)) if match]
    if not matches:
        return None
    best = max(matches, key=re.Match.end)
    return _length_of(best.group(), best.end(), best.groupdict())


_NAMED_PARTS: Final = ("half", "mezz", "quart")
"""How words begin that name parts of an hour."""
_AFTER_NUMBER: Final = ("h", "o", "m", "s", "a", "e", "q")
"""How words begin that make a length of the number before them: units, `and a half`, `e mezza`, `quarters`."""
_MOST_DIGITS: Final = 9


def words_at(text: str, start: int) -> tuple[str, str]:
    """The word at an offset and the one after a blank, in lower case; `-` stands for words that are not ASCII.

    The second is empty at the end of the text, and `-` where a line ends or more than one blank follows.
    """
    first, blank, rest = text[start:].partition(" ")
    second = rest.partition(" ")[0] if blank else ""
    if "\n" in first or "\n" in second or (blank and not second):
        second = "-"
    return (first.lower() if first.isascii() and "\n" not in first else "-"), (
        second.lower() if second.isascii() else "-"
    )


def _ends_length(following: str) -> bool:
    """Whether a word after `15m` or `2h` is no part of the length: it is none, or neither links nor is a number."""
    if following in NUMBER_WORDS or following in ("and", "e"):
        return False
    return following == "" or (following.isalnum() and following[0].isalpha())


def _length_of(text: str, end: int, groups: dict[str, str | None]) -> Length:
    together = Strength.TOGETHER if _compiled(_UNITS_TOGETHER).fullmatch(text) else Strength.APART
    for name, value in (("half", Fraction(1, 2)), ("three", Fraction(3, 4)), ("quarter", Fraction(1, 4))):
        if groups.get(name):
            return Length(end, value, None, None, together)
    if groups.get("colonh"):
        hours, minutes = Fraction(int(groups["colonh"] or 0)), Fraction(int(groups["colonm"] or 0))
        return Length(end, hours, minutes, None, together)
    found_hours, found_minutes = _value(groups, "h"), _value(groups, "m")
    seconds = _value(groups, "s")
    if seconds is None:
        seconds = _value(groups, "z")
    number = groups.get("glued") or groups.get("linked") or groups.get("apart")
    if number:
        found_minutes = Fraction(_VALUE_OF_WORD.get(number.lower()) or int(number))
    if part := groups.get("part"):
        if found_hours is not None:
            found_hours += _part(part)
        elif found_minutes is not None:
            found_minutes += _part(part)
    word = (groups.get("mw") or groups.get("sw") or "").lower()
    weak = found_hours is None and word in _ARTICLES
    return Length(
        end,
        found_hours,
        found_minutes,
        seconds,
        Strength.WEAK if weak else together,
        open_number=bool(groups.get("apart") or (groups.get("linked") and (found_minutes or 0) < _LEAST_LINKED)),
        last_number=int(found_minutes or 0) if number else 0,
        like_minutes=_like_minutes(groups.get("h")),
    )


def _like_minutes(number: str | None) -> tuple[int, int] | None:
    match = _DECIMAL_MINUTES.fullmatch(number or "")
    return (int(match[1] or 0), int(match[2])) if match else None


def _part(words: str) -> Fraction:
    said = words.lower()
    if "half" in said or "mezz" in said:
        return Fraction(1, 2)
    return Fraction(3, 4) if "three" in said or "tre" in said else Fraction(1, 4)


def _value(groups: dict[str, str | None], name: str) -> Fraction | None:
    if word := groups.get(f"{name}w"):
        return Fraction(_VALUE_OF_WORD[word.lower()])
    number = groups.get(name)
    return _number(number) if number else None


@lru_cache(maxsize=256)
def _number(text: str) -> Fraction:
    if text[-1] in _VULGAR:
        return Fraction(int(text[:-1] or 0)) + _VULGAR[text[-1]]
    if "/" in text:
        return Fraction(text)
    number = text.replace(",", ".")
    return Fraction(f"0{number}" if number.startswith(".") else number)
