"""Entries from a CSV of our own: client, date or start, duration or end, and what else an entry has."""

from datetime import UTC, datetime
from enum import Enum

from core.basics.i18n import _
from core.basics.text import clean_name, clean_text
from core.imports.cells import (
    hours_cell,
    instant_cell,
    length_cell,
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
from core.imports.totals import is_total, left_out


class Column(Enum):
    """A column, by the names that a header may have for it."""

    CLIENT = ("client", "cliente", "code", "codice", "client code", "kunde")
    DAY = ("date", "data", "day", "giorno", "work date", "work_date", "datum", "data inizio", "data di inizio")
    START = ("start", "inizio", "started_at", "start time", "ora inizio", "ora di inizio", "ora d'inizio")
    END = ("end", "fine", "ended_at", "end time", "ora fine", "ora di fine")
    DURATION = ("duration", "durata", "worked", "minutes", "minuti", "dauer", "durata (h)")
    HOURS = ("hours", "ore", "stunden")
    TICKET = ("ticket", "richiesta")
    TYPE = ("type", "work type", "work_type", "tipo", "activity", "attività")
    NOTE = ("note", "nota", "notes", "description", "descrizione", "notiz", "beschreibung")
    TECHNICIAN = ("technician", "tecnico", "user", "operatore", "utente", "benutzer")
    NO_CHARGE = ("no charge", "no_charge", "nc")
    BILLABLE = ("billable", "fatturabile")
    ACCOUNT = ("account", "conto")

    # The hash of an enumeration runs in Python, and each cell of a large file asks for it.
    __hash__ = object.__hash__


# Python 3.11 takes half a microsecond to find a member in its class, and each row asks for all of them.
(
    _CLIENT,
    _DAY,
    _START,
    _END,
    _DURATION,
    _HOURS,
    _TICKET,
    _TYPE,
    _NOTE,
    _TECHNICIAN,
    _NO_CHARGE,
    _BILLABLE,
    _ACCOUNT,
) = Column

_ALL = tuple(each for each in Column if each not in (Column.HOURS, Column.ACCOUNT))
"""Those that make the key of a row."""

Cells = dict[Column, str]
"""The cell of each column of a row; empty where there is none."""


def is_entries(table: Table) -> bool:
    """Whether the header is meant for entries: two of our columns, one of them required; `missing` may still hold some."""
    required = any(
        _has(table, each)
        for each in (Column.CLIENT, Column.DAY, Column.START, Column.END, Column.DURATION, Column.HOURS)
    )
    return required and sum(_has(table, each) for each in _ALL) > 1


def missing(table: Table, *, has_client: bool = False) -> tuple[str, ...]:
    """The required columns that the header lacks; `has_client` as for `read`."""
    absent: tuple[str, ...] = () if has_client or _has(table, Column.CLIENT) else ("client",)
    if not (_has(table, Column.DAY) or _has(table, Column.START)):
        absent += ("date",)
    if not (
        _has(table, Column.DURATION)
        or _has(table, Column.HOURS)
        or (_has(table, Column.START) and _has(table, Column.END))
    ):
        absent += ("duration",)
    return absent


def _has(table: Table, column: Column) -> bool:
    return any(name in table.header for name in column.value)


def read(table: Table, declared: DateOrder | None = None, *, has_client: bool = False) -> ReadResult[EntryRow]:
    """The rows of the table; one bad row, the header's, where a required column is missing. Errors: `AmbiguousDates`.

    With `has_client` every row is for one client, so that none need be named.
    """
    if absent := ", ".join(missing(table, has_client=has_client)):
        sentence = _("the header lacks {columns}; it needs client, date or start, and duration or start and end")
        return ReadResult((), (BadRow(1, absent, sentence.format(columns=absent)),))
    rows, bad, repeats = EntryRows(), Spilled[BadRow](), Occurrences()
    names = {*Column.DAY.value, *Column.START.value, *Column.END.value}
    dates = Dates.told_by((cell for line in table.rows() for column, cell in line.cells if column in names), declared)
    columns = Columns({each: each.value for each in Column}, table.header)
    used = {name for column in Column for name in column.value}
    # A person looks for the column by the name that it has in the file.
    called = {column.value[0]: table.written(*present) for column, present in columns.present.items()}
    totals, dropped = 0, Dropped(table.header, used)
    for line in table.rows():
        dropped.note(line)
        try:
            rows.append(_row(line, columns.cells(line), repeats, dates, has_client=has_client))
        except CellError as error:
            if is_total(line, names):
                totals += 1
            else:
                bad.append(BadRow(line.number, called.get(error.column, error.column), str(error)))
    return ReadResult(rows.done(), bad.done(), dropped=dropped.names, warnings=left_out(totals), called=called)


def _start(cells: Cells, dates: Dates) -> datetime | None:
    start = cells[_START]
    if not start:
        return None
    if cells[_DAY] and _is_clock(start):
        return datetime.combine(dates.day("date", cells[_DAY]), clock_time("start", start))
    started = _instant("start", start, dates)
    if started.tzinfo is None and cells[_DAY] and dates.day("date", cells[_DAY]) != started.date():
        raise CellError("date", _("the date and the start name different days; correct one of them"))
    return started


def _instant(column: str, text: str, dates: Dates) -> datetime:
    return instant_cell(column, text) if text[:4].isdigit() else dates.instant(column, text)


def _is_clock(text: str) -> bool:
    """Whether a cell holds a time of day and no date."""
    return len(text) <= len("00:00:00") or (len(text) <= len("00:00:00 a.m.") and text[-1:].casefold() in "m.")


def _row(line: TableRow, cells: Cells, repeats: Occurrences, dates: Dates, *, has_client: bool) -> EntryRow:
    if line.fault:
        raise CellError("*", line.fault)
    client = clean_name(cells[_CLIENT])
    if not (client or has_client):
        raise CellError("client", _("the client is empty; write its code"))
    started, measured = _start(cells, dates), None
    duration, end = cells[_DURATION], cells[_END]
    if duration:
        seconds = length_cell("duration", duration)
        if started is not None and end:
            refuse_reversed("end", started, _end(started, end, dates), seconds)
    elif cells[_HOURS]:
        seconds = hours_cell("hours", cells[_HOURS])
        if started is not None and end:
            refuse_reversed("end", started, _end(started, end, dates), seconds)
    elif started is not None and end:
        ended = _end(started, end, dates)
        seconds, measured = worked("end", seconds_between(started, ended)), measured_to(started, ended)
    else:
        raise CellError("duration", _("the duration is empty; write 15, 1h30 or 0:45"))
    day = started.date() if started is not None else dates.day("date", cells[_DAY])
    aware = started is not None and started.tzinfo is not None
    material = "csv|" + "|".join(map(cells.__getitem__, _ALL))
    if cells[_HOURS]:
        material += f"|hours={cells[_HOURS]}"
    if cells[_ACCOUNT]:
        material += f"|account={cells[_ACCOUNT]}"
    return EntryRow(
        row_number=line.number,
        client_text=client,
        work_date=day,
        worked_seconds=seconds,
        key_material=repeats.keyed(material),
        started_at_local=started if not aware else None,
        started_at=started.astimezone(UTC) if started is not None and aware else None,
        ended_at_local=measured,
        work_type=clean_name(cells[_TYPE]).casefold(),
        ticket=clean_text(cells[_TICKET]).lstrip("#"),
        note=clean_text(cells[_NOTE]),
        technician=clean_name(cells[_TECHNICIAN]),
        no_charge=_is_no_charge(cells),
        account_text=clean_name(cells[_ACCOUNT]),
    )


def _is_no_charge(cells: Cells) -> bool:
    billable = cells[_BILLABLE]
    return truth_cell("no charge", cells[_NO_CHARGE]) or bool(billable and not truth_cell("billable", billable))


def _end(started: datetime, end: str, dates: Dates) -> datetime:
    if _is_clock(end):
        return over_midnight(started, *end_time("end", end))
    ended = _instant("end", end, dates)
    if (ended.tzinfo is None) != (started.tzinfo is None):
        raise CellError("end", _("give both start and end an offset, or neither"))
    return ended
