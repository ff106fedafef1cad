"""What the full-text index of clients holds besides their texts: parts of numbers, other spellings, a sign of the whole name.

Each three digits in a row are one sign of Unicode's private area, which the index takes for a letter and no text of a client
holds. So a part of a number is a phrase, found as words are, and never a word that somebody typed.
"""

import zlib
from collections.abc import Iterable, Sequence

from core.basics.spelling import LONGEST_PARTICLE, LONGEST_WORD, fold, spellings

_FIRST = 0xE000
_GAP = chr(_FIRST + 1000)
"""Stands between two numbers: no part reaches from one into the next."""
SPELT = chr(_FIRST + 1001)
"""Begins another spelling of a name."""
_NAMED = chr(_FIRST + 1002)
"""Begins the sign of a whole name."""


def part_of_number(digits: str) -> str:
    """The words of a part of a number, which follow one another in the number; empty for fewer than three digits."""
    return " ".join(chr(_FIRST + int(digits[at : at + 3])) for at in range(len(digits) - 2))


def whole_name(name: str) -> str:
    """One word for a whole name, case and accents aside: few names have the same. Empty for no name."""
    return f"{_NAMED}{zlib.crc32(fold(name).encode()):08x}" if name else ""


def forms_of(texts: Sequence[str], numbers: Iterable[str]) -> str:
    """What is searched of a client besides code, name and contacts, which are `texts`.

    A number is the digits as typed and those in E.164, with a space.
    """
    found = list[str]()
    for written in sorted({each for number in numbers for each in number.split()}, key=lambda each: (-len(each), each)):
        # Most numbers are part of the same one with the country before it.
        if not any(written in longer for longer in found):
            found.append(written)
    parts = f" {_GAP} ".join(filter(None, map(part_of_number, found)))
    spelt = sorted({word for text in texts for word in _besides(text)})
    return " ".join(filter(None, (parts, *(f"{SPELT}{word}" for word in spelt), whole_name(texts[1]))))


def _besides(text: str) -> set[str]:
    """The spellings of a text that are none of the words which the index finds in it for sure."""
    if text.isascii() and all(part.isalnum() and LONGEST_PARTICLE < len(part) <= LONGEST_WORD for part in text.split()):
        return set()
    plain = {word for part in text.split() if part.isascii() for word in _words(part)}
    return set(spellings(text)) - plain


def _words(part: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in fold(part)).split()
