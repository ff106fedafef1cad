"""Clients from vCards (2.1, 3.0, 4.0) through vobject: one card a client, its organisation before its person."""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from core.basics.i18n import _
from core.basics.numbers import split_numbers
from core.basics.text import clean_text
from core.imports.cells import quoted
from core.imports.clients_csv import MadeCodes
from core.imports.people import joined
from core.imports.rows import BadRow, ClientRow, ReadResult
from core.imports.spilled import Met, spilled

END = re.compile(r"END:VCARD", re.IGNORECASE)
"""The line that ends a card."""


def is_vcard(text: str) -> bool:
    """Whether the file begins as vCards do."""
    return text.lstrip()[:11].upper() == "BEGIN:VCARD"


def read(lines: Iterable[str]) -> ReadResult[ClientRow]:
    """The cards in the lines of a file; the row number of a card is the line of its BEGIN."""
    import vobject

    rows, bad, codes, dropped = spilled(ClientRow), list[BadRow](), Met(), dict[str, None]()
    made = MadeCodes(codes)
    for number, card_text in _cards(lines):
        try:
            with _silent():
                card = vobject.readOne(_well_formed(card_text), ignoreUnreadable=True)
            names: dict[str, list[Any]] = dict(card.contents.items())
            person = clean_text(
                str(names["fn"][0].value if "fn" in names else names["n"][0].value if "n" in names else "")
            )
            firm = _firm(names["org"][0].value) if "org" in names else ""
            numbers = [number for phone in names.get("tel", []) if not _is_fax(phone) for number in _numbers(phone)]
        except Exception as error:  # vobject raises many kinds for a broken card
            bad.append(
                BadRow(
                    number,
                    "card",
                    _("this card cannot be read ({reason}); export it again").format(reason=quoted(str(error))),
                )
            )
            continue
        if _is_group(names):
            continue
        dropped |= {each: None for each in names if each not in _USED and not each.startswith("x-")}
        name = firm or person
        if not name:
            bad.append(BadRow(number, "FN", _("this card has no name; give it FN or ORG")))
            continue
        code = made.of(name)
        codes.add(code)
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
    return ReadResult(joined(rows.done()), tuple(bad), "vCard", tuple(dropped))


_USED = frozenset({"fn", "n", "org", "tel", "email", "adr", "version", "prodid", "uid", "rev", "kind", "label"})
"""Properties that are read, or that say nothing of a client."""
_UNREAD = re.compile(r"(?:[A-Za-z0-9_-]++\.)?+(?:PHOTO|LOGO|SOUND|KEY|AGENT)[;:]", re.IGNORECASE)
"""Properties that are large, or cards within the card; a broken one must not cost the card."""
_CUSTOM = re.compile(r"X-CUSTOM\([^)\r\n]*+\)", re.IGNORECASE)
"""The label that Android gives a number of its own kind, which no parameter may look like."""
_NAME = r"[A-Za-z0-9_-]++"
_VALUE = r'(?:"[^"]*+"|[^";:,]*+)'
_PROPERTY = re.compile(rf"(?:{_NAME}\.)?+{_NAME}(?:;{_NAME}(?:={_VALUE}(?:,{_VALUE})*+)?+)*+:")
"""The beginning of a property up to its value. Possessive: a line that does not fit costs one pass."""


def _well_formed(card_text: str) -> str:
    """The card without the properties that cannot be read: vobject ignores them, but looks for years at some of them."""
    kept, is_kept = list[str](), True
    for line in card_text.split("\r\n"):
        if not line.startswith((" ", "\t")):
            line = _CUSTOM.sub("X-CUSTOM", line)
            is_kept = not line or (_PROPERTY.match(line) is not None and _UNREAD.match(line) is None)
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
    parts = (("street", "street"), ("zip", "code"), ("city", "city"), ("province", "region"), ("country", "country"))
    found = ((field, clean_text(_text(getattr(value, part, "")))) for field, part in parts)
    return tuple((field, text) for field, text in found if text)


def _text(value: Any) -> str:
    return " ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _numbers(phone: Any) -> list[str]:
    return split_numbers(re.sub(r"^tel:", "", clean_text(str(phone.value)), flags=re.IGNORECASE))


def _is_fax(phone: Any) -> bool:
    """Whether a number is of a fax or a pager, and of no telephone beside it."""
    kinds = {word for each in phone.params.get("TYPE", []) for word in str(each).casefold().split(",")}
    kinds |= {str(each).casefold() for each in getattr(phone, "singletonparams", [])}
    return bool(kinds & {"fax", "pager"}) and not kinds & {"voice", "cell"}


def _is_group(names: dict[str, list[Any]]) -> bool:
    """Whether a card is a list of other cards."""
    kinds = [*names.get("kind", []), *names.get("x-addressbookserver-kind", [])]
    return any(str(kind.value).casefold() == "group" for kind in kinds)


def _cards(file: Iterable[str]) -> Iterator[tuple[int, str]]:
    start, lines = 0, list[str]()
    is_continued, within = False, 0
    for number, with_end in enumerate(file, 1):
        line = with_end.rstrip("\r\n")
        if is_continued:
            # A soft break of quoted-printable (Outlook, vCard 2.1), which vobject would read as a character.
            lines[-1] = lines[-1][:-1] + line
            is_continued = line.endswith("=")
            continue
        word = line.strip().upper()
        if word == "BEGIN:VCARD" and start and lines[-1].strip().upper() == "AGENT:":
            within = 1
        if within:
            # A card within the card: the assistant's, of vCard 2.1.
            within = 0 if word == "END:VCARD" else within
            continue
        if word == "BEGIN:VCARD":
            start, lines = number, []
        lines.append(line)
        is_continued = line.endswith("=") and "QUOTED-PRINTABLE" in line.partition(":")[0].upper()
        if line.strip().upper() == "END:VCARD" and start:
            yield start, "\r\n".join(lines) + "\r\n"
            start, lines = 0, []
    if start:
        yield start, "\r\n".join(lines) + "\r\n"
