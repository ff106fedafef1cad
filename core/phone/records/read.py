"""Reads a file of call records: bytes to records, with what could not be read, counted and named. It knows no store."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from core.basics.dataclass import dataclass
from core.basics.errors import Refused
from core.basics.i18n import _
from core.imports.content import check_is_text, is_archive
from core.imports.dates import DateOrder
from core.imports.encodings import Encoding
from core.imports.rows import CellError
from core.imports.source import Source
from core.imports.spilled import Met, Spilled, spilled
from core.model.call_records import CallRecord
from core.phone.records.assembly import Counts, IsOwn, Tally, call_of, calls_in, records_of
from core.phone.records.detect import format_of
from core.phone.records.generic import FieldMap, mapped_format
from core.phone.records.legs import Format, Leg
from core.phone.records.model import UnreadRow
from core.phone.records.text import Sheet
from core.phone.records.times import Clock, Placed, PlacedLeg, Start, clock_of, start_of

MOST_UNREAD = 200
"""Rows that could not be read and are named; more are counted."""


@dataclass(frozen=True)
class FileLegs:
    """The legs of a file before their times are placed."""

    format: Format
    """The format that was told or named."""
    legs: Sequence[Leg]
    """The legs, in the order of the file."""
    starts: Sequence[Start]
    """Their written starts, without those that are instants."""
    of_calls: Met
    """The ids of their calls, as often as each stands there."""
    are_numbered: bool
    """Whether each leg has the id of its call."""
    row_count: int
    """Rows, header lines not counted."""
    unread: tuple[UnreadRow, ...]
    """The first rows that could not be read."""
    unread_lines: Sequence[int]
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
    records: Sequence[CallRecord]
    """One a leg, those of a call together."""
    first_at: datetime
    """Start of the first leg (UTC)."""
    last_at: datetime
    """Start of the last leg (UTC)."""
    row_count: int
    """Rows, header lines not counted."""
    unread: tuple[UnreadRow, ...]
    """The first rows that could not be read."""
    unread_lines: Sequence[int]
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
    data: bytes | Source,
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
    file = Source.of(data)
    begin = file.begin()
    # What kind of archive it is stands at its end.
    check_is_text(file.data() if is_archive(begin) else begin, name)
    sheet = Sheet(file)
    found, source = _format_and_source(sheet, name, wanted, fields, kept or {}, is_map_first=is_map_first)
    legs, starts, of_calls = spilled(Leg), Spilled[Start](), Met()
    unread, unread_lines, are_numbered = list[UnreadRow](), list[int](), True
    for each in found.read(sheet):
        if isinstance(each, Leg):
            legs.append(each)
            if (start := start_of(each.started, each.epoch)) is not None:
                starts.append(start)
            if each.call:
                of_calls.add(each.call)
            are_numbered = are_numbered and bool(each.call)
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
    return FileLegs(
        found,
        legs.done(),
        starts.done(),
        of_calls,
        are_numbered,
        rows,
        tuple(unread),
        tuple(unread_lines),
        file.encoding,
        source,
    )


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
    clock = clock_of(read.starts, f"{name} ({read.format.program})", zone=zone, order=order, example=example)
    made_ids, tally, capped = _MadeIds(read, clock), Tally(), 0
    records, unread, lines = spilled(CallRecord), [*read.unread], list[int]()
    first_at: datetime | None = None
    last_at: datetime | None = None

    def placed() -> Iterator[PlacedLeg]:
        for leg in read.legs:
            try:
                yield clock.placed(leg)
            except (CellError, OverflowError) as error:
                lines.append(leg.line)
                if len(lines) <= MOST_UNREAD:
                    unread.append(UnreadRow(leg.line, str(error)))

    for call, legs in calls_in(placed(), made_ids.legs_of):
        capped += sum(each.is_capped for each in legs)
        made = records_of(call, legs, source, is_own)
        tally.add(made)
        for record in made:
            records.append(record)
            if first_at is None or record.started_at < first_at:
                first_at = record.started_at
            if last_at is None or record.started_at > last_at:
                last_at = record.started_at
    if first_at is None or last_at is None:
        raise Refused(
            _("{name} looks like {program}, but none of its rows can be read ({reason})").format(
                name=name, program=read.format.program, reason=unread[0].reason if unread else ""
            )
        )
    return FileRecords(
        read.format,
        records.done(),
        first_at,
        last_at,
        read.row_count,
        tuple(sorted(unread, key=lambda row: row.line)[:MOST_UNREAD]),
        (*read.unread_lines, *lines),
        read.encoding,
        clock.how,
        tally.counts(capped),
    )


class _MadeIds:
    """How many legs a call has, also where its id is made of its start."""

    def __init__(self, read: FileLegs, clock: Clock) -> None:
        self._said = read.of_calls
        self._made = Met()
        if read.are_numbered:
            return
        for leg in read.legs:
            if not leg.call:
                with suppress(CellError, OverflowError):
                    self._made.add(call_of(clock.placed(leg)))

    def legs_of(self, call: str) -> int:
        """The legs of a call."""
        return self._said.times(call) or self._made.times(call)
