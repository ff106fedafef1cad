"""Tables for spreadsheets: CSV text and XLSX bytes; equal bytes for equal rows, and no cell is read as a formula."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from core.basics.text import clean_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format

Cell = str | int | Decimal | date | None

# Characters that begin a formula or end a cell: see OWASP, "CSV Injection".
RUNS = ("=", "+", "-", "@", "\t", "\r")
_WHOLE = 1  # the number of Excel's own format 0: xlsxwriter takes the text "0" for the number of another one
_MADE = (1980, 1, 1, 0, 0, 0)


def neutral_cell(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet would read it as a formula."""
    cleaned = clean_text(text)
    return f"'{cleaned}" if cleaned.startswith(RUNS) or text.startswith(RUNS) else cleaned


def csv_text(rows: Iterable[Sequence[Cell]], *, delimiter: str = ",", decimal: str = ".") -> str:
    """Rows as CSV with CRLF, as RFC 4180 says; numbers stay numbers, texts go through `neutral_cell`."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_written(cell, decimal) for cell in row])
    return written.getvalue()


def _written(cell: Cell, decimal: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutral_cell(cell)
    if isinstance(cell, Decimal):
        return str(cell).replace(".", decimal)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Files in one archive, the same bytes for the same files."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, _MADE)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, content)
    return raw.getvalue()


def xlsx_bytes(sheet_name: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as a workbook of one sheet; the first row is the header and is frozen."""
    import xlsxwriter

    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})
    head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})

    @cache
    def with_places(places: int) -> "Format":
        return book.add_format({"num_format": "0." + "0" * places if places else _WHOLE})

    sheet = book.add_worksheet(sheet_name[:31])
    sheet.freeze_panes(1, 0)
    widths: dict[int, int] = {}
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            widths[column] = min(60, max(widths.get(column, 8), len(str(cell)) + 1 if cell is not None else 0))
            if cell is None:
                continue
            if isinstance(cell, date):
                sheet.write_datetime(place, column, datetime(cell.year, cell.month, cell.day), day)
            elif isinstance(cell, Decimal):
                sheet.write_number(place, column, float(cell), with_places(max(0, -int(cell.as_tuple().exponent))))
            elif isinstance(cell, int):
                sheet.write_number(place, column, cell)
            else:
                sheet.write_string(place, column, neutral_cell(cell), head if place == 0 else None)
    for column, width in widths.items():
        sheet.set_column(column, column, width)
    book.close()
    return _without_clock(raw.getvalue())


def _without_clock(archive: bytes) -> bytes:
    """The same archive with one date for all its parts: the bytes must not depend on the clock."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, _MADE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, old.read(name))
    return made.getvalue()
