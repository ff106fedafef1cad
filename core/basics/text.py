"""Make text safe: before it is stored (`clean_text`) and before it is shown in a terminal (`visible_text`)."""

import unicodedata
from functools import lru_cache

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_KEPT = frozenset({"\u200d"})  # the joiner inside emoji and some scripts


def clean_text(value: str) -> str:
    """The text without control, bidi and surrogate characters; line breaks and tabs become single spaces."""
    # What is printable has none of these characters.
    if value.isprintable():
        return " ".join(value.split()) if value else value
    spaced = "".join(" " if character in "\r\n\t\v\f\u2028\u2029" else character for character in value)
    kept = "".join(
        character for character in spaced if character in _KEPT or unicodedata.category(character) not in _INVISIBLE
    )
    return " ".join(kept.split())


clean_name = lru_cache(maxsize=1000)(clean_text)
"""`clean_text` for names, of which a file has few and each in many rows."""


def without_entities(text: str) -> str:
    """The text with entities of HTML, as web programs write them into tables, as characters (`Rossi &amp; Figli`)."""
    import re
    from html import unescape

    return re.sub(_ENTITY, lambda found: unescape(found[0]), text).strip()


def visible_text(value: str) -> str:
    """The text with control and invisible characters replaced by U+FFFD. The joiner behind an emoji is left out: terminals
    do not agree how many cells joined ones take.
    """
    if value.isprintable():
        return value
    shown: list[str] = []
    for character in value:
        if character.isprintable():
            shown.append(character)
        elif not (character in _KEPT and shown and _is_of_emoji(shown[-1])):
            shown.append("\ufffd")
    return "".join(shown)


def _is_of_emoji(character: str) -> bool:
    """Whether it is a picture, its colour of skin, or the selector behind it."""
    return character == "\ufe0f" or unicodedata.category(character) in {"So", "Sk"}


def listed(text: str) -> list[str]:
    """The parts of a list that a person typed, with commas or semicolons between them; empty ones are left out."""
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
