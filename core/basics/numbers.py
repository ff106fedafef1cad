"""Telephone numbers as people, exchanges and files write them: E.164, extension, ranges of lines, withheld callers.

`phonenumbers` reads one public number. This module handles what it does not: extensions that would parse as
numbers, prefixes for an outside line, several numbers in one cell, ranges, and callers who withhold their number.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from core.basics.dataclass import dataclass, replace
from core.basics.patterns import Pattern
from core.basics.phone import Phone
from core.basics.text import clean_text

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber


@dataclass(frozen=True)
class NumberPlan:
    """How the numbers of one business are written and dialled."""

    region: str
    """ISO country of numbers written without a country code; empty: only international numbers are read."""
    outside_prefix: str = ""
    """Digits dialled before a number to reach an outside line."""
    internal_digits: int = 5
    """The longest internal extension; a number without `+` of at most so many digits is one."""


class NumberKind(StrEnum):
    """What a text means as a telephone number."""

    PUBLIC = "public"
    INTERNAL = "internal"
    WITHHELD = "withheld"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class LineRange:
    """The lines of a switchboard: numbers that begin with `prefix` (E.164 without `+`) and end with low to high."""

    prefix: str
    low: int
    high: int
    shortest: int
    """The fewest digits after the prefix."""
    longest: int
    """The most digits after the prefix."""

    def holds(self, e164: str) -> bool:
        """Whether a number in E.164 is one of these lines."""
        number = e164.removeprefix("+")
        end = number[len(self.prefix) :]
        if not number.startswith(self.prefix) or not self.shortest <= len(end) <= self.longest:
            return False
        return end.isascii() and end.isdigit() and self.low <= int(end) <= self.high


@dataclass(frozen=True)
class Number:
    """One number that was read. `national` is the number without country code and leading zeros, for weak matches."""

    raw: str
    kind: NumberKind
    e164: str = ""
    extension: str = ""
    national: str = ""
    lines: LineRange | None = None


WEAK_DIGITS = 7
"""A weak match needs at least so many equal last digits."""

_MOST_CHARACTERS = 500
_MOST_NUMBERS = 20
_LONGEST_RAW = 80
_SHORTEST_PART = 6
_SHORTEST_BEFORE_RANGE = 8
_EXTENSION = Pattern(
    r" ?(?:\b(?:interno|int|extension|ext|durchwahl)\b[.:]?|(?<![^\W\d])(?:int|ext|x)\.?|#|,,|;ext=) ?(?P<extension>\d{1,6})$",
    re.IGNORECASE,
)
_PARTING = Pattern(
    r" ?\| ?| ?;(?! ?(?:ext|isub|phone-context|user)=) ?|(?<!,),(?!,) ?| (?:o|e|or|oppure|and) (?=[+(\d])"
    r"|(?<=\d) (?=(?:tel|cell|fax|mob|uff|casa|ab)\b)",
    re.IGNORECASE,
)
_END_OF_NUMBER = Pattern(r"[1245679][0-9]{0,6}|[038][0-9]{0,3}", re.ASCII)
_ITALIAN_LINE = Pattern(r"(?:(?:\+|00)39 ?)?\(?0[0-9 ()./-]{7,}$", re.ASCII)
_DASHED = Pattern(r" [-–—] ")
_CONTACT = Pattern(r"^(?P<name>[^<]*)<(?P<number>[^>]*)>\s*$")
_ANY_LINES = Pattern(r"(?P<head>[+(\d][\d ().+/-]*?) ?(?P<open>[xX*]{1,4})$")
_FROM_TO = Pattern(r"(?P<head>[+(\d][\d ().+/-]*?)(?P<gap> ?)(?P<low>\d{1,4}) ?[-–—] ?(?P<high>\d{1,4})$")
_LAST_LINE = Pattern(r"(?P<head>[+(\d][\d ().+/-]*?) ?[-–—] ?(?P<high>\d)$")
_PLACEHOLDER = Pattern(r"\[[^\]]*\]|[$%]\{?[A-Za-z_][^%}]*[%}]?|\{\{?[^}]*\}?\}")
_WITHHELD_WORDS = (
    "anonymous anon restricted private unknown withheld unavailable blocked asterisk s h none null n/a na hidden "
    "invalid anonimo anonima nascosto privato riservato sconosciuto anonym unterdrückt unbekannt inconnu masqué privé "
    "oculto desconocido"
)
_WITHHELD = frozenset(_WITHHELD_WORDS.split()) | {
    "no caller id",
    "no callerid",
    "caller id blocked",
    "private number",
    "unknown number",
    "unknown caller",
    "withheld number",
    "not available",
    "out of area",
    "numero privato",
    "numero nascosto",
    "numero sconosciuto",
    "numero riservato",
    "id nascosto",
    "non disponibile",
    "numéro masqué",
}
_KEYPAD_ANONYMOUS = "266696687"  # ANONYMOUS on a keypad, sent with a + by some exchanges


def digits(text: str) -> str:
    """The digits of a text, without all other characters."""
    return re.sub(r"\D", "", text)


def is_placeholder(text: str) -> bool:
    """Whether a text is a variable that was not filled, such as `[Number]`, `$remote` or `%CallerNumber%`."""
    return _PLACEHOLDER.fullmatch(text.strip()) is not None


_REGION_OF_COMMON_ZONE: Final = {
    "UTC": "",
    "Europe/Rome": "IT",
    "Europe/San_Marino": "SM",
    "Europe/Vatican": "VA",
    "Europe/Zurich": "CH",
    "Europe/Vienna": "AT",
    "Europe/Berlin": "DE",
    "Europe/Paris": "FR",
    "Europe/Madrid": "ES",
    "Europe/Lisbon": "PT",
    "Europe/London": "GB",
    "Europe/Dublin": "IE",
    "Europe/Amsterdam": "NL",
    "Europe/Brussels": "BE",
    "Europe/Luxembourg": "LU",
    "Europe/Ljubljana": "SI",
    "Europe/Zagreb": "HR",
    "Europe/Athens": "GR",
}
"""Common zones are answered without babel, which reads all that it knows of the world for one of them."""


def region_of(zone: str) -> str:
    """The ISO country of a time zone such as `Europe/Rome`; empty for zones of no country, such as `UTC`."""
    if zone in _REGION_OF_COMMON_ZONE:
        return _REGION_OF_COMMON_ZONE[zone]
    from babel.core import get_global

    region = str(get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone), ""))
    return "" if region in ("ZZ", "001") else region


def plan_for(zone: str) -> NumberPlan:
    """The plan of a business by its time zone: the numbers of the zone's country."""
    return NumberPlan(region_of(zone))


def split_numbers(text: str) -> list[str]:
    """The numbers of one cell: `/`, `;`, `,`, a line break and the Italian ` o ` part them; `,,12` is an extension."""
    return [part for part in _parts(text) if digits(part)]


def read_numbers(cell: str, plan: NumberPlan) -> tuple[Number, ...]:
    """All numbers of one cell, ranges of lines included, at most 20. A part that is only `int. 12` extends the one before."""
    known: list[Number] = []
    for part in split_numbers(cell)[:_MOST_NUMBERS]:
        number = _range_of(part, plan) or read_number(part, plan)
        if known and number.kind is NumberKind.INTERNAL and _EXTENSION.fullmatch(part):
            known[-1] = replace(known[-1], extension=number.extension)
        else:
            known.append(number)
    return tuple(known)


def read_number(raw: str, plan: NumberPlan, *, is_dialled: bool = False) -> Number:
    """One number as an exchange or a person writes it. `is_dialled`: the outside prefix may stand before it."""
    typed = clean_text(raw[:_MOST_CHARACTERS])
    shown = typed[:_LONGEST_RAW]
    address = _address(typed)
    if _is_withheld(address):
        return Number(shown, NumberKind.WITHHELD)
    marked = _EXTENSION.search(address)
    extension = _ascii_digits(marked["extension"]) if marked else ""
    written = (address[: marked.start()] if marked else address).strip()
    dialled = _ascii_digits(written)
    if not dialled:
        return Number(shown, NumberKind.INTERNAL if extension else NumberKind.UNREADABLE, extension=extension)
    if len(dialled) <= plan.internal_digits and "+" not in written:
        return Number(shown, NumberKind.INTERNAL, extension=dialled)
    e164, national = _public(written, plan, is_dialled)
    kind = NumberKind.PUBLIC if e164 else NumberKind.UNREADABLE
    return Number(shown, kind, e164, extension, national if e164 else dialled[:_LONGEST_RAW].lstrip("0"))


@lru_cache(maxsize=4096)
def spaced(e164: str) -> str:
    """A number in E.164 in groups, as people read it (`+39 0382 490768`); any other text as it is."""
    if not e164.startswith("+"):
        return e164
    import phonenumbers

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def normalise(raw: str, region: str) -> Phone:
    """A text as typed with the E.164 form of its first number; empty for extensions, withheld and unreadable numbers."""
    numbers = read_numbers(raw, NumberPlan(region))
    return Phone(raw.strip(), next((number.e164 for number in numbers if number.e164), ""))


def parse_contact(text: str, region: str) -> tuple[str, Phone | None]:
    """`Mario Rossi <02 1234567>` as a name and a number; without brackets all of it is the name."""
    match = _CONTACT.match(text.strip())
    if match is None:
        return text.strip(), None
    number = match["number"].strip()
    return match["name"].strip().strip('"').strip(), normalise(number, region) if number else None


def _parts(text: str) -> list[str]:
    cell = clean_text(re.sub(r"[\r\n]+", ";", text[:_MOST_CHARACTERS]))
    parts = []
    for part in _PARTING.split(cell):
        sides = _DASHED.split(part)
        # `02 1234567 - 335 7654321` is two numbers; `02 - 1234567` and `02 1234 0 - 99` are one text.
        is_several = all(len(digits(side)) >= _SHORTEST_PART for side in sides)
        parts += [number for side in (sides if is_several else [part]) for number in _slashed(side)]
    return [part.strip() for part in parts if part.strip()]


def _slashed(text: str) -> list[str]:
    """The numbers that a slash parts; after an area code (`02/1234567`) it parts none.

    `02 1234567/68` says only how the second number ends.
    """
    found: list[str] = []
    begin = ""
    sides = text.split("/")
    for side, following in zip(sides, [*sides[1:], ""], strict=True):
        count = len(digits(re.sub(r"^\s*(?:\+|00)39", "", side)))
        is_begin = 0 < count < _SHORTEST_PART <= len(digits(following)) and not _EXTENSION.search(side)
        if is_begin and not begin:
            begin = side
        elif begin:
            found.append(f"{begin}/{side}")
            begin = ""
        elif found and _END_OF_NUMBER.fullmatch(side.strip()) and _ITALIAN_LINE.match(found[-1].strip()):
            found.append(_with_end(found[-1].strip(), side.strip()))
        else:
            found.append(side)
    return found


def _with_end(number: str, end: str) -> str:
    """The number with other last digits; the end alone where the number is not longer."""
    wanted, typed = list(reversed(end)), list(number)
    for place in range(len(typed) - 1, -1, -1):
        if not wanted:
            break
        if typed[place].isdigit():
            typed[place] = wanted.pop(0)
    return end if wanted else "".join(typed)


def _address(typed: str) -> str:
    bracketed = _CONTACT.match(typed)
    address = (bracketed["number"] if bracketed else typed).strip()
    return re.sub(r"^(?:sips?|tel):", "", address, flags=re.IGNORECASE).partition("@")[0].strip()


def _is_withheld(address: str) -> bool:
    words = address.strip("<>()\"'-_ .").casefold()
    number = _ascii_digits(address)
    if not words or words in _WITHHELD or _PLACEHOLDER.fullmatch(address):
        return True
    is_only_digits = not re.search(r"[^\W\d]", address)
    return is_only_digits and bool(number) and (not number.strip("0") or number.removeprefix("00") == _KEYPAD_ANONYMOUS)


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character)) for character in digits(text))


def _public(written: str, plan: NumberPlan, is_dialled: bool) -> tuple[str, str]:
    """E.164 and national digits, both empty for what cannot be a public number."""
    prefix = plan.outside_prefix
    without = _ascii_digits(written)[len(prefix) :]
    if not prefix or "+" in written or not _ascii_digits(written).startswith(prefix):
        return _said(_parsed(written, plan.region))
    import phonenumbers

    plain, stripped = _parsed(written, plan.region), _parsed(without, plan.region)
    # Some exchanges report the number with the outside prefix, others without: prefer the reading that is a valid number.
    first, second = (stripped, plain) if is_dialled else (plain, stripped)
    is_second = second is not None and phonenumbers.is_valid_number(second)
    return _said(second if is_second and not (first is not None and phonenumbers.is_valid_number(first)) else first)


def _said(number: "PhoneNumber | None") -> tuple[str, str]:
    """E.164 and national digits of a number, both empty without one."""
    if number is None:
        return "", ""
    import phonenumbers

    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164, str(number.national_number)


def _parsed(written: str, region: str) -> "PhoneNumber | None":
    """The number without its extension; `None` for what cannot be one."""
    import phonenumbers

    if not region:
        written = re.sub(r"^ *00", "+", written)
    try:
        number = phonenumbers.parse(written, region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    number.extension = None
    return number


def _range_of(part: str, plan: NumberPlan) -> Number | None:
    """A range of lines: `02 1234 xx`, `02 1234 0-99`, `02 12345678-9`; `None` for a single number."""
    text = re.sub(r"^(?:[^\W\d]+[.:]? )+(?=[+(\d])", "", part)
    if match := _ANY_LINES.fullmatch(text):
        width = len(match["open"])
        return _lines(part, match["head"], 0, 10**width - 1, width, width, plan)
    match = _FROM_TO.fullmatch(text)
    if match and (match["gap"] or match["head"][-1:] in "./") and len(match["low"]) <= len(match["high"]):
        low, high = int(match["low"]), int(match["high"])
        # `0571 12 34-56` is one number in pairs of digits, `0571 1234 10-19` are ten lines.
        in_pairs = len(re.split(r"\D", match["head"].rstrip(" ./"))[-1]) == len(match["low"]) == len(match["high"]) == 2
        if low < high and not in_pairs:
            return _lines(part, match["head"], low, high, len(match["low"]), len(match["high"]), plan)
    match = _LAST_LINE.fullmatch(text)
    if match and len(digits(match["head"])) >= _SHORTEST_BEFORE_RANGE:
        low, high = int(match["head"].rstrip()[-1]), int(match["high"])
        if low < high:
            return _lines(part, match["head"].rstrip()[:-1], low, high, 1, 1, plan)
    return None


def _lines(part: str, head: str, low: int, high: int, shortest: int, longest: int, plan: NumberPlan) -> Number | None:
    filled = f"{low:0{shortest}}"
    if len(digits(head)) <= len(plan.outside_prefix) or len(digits(head)) + longest <= plan.internal_digits:
        return None
    e164, national = _said(_parsed(head + "0" * longest, plan.region))
    if not e164:
        return None
    prefix = e164[1:-longest]
    return Number(
        part[:_LONGEST_RAW],
        NumberKind.PUBLIC,
        f"+{prefix}{filled}",
        national=(national[:-longest] + filled),
        lines=LineRange(prefix, low, high, shortest, longest),
    )
