"""The words of a line with their offsets, and errors that name offsets."""

import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from core.basics.dataclass import dataclass, replace
from core.basics.errors import UnreadableLine
from core.basics.i18n import _
from core.basics.patterns import Pattern
from core.entryline.days import is_month_name

_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs"})
_PUNCTUATION: Final = ",;."
_WORD = Pattern(r"\S+")
_DAY_OF_MONTH = Pattern(r"[0-9]{1,2}")
_AT_AFTER_SEPARATOR = Pattern(r"(?<=[,;])(?=@-?[0-9]|@[^\W\d_])", parts=(",@", ";@"))
_NOTE_AFTER_AT_WORD = Pattern(r"@[^\s,;]+[,;]+(?=[^\W\d_])", parts=(",", ";"))
_NOTE_AFTER_DATE = Pattern(r"([^\W\d_]+\.?|(?:19|20)[0-9]{2})[,;]+(?=[^\W\d_])", parts=(",", ";"))
_YEAR = Pattern(r"(?:19|20)[0-9]{2}")


class TokenKind(StrEnum):
    """The kind of a token."""

    CLIENT = "client"
    DURATION = "duration"
    RANGE = "range"
    DAY = "day"
    TIME = "time"
    AGO = "ago"
    TICKET = "ticket"
    WORK_TYPE = "work-type"
    NO_CHARGE = "no-charge"
    NOTE = "note"


@dataclass(frozen=True)
class Token:
    """A word, or words that belong together, with offsets in the line; `text` has no control characters."""

    kind: TokenKind
    start: int
    end: int
    text: str

    @property
    def bare(self) -> str:
        """The word without the punctuation of the sentence it stands in."""
        return self.text.rstrip(_PUNCTUATION)


def fault(start: int, end: int, reason: str) -> UnreadableLine:
    """An error for the characters from `start` to `end` of the line."""
    sentence = _("Column {column}: {reason}").format(column=start + 1, reason=reason)
    return UnreadableLine(sentence, start, end, reason)


def fault_at(token: Token, reason: str) -> UnreadableLine:
    """An error for a word."""
    return fault(token.start, token.end, reason)


def moved_fault(error: UnreadableLine, by: int) -> UnreadableLine:
    """The same error for a line that lacks the first so many characters."""
    return fault(max(0, error.start - by), max(0, error.end - by), error.reason)


def visible(text: str) -> str:
    """The text without control, format and surrogate characters; blanks stay."""
    return "".join(
        character
        for character in text
        if character.isspace() or unicodedata.category(character) not in _UNSEEN_CATEGORIES
    )


def words_of(line: str, start: int = 0) -> list[Token]:
    """The words of a line from an offset on, as tokens of kind note."""
    found = (Token(TokenKind.NOTE, word.start(), word.end(), visible(word[0])) for word in _WORD.finditer(line, start))
    words = [token for token in found if token.text]
    return _with_dates(_with_at_words(words)) if "@" in line else words


def parted(word: Token, places: Iterable[int]) -> Iterator[Token]:
    """The parts of a word that begin at its start and at these places within it."""
    begin = 0
    for end in (*places, len(word.text)):
        if end > begin:
            yield replace(word, start=word.start + begin, end=word.start + end, text=word.text[begin:end])
        begin = end


def _with_at_words(words: list[Token]) -> list[Token]:
    """The words, an `@` word directly after a comma or semicolon (`jam,@9:10`), or before one (`@9:10,jam`), as its own."""
    made: list[Token] = []
    for word in words:
        for part in parted(word, (found.start() for found in _AT_AFTER_SEPARATOR.finditer(word.text))):
            made += parted(part, _end_of_at_word(part, made))
    return made


def _end_of_at_word(word: Token, before: list[Token]) -> tuple[int, ...]:
    """Where a word is parted from a note that follows its comma: an `@` word, or the end of a date after `@`."""
    found = _NOTE_AFTER_AT_WORD.match(word.text)
    if found is None and any(each.text.startswith("@") for each in before[-3:]):
        date_end = _NOTE_AFTER_DATE.match(word.text)
        month = before[-1].bare if date_end and _YEAR.fullmatch(date_end[1]) else date_end[1] if date_end else ""
        found = date_end if is_month_name(month.rstrip(".").casefold()) else None
    return (found.end(),) if found else ()


def _with_dates(words: list[Token]) -> list[Token]:
    """The words, those of a date after `@` as one: `@28 Nov`, `@28 Nov 2026`, `@Sat 28 Nov`."""
    made: list[Token] = []
    place = 0
    while place < len(words):
        count = _words_of_date(words[place : place + 4])
        whole = words[place : place + count]
        made.append(Token(TokenKind.NOTE, whole[0].start, whole[-1].end, joined(whole)))
        place += count
    return made


def _words_of_date(words: list[Token]) -> int:
    """How many of the words are one date after `@`; 1 for any other word."""
    if not words[0].text.startswith("@"):
        return 1
    texts = [words[0].text[1:], *(word.text for word in words[1:])]
    # A weekday may stand first.
    first = 0 if texts[0].isdecimal() else 1
    if not (first < len(texts) and _DAY_OF_MONTH.fullmatch(texts[first]) and (first == 0 or texts[0].isalpha())):
        return 1
    month = texts[first + 1 : first + 2]
    if not month or not is_month_name(month[0].rstrip(_PUNCTUATION).casefold()):
        return 1
    year = texts[first + 2 : first + 3]
    is_closed = month[0][-1] in ",;"
    return first + 2 + (not is_closed and bool(year) and _YEAR.fullmatch(year[0].rstrip(_PUNCTUATION)) is not None)


def joined(words: Iterable[Token]) -> str:
    """Words with single blanks between them."""
    return " ".join(word.text for word in words)


def client_text_of(line: str) -> tuple[str, int, int]:
    """The text that names the client, and its offsets (quotes included); the client is looked up before the rest."""
    start = len(line) - len(line.lstrip())
    if line[start : start + 1] == '"':
        closing = line.find('"', start + 1)
        if closing < 0:
            reason = _('the quotation mark is never closed; write the client as in "acme ltd"')
            raise fault(start, len(line), reason)
        text, end = line[start + 1 : closing], closing + 1
        if line[end : end + 1] == "/" and (account := _WORD.match(line, end)):
            text, end = text + account[0], account.end()
    else:
        match = _WORD.match(line, start)
        text, end = (match[0], match.end()) if match else ("", len(line))
    client_text = " ".join(visible(text).split())
    if not client_text:
        reason = _("the client is missing; write its code or name first, then the duration, as in acme 15")
        raise fault(start, end, reason)
    return client_text, start, end
