"""Phone numbers through the phonenumbers library: E.164 where a number can be read, and the traps around it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone as typed, in E.164 where it can be read, and whose it is."""

    raw: str
    e164: str = ""
    contact: str = ""


DEFAULT_REGION = "IT"
_LONGEST_EXTENSION = 5
_SHORTEST_BEFORE_RANGE = 8
_EXTENSION = re.compile(
    r"\s*(?:\b(?:interno|int|extension|ext)\b[.:]?|(?<![^\W\d])(?:int|ext|x)\.?|#|,,|;ext=)\s*\d{1,5}\s*$",
    re.IGNORECASE,
)
_RANGE_END = re.compile(r"(?<=\d)\s*-\s*\d$")
_PARTING = re.compile(r"\s*/\s*|\s*;(?!\s*(?:ext|isub|phone-context|user)=)\s*|(?<!,),(?!,)\s*|\s+o\s+|\s*[\r\n]+\s*")
_CONTACT = re.compile(r"^(?P<name>[^<]*)<(?P<number>[^>]*)>\s*$")


def digits(text: str) -> str:
    """Only the digits of a text."""
    return re.sub(r"\D", "", text)


def split_numbers(text: str) -> list[str]:
    """The numbers of one cell: `/`, `;`, `,`, a line break and the Italian ` o ` part them; `,,12` is an extension."""
    return [part.strip() for part in _PARTING.split(text) if digits(part)]


def normalise(raw: str, region: str = DEFAULT_REGION) -> Phone:
    """A number as typed with its E.164 form; empty E.164 for extensions, withheld numbers and what cannot be one."""
    import phonenumbers

    typed = raw.strip()
    bracketed = _CONTACT.match(typed)
    address = bracketed["number"].strip() if bracketed else typed
    number = re.sub(r"^(?:sips?|tel):", "", address, flags=re.IGNORECASE).partition("@")[0]
    number = _EXTENSION.sub("", number).strip()
    if len(digits(number)) <= _LONGEST_EXTENSION:
        return Phone(typed)
    if len(digits(number)) > _SHORTEST_BEFORE_RANGE:
        # `02 12345678-9` names two lines that follow each other; with its end left on it reads as one longer number.
        number = _RANGE_END.sub("", number)
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return Phone(typed)
    if not phonenumbers.is_possible_number(parsed):
        return Phone(typed)
    parsed.extension = None
    return Phone(typed, phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def parse_contact(text: str) -> tuple[str, Phone | None]:
    """`Mario Rossi <02 1234567>` as a name and a number; without brackets all of it is the name."""
    match = _CONTACT.match(text.strip())
    if match is None:
        return text.strip(), None
    number = match["number"].strip()
    return match["name"].strip().strip('"').strip(), normalise(number) if number else None
