"""CSV files as programs and people write them: BOM or not, commas, semicolons or tabs, UTF-8 or Windows-1252."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MAX_CELL = 10_000


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8 (with or without BOM), else UTF-16 by its mark, else Windows-1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


@dataclass(frozen=True)
class TableRow:
    """One row: the line it starts on, its cells by column name, and whether it has more cells than the header."""

    number: int
    cells: Mapping[str, str]
    is_too_long: bool

    def first(self, *names: str) -> str:
        """The first non-empty cell among columns."""
        return next((self.cells[name] for name in names if self.cells.get(name)), "")


@dataclass(frozen=True)
class Table:
    """A header, casefolded, and the rows below it."""

    header: tuple[str, ...]
    text: str
    delimiter: str

    @classmethod
    def of(cls, text: str) -> "Table":
        """The table in a text; its delimiter is the one the first line uses most."""
        first = text.lstrip("\r\n").split("\n", 1)[0]
        delimiter = max(",;\t", key=first.count)
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        return cls(tuple(" ".join(name.casefold().split()) for name in header), text, delimiter)

    def rows(self) -> Iterator[TableRow]:
        """The rows that hold anything."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        next(reader, None)
        number = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                named = dict(zip(self.header, (cell.strip()[:MAX_CELL] for cell in cells), strict=False))
                yield TableRow(number, named, any(cell.strip() for cell in cells[len(self.header) :]))
            number = reader.line_num + 1
