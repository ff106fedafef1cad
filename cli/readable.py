"""Words of the command line that are no UTF-8: a terminal set to Latin-1 sends such bytes."""

import os
import sys
from collections.abc import Sequence

from core.basics.i18n import _


def readable(words: Sequence[str]) -> Sequence[str]:
    """The words, those that are no UTF-8 read as Latin-1, which is said on stderr; names of files that exist stay."""
    if all(word.isascii() or word.isprintable() for word in words):
        return words
    return [_read_as_latin(word) if _is_no_utf8(word) else word for word in words]


def _is_no_utf8(word: str) -> bool:
    name = word.partition("=")[2] if word.startswith("--") else word
    return any("\udc80" <= letter <= "\udcff" for letter in word) and not os.path.exists(name)


def _read_as_latin(word: str) -> str:
    from core.basics.decoding import text_of_bytes
    from core.basics.text import visible_text

    # Python keeps each such byte as a lone surrogate.
    text = text_of_bytes(word.encode("utf-8", "surrogateescape"))
    said = _("'{text}' was no UTF-8 and was read as Latin-1; set the terminal to UTF-8")
    print("monteore: " + said.format(text=visible_text(text)), file=sys.stderr)
    return text
