"""Clients from vCards (2.1, 3.0, 4.0) through vobject: one card a client, its organisation before its person."""

from core.i18n import _
from core.imports.clients_csv import code_from
from core.imports.rows import BadRow, ClientRow, ReadResult
from core.text import clean_text


def is_vcard(text: str) -> bool:
    """Whether the file begins as vCards do."""
    return text.lstrip()[:11].upper() == "BEGIN:VCARD"


def read(text: str) -> ReadResult[ClientRow]:
    """The cards of the file; the row number of a card is the line of its BEGIN."""
    import vobject

    rows, bad, codes = list[ClientRow](), list[BadRow](), dict[str, int]()
    for number, card_text in _cards(text):
        try:
            card = vobject.readOne(card_text, ignoreUnreadable=True)
            names = {name: values for name, values in card.contents.items()}
            person = clean_text(str(names["fn"][0].value)) if "fn" in names else ""
            firm = clean_text(" ".join(names["org"][0].value)) if "org" in names else ""
        except Exception as error:  # vobject raises many kinds for a broken card
            bad.append(BadRow(number, "card", _("this card cannot be read ({reason})").format(reason=error)))
            continue
        name = firm or person
        if not name:
            bad.append(BadRow(number, "FN", _("this card has no name; give it FN or ORG")))
            continue
        code = code_from(name, codes)
        codes[code] = number
        phones = tuple(clean_text(str(phone.value)).removeprefix("tel:") for phone in names.get("tel", []))
        emails = [clean_text(str(email.value)) for email in names.get("email", [])]
        contacts = (person,) if person and person != name else ()
        rows.append(ClientRow(number, code, name, phones, contacts, emails[0] if emails else ""))
    return ReadResult(tuple(rows), tuple(bad))


def _cards(text: str) -> list[tuple[int, str]]:
    cards, start, lines = list[tuple[int, str]](), 0, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().upper() == "BEGIN:VCARD":
            start, lines = number, []
        lines.append(line)
        if line.strip().upper() == "END:VCARD" and start:
            cards.append((start, "\r\n".join(lines) + "\r\n"))
            start = 0
    if start:
        cards.append((start, "\r\n".join(lines) + "\r\n"))
    return cards
