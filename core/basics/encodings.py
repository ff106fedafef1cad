"""Text for an output whose encoding lacks some characters: each gets the nearest form that the encoding has."""

import codecs
import unicodedata

DESK_ERRORS = "monteore-one-cell"
"""The codec error handler of a screen: what takes a cell takes one afterwards, too."""

_ARROWS = {"→": "->", "←": "<-", "↔": "<->", "↑": "^", "↓": "v", "⇒": "=>"}
_MARKS = {
    "…": "...", "€": "EUR", "£": "GBP", "×": "x", "·": "-", "•": "*", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'",
    "“": '"', "”": '"', "«": "<<", "»": ">>", "✓": "v", "✗": "x", "●": "*", "○": "o", "▶": ">", "■": "#", "°": "o",
    "\u00a0": " ", "\u202f": " ", "≥": ">=", "≤": "<=", "≈": "~",
}  # fmt: skip
_ONE_CELL = {
    "→": ">",
    "←": "<",
    "↔": "-",
    "⇒": ">",
    "…": "~",
    "€": "E",
    "£": "L",
    "«": "<",
    "»": ">",
    "≥": ">",
    "≤": "<",
}
_ACROSS = frozenset("─━┄┅┈┉╌╍═╴╶╸╺╼╾")
_DOWN = frozenset("│┃┆┇┊┋╎╏║╵╷╹╻╽╿")
_WIDE = frozenset("WF")


def fitting(text: str, encoding: str) -> str:
    """The text with only characters that an encoding has; an unknown encoding is taken for ASCII."""
    try:
        text.encode(encoding)
        return text
    except UnicodeEncodeError:
        return "".join(_nearest(character, encoding) for character in text)
    except LookupError:
        return fitting(text, "ascii")


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _nearest(character: str, encoding: str) -> str:
    if _has(encoding, character):
        return character
    known = _ARROWS.get(character) or _MARKS.get(character) or _drawn(character)
    if known:
        return known
    if unicodedata.combining(character):
        return ""
    bare = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return bare if bare and _has(encoding, bare) else "?"


def _drawn(character: str) -> str:
    """Lines and blocks in ASCII; empty for what is neither."""
    if character in _ACROSS:
        return "-"
    if character in _DOWN:
        return "|"
    if "\u2500" <= character <= "\u257f":
        return "+"
    if character == "░":
        return "."
    return "#" if "\u2580" <= character <= "\u259f" else ""


def _one_cell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    cells = []
    for character in error.object[error.start : error.end]:
        shown = _ONE_CELL.get(character) or _nearest(character, error.encoding)
        width = 2 if unicodedata.east_asian_width(character) in _WIDE else 1
        if unicodedata.combining(character):
            width = 0
        cells.append(shown[:width].ljust(width, "?"))
    return "".join(cells), error.end


codecs.register_error(DESK_ERRORS, _one_cell)
