"""Reads a file of call records: bytes to records, with what could not be read, counted and named. It knows no store."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from core.basics.dataclass import dataclass
from core.basics.errors import Refused
from core.basics.i18n import _
from core.imports.content import check_is_text
from core.imports.dates import DateOrder
from core.imports.encodings import Encoding
from core.model.call_records import CallRecord
from core.phone.records.assembly import Counts, IsOwn, counts_of, records_of
from core.phone.records.detect import format_of
from core.phone.records.generic import FieldMap, mapped_format
from core.phone.records.legs import Format, Leg
from core.phone.records.model import UnreadRow
from core.phone.records.text import Sheet, decode
from core.phone.records.times import Placed, place

MOST_UNREAD = 200
"""Rows that could not be read and are named; more are counted."""


@dataclass(frozen=True)
class FileLegs:
    """The legs of a file before their times are placed."""

    format: Format
    """The format that was told or named."""
    legs: tuple[Leg, ...]
    """The legs, in the order of the file."""
    row_count: int
    """Rows, header lines not counted."""
    unread: tuple[UnreadRow, ...]
    """The first rows that could not be read."""
    unread_lines: tuple[int, ...]
    """The lines of all of them."""
    encoding: Encoding
    """How its bytes were read."""
    source: str
    """The telephone system where nobody named it: the one whose map fits, else that of the format."""


@dataclass(frozen=True)
class FileRecords:
    """The records of a file."""

    format: Format
    """The format."""
    records: tuple[CallRecord, ...]
    """One a leg."""
    row_count: int
    """Rows, header lines not counted."""
    unread: tuple[UnreadRow, ...]
    """The first rows that could not be read."""
    unread_lines: tuple[int, ...]
    """The lines of all of them."""
    encoding: Encoding
    """How its bytes were read."""
    placed: Placed
    """How the times were placed."""
    counts: Counts
    """What the records hold."""

    @property
    def unread_count(self) -> int:
        """How many rows could not be read."""
        return len(self.unread_lines)


def read_legs(
    data: bytes,
    name: str,
    *,
    wanted: str = "",
    fields: FieldMap | None = None,
    kept: Mapping[str, FieldMap] | None = None,
    is_map_first: bool = False,
) -> FileLegs:
    """The legs of a file.

    `fields` is the map to use; `kept` are maps of before by telephone system, one of which is used where the content tells
    no format, or before the content is asked with `is_map_first`, if the file has all its columns. Errors: `Refused` for a
    file of no format, `Usage` for a map or a format that does not fit.
    """
    check_is_text(data, name)
    text, encoding = decode(data)
    sheet = Sheet(text)
    found, source = _format_and_source(sheet, name, wanted, fields, kept or {}, is_map_first=is_map_first)
    legs, unread, unread_lines = list[Leg](), list[UnreadRow](), list[int]()
    for each in found.read(sheet):
        if isinstance(each, Leg):
            legs.append(each)
            continue
        unread_lines.append(each.line)
        if len(unread) < MOST_UNREAD:
            unread.append(each)
    if not legs:
        first = unread[0].reason if unread else _("it has no row")
        raise Refused(
            _("{name} looks like {program}, but none of its rows can be read ({reason})").format(
                name=name, program=found.program, reason=first
            )
        )
    rows = len(legs) + len(unread_lines)
    return FileLegs(found, tuple(legs), rows, tuple(unread), tuple(unread_lines), encoding, source)


def _format_and_source(
    sheet: Sheet,
    name: str,
    wanted: str,
    fields: FieldMap | None,
    kept: Mapping[str, FieldMap],
    *,
    is_map_first: bool,
) -> tuple[Format, str]:
    if fields:
        found = mapped_format(fields, sheet)
        return found, found.source
    whose = next(
        (each for each, columns in kept.items() if columns and set(columns.values()) <= set(sheet.columns)), ""
    )
    if whose and is_map_first and not wanted:
        return mapped_format(kept[whose], sheet), whose
    try:
        found = format_of(sheet, name, wanted)
    except Refused:
        if not whose:
            raise
        return mapped_format(kept[whose], sheet), whose
    return found, found.source


def read_records(
    read: FileLegs,
    name: str,
    source: str,
    is_own: IsOwn,
    *,
    zone: ZoneInfo | None = None,
    order: DateOrder | None = None,
    example: str = "UTC",
) -> FileRecords:
    """The records of a file's legs. Errors: `ZoneNeeded`, `AmbiguousDates`, `Refused` where no start can be read."""
    placed = place(read.legs, name, zone=zone, order=order, example=example)
    if not placed.legs:
        reason = placed.unread[0].reason if placed.unread else ""
        raise Refused(
            _("{name} looks like {program}, but none of its rows can be read ({reason})").format(
                name=name, program=read.format.program, reason=reason
            )
        )
    records = records_of(placed.legs, source, is_own)
    unread: Sequence[UnreadRow] = sorted((*read.unread, *placed.unread), key=lambda row: row.line)[:MOST_UNREAD]
    capped = sum(each.is_capped for each in placed.legs)
    return FileRecords(
        read.format,
        records,
        read.row_count,
        tuple(unread),
        (*read.unread_lines, *(row.line for row in placed.unread)),
        read.encoding,
        placed,
        counts_of(records, capped),
    )
