"""Clients from vCards (2.1, 3.0, 4.0) through vobject: one card a client, its organisation before its person."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.basics.i18n import _
from core.basics.text import clean_text
from core.imports.cells import quoted
from core.imports.clients_csv import MadeCodes
from core.imports.people import joined
from core.imports.rows import BadRow, ClientRow, ReadResult

END = re.compile(r"END:VCARD", re.IGNORECASE)
"""The line that ends a card."""


def is_vcard(text: str) -> bool:
    """Whether the file begins as vCards do."""
    return text.lstrip()[:11].upper() == "BEGIN:VCARD"


def read(text: str) -> ReadResult[ClientRow]:
    """The cards of the file; the row number of a card is the line of its BEGIN."""
    import vobject

    rows, bad, codes = list[ClientRow](), list[BadRow](), dict[str, int]()
    made = MadeCodes(codes)
    for number, card_text in _cards(text):
        try:
            with _silent():
                card = vobject.readOne(_well_formed(card_text), ignoreUnreadable=True)
            names: dict[str, list[Any]] = dict(card.contents.items())
            person = clean_text(
                str(names["fn"][0].value if "fn" in names else names["n"][0].value if "n" in names else "")
            )
            firm = _firm(names["org"][0].value) if "org" in names else ""
            numbers = [_number(str(phone.value)) for phone in names.get("tel", [])]
        except Exception as error:  # vobject raises many kinds for a broken card
            bad.append(
                BadRow(
                    number,
                    "card",
                    _("this card cannot be read ({reason}); export it again").format(reason=quoted(str(error))),
                )
            )
            continue
        name = firm or person
        if not name:
            bad.append(BadRow(number, "FN", _("this card has no name; give it FN or ORG")))
            continue
        code = made.of(name)
        codes[code] = number
        emails = [clean_text(str(email.value)) for email in names.get("email", [])]
        rows.append(
            ClientRow(
                number,
                code,
                name,
                tuple(dict.fromkeys(filter(None, numbers))),
                email=emails[0] if emails else "",
                person=person if person != name else "",
                is_made=True,
                fiscal=_address(names),
            )
        )
    return ReadResult(joined(rows), tuple(bad), "vCard")


_NAME = r"[A-Za-z0-9_-]++"
_VALUE = r'(?:"[^"]*+"|[^";:,]*+)'
_PROPERTY = re.compile(rf"(?:{_NAME}\.)?+{_NAME}(?:;{_NAME}(?:={_VALUE}(?:,{_VALUE})*+)?+)*+:")
"""The beginning of a property up to its value. Possessive: a line that does not fit costs one pass."""


def _well_formed(card_text: str) -> str:
    """The card without the properties that cannot be read: vobject ignores them, but looks for years at some of them."""
    kept, is_kept = list[str](), True
    for line in card_text.split("\r\n"):
        if not line.startswith((" ", "\t")):
            is_kept = not line or _PROPERTY.match(line) is not None
        if is_kept:
            kept.append(line)
    return "\r\n".join(kept)


@contextmanager
def _silent() -> Iterator[None]:
    """Log nothing meanwhile: vobject logs the raw text of a line that it cannot read, and Python prints it on stderr."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _firm(value: Any) -> str:
    """The organisation without its departments."""
    return clean_text(str(value[0] if value else "") if isinstance(value, list) else str(value).partition(";")[0])


def _address(names: dict[str, list[Any]]) -> tuple[tuple[str, str], ...]:
    """The fields of the first address."""
    value = names["adr"][0].value if names.get("adr") else None
    parts = (("street", "street"), ("zip", "code"), ("city", "city"), ("country", "country"))
    found = ((field, clean_text(_text(getattr(value, part, "")))) for field, part in parts)
    return tuple((field, text) for field, text in found if text)


def _text(value: Any) -> str:
    return " ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _number(value: str) -> str:
    return re.sub(r"^tel:", "", clean_text(value), flags=re.IGNORECASE)


def _cards(text: str) -> list[tuple[int, str]]:
    cards, start, lines = list[tuple[int, str]](), 0, list[str]()
    is_continued = False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if is_continued:
            # A soft break of quoted-printable (Outlook, vCard 2.1), which vobject would read as a character.
            lines[-1] = lines[-1][:-1] + line
            is_continued = line.endswith("=")
            continue
        if line.strip().upper() == "BEGIN:VCARD":
            start, lines = number, []
        lines.append(line)
        is_continued = line.endswith("=") and "QUOTED-PRINTABLE" in line.partition(":")[0].upper()
        if line.strip().upper() == "END:VCARD" and start:
            cards.append((start, "\r\n".join(lines) + "\r\n"))
            start = 0
    if start:
        cards.append((start, "\r\n".join(lines) + "\r\n"))
    return cards
