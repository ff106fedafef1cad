"""Find what in a note looks like a part of the line that the entry does not count: a length, a day, a ticket, no charge,
another client.
"""

import re
from contextlib import suppress
from datetime import date
from typing import Final

from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.lengths import match_length, plain_text
from core.basics.patterns import Pattern
from core.entryline.clocks import match_range
from core.entryline.days import DAY_WORDS_BY_LANGUAGE, parse_day
from core.entryline.parse import EntryLine, TokenKind, begins_with_time_or_label
from core.entryline.understand import ReadLine
from core.queries.queries import Queries

_JOINING: Final = Pattern(r"(?:^|(?<=\s))(?:\+|&|and|plus|then|e|più|piu|poi)\s+(?=[0-9])|\+(?=[0-9])", re.IGNORECASE)
_YESTERDAYS: Final = frozenset(
    {"yesterday"}
    | {word for words in DAY_WORDS_BY_LANGUAGE.values() for word, day in words.items() if day == "yesterday"}
)
"""Yesterday as it is typed in any language."""
_WORDS: Final = Pattern(r"[^\W\d_]+", parts=tuple(_YESTERDAYS))
"""The words of a text in which yesterday may be."""
_PAUSES: Final = "break|pause|lunch|pausa|pranzo"
_SAID_PAUSES: Final = tuple(_PAUSES.split("|"))
_PAUSE: Final = Pattern(rf"(?<!\w)(?:{_PAUSES})(?: di| of)?\s+(?=[0-9])", parts=_SAID_PAUSES)
_PAUSE_AFTER: Final = Pattern(
    rf"\s*(?:(?:di|of|for|per|a|x|as)\s+)?(?:il\s+|la\s+)?(?:{_PAUSES})(?!\w)", parts=_SAID_PAUSES
)
_LESS: Final = Pattern(
    r"(?<!\w)(?:without|minus|less|excluding|senza|meno|tolt[aeio]|esclus[aeio])\s+(?=[0-9])",
    parts=("without", "minus", "less", "excluding", "senza", "meno", "tolt", "esclus"),
)
_LENGTH_AT: Final = Pattern(r"(?<![\w:.,/-])(?=[0-9])")
_RANGE_AT: Final = Pattern(r"(?:^|(?<=[\s(]))(?=[0-9a-z])")
_OPENED_RANGE: Final = Pattern(rf"(?:^|\(|(?<!\w)(?:{_PAUSES})(?: di| of)?\s)\Z")
"""What stands before two numbers that are hours rather than numbers of something: nothing, a bracket, a pause."""
_DATE: Final = Pattern(
    r"(?<![\w/.-])(?:[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{4})?|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2} [^\W\d_]{3,}(?: (?:19|20)[0-9]{2})?)(?![\w/-])",
    parts=("/", "-", *(f"{digit} " for digit in "0123456789")),
)
_NO_DATES: Final = frozenset({"24/7", "7/7", "1/2", "1/3", "2/3", "1/4", "3/4"})
"""What is written like a date and seldom is one."""
_FREE: Final = Pattern(
    r"(?<!\w)(?:n\.c\.?|n/c|no charge|free of charge|gratis|gratuit[oa]|senza addebito|non addebitare)(?!\w)",
    parts=("n.c", "n/c", "no charge", "free of", "gratis", "gratuit", "senza addebito", "non addebitare"),
)
_AGO: Final = Pattern(r"\s*(?:ago|fa)\b")
_PART_OF_DAY: Final = Pattern(
    r"(?:this morning|last night|stamattina|stamani|stamane|stanotte|stasera|ieri sera)\b",
    parts=("this morning", "last night", "sta", "ieri sera"),
)
_NUMBER: Final = r"(?:[0-9]{1,3}|an?|un[oa]?|two|three|due|tre|quattro)"
_UNIT_OF_DAYS: Final = r"(?:days?|weeks?|months?|giorn[oi]|settiman[ae]|mes[ei])"
_DAY_NAME: Final = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:luned|marted|mercoled|gioved|venerd)[iì]|sabato|domenica"
    r"|week|month|night|settimana|mese)"
)
_LAST: Final = r"(?:last|previous|scors[oa]|passat[oa])"
_OTHER_DAY: Final = Pattern(
    r"(?:(?:on|of|in|the|il|lo|la|di|del|dello|della|nella|l'|dell')[ ]?)*"
    rf"(?:{_LAST} {_DAY_NAME}|{_DAY_NAME} {_LAST}|altro giorno|other day"
    rf"|{_NUMBER} {_UNIT_OF_DAYS} (?:ago|fa))(?!\w)",
    parts=("last", "previous", "scors", "passat", "altro giorno", "other day", " ago", " fa"),
)
"""A day in words that is not today's, at the beginning of a note."""
_BEFORE_YESTERDAY: Final = Pattern(
    r"(?<!\w)(?:(?:l')?altro ?ieri|ieri l'altro|avant'?ieri|(?:the )?day before yesterday)(?!\w)",
    parts=("ieri", "yesterday"),
)
_DATE_FIRST: Final = Pattern(
    r"[(\[]?(?:(?:on|of|of the|il|del|di)\s)?(?P<date>[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?)(?![\w/-])",
    parts=("/",),
)
_STARTED: Final = (
    r"(?:start(?:ed|ing)?|beg[au]n|beginning|end(?:ed|ing)?|finished|finishing|iniziat[oa]|inizio|cominciat[oa]|finit[oa]"
    r"|fine|terminat[oa]|conclus[oa])"
)
_HOUR: Final = r"(?:2[0-3]|[01]?[0-9])(?![0-9])"
_CLOCK: Final = rf"(?:{_HOUR}[:.,h][0-5][0-9](?: ?[ap]\.?m)?|{_HOUR} ?[ap]\.?m)(?![\w:/-])"
_HOUR_IN_WORDS: Final = (
    r"(?:una|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|noon|midnight|mezzogiorno|mezzanotte)(?!\w)"
)
_AT: Final = r"(?:at|from|since|until|till|alle ore|alle|all'|dalle ore|dalle|dall'|fino alle|fino a|verso le|ore|h\.?)"
_NEAR: Final = r"(?:by|around|about|before|after|circa alle|circa le|intorno alle|prima delle|dopo le|a)"
_CLOCK_FIRST: Final = Pattern(
    rf"[(\[]?(?:{_STARTED} )?(?:{_AT} ?(?:{_CLOCK}|{_HOUR}(?![\w:.,/-]?[0-9]|h|%)|{_HOUR_IN_WORDS})|{_NEAR} {_CLOCK}"
    rf"|a (?:mezzogiorno|mezzanotte)(?!\w)|{_HOUR}:[0-5][0-9](?![\w:/-]))"
)
"""A clock time with which a note begins; an hour alone only after a word such as `at`."""
_CLOCK_BEGINS: Final = (
    *(
        "(",
        "[",
        *"0123456789",
        "start",
        "beg",
        "end",
        "finish",
        "iniz",
        "cominciat",
        "finit",
        "fine",
        "terminat",
        "conclus",
    ),
    *(
        "a",
        "by",
        "before",
        "circa",
        "dall",
        "dopo",
        "fino",
        "from",
        "h",
        "intorno",
        "ore",
        "prima",
        "since",
        "till",
        "until",
    ),
    "verso",
)
"""How all texts begin that it matches."""
_TICKET: Final = Pattern(r"#\s?[\w-]*[0-9][\w-]*|(?<!\w)ticket\s(?:n\.?\s?)?#?[0-9]+(?!\w)", parts=("#", "ticket"))


def looks_of(queries: Queries, read: ReadLine) -> tuple[str, ...]:
    """Sentences without their subject about what the note says and the entry does not count; see `slips_in_note`.

    A line that begins with the time is the chosen client's, also where another client's code follows: that is told.
    """
    if read.has_default and not read.words.default_used and begins_with_time_or_label(read.line):
        sentence = _("begins with the client {code}; a length needs its unit there, as in {code}m")
        return (sentence.format(code=read.client.code), *slips_in_note(read.words))
    first = read.words.note.split(maxsplit=1)[:1]
    other = (
        queries.session.store.reads.client_by_code(first[0].casefold()) if read.words.default_used and first else None
    )
    if other is None or other.archived or other == read.client:
        return slips_in_note(read.words)
    sentence = _("is work for {client}, and its note begins with the client {other}")
    return (sentence.format(client=read.client.code, other=other.code), *slips_in_note(read.words))


def slips_in_note(words: EntryLine) -> tuple[str, ...]:
    """Sentences without their subject: a length after a joining word, a day, a ticket or no charge that is said in words."""
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
    lower = note.casefold()
    for word in (*_pauses_in(lower), _range_in(lower)):
        if word:
            found.append(_("counts no '{word}', which is in the note").format(word=shown_word(word)))
    if paused := _pause_behind(words, lower):
        sentence = _("counts '{time}' whole, and its note begins with '{word}'")
        found.append(sentence.format(time=shown_word(paused[0]), word=shown_word(paused[1])))
    if not any(token.kind is TokenKind.DAY for token in words.tokens):
        day = _other_day(lower)
        said = next((word for word in _WORDS.findall(lower) if word in _YESTERDAYS), "")
        said = said or _date_in(lower, words.work.work_date)
        if said and not day:
            sentence = _("is of today, and its note says '{word}'; @{word} makes it its day")
            found.append(sentence.format(word=shown_word(said)))
        elif day := day or _date_first(lower, words.work.work_date):
            sentence = _("is of today, and its note says '{word}'; write its day, as in @yesterday")
            found.append(sentence.format(word=shown_word(day)))
    if said := _when_in(words, lower):
        sentence = _("ends now, and its note begins with '{word}'; write its start, as in @10:00")
        found.append(sentence.format(word=shown_word(said)))
    if not words.no_charge and (free := _FREE.search(lower)):
        sentence = _("is charged, and its note says '{word}'; nc makes it free of charge")
        found.append(sentence.format(word=shown_word(free.group())))
    if not words.ticket and (ticket := _TICKET.search(lower)):
        number = re.sub(r"^(?:#|ticket)\s?(?:n\.?\s?)?#?", "", ticket.group())
        sentence = _("has no ticket, and its note says '{word}'; #{number} makes it its ticket")
        found.append(sentence.format(word=shown_word(ticket.group()), number=shown_word(number)))
    return tuple(found)


def _pauses_in(note: str) -> list[str]:
    """The lengths of pauses in a note: `break 30m`, `30m lunch`, `30 minuti di pausa`, `meno 30m`."""
    found = []
    for before in (*_PAUSE.finditer(note), *_LESS.finditer(note)):
        length = match_length(note[before.end() :], open_number=False)
        if length is not None:
            found.append(note[before.end() :][: length.end].strip())
    for place in _LENGTH_AT.finditer(note):
        length = match_length(note[place.start() :], open_number=False)
        if length is not None and _PAUSE_AFTER.match(note, place.start() + length.end):
            found.append(note[place.start() :][: length.end].strip())
    return list(dict.fromkeys(found))


def _range_in(note: str) -> str:
    """The first range of clock times in a note; of hours alone (`10-11`) where nothing says that they count something."""
    note = note.replace("[", "(").replace("]", ")")
    for place in _RANGE_AT.finditer(note):
        ranged = match_range(note, place.start())
        if ranged is not None and (ranged.is_sure or _OPENED_RANGE.search(note[: place.start()])):
            return note[place.start() : ranged.end].strip(" ()")
    return ""


def _pause_behind(words: EntryLine, note: str) -> tuple[str, str] | None:
    """The time and the pause of `2h 30m break`, whose minutes may be the pause's."""
    pause = _PAUSE_AFTER.match(note)
    time = next((token.bare for token in words.tokens if token.kind is TokenKind.DURATION and " " in token.text), "")
    return (time, pause.group().strip()) if pause is not None and time else None


def _when_in(words: EntryLine, note: str) -> str:
    """A distance in time, a part of the day or a clock time at the beginning of a note, where the line says no start."""
    if {token.kind for token in words.tokens} & {TokenKind.RANGE, TokenKind.TIME, TokenKind.AGO}:
        return ""
    if part := _PART_OF_DAY.match(note):
        return part.group()
    length = match_length(note, open_number=False)
    ago = _AGO.match(note, length.end) if length is not None else None
    if ago is not None:
        return note[: ago.end()]
    clock = _CLOCK_FIRST.match(note) if note.startswith(_CLOCK_BEGINS) else None
    return clock.group().strip(" ([") if clock is not None else ""


def _other_day(note: str) -> str:
    """A day other than today, in words: with which a note begins, or which is the day before yesterday."""
    day = _OTHER_DAY.match(note) or _BEFORE_YESTERDAY.search(note)
    return day.group() if day is not None else ""


def _date_first(note: str, today: date) -> str:
    """A date other than today's with which a note begins, also one that the language reads in two ways."""
    first = _DATE_FIRST.match(note)
    if first is None or first["date"] in _NO_DATES:
        return ""
    with suppress(Usage):
        return first["date"] if parse_day(first["date"], today=today, is_past=True) < today else ""
    return first["date"]


def _date_in(note: str, today: date) -> str:
    """The first date of a note that is a day before `today` as the language reads it, or an empty text."""
    for match in _DATE.finditer(note):
        with suppress(Usage):
            if match.group() not in _NO_DATES and parse_day(match.group(), today=today, is_past=True) < today:
                return match.group()
    return ""
