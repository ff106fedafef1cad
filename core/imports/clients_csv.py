"""Clients from a CSV with a header. Columns by name, in English or Italian; a missing code is made from the name."""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Final

from core.basics.dataclass import replace
from core.basics.i18n import _
from core.basics.numbers import split_numbers
from core.basics.text import clean_text
from core.imports import client_columns as columns
from core.imports.cells import quoted
from core.imports.client_programs import program_of
from core.imports.cut_numbers import is_power
from core.imports.people import joined
from core.imports.rows import BadRow, CellError, ClientRow, ReadResult
from core.imports.spilled import Met, spilled
from core.imports.tables import Table, TableRow
from core.imports.totals import is_count, left_out

_LONGEST_MADE = 12
_LONGEST_CODE = 32
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_USED = frozenset(
    (
        *columns.CODE,
        *columns.FIRM,
        *columns.FIRM_REST,
        *columns.NAME,
        *columns.FIRST,
        *columns.LAST,
        *columns.EMAIL,
        *columns.CONTACT,
        *columns.INACTIVE,
        *columns.ACTIVE,
        *columns.FROM,
        *columns.SOLD,
        *columns.SIZE,
        *columns.LEFT,
        *columns.EXPIRES,
        *(name for names in (*columns.FISCAL.values(), *columns.TERMS.values()) for name in names),
    )
)


def _bare(column: str) -> str:
    """A column's name without dots, dashes, underscores, brackets and accents."""
    letters = unicodedata.normalize("NFKD", column.casefold()).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())


_OF_FIRM: Final = re.compile(r"^(?:company|account|client): ")
"""What Autotask puts before the names of its columns."""
_BY_BARE: Final = {_bare(column): column for column in sorted(_USED, reverse=True)}


def _known(header: Iterable[str]) -> tuple[str, ...]:
    """The header with the names that are written a little otherwise (`P. Iva`, `ragione_sociale`) as we know them."""
    names = tuple(header)
    # Outlook in Italian calls the telephone of the office by its place alone.
    is_outlook = {"cognome", "fax (uff.)"} <= set(names)
    return tuple(
        f"telefono {name}"
        if is_outlook and name in ("ufficio", "ufficio 2")
        else name
        if name in _USED
        else _BY_BARE.get(_bare(_OF_FIRM.sub("", name)), name)
        for name in names
    )


def is_clients(table: Table) -> bool:
    """Whether the header names clients."""
    header = set(_known(table.header))
    return bool(header & {*columns.NAME, *columns.FIRM} or (header & {*columns.FIRST} and header & {*columns.LAST}))


def read(table: Table) -> ReadResult[ClientRow]:
    """The rows of the table; the rows of several people of one firm are one client."""
    table = replace(table, header=_known(table.header))
    program = program_of(table.header)
    rows, bad, codes, dropped = spilled(ClientRow), list[BadRow](), Met(), dict[str, None]()
    twice, totals, called = list[tuple[int, str]](), 0, _called(table)
    # A made code keeps clear of every code that somebody wrote, also further down.
    written = _written_codes(table)
    made = MadeCodes(codes, written)
    unused = {column for column in table.header if column and column not in _USED and not columns.is_phone(column)}
    for line in table.rows():
        if is_count(line):
            totals += 1
            continue
        if unused:
            found = [column for column, cell in line.cells if cell and column in unused]
            dropped |= dict.fromkeys(found)
            unused.difference_update(found)
        try:
            row = _row(line, made, program)
        except CellError as error:
            bad.append(BadRow(line.number, called.get(error.column, error.column), str(error)))
            continue
        if codes.add(row.code) > 1:
            twice.append((row.row_number, row.code))
        else:
            rows.append(row)
    bad += _repeated(rows, twice, called.get("code", "code"))
    bad.sort(key=lambda each: each.row_number)
    return ReadResult(joined(rows.done()), tuple(bad), program, tuple(dropped), left_out(totals), called)


def _called(table: Table) -> dict[str, str]:
    """What the file calls the columns of our fields."""
    fields = {
        "code": columns.CODE,
        "email": columns.EMAIL,
        "from": columns.FROM,
        "sold": columns.SOLD,
        "size": columns.SIZE,
        "left": columns.LEFT,
        "expires": columns.EXPIRES,
        **columns.TERMS,
        **{field: names for field, names in columns.FISCAL.items() if field != "name"},
    }
    called = {field: name for field, names in fields.items() if (name := table.written(*names))}
    # The name of a client may stand in its own column, or be that of a person.
    of_name = (table.written(*columns.FIRM), table.written(*columns.FIRST), table.written(*columns.LAST))
    own = of_name if any(of_name) else (table.written(*columns.NAME),)
    return {**called, "name": ", ".join(dict.fromkeys(filter(None, own)))}


def _written_codes(table: Table) -> Met:
    found = Met()
    if set(columns.CODE) & set(table.header):
        for line in table.rows():
            if not is_count(line):
                found.add(line.first(*columns.CODE).casefold())
    return found


def _repeated(rows: Iterable[ClientRow], twice: Sequence[tuple[int, str]], column: str) -> list[BadRow]:
    """The rows whose code stands in an earlier one, too; `column` is what the file calls that of the codes."""
    wanted, first = {code for _number, code in twice}, dict[str, int]()
    for row in rows if wanted else ():
        if row.code in wanted:
            first[row.code] = row.row_number
    sentence = _("{code} stands in row {row} too; a code is used once")
    return [BadRow(number, column, sentence.format(code=code, row=first[code])) for number, code in twice]


class MadeCodes:
    """Codes of at most 12 characters that are made from names, free among those that are taken."""

    def __init__(self, *taken: Container[str]) -> None:
        self._taken = taken
        self._next: dict[str, int] = {}
        """By what stands before the number of a code, the number that the next one is tried with."""

    def of(self, name: str) -> str:
        """A code for a name; it is taken once whoever asks has added it to those that are."""
        ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
        stem = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:_LONGEST_MADE].strip("-") or "client"
        code, number = stem, 2
        while any(code in some for some in self._taken):
            # Long names have the begin of their codes in common, and the numbers that are taken.
            begin = stem[: _LONGEST_MADE - len(f"-{number}")].rstrip("-")
            after = self._next.get(begin, number)
            if len(str(after)) > len(str(number)):
                number = 10 ** len(str(number))
                continue
            number = max(number, after)
            code, self._next[begin] = f"{begin}-{number}", number
            number += 1
        return code


def _row(line: TableRow, made: MadeCodes, program: str) -> ClientRow:
    if line.fault:
        raise CellError("*", line.fault)
    name, person = _names(line)
    if not name:
        raise CellError("name", _("the name is empty; every client needs one"))
    code, is_made = line.first(*columns.CODE).casefold(), False
    if program and code:
        # The ids of other programs are not meant to be typed; a long one is cut.
        code = re.sub(r"[^a-z0-9._-]+", "-", code).strip("._-")[:_LONGEST_CODE]
    if not code or (person and (program or line.first(*columns.CODE) == line.first(*columns.RECORD_ID))):
        code, is_made = made.of(name), True
    if not _CODE.fullmatch(code):
        raise CellError(
            "code", _("{code} cannot be a code; use up to 32 letters, digits, dots or dashes").format(code=quoted(code))
        )
    phones, firm_phones = list[str](), list[str]()
    labels = {column.partition(" - ")[0]: cell.casefold() for column, cell in line.cells if columns.is_label(column)}
    for column, cell in line.cells:
        if cell and columns.is_phone(column) and not columns.is_fax(labels.get(column.partition(" - ")[0], "")):
            parts = [part.strip() for part in cell.split(":::")]
            # A comma parts two numbers, but not in one that a spreadsheet wrote as a power of ten.
            texts = [[part] if is_power(part) else split_numbers(part) for part in parts]
            numbers = [clean_text(number) for found in texts for number in found if not columns.is_fax(number)]
            (firm_phones if person and columns.FIRM_PHONE.fullmatch(column) else phones).extend(numbers)
    people = [found for cell in line.first(*columns.CONTACT).split(";") if (found := clean_text(cell))]
    return ClientRow(
        line.number,
        code,
        name,
        tuple(dict.fromkeys(phones)) if person else tuple(phones),
        tuple(people),
        _first_address(line.first(*columns.EMAIL)),
        person=person,
        firm_phones=tuple(firm_phones),
        is_made=is_made,
        archived=_is_archived(line),
        fiscal=_texts(line, columns.FISCAL),
        terms=_terms(line),
        starts=line.first(*columns.FROM),
        sold=line.first(*columns.SOLD),
        size=line.first(*columns.SIZE),
        left=line.first(*columns.LEFT),
        expires=line.first(*columns.EXPIRES),
    )


def _first_address(cell: str) -> str:
    """The first of several addresses in one cell."""
    parts = [found for part in re.split(r":::|[;,\s]", cell) if (found := clean_text(part))]
    return parts[0] if sum("@" in part for part in parts) > 1 else clean_text(cell)


def _names(line: TableRow) -> tuple[str, str]:
    """The name of the client, and of its person where the row is one of a firm."""
    firm, last = clean_text(line.first(*columns.FIRM)), clean_text(line.first(*columns.LAST))
    firm = " ".join(filter(None, (firm, clean_text(line.first(*columns.FIRM_REST)))))
    first = clean_text(line.first(*columns.FIRST)) if last or not line.first(*columns.NAME) else ""
    person = " ".join(filter(None, (first, last)))
    if not person:
        name = clean_text(line.first(*columns.NAME))
        # A list of our own has a name and perhaps a firm's name beside it; the firm is the client.
        person = name if firm else ""
        firm = firm or name
    if firm and person and firm != person:
        return firm, person
    return firm or person, ""


def _is_archived(line: TableRow) -> bool:
    inactive, active = line.first(*columns.INACTIVE).casefold(), line.first(*columns.ACTIVE).casefold()
    return inactive in columns.HERE or inactive in columns.GONE - {"no", "false", "0", "n"} or active in columns.GONE


def _terms(line: TableRow) -> tuple[tuple[str, str], ...]:
    """The terms of a row; none where it names neither a kind nor a block: a currency alone is no agreement."""
    found = _texts(line, columns.TERMS)
    return found if {"kind", "block"} & dict(found).keys() else ()


def _texts(line: TableRow, names: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    return tuple((field, cell) for field, aliases in names.items() if (cell := clean_text(line.first(*aliases))))
