"""Reads the CSV exports of time trackers: a format is a `TimeSheet`, which says what each column means.

Rows hold a day and a start, an instant, or a day alone; and a duration, decimal hours, or an end.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum, auto
from typing import Protocol

from core.basics.dataclass import dataclass
from core.basics.i18n import _
from core.basics.text import clean_name, clean_text
from core.imports.cells import (
    duration_cell,
    hours_cell,
    measured_to,
    over_midnight,
    refuse_reversed,
    seconds_between,
    truth_cell,
    worked,
)
from core.imports.columns import Columns, Dropped
from core.imports.dates import DateOrder, Dates, clock_time, end_time
from core.imports.rows import BadRow, CellError, EntryRow, EntryRows, Occurrences, ReadResult
from core.imports.spilled import Spilled
from core.imports.tables import Table, TableRow
from core.imports.tags import sorted_tags
from core.imports.totals import is_total, left_out
from core.model.worktypes import BUILT_IN


class Column(Enum):
    """What a column of a time sheet holds."""

    CLIENT = auto()
    PROJECT = auto()
    TASK = auto()
    NOTE = auto()
    USER = auto()
    LAST_NAME = auto()
    EMAIL = auto()
    DAY = auto()
    CLOCK = auto()
    END_DAY = auto()
    END_CLOCK = auto()
    START = auto()
    END = auto()
    DURATION = auto()
    HOURS = auto()
    SECONDS = auto()
    TICKET = auto()
    TYPE = auto()
    TAGS = auto()
    BILLABLE = auto()

    # The hash of an enumeration runs in Python, and each cell of a large file asks for it.
    __hash__ = object.__hash__


# Python 3.11 takes half a microsecond to find a member in its class, and each row asks for most of them.
(
    _CLIENT,
    _PROJECT,
    _TASK,
    _NOTE,
    _USER,
    _LAST_NAME,
    _EMAIL,
    _DAY,
    _CLOCK,
    _END_DAY,
    _END_CLOCK,
    _START,
    _END,
    _DURATION,
    _HOURS,
    _SECONDS,
    _TICKET,
    _TYPE,
    _TAGS,
    _BILLABLE,
) = Column


class Rows(Protocol):
    """What a time sheet is read from: a table, or entries of another kind as rows."""

    @property
    def header(self) -> tuple[str, ...]:
        """The columns, casefolded."""

    def rows(self) -> Iterator[TableRow]:
        """The rows."""


_PLANNED = {
    "client": (Column.CLIENT, Column.PROJECT),
    "date": (Column.DAY, Column.START),
    "end": (Column.END, Column.END_CLOCK),
    "type": (Column.TYPE, Column.TASK),
}
"""The columns that the plan of an import names as our own are called."""
_DATED = (Column.DAY, Column.START, Column.END_DAY, Column.END)


@dataclass(frozen=True)
class TimeSheet:
    """One program's export."""

    program: str
    """The name of the program, as its users write it."""
    key: str
    """What the key of each row begins with."""
    signs: tuple[frozenset[str], ...]
    """Sets of column names, casefolded: a header that contains one of them is this program's."""
    columns: Mapping[Column, tuple[str, ...]]
    """The casefolded names of the columns that are read, the preferred first."""
    key_columns: tuple[Column, ...] = ()
    """The columns whose cells make the key; all that are read where it is empty."""
    ignored: frozenset[str] = frozenset()
    """Columns that repeat what others say, so that leaving them out loses nothing."""
    not_billable: frozenset[str] = frozenset()
    """Cells of the billable column that mean no charge, besides no and false."""
    clock_needed: bool = False
    """Whether a row without a time of day is bad, because the program always writes one."""

    def is_in(self, table: Table) -> bool:
        """Whether a header is this program's."""
        header = set(table.header)
        return any(header >= sign for sign in self.signs)

    def read(self, table: Rows, declared: DateOrder | None = None, *, has_client: bool = False) -> ReadResult[EntryRow]:
        """The rows of a table; with `has_client` a row need not name any. Errors: `AmbiguousDates`."""
        dates = Dates.told_by(self._date_cells(table), declared)
        columns = Columns({column: self.columns.get(column, ()) for column in Column}, table.header)
        labels = {column: self._label(column, table.header) for column in Column}
        used = {name for names in self.columns.values() for name in names} | self.ignored
        rows, bad, repeats, dropped = EntryRows(), Spilled[BadRow](), Occurrences(), Dropped(table.header, used)
        totals, dated = 0, self._dated()
        for line in table.rows():
            dropped.note(line)
            try:
                rows.append(_Line(self, line, columns.cells(line), dates, labels).row(repeats, has_client=has_client))
            except CellError as error:
                if is_total(line, dated):
                    totals += 1
                else:
                    bad.append(BadRow(line.number, error.column, str(error)))
        called = {
            ours: labels[column]
            for ours, some in _PLANNED.items()
            for column in reversed(some)
            if column in columns.present
        }
        return ReadResult(rows.done(), bad.done(), self.program, dropped.names, left_out(totals), called)

    def _label(self, column: Column, header: tuple[str, ...]) -> str:
        """The name that the file gives a column, for a sentence."""
        names = self.columns.get(column) or (column.name.lower(),)
        present = next((name for name in names if name in header), names[0])
        return present[:1].upper() + present[1:]

    def _dated(self) -> set[str]:
        """The names of the columns that hold dates."""
        return {name for column in _DATED for name in self.columns.get(column, ())}

    def _date_cells(self, table: Rows) -> Iterator[str]:
        names = self._dated()
        if not names:
            return
        for line in table.rows():
            for column, cell in line.cells:
                if cell and column in names:
                    yield cell


class _Line:
    """One row of a time sheet."""

    def __init__(
        self,
        sheet: TimeSheet,
        line: TableRow,
        cells: Mapping[Column, str],
        dates: Dates,
        labels: Mapping[Column, str],
    ) -> None:
        self._sheet = sheet
        self._cells = cells
        self._line = line
        self._dates = dates
        self._labels = labels
        self._measured_to: datetime | None = None

    def row(self, repeats: Occurrences, *, has_client: bool) -> EntryRow:
        """The entry that the row means. Errors: `CellError`."""
        if self._line.fault:
            raise CellError("*", self._line.fault)
        client, project = clean_name(self._cells[_CLIENT]), clean_name(self._cells[_PROJECT])
        if not (client or project or has_client):
            raise CellError(
                self._labels[_CLIENT],
                _(
                    "neither client nor project is named; name one in {program} and export again, or say whose it all is"
                ).format(program=self._sheet.program),
            )
        started = self._started()
        day = started.date() if started else self._day(_DAY)
        seconds = self._seconds(started)
        ticket, work_type, no_charge, words = self._tags()
        task = clean_name(self._cells[_TASK])
        if not work_type and task.casefold() in BUILT_IN:
            work_type, task = task.casefold(), ""
        aware = started is not None and started.tzinfo is not None
        return EntryRow(
            row_number=self._line.number,
            client_text=client or project,
            work_date=day,
            worked_seconds=seconds,
            key_material=repeats.keyed(self._material()),
            started_at_local=started if not aware else None,
            started_at=started.astimezone(UTC) if started is not None and aware else None,
            ended_at_local=self._measured_to,
            work_type=work_type,
            ticket=ticket,
            note=_note(project if client else "", task, clean_text(self._cells[_NOTE]), words),
            technician=self._technician(),
            email=clean_name(self._cells[_EMAIL]),
            no_charge=no_charge or self._is_not_billable(),
        )

    def _day(self, column: Column) -> date:
        return self._dates.day(self._labels[column], self._cells[column])

    def _started(self) -> datetime | None:
        if start := self._cells[_START]:
            if self._cells[_DAY] and re.match(r"[0-9]{1,2}[:.][0-9]{2}", start):
                return datetime.combine(self._day(_DAY), clock_time(self._labels[_START], start))
            return self._dates.instant(self._labels[_START], start)
        clock = self._cells[_CLOCK]
        if clock or self._sheet.clock_needed:
            return datetime.combine(self._day(_DAY), clock_time(self._labels[_CLOCK], clock))
        return None

    def _ended(self, started: datetime) -> datetime | None:
        end = self._cells[_END] or self._cells[_END_CLOCK]
        column = _END if self._cells[_END] else _END_CLOCK
        if not end:
            return None
        if self._cells[_END_DAY]:
            ended = datetime.combine(self._day(_END_DAY), clock_time(self._labels[column], end), started.tzinfo)
        elif re.match(r"[0-9]{1,2}[:.][0-9]{2}(?![0-9./])", end) or len(end) <= len("12pm"):
            # A duration under the end's day would hide a wrong end, so the day is only added over a midnight.
            return over_midnight(started, *end_time(self._labels[column], end))
        else:
            ended = self._dates.instant(self._labels[column], end)
        if (ended.tzinfo is None) != (started.tzinfo is None):
            raise CellError(self._labels[column], _("give both start and end an offset, or neither"))
        return ended

    def _seconds(self, started: datetime | None) -> int:
        ended = self._ended(started) if started else None
        if count := self._cells[_SECONDS]:
            seconds = duration_cell(self._labels[_SECONDS], f"{count}s")
        elif duration := self._cells[_DURATION]:
            name = self._labels[_DURATION]
            elapsed = seconds_between(started, ended) if started and ended else 0
            if ":" in duration:
                seconds = duration_cell(name, duration)
            elif elapsed > 0 and duration == str(elapsed):
                # Kimai writes the same column as H:MM, as decimal hours, or in seconds.
                seconds = worked(name, elapsed)
            else:
                seconds = hours_cell(name, duration)
        elif hours := self._cells[_HOURS]:
            seconds = hours_cell(self._labels[_HOURS], hours)
        elif started and ended:
            self._measured_to = measured_to(started, ended)
            return worked(self._labels[_END], seconds_between(started, ended))
        else:
            raise CellError(self._labels[_DURATION], _("the duration is empty; write 15, 1h30 or 0:45"))
        if started and ended:
            refuse_reversed(self._labels[_END if self._cells[_END] else _END_CLOCK], started, ended, seconds)
        return seconds

    def _tags(self) -> tuple[str, str, bool, list[str]]:
        """The ticket, the work type, whether it is no charge, and the tags left."""
        named, tags = clean_name(self._cells[_TYPE]), self._cells[_TAGS]
        work_type = named.casefold() if named.casefold() in BUILT_IN else ""
        ticket, work_type, no_charge, words = sorted_tags(
            map(clean_name, _BETWEEN_TAGS.split(tags)) if tags else (),
            clean_text(self._cells[_TICKET]).lstrip("#"),
            work_type,
        )
        return ticket, work_type, no_charge, [named, *words] if named and named.casefold() not in BUILT_IN else words

    def _technician(self) -> str:
        name = " ".join(filter(None, (self._cells[_USER], self._cells[_LAST_NAME])))
        return clean_name(name or self._cells[_EMAIL])

    def _is_not_billable(self) -> bool:
        text = self._cells[_BILLABLE]
        if not text:
            return False
        if text.casefold() in self._sheet.not_billable:
            return True
        return not truth_cell(self._labels[_BILLABLE], text) if text.casefold() in _KNOWN_TRUTHS else False

    def _material(self) -> str:
        columns = self._sheet.key_columns or tuple(self._sheet.columns)
        return f"{self._sheet.key}|" + "|".join(map(self._cells.__getitem__, columns))


_BETWEEN_TAGS = re.compile(r"[,;]")
_KNOWN_TRUTHS = frozenset({"yes", "no", "true", "false", "1", "0", "y", "n", "si", "sì"})


def _note(project: str, task: str, note: str, words: list[str]) -> str:
    where = " / ".join(filter(None, (project, task)))
    text = ": ".join(filter(None, (where, note)))
    return " ".join(filter(None, (text, f"[{', '.join(words)}]" if words else "")))
