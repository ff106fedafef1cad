"""The rows of a file of call records, whatever is broken in it: undecodable bytes, quotes left open, NULs, short rows.

A record is one line, so a broken line harms no other. CSV with or without a header, tab-separated text, JSON and lines
of JSON all become rows with cells by column name.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.errors import Refused
from core.basics.text import without_entities
from core.imports.json_items import JsonItems, decoded
from core.imports.source import Source

LONGEST_CELL: Final = 2_000
_LONGEST_LINE: Final = 100_000
_MOST_JOINED: Final = 20
"""Lines that one quoted cell may span."""
_MOST_DEPTH: Final = 4
_SAMPLE_LINES: Final = 20
_MOST_TITLE_LINES: Final = 6
"""Lines of a title that may stand above a header."""
_FOR_DELIMITER: Final = 10
"""Lines that tell the delimiter: a title has none of it."""
_NULLS = frozenset({"null", "\\n", "(null)", "none", "<null>"})
_NULL_BEGINS = frozenset({"n", "N", "\\", "(", "<"})
_HEAD: Final = 2_000
_LINE_END = re.compile(r"\r\n|\n|\r")
_ROWS_KEYS = ("cdr", "cdr_root", "calls", "call_logs", "records", "value", "data", "cdr_list", "messages")
"""Keys under which JSON answers hold their records."""


_SECONDS = re.compile(r"\s*\((?:s|secs?|seconds?|secondi|sek|h{1,2}:mm:ss|mm:ss)\.?\)\s*$", re.IGNORECASE)


def column_name(text: str) -> str:
    """A column's name without case, spaces and marks: `Call From`, `call_from` and `CallFrom` are one.

    Nor with a unit of seconds: `Talk Duration(s)` is `talkduration`.
    """
    text = _SECONDS.sub("", text)
    return "".join(character for character in text.casefold() if character.isalnum())


@dataclass(frozen=True)
class Row:
    """One row: the number of its first line, its cells, and the same by column name where there is a header."""

    line: int
    cells: Sequence[str]
    named: Mapping[str, str]
    is_mended: bool = False
    """Whether its quotation marks did not match and it was read all the same."""

    def get(self, *names: str) -> str:
        """The first cell among columns that holds something."""
        for name in names:
            if cell := self.named.get(name):
                return cell
        return ""

    def at(self, place: int) -> str:
        """The cell at a place, empty where the row is too short."""
        return self.cells[place] if place < len(self.cells) else ""


class Sheet:
    """The rows of one file, read line by line. `columns` are the names of its header, empty where it has none."""

    def __init__(self, file: str | Source, *, has_header: bool = True) -> None:
        self._file = file
        self._lines: Callable[[], Iterator[tuple[int, str]]]
        if isinstance(file, str):
            begin, self._lines = file, partial(numbered_lines, file)
        else:
            begin, self._lines = _plain(file.head()), partial(_lines_of, file)
        self.head = begin[:_HEAD]
        self.is_json = begin.lstrip()[:1] in ("{", "[")
        self.columns: tuple[str, ...] = ()
        self.heading: tuple[str, ...] = ()
        self.delimiter = ","
        self.first_line = 0
        self._document: JsonItems | None = None
        self._sample: list[Row] | None = None
        self._bare: Sheet | None = None
        if self.is_json:
            if not _is_json_lines(begin):
                self._document = JsonItems(Source(file.encode()) if isinstance(file, str) else file, "", _ROWS_KEYS)
            first = next(self._json_rows(), None)
            self.columns = tuple(first.named) if first else ()
            return
        lines = [(number, line) for number, line in _some(self._lines()) if line.strip()]
        if lines and re.fullmatch(r"\ufeff?\"?sep=.\"?", lines[0][1].strip()):
            self.first_line = lines[0][0]
            lines = lines[1:]
        sample = [line for _number, line in lines]
        self.delimiter = max(",;\t|", key=lambda mark: sum(line.count(mark) for line in sample[:_FOR_DELIMITER]))
        if has_header and (found := _header(sample, self.delimiter)):
            place, heading = found
            self.columns, self.heading = tuple(column_name(cell) for cell in heading), tuple(heading)
            self.first_line = lines[place][0]

    def lines(self) -> Iterator[tuple[int, str]]:
        """Its lines with their numbers from 1, for a format that is no table."""
        return self._lines()

    def rows(self) -> Iterator[Row]:
        """Every row that holds anything, the header left out."""
        yield from self._json_rows() if self.is_json else self._csv_rows()

    def sample(self) -> list[Row]:
        """The first rows."""
        if self._sample is None:
            self._sample = [row for _count, row in zip(range(_SAMPLE_LINES), self.rows(), strict=False)]
        return self._sample

    def bare(self) -> "Sheet":
        """The same file read without a header: its first line is a row like the others."""
        if not self.columns:
            return self
        if self._bare is None:
            self._bare = Sheet(self._file, has_header=False)
        return self._bare

    def has(self, *names: str) -> bool:
        """Whether the header has all of these columns."""
        return set(names) <= set(self.columns)

    def _csv_rows(self) -> Iterator[Row]:
        width = len(self.columns)
        waiting, joined, began = "", 0, 0
        for number, line in self._lines():
            if number <= self.first_line or (not waiting and not line.strip()):
                continue
            if waiting:
                whole = f"{waiting}\n{line}"
                cells, is_mended = _cells(whole, self.delimiter, width)
                if not is_mended and len(cells) == width:
                    yield self._row(began, cells, is_mended=False)
                    waiting = ""
                    continue
                joined += 1
                if joined < _MOST_JOINED and is_mended and len(whole) < _LONGEST_LINE:
                    waiting = whole
                    continue
                # The quote was never closed: each of the lines is a row of its own.
                for offset, part in enumerate(whole.split("\n")):
                    if part.strip():
                        yield self._row(began + offset, *_cells(part, self.delimiter, width))
                waiting = ""
                continue
            cells, is_mended = _cells(line, self.delimiter, width)
            if is_mended and width and len(cells) <= width:
                waiting, joined, began = line, 0, number
                continue
            yield self._row(number, cells, is_mended)
        for offset, part in enumerate(waiting.split("\n")):
            if part.strip():
                yield self._row(began + offset, *_cells(part, self.delimiter, width))

    def _row(self, number: int, cells: Sequence[str], is_mended: bool) -> Row:
        named: dict[str, str] = {}
        for name, cell in zip(self.columns, cells, strict=False):
            if cell:
                named.setdefault(name, cell)
        return Row(number, cells, named, is_mended)

    def _json_rows(self) -> Iterator[Row]:
        if self._document is None:
            yield from self._json_lines()
            return
        number = 0
        try:
            for number, item in enumerate(_records_in(self._document), 1):
                yield _json_row(number, item)
        except Refused:
            # The document is not sound from here on.
            yield Row(number + 1, (), {}, is_mended=True)

    @property
    def is_document(self) -> bool:
        """Whether it is one JSON document, not one on each line."""
        return self._document is not None

    def items(self) -> Iterator[tuple[int, Mapping[str, object]]] | None:
        """The records of a JSON document with their numbers, as far as it is sound; `None` for lines of JSON."""
        if self._document is None:
            return None
        return enumerate(_until_broken(_records_in(self._document)), 1)

    def _json_lines(self) -> Iterator[Row]:
        for number, line in self._lines():
            if not line.strip():
                continue
            try:
                item = decoded(line[:_LONGEST_LINE])
            except (ValueError, RecursionError):
                yield Row(number, (), {}, is_mended=True)
                continue
            for each in _items(item):
                yield _json_row(number, each)


def _some(lines: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    return [pair for _count, pair in zip(range(_SAMPLE_LINES), lines, strict=False)]


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\x00", "")


def _lines_of(source: Source) -> Iterator[tuple[int, str]]:
    """As `numbered_lines`, of a file that is not in memory."""
    for number, line in enumerate(source.lines(), 1):
        if number == 1:
            line = line.removeprefix("\ufeff")
        if "\x00" in line:
            line = line.replace("\x00", "")
        yield number, line.rstrip("\r\n")


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers from 1; CR, LF and CR LF end one."""
    start, number = 0, 0
    for number, end in enumerate(_LINE_END.finditer(text), 1):
        yield number, text[start : end.start()]
        start = end.end()
    if start < len(text):
        yield number + 1, text[start:]


def _cells(line: str, delimiter: str, width: int) -> tuple[list[str], bool]:
    """The cells of a line, and whether its quotation marks do not match."""
    line = line[:_LONGEST_LINE]
    if "'" in line and '"' not in line and re.match(rf"\s*'[^']*'\s*({re.escape(delimiter)}|$)", line):
        found = _read(line, delimiter, "'")
    else:
        found = _read(line, delimiter, '"')
    is_mended = line.count('"') % 2 == 1
    if (is_mended or (width and len(found) > width)) and line.startswith('"') and f'"{delimiter}"' in line:
        # Inner quotes that nobody doubled: what parts the cells is a quote, the delimiter and a quote.
        parts = line.strip().strip('"').split(f'"{delimiter}"')
        if not width or len(parts) == width:
            found, is_mended = parts, bool(is_mended and not width)
    elif is_mended:
        found = [cell.strip('"') for cell in line.split(delimiter)]
    return [_cell(cell) for cell in found], is_mended


def _read(line: str, delimiter: str, quote: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter, quotechar=quote), [])
    except csv.Error:
        return line.split(delimiter)


def _cell(text: str) -> str:
    cell = text.strip()[:LONGEST_CELL]
    if cell[:2] == '="' and cell[-1:] == '"' and len(cell) > len('=""'):
        # A spreadsheet reads it as a text, not as a number.
        cell = cell[2:-1]
    if "&" in cell:
        cell = without_entities(cell)
    # Every cell passes here, and few begin as a word for nothing does.
    return "" if cell[:1] in _NULL_BEGINS and cell.casefold() in _NULLS else cell


def _header(lines: Sequence[str], delimiter: str) -> tuple[int, list[str]] | None:
    """The place and the cells of the line that names columns: the first one, or one below a title; `None` for none.

    A title fills few cells; below rows that are full, a header would be a row.
    """
    found, most = None, 0
    for place, line in enumerate(lines[: _MOST_TITLE_LINES + 1]):
        cells = _cells(line, delimiter, 0)[0]
        filled = sum(map(bool, cells))
        if most * 2 <= filled and _is_header(cells):
            found = place, cells
        most = max(most, filled)
    return found


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns: at least three, each a word, none a number or a date."""
    words = [cell for cell in cells if column_name(cell)]
    return len(words) > 2 and not any(re.match(r"[0-9+*]", cell.strip()) for cell in cells if cell)


def _is_json_lines(head: str) -> bool:
    """Whether the beginning of a file is several documents, one a line: its first line is whole, and another one follows."""
    first, _end, rest = head.lstrip().partition("\n")
    if rest.lstrip()[:1] not in ("{", "["):
        return False
    try:
        decoded(first)
    except (ValueError, RecursionError):
        return False
    return True


def _records_in(document: JsonItems) -> Iterator[Mapping[str, object]]:
    """The records of a JSON document, read one at a time. Errors: `Refused` where it is not sound."""
    is_list = document.is_list
    for item in document:
        if isinstance(item, dict):
            yield from _items(item) if is_list else (item,)
    if not is_list and not document.has_list:
        # An object that holds no list: one record, or what holds one.
        yield from _items(document.around)


def _until_broken(items: Iterator[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
    with suppress(Refused):
        yield from items


def _items(document: object) -> Iterator[Mapping[str, object]]:
    """The records of a JSON document: an array, one object, or an object that holds the array."""
    if isinstance(document, list):
        for item in document:
            yield from _items(item) if isinstance(item, dict) else iter(())
        return
    if not isinstance(document, dict):
        return
    for key in _ROWS_KEYS:
        held = document.get(key)
        if isinstance(held, list):
            for item in held:
                if isinstance(item, dict):
                    yield item
            return
        if isinstance(held, dict) and len(document) == 1:
            yield held
            return
    message = document.get("msg")
    if isinstance(message, str) and message.lstrip().startswith("{"):
        try:
            held = decoded(message)
        except (ValueError, RecursionError):
            held = None
        if isinstance(held, dict):
            yield held
            return
    yield document


def _json_row(number: int, item: Mapping[str, object]) -> Row:
    named: dict[str, str] = {}
    _flatten(item, "", named, 0)
    return Row(number, tuple(named.values()), named)


def _flatten(item: Mapping[str, object], before: str, named: dict[str, str], depth: int) -> None:
    for key, value in item.items():
        name = before + column_name(str(key))
        if isinstance(value, dict):
            if depth < _MOST_DEPTH:
                _flatten(value, name, named, depth + 1)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            cell = _cell(str(value))
            if cell:
                named.setdefault(name, cell)
