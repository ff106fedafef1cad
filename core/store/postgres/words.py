"""Words of texts as PostgreSQL's `tsvector` and `tsquery`.

They are folded and parted here, sign by sign as SQLite's full-text index does it, so that both engines find the same.
"""

from collections.abc import Iterable, Sequence

_LONGEST_WORD = 500
"""Characters. PostgreSQL refuses words of 2 kB."""
_LAST_PLACE = 16_000
"""PostgreSQL counts places up to 16,383; later words share one."""


class _Signs(dict[int, str]):
    """What becomes of each sign: itself or its plain small letter, nothing for an accent, a space for what parts words.

    Signs beyond ASCII are added as they are met: SQLite's tokenizer itself is asked, as its tables are not Python's.
    """

    def __init__(self) -> None:
        super().__init__({code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)})

    def __missing__(self, code: int) -> str:
        from core.store.sqlite.tokenizer import folded

        # Half of a pair is no sign. Those of the private area, which parts of numbers are, are letters without a case.
        if 0xD800 <= code < 0xF900:
            self[code] = " " if code < 0xE000 else chr(code)
        else:
            self[code] = folded(chr(code))
        return self[code]


_SIGNS = _Signs()


def words_of(text: str) -> list[str]:
    """The words of a text without case and accents; every other sign parts them."""
    return text.translate(_SIGNS).split()


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
    """The `tsquery` that each typed word begins a word; signs within part it, and its parts follow one another.

    Empty, which nothing fits, if a typed word holds nothing to search for.
    """
    phrases = []
    for typed in words:
        parts = [f"'{word[:_LONGEST_WORD]}'" for word in words_of(typed)]
        if not parts:
            return ""
        marked = [f"{part}:{weight}" if weight else part for part in parts[:-1]]
        phrases.append("(" + " <-> ".join((*marked, f"{parts[-1]}:*{weight}")) + ")")
    return " & ".join(phrases)


def quoted(text: str) -> str:
    """The `tsquery` of the words of a text, one after another; empty if it holds none."""
    return " <-> ".join(f"'{word[:_LONGEST_WORD]}'" for word in words_of(text))


def phrase(text: str, weight: str) -> str:
    """The `tsquery` that the words of a text follow one another."""
    return " <-> ".join(f"'{word[:_LONGEST_WORD]}':{weight}" for word in words_of(text))
