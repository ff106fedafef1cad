"""Phone numbers through the phonenumbers library: E.164 where a number can be read, and the traps around it."""

import re

from core.models import Phone

DEFAULT_REGION = "IT"
_EXTENSION = re.compile(r"(?:\s*(?:int\.?|ext\.?|x|#|,,)\s*\d+)\s*$", re.IGNORECASE)
_CONTACT = re.compile(r"^(?P<name>[^<]*)<(?P<number>[^>]*)>\s*$")


def digits(text: str) -> str:
    """Only the digits of a text."""
    return re.sub(r"\D", "", text)


def split_numbers(text: str) -> list[str]:
    """The numbers of one cell: `/`, `;`, `,` and the Italian ` o ` part them."""
    return [part.strip() for part in re.split(r"\s*[/;]\s*|,(?!,)\s*|\s+o\s+", text) if digits(part)]


def normalise(raw: str, region: str = DEFAULT_REGION) -> Phone:
    """A number as typed with its E.164 form; empty E.164 for extensions, withheld numbers and what cannot be one."""
    import phonenumbers

    typed = raw.strip()
    number = re.sub(r"^(?:sips?|tel):", "", typed, flags=re.IGNORECASE).partition("@")[0]
    bracketed = _CONTACT.match(number)
    if bracketed:
        number = bracketed["number"]
    if len(digits(_EXTENSION.sub("", number))) <= 5:
        return Phone(typed)
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
    return match["name"].strip(), normalise(number) if number else None
