"""Rows of totals, which exports and spreadsheets put below the rows that they sum up."""

import re
from collections.abc import Collection
from typing import Final

from core.basics.i18n import ngettext
from core.imports.tables import TableRow

_WORDS: Final = frozenset(
    {"total", "totals", "totale", "totali", "tot", "summe", "gesamt", "gesamtsumme", "somma", "totaux", "subtotal"}
)
_MOST_WORDS: Final = 3
_COUNT: Final = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


def is_total(line: TableRow, dated: Collection[str]) -> bool:
    """Whether a row that is none of work sums others up: a cell says so, and none of the columns `dated` holds a number."""
    if any(character.isdigit() for column, cell in line.cells if column in dated for character in cell):
        return False
    return any(says_total(cell) for _column, cell in line.cells)


def is_count(line: TableRow) -> bool:
    """Whether a row of a list of clients only counts them: `Totale clienti: 120`, or `Totale` and numbers beside it.

    `Total` alone may be a client, and so may be one with a telephone, which has more digits.
    """
    held = [cell for _column, cell in line.cells if cell]
    said = [cell for cell in held if says_total(cell)]
    if len(said) != 1:
        return False
    if len(held) == 1:
        return any(mark.isdigit() or mark == ":" for mark in held[0])
    return all(cell in said or _COUNT.fullmatch(cell) for cell in held)


def says_total(cell: str) -> bool:
    """Whether a cell names a sum: `Totals`, `Totale ore:`."""
    words = cell.casefold().strip(" :=.").split()[: _MOST_WORDS + 1]
    return 0 < len(words) <= _MOST_WORDS and bool(_WORDS & {words[0].rstrip(":"), words[-1]})


def left_out(count: int) -> tuple[str, ...]:
    """A sentence about rows of totals that are left out; none for no row."""
    if not count:
        return ()
    sentence = ngettext("{count} row of totals is left out", "{count} rows of totals are left out", count)
    return (sentence.format(count=count),)
