"""The encoding of a file: UTF-8 by its bytes, else one of three of a byte a letter, by what its words look like.

Old programs write the letters of Windows-1252, of DOS (code page 850, with those of 437 at the same places) or of Mac Roman.
In the wrong one of them a word holds a sign or a capital letter where none belongs: `Societ…`, `perchŽ`.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.i18n import _, ngettext
from core.basics.text import visible_text

STRAY: Final = "monteore-stray"
"""The error handler that reads bytes which are no UTF-8 as Windows-1252."""
_NAMES: Final = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp858": "DOS (850)"}
"""The encodings of one byte a letter, the preferred first, as people call them."""
_MOST_WORDS: Final = 3_000
_MOST_BYTES: Final = 8 << 20
_WORD: Final = re.compile(rb"[\x00-\x7f]?(?=[A-Za-z]{0,40}[\x80-\xff])[A-Za-z\x80-\xff']{1,40}[\x00-\x7f]?", re.DOTALL)
_ALONE: Final = frozenset("èàéÈÀÉ")
_QUOTES: Final = frozenset("’‘")
_SIGNS: Final = frozenset("€°ºª“”«»–—…·•®™©§£²³½¼¾±×÷\xa0")


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file become text."""

    codec: str
    """Name of Python's codec."""
    errors: str = "replace"
    """Name of the handler of bytes that are no text."""
    strays: int = 0
    """Bytes that are no UTF-8."""
    example: str = ""
    """A word whose letters told an encoding of one byte a letter, or one with a stray byte."""

    @property
    def sentence(self) -> str:
        """What was told of a file that is not Unicode throughout; empty for one that is."""
        if self.errors == STRAY:
            return ngettext(
                "{count} byte is no UTF-8 and is read as Windows-1252: {example}",
                "{count} bytes are no UTF-8 and are read as Windows-1252: {example}",
                self.strays,
            ).format(count=self.strays, example=self.example)
        if self.codec not in _NAMES:
            return ""
        return _("the file is no UTF-8; its letters are read as {encoding}: {example}").format(
            encoding=_NAMES[self.codec], example=self.example
        )


def encoding_of(chunks: Iterable[bytes]) -> Encoding:
    """The encoding of a file that is not UTF-16 or UTF-32, by its bytes in pieces of any size."""
    decoder, strays, letters, words, size = codecs.getincrementaldecoder("utf-8")("surrogateescape"), 0, 0, _Words(), 0
    for chunk in chunks:
        text = decoder.decode(chunk)
        if not text.isascii():
            found = sum(map(len, _STRAYS.findall(text)))
            strays += found
            letters += len(_LATIN.findall(text))
        if size < _MOST_BYTES:
            words.add(chunk)
        size += len(chunk)
    strays += len(decoder.decode(b"", final=True))
    if not strays:
        return Encoding("utf-8-sig")
    # Bytes of another encoding hardly ever make letters of UTF-8.
    if letters >= strays:
        example = words.first(lambda word: _STRAYS.search(word.decode("utf-8", "surrogateescape")) is not None)
        return Encoding("utf-8-sig", STRAY, strays, visible_text(example.decode("utf-8", STRAY)))
    codec = words.codec()
    return Encoding(codec, strays=strays, example=words.example(codec))


_STRAYS = re.compile("[\udc80-\udcff]+")
_LATIN = re.compile("[\xa0-\u024f\u2010-\u203a\u20ac]")
"""What Western texts write beyond ASCII; other letters of UTF-8 may be two bytes of another encoding."""


class _Words:
    """The words of a file that hold other than ASCII, each once, with the characters around them."""

    def __init__(self) -> None:
        self._found: dict[bytes, None] = {}

    def add(self, chunk: bytes) -> None:
        """Look at a piece of the file; a word that lies over its end may be cut."""
        if not chunk.isascii() and len(self._found) < _MOST_WORDS:
            self._found |= dict.fromkeys(_WORD.findall(chunk))

    def first(self, is_wanted: Callable[[bytes], bool]) -> bytes:
        """The first word that is wanted, without what is around it."""
        return next((word for word in self._found if is_wanted(word)), b"").strip(_AROUND)

    def codec(self) -> str:
        """The codec in which the words look most like words; Windows-1252 where two are alike."""
        scores = {codec: sum(_score(word.decode(codec, "replace")) for word in self._found) for codec in _NAMES}
        return max(_NAMES, key=lambda codec: scores[codec] + (codec == "cp1252") * _MARGIN)

    def example(self, codec: str) -> str:
        """The word that tells most."""
        words = [word.strip(_AROUND).decode(codec, "replace") for word in self._found]
        return visible_text(max(words, key=_score, default=""))


_AROUND = bytes(range(0x41)) + b"[\\]^_`{|}~\x7f"
_MARGIN = 0.4
"""How much better than in Windows-1252 the words must look in another encoding."""


def _score(word: str) -> float:
    return sum(_looks(word, place) for place, character in enumerate(word) if not character.isascii())


def _looks(word: str, place: int) -> float:
    """How much a character that is not ASCII looks as if it belonged where it stands."""
    character, before, after = word[place], word[place - 1 : place] if place else "", word[place + 1 : place + 2]
    if not character.isalpha():
        return _sign_looks(character, before, after)
    if not (before.isalpha() or after.isalpha()):
        return 0.7 if character in _ALONE else -1
    weight = _weight(character.lower(), is_last=not after.isalpha())
    if character.isupper():
        if before.islower() or (before.isalpha() and after.islower()):
            return -2
        return 0.5 if weight < 0 else min(weight, 0.6) if after.islower() else weight
    if after.isupper() or (before.isupper() and word[place - 2 : place - 1].isupper()):
        return -2
    return min(weight, 0.4) if not before.isalpha() else weight


def _weight(small: str, *, is_last: bool) -> float:
    """How usual a small letter is, within a word or at its end."""
    if small in "éè":
        return 1.0 if is_last else 0.9
    if small in "àìòù":
        return 1.0 if is_last else 0.3
    if small in "äöüßç":
        return 0.4 if is_last and small != "ß" else 0.9
    if small in "ñâêîôûëïáíóúœæøåãõ":
        return 0.4 if is_last else 0.6
    return -0.5


def _sign_looks(character: str, before: str, after: str) -> float:
    if character in _QUOTES and before.isalpha():
        # An apostrophe; the other of the two begins a quotation.
        return 1.5 if character == "’" else -1
    if character not in _SIGNS:
        return -3 if not character.isprintable() or character == "\ufffd" else -2
    if character in "“«":
        return -1.5 if before.isalpha() else 0.5
    if character in "”»":
        return -1.5 if after.isalpha() else 0.5
    if after.isalpha() and character in "…®™":
        return -1.5
    return -1.5 if before.isalpha() and (after.isalpha() or character not in "…®™ºª°\xa0") else 0.3


def _read_stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(STRAY, _read_stray)


def pieces(data: bytes, size: int = 1 << 16) -> Iterator[bytes]:
    """Bytes in pieces."""
    return (data[place : place + size] for place in range(0, len(data), size))
