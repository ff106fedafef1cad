"""Words of texts as PostgreSQL's `tsvector` and `tsquery`.

They are folded and parted here as SQLite's full-text index does it, so that both engines find the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W_]+")

_LONGEST_WORD = 500
"""Characters. PostgreSQL refuses words of 2 kB."""
_LAST_PLACE = 16_000
"""PostgreSQL counts places up to 16,383; later words share one."""


def words_of(text: str) -> list[str]:
    """The words of a text without case and accents; every other sign parts them."""
    plain = unicodedata.normalize("NFD", text)
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)).lower())


def vector(texts: Iterable[tuple[str, str]]) -> str:
    """The `tsvector` of texts, each with its weight (A to D); a phrase does not reach from one text into the next."""
    parts, place = list[str](), 0
    for text, weight in texts:
        for word in words_of(text):
            place = min(place + 1, _LAST_PLACE)
            parts.append(f"'{word[:_LONGEST_WORD]}':{place}{weight}")
        place = min(place + 1, _LAST_PLACE)
    return " ".join(parts)


def query(words: Sequence[str], weight: str = "") -> str:
    """The `tsquery` that each typed word begins a word; signs within part it, and its parts follow one another."""
    phrases = []
    for typed in words:
        parts = [f"'{word[:_LONGEST_WORD]}'" for word in words_of(typed)]
        if parts:
            marked = [f"{part}:{weight}" if weight else part for part in parts[:-1]]
            phrases.append("(" + " <-> ".join((*marked, f"{parts[-1]}:*{weight}")) + ")")
    return " & ".join(phrases)
