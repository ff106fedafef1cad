"""Read the labels of a line (`#ticket`, `+type`, `nc`) and the words of a wrap-up."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from core.basics.dataclass import dataclass, replace
from core.basics.durations import shown_word
from core.basics.i18n import _
from core.basics.patterns import Pattern
from core.entryline.tokens import Token, TokenKind, fault_at, parted, words_of
from core.model.worktypes import code_of, typed_name

_SEPARATORS: Final = ",;"
_LABEL_AFTER_SEPARATOR: Final = Pattern(
    r"(?<=[,;])(?=#[^\s,;.]|\+[^\W\d_]|nc(?:[,;.)\]]|$))", re.IGNORECASE, parts=tuple(_SEPARATORS)
)
_WORD_AFTER_LABEL: Final = Pattern(
    r"(?:#[^\s,;]+|\+[^\W\d_][^\s,;]*|nc)[,;]+(?=[^\W\d_])", re.IGNORECASE, parts=tuple(_SEPARATORS)
)
_LABEL_BEFORE_BRACKET: Final = Pattern(
    r"(?:#[^\s()\[\]]+|\+[^\W\d_][^\s()\[\]]*|nc)(?=[)\]]+[,;.:!?]*$)", re.IGNORECASE, parts=(")", "]")
)
_OPENING: Final = {")": "(", "]": "["}


@dataclass(frozen=True)
class WrapUp:
    """What is typed about work besides its time; `work_type` is empty if none was typed."""

    ticket: str = ""
    note: str = ""
    work_type: str = ""
    no_charge: bool = False
    tokens: tuple[Token, ...] = ()


def read_wrap_up(text: str, *, known_work_types: Collection[str]) -> WrapUp:
    """Read a wrap-up (`NOTE #TICKET +TYPE nc`), without client and time; numbers and `@` words stay in the note."""
    labels, note_words = read_labels(words_of(text), known_work_types)
    tokens = sorted([*labels.tokens, *note_words], key=lambda token: token.start)
    return replace(labels, note=note_of(note_words, labels.tokens), tokens=tuple(tokens))


def note_of(words: Sequence[Token], others: Iterable[Token]) -> str:
    """The words of a note without the commas and semicolons that only part it from the line's other tokens."""
    if not words:
        return ""
    others = tuple(others)
    note = _with_brackets_closed(words, {other.end for other in others}).lstrip(_SEPARATORS + " ")
    is_last = all(other.start < words[-1].start for other in others)
    return note if is_last else note.rstrip(_SEPARATORS + " ")


def _with_brackets_closed(words: Sequence[Token], ends: Collection[int]) -> str:
    """The words with blanks between them; brackets cut off a label (`(jam, #12)`) close directly after the note's words.

    `ends` are the offsets at which other tokens end. Brackets that nothing in the note opens are left out.
    """
    note = ""
    for word in words:
        closing = word.text[:1]
        if closing in _OPENING and word.start in ends:
            is_open = note.count(_OPENING[closing]) > note.count(closing)
            note = note.rstrip(_SEPARATORS + " ") + word.text if is_open else note
        else:
            note += f" {word.text}" if note else word.text
    return note


def read_labels(words: Iterable[Token], known_work_types: Collection[str]) -> tuple[WrapUp, list[Token]]:
    """Ticket, work type and no-charge mark, and the remaining words."""
    labels, rest = WrapUp(), []
    for word in _apart(words):
        bare = word.bare
        if bare.startswith("#") and len(bare.rstrip(":")) > 1:
            bare = bare.rstrip(":")
            if labels.ticket:
                reason = _("'{word}' is a second ticket beside #{first}; write one ticket a line")
                raise fault_at(word, reason.format(word=shown_word(bare), first=shown_word(labels.ticket)))
            kind, labels = TokenKind.TICKET, replace(labels, ticket=bare[1:])
        elif bare.startswith("+") and bare[1:2].isalpha():
            if labels.work_type:
                reason = _("'{word}' is a second work type beside +{first}; write one work type a line")
                raise fault_at(word, reason.format(word=shown_word(bare), first=shown_word(labels.work_type)))
            kind, labels = TokenKind.WORK_TYPE, replace(labels, work_type=_known_work_type(word, known_work_types))
        elif bare.casefold() == "nc":
            kind, labels = TokenKind.NO_CHARGE, replace(labels, no_charge=True)
        else:
            rest.append(word)
            continue
        labels = replace(labels, tokens=(*labels.tokens, replace(word, kind=kind)))
    return labels, rest


def _apart(words: Iterable[Token]) -> Iterator[Token]:
    """The words, a label directly after a comma or semicolon (`jam,#12`), before one (`#12,jam`), or before a closing
    bracket (`(jam #12)`), as a word of its own."""
    for word in words:
        for part in parted(word, (label.start() for label in _LABEL_AFTER_SEPARATOR.finditer(word.text))):
            if part != word and not part.text.strip(_SEPARATORS):
                continue
            label = _LABEL_BEFORE_BRACKET.match(part.text) or _WORD_AFTER_LABEL.match(part.text)
            yield from parted(part, (label.end(),) if label else ())


def _known_work_type(word: Token, known_work_types: Collection[str]) -> str:
    """The code of a type that is typed by its code or its name in the user's language; refusals list those names."""
    by_code = {known.casefold(): known for known in known_work_types}
    typed = word.bare[1:].casefold()
    if typed in by_code:
        return by_code[typed]
    if code_of(typed) in by_code:
        return by_code[code_of(typed)]
    by_name = {typed_name(code): code for code in by_code}
    if typed in by_name:
        return by_code[by_name[typed]]
    near = [typed_name(name) if name in by_code else name for name in _near(typed, (*by_name, *by_code))]
    near = list(dict.fromkeys(near))
    others = sorted(name for name in by_name if name not in near)
    listed = ", ".join(f"+{name}" for name in (*near, *others))
    if near:
        reason = _("'{word}' is not a known work type; did you mean +{near}? Write one of {listed}")
        raise fault_at(word, reason.format(word=shown_word(word.bare), near=near[0], listed=listed))
    reason = _("'{word}' is not a known work type; write one of {listed}")
    raise fault_at(word, reason.format(word=shown_word(word.bare), listed=listed))


def _near(typed: str, names: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(typed[:40], tuple(dict.fromkeys(names)), n=3)
