"""Find what in a note looks like something that the entry does not count: a length, a day, a ticket, no charge. Pure."""

import re
from typing import Final

from core.basics.durations import shown_word
from core.basics.i18n import _
from core.basics.lengths import match_length, plain_text
from core.entryline.days import DAY_WORDS_BY_LANGUAGE, is_date
from core.entryline.parse import EntryLine, TokenKind

_JOINING: Final = re.compile(
    r"(?:^|(?<=\s))(?:\+|&|and|plus|then|e|più|piu|poi)\s+(?=[0-9])|\+(?=[0-9])", re.IGNORECASE
)
_YESTERDAYS: Final = frozenset(
    {"yesterday"}
    | {word for words in DAY_WORDS_BY_LANGUAGE.values() for word, day in words.items() if day == "yesterday"}
)
"""Yesterday as it is typed in any language."""
_AGO: Final = re.compile(r"(?:ago|fa)\b", re.IGNORECASE)
_PART_OF_DAY: Final = re.compile(
    r"(?:this morning|last night|stamattina|stamani|stamane|stanotte|stasera|ieri sera)\b", re.IGNORECASE
)
_TICKET: Final = re.compile(r"#\s*([0-9]+)|\bticket\s+(?:n\.?\s*)?#?([0-9]+)", re.IGNORECASE)
_FREE: Final = re.compile(
    r"(?<![^\W_])(?:n\.c\.?|n/c|no charge|free of charge|gratis|senza addebito|non addebitare)(?![^\W_])", re.IGNORECASE
)


def slips_in_note(words: EntryLine) -> tuple[str, ...]:
    """Sentences without their subject about words of a note that may have been meant for the entry itself."""
    note = plain_text(words.note)
    return (*_lengths(note), *_times(words, note), *_labels(words, note))


def _lengths(note: str) -> list[str]:
    """A length after a joining word."""
    found = []
    for joining in _JOINING.finditer(note):
        rest = note[joining.end() :]
        length = match_length(rest, open_number=False)
        # A number without a unit is a length only where the note goes on with the sum: `20 + 10 vpn`.
        is_sum = joining.start() == 0 and joining.group().startswith("+")
        if length is not None or is_sum:
            word = rest[: length.end].strip() if length is not None else rest.split()[0]
            found.append(_("counts no '{word}', which is in the note").format(word=shown_word(word)))
    return found


def _times(words: EntryLine, note: str) -> list[str]:
    """A day where none is said; a distance in time or a part of the day at the beginning where no start is said."""
    said_kinds = {token.kind for token in words.tokens}
    found = []
    if TokenKind.DAY not in said_kinds:
        said = next((word for word in re.findall(r"[^\W\d_]+", note.casefold()) if word in _YESTERDAYS), "")
        first = note.split(maxsplit=1)[0] if note else ""
        said = said or (first if is_date(first) else "")
        if said:
            sentence = _("is of today, and its note says '{word}'; @{word} makes it its day")
            found.append(sentence.format(word=shown_word(said)))
    if not said_kinds & {TokenKind.RANGE, TokenKind.TIME, TokenKind.AGO}:
        length = match_length(note, open_number=False)
        ago = _AGO.match(note[length.end :].lstrip()) if length is not None else None
        part = _PART_OF_DAY.match(note)
        said = part.group() if part else note[: length.end].strip() if ago is not None and length is not None else ""
        if said:
            word = said if part else f"{said} {ago.group() if ago else ''}"
            sentence = _("ends now, and its note begins with '{word}'; write its start, as in @10:00")
            found.append(sentence.format(word=shown_word(word)))
    return found


def _labels(words: EntryLine, note: str) -> list[str]:
    """A ticket and no charge in words that are not read."""
    found = []
    ticket = _TICKET.search(note) if not words.ticket else None
    if ticket is not None:
        sentence = _("has no ticket, and its note says '{word}'; write #{number}")
        number = ticket.group(1) or ticket.group(2)
        found.append(sentence.format(word=shown_word(ticket.group().strip()), number=number))
    free = _FREE.search(note) if not words.work.no_charge else None
    if free is not None:
        sentence = _("is charged, and its note says '{word}'; nc makes it free of charge")
        found.append(sentence.format(word=shown_word(free.group())))
    return found
