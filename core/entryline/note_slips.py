"""Find what in a note looks like a time that the entry does not count: a second length, a day. Pure."""

import re
from typing import Final

from core.basics.durations import shown_word
from core.basics.i18n import _
from core.basics.lengths import match_length, plain_text
from core.entryline.days import DAY_WORDS_BY_LANGUAGE
from core.entryline.parse import EntryLine, TokenKind

_JOINING: Final = re.compile(
    r"(?:^|(?<=\s))(?:\+|&|and|plus|then|e|più|piu|poi)\s+(?=[0-9])|\+(?=[0-9])", re.IGNORECASE
)
_YESTERDAYS: Final = frozenset(
    {"yesterday"}
    | {word for words in DAY_WORDS_BY_LANGUAGE.values() for word, day in words.items() if day == "yesterday"}
)
"""Yesterday as it is typed in any language."""


def slips_in_note(words: EntryLine) -> tuple[str, ...]:
    """Sentences without their subject about a length after a joining word, and about yesterday where no day is said."""
    note = plain_text(words.note)
    found = []
    for joining in _JOINING.finditer(note):
        rest = note[joining.end() :]
        length = match_length(rest, open_number=False)
        # A number without a unit is a length only where the note goes on with the sum: `20 + 10 vpn`.
        is_sum = joining.start() == 0 and joining.group().startswith("+")
        if length is not None or is_sum:
            word = rest[: length.end].strip() if length is not None else rest.split()[0]
            found.append(_("counts no '{word}', which is in the note").format(word=shown_word(word)))
    if not any(token.kind is TokenKind.DAY for token in words.tokens):
        said = next((word for word in re.findall(r"[^\W\d_]+", note.casefold()) if word in _YESTERDAYS), "")
        if said:
            sentence = _("is of today, and its note says '{word}'; @{word} makes it its day")
            found.append(sentence.format(word=shown_word(said)))
    return tuple(found)
