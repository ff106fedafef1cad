"""CSV files as programs and people write them: BOM or not, commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property, partial
from itertools import islice

from core.basics.dataclass import dataclass, replace
from core.basics.i18n import _, ngettext
from core.basics.spreadsheets import RUNS
from core.basics.text import without_entities

LONGEST_CELL = 10_000
_MOST_TITLE_LINES = 8
_SEPARATOR_CELL = re.compile(r"sep=[,;|]?")
_MARKS = re.compile("[='&]")
"""What a cell has that `_as_typed` changes; few records have any."""
_SEPARATOR = re.compile(r"\"?sep=([,;\t|])\"?")

Lines = Callable[[], Iterator[str]]
"""Reads the lines of a file anew, with their ends."""


def lines_of(text: str) -> Lines:
    """The lines of a text."""
    return lambda: io.StringIO(text, newline="")


def _without_first(lines: Lines, count: int) -> Iterator[str]:
    return islice(lines(), count, None)


@dataclass(frozen=True)
class TableRow:
    """One row: its number in a spreadsheet, its cells by column name, and what is wrong with its shape, if anything."""

    number: int
    cells: tuple[tuple[str, str], ...]
    fault: str = ""

    def first(self, *names: str) -> str:
        """The first non-empty cell among columns."""
        found = self._by_column
        for name in names:
            if name in found:
                return found[name]
        return ""

    def by_column(self) -> dict[str, str]:
        """The first cell of each column that is not empty."""
        return {column: cell for column, cell in reversed(self.cells) if cell}

    @cached_property
    def _by_column(self) -> dict[str, str]:
        return self.by_column()


@dataclass(frozen=True)
class Table:
    """A header, casefolded, and the rows below it."""

    header: tuple[str, ...]
    lines: Lines
    """Its lines."""
    delimiter: str
    before: int = 0
    """How many lines of the file stand above these: a title."""
    heading: tuple[str, ...] = ()
    """The names of the columns as the file writes them; empty where they are not known."""

    @classmethod
    def of(cls, text: str) -> "Table":
        """The table in a text."""
        return cls.in_lines(lines_of(text))

    @classmethod
    def in_lines(cls, lines: Lines) -> "Table":
        """The table in some lines; its delimiter is the one the first line uses most, or names as `sep=;` does for Excel."""
        first = next((line for read in lines() for line in read.splitlines() if line.strip()), "")
        said = _SEPARATOR.fullmatch(first.strip("\ufeff\r\n "))
        table = cls((), lines, said[1] if said else max(",;\t|", key=first.count))
        header = next((cells for _number, cells, fault in table._records() if cells or fault), [])
        return cls(
            tuple(" ".join(name.casefold().split()) for name in header),
            lines,
            table.delimiter,
            heading=tuple(" ".join(name.split()) for name in header),
        )

    @classmethod
    def found(cls, lines: Lines, is_known: Callable[["Table"], bool]) -> "Table":
        """The table whose header `is_known`, below a title of a few lines; else the one of the first line."""
        table = first = cls.in_lines(lines)
        titles = list[int]()
        for before, title in enumerate(islice(lines(), _MOST_TITLE_LINES + 1)):
            if is_known(table):
                # A title fills few cells; below rows that are full, a header would be a row.
                filled = sum(map(bool, table.header))
                return replace(table, before=before) if all(count * 2 <= filled for count in titles) else first
            titles.append(sum(map(bool, (cell.strip(' "\r\n') for cell in title.split(table.delimiter)))))
            table = cls.in_lines(partial(_without_first, lines, before + 1))
        return first

    def written(self, *names: str) -> str:
        """The first of some columns that is there, as the file writes its name; empty for none."""
        heading = self.heading or self.header
        return next((heading[self.header.index(name)] for name in names if name in self.header), "")

    def rows(self) -> Iterator[TableRow]:
        """The rows that hold anything, the header left out, also where files were put together and it stands again."""
        records = self._records()
        header, width = next((cells for _number, cells, fault in records if cells or fault), None), len(self.header)
        for number, cells, fault in records:
            if not (cells or fault) or (cells == header and not fault):
                continue
            if not fault and len(cells) > width and any(cells[width:]):
                fault = _("more cells than the header has columns; quote cells that hold the delimiter")
            if not fault and max(map(len, cells), default=0) > LONGEST_CELL:
                fault = _("a cell is longer than {most} characters; shorten it").format(most=LONGEST_CELL)
            yield TableRow(number, tuple(zip(self.header, cells, strict=False)), fault)

    def source(self, numbers: Collection[int]) -> str:
        """The header and the records of these numbers, as they stand in the file."""
        read = list[str]()

        def kept() -> Iterator[str]:
            for line in self.lines():
                read.append(line)
                yield line

        found, is_header = list[str](), True
        for number, cells, fault in self._records(kept()):
            source = "".join(read)
            read.clear()
            if (is_header and (cells or fault)) or number in numbers:
                found.append(source.rstrip("\r\n") + "\n")
                is_header = is_header and not (cells or fault)
        return "".join(found)

    def _records(self, lines: Iterator[str] | None = None) -> Iterator[tuple[int, list[str], str]]:
        """Every record with its number from 1, stripped; no cells where it is blank, a fault where it cannot be read."""
        # Strict, because a quote left open would otherwise swallow the rows after it without a word.
        reader = csv.reader(lines or self.lines(), delimiter=self.delimiter, strict=True)
        number = self.before
        while True:
            number += 1
            began = reader.line_num
            try:
                cells = list(map(str.strip, next(reader)))
                if _MARKS.search("".join(cells)):
                    cells = list(map(_as_typed, cells))
                if number == 1 and cells and _SEPARATOR_CELL.fullmatch(cells[0]) and not any(cells[1:]):
                    cells = []
            except StopIteration:
                return
            except csv.Error:
                count = reader.line_num - began
                yield (
                    number,
                    [],
                    _("its quotation marks do not match; close each one, and double those inside a cell")
                    + (
                        ngettext(" (it takes {count} line)", " (it takes {count} lines)", count).format(count=count)
                        if count > 1
                        else ""
                    ),
                )
            else:
                yield number, cells if any(cells) else [], ""


def doubled(header: Iterable[str], used: Collection[str]) -> tuple[str, ...]:
    """The second columns of a name that is read, of which only the first one counts, as a sentence names them."""
    seen, found = set[str](), dict[str, None]()
    for name in header:
        if name in used and name in seen:
            found[_("{column} (second column)").format(column=name)] = None
        seen.add(name)
    return tuple(found)


def _as_typed(cell: str) -> str:
    """The cell without what keeps a spreadsheet from running it, or from reading it as a number (`="0212"`), and without
    entities of HTML."""
    if cell[:2] == '="' and cell[-1:] == '"' and len(cell) > len('=""'):
        cell = cell[2:-1].replace('""', '"').strip()
    cell = cell[1:] if cell[:1] == "'" and cell[1:].startswith(RUNS) else cell
    return without_entities(cell) if "&" in cell else cell
