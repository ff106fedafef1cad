"""Clients from a CSV with a header. Columns by name, in English or Italian; a missing code is made from the name."""

import re
import unicodedata
from collections.abc import Collection

from core.basics.i18n import _
from core.basics.numbers import split_numbers
from core.basics.text import clean_text
from core.imports.cells import quoted
from core.imports.rows import BadRow, CellError, ClientRow, ReadResult
from core.imports.tables import Table, TableRow

CODE = ("code", "codice", "client code", "codice cliente", "id")
NAME = ("name", "nome", "client", "cliente", "company", "azienda", "ragione sociale")
EMAIL = ("email", "e-mail", "mail", "posta")
CONTACT = ("contact", "contacts", "referente", "referenti", "contatto", "contatti")
_PHONE = re.compile(r"(?:phone|telephone|tel|telefono|mobile|cellulare|phones|telefoni)\.?(?: \d+)?")
_LONGEST_MADE = 12
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


def is_clients(table: Table) -> bool:
    """Whether the header names clients."""
    return any(name in table.header for name in NAME)


def read(table: Table) -> ReadResult[ClientRow]:
    """The rows of the table."""
    rows, bad, codes = list[ClientRow](), list[BadRow](), dict[str, int]()
    lines = list(table.rows())
    # A made code keeps clear of every code that somebody wrote, also further down.
    written = {line.first(*CODE).casefold() for line in lines}
    for line in lines:
        try:
            rows.append(_row(line, codes, written))
        except CellError as error:
            bad.append(BadRow(line.number, error.column, str(error)))
    return ReadResult(tuple(rows), tuple(bad))


def code_from(name: str, taken: Collection[str]) -> str:
    """A code of at most 12 characters from a name, free in this file."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:_LONGEST_MADE].strip("-") or "client"
    code, number = stem, 2
    while code in taken:
        suffix = f"-{number}"
        code, number = stem[: _LONGEST_MADE - len(suffix)].rstrip("-") + suffix, number + 1
    return code


def _row(line: TableRow, codes: dict[str, int], written: Collection[str]) -> ClientRow:
    if line.fault:
        raise CellError("*", line.fault)
    name = clean_text(line.first(*NAME))
    if not name:
        raise CellError("name", _("the name is empty; every client needs one"))
    code = line.first(*CODE).casefold() or code_from(name, {*codes, *written})
    if not _CODE.fullmatch(code):
        raise CellError(
            "code", _("{code} cannot be a code; use up to 32 letters, digits, dots or dashes").format(code=quoted(code))
        )
    if code in codes:
        raise CellError(
            "code", _("{code} stands in row {row} too; a code is used once").format(code=code, row=codes[code])
        )
    codes[code] = line.number
    numbers = [
        clean_text(number) for column, cell in line.cells if _PHONE.fullmatch(column) for number in split_numbers(cell)
    ]
    people = [person for cell in line.first(*CONTACT).split(";") if (person := clean_text(cell))]
    return ClientRow(line.number, code, name, tuple(numbers), tuple(people), clean_text(line.first(*EMAIL)))
