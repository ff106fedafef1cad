"""Clients from a CSV with a header. Columns by name, in English or Italian; a missing code is made from the name."""

import re
import unicodedata

from core.i18n import _
from core.imports.rows import BadCell, BadRow, ClientRow, ReadResult
from core.imports.tables import Table, TableRow
from core.phones import split_numbers
from core.text import clean_text

CODE = ("code", "codice", "client code", "codice cliente", "id")
NAME = ("name", "nome", "client", "cliente", "company", "azienda", "ragione sociale")
EMAIL = ("email", "e-mail", "mail", "posta")
CONTACT = ("contact", "contacts", "referente", "referenti", "contatto", "contatti")
_PHONE = re.compile(r"(?:phone|telephone|tel|telefono|mobile|cellulare|phones|telefoni)\.?(?: \d+)?")
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


def is_clients(table: Table) -> bool:
    """Whether the header names clients."""
    return any(name in table.header for name in NAME)


def read(table: Table) -> ReadResult[ClientRow]:
    """The rows of the table."""
    rows, bad, codes = list[ClientRow](), list[BadRow](), dict[str, int]()
    for line in table.rows():
        try:
            rows.append(_row(table, line, codes))
        except BadCell as error:
            bad.append(BadRow(line.number, error.column, str(error)))
    return ReadResult(tuple(rows), tuple(bad))


def code_from(name: str, taken: dict[str, int]) -> str:
    """A short code from a name, free in this file."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:12].strip("-") or "client"
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code


def _row(table: Table, line: TableRow, codes: dict[str, int]) -> ClientRow:
    if line.is_too_long:
        raise BadCell("*", _("more cells than the header has columns; quote cells that hold the delimiter"))
    name = clean_text(line.first(*NAME))
    if not name:
        raise BadCell("name", _("the name is empty; every client needs one"))
    code = line.first(*CODE).casefold() or code_from(name, codes)
    if not _CODE.fullmatch(code):
        raise BadCell(
            "code", _("{code} cannot be a code; use up to 32 letters, digits, dots or dashes").format(code=code)
        )
    if code in codes:
        raise BadCell(
            "code", _("{code} stands in row {row} too; a code is used once").format(code=code, row=codes[code])
        )
    codes[code] = line.number
    numbers = [
        cell for column in table.header if _PHONE.fullmatch(column) for cell in split_numbers(line.first(column))
    ]
    people = [person.strip() for person in line.first(*CONTACT).split(";") if person.strip()]
    return ClientRow(line.number, code, name, tuple(numbers), tuple(people), clean_text(line.first(*EMAIL)))
