"""Entries from a CSV of our own: client, date or start, duration or end, and what else an entry has."""

from datetime import UTC, datetime

from core.basics.i18n import _
from core.basics.text import clean_text
from core.imports.cells import (
    duration_cell,
    hours_cell,
    instant_cell,
    over_midnight,
    refuse_reversed,
    seconds_between,
    truth_cell,
    worked,
)
from core.imports.dates import DateOrder, Dates, clock_time, end_time
from core.imports.rows import BadRow, CellError, EntryRow, Occurrences, ReadResult
from core.imports.spilled import Spilled
from core.imports.tables import Table, TableRow, doubled

CLIENT = ("client", "cliente", "code", "codice", "client code")
DAY = ("date", "data", "day", "giorno", "work date", "work_date")
START = ("start", "inizio", "started_at", "start time", "ora inizio")
END = ("end", "fine", "ended_at", "end time", "ora fine")
DURATION = ("duration", "durata", "worked", "minutes", "minuti")
HOURS = ("hours", "ore")
TICKET = ("ticket", "richiesta")
TYPE = ("type", "work type", "work_type", "tipo", "activity", "attività")
NOTE = ("note", "nota", "notes", "description", "descrizione")
TECHNICIAN = ("technician", "tecnico", "user", "operatore")
NO_CHARGE = ("no charge", "no_charge", "nc")
BILLABLE = ("billable", "fatturabile")
ACCOUNT = ("account", "conto")
_ALL = (CLIENT, DAY, START, END, DURATION, TICKET, TYPE, NOTE, TECHNICIAN, NO_CHARGE, BILLABLE)

Columns = dict[tuple[str, ...], tuple[str, ...]]
"""For the names of each column those that a table has."""
Cells = dict[tuple[str, ...], str]
"""The cell of each column of a row; empty where there is none."""


def is_entries(table: Table) -> bool:
    """Whether the header is meant for entries: two of our columns, one of them required; `missing` may still hold some."""
    required = any(_has(table, names) for names in (CLIENT, DAY, START, END, DURATION, HOURS))
    return required and sum(_has(table, names) for names in _ALL) > 1


def missing(table: Table) -> tuple[str, ...]:
    """The required columns that the header lacks."""
    absent: tuple[str, ...] = () if _has(table, CLIENT) else ("client",)
    if not (_has(table, DAY) or _has(table, START)):
        absent += ("date",)
    if not (_has(table, DURATION) or _has(table, HOURS) or (_has(table, START) and _has(table, END))):
        absent += ("duration",)
    return absent


def _has(table: Table, names: tuple[str, ...]) -> bool:
    return any(name in table.header for name in names)


def read(table: Table, declared: DateOrder | None = None) -> ReadResult[EntryRow]:
    """The rows of the table; one bad row, the header's, where a required column is missing. Errors: `AmbiguousDates`."""
    if absent := ", ".join(missing(table)):
        sentence = _("the header lacks {columns}; it needs client, date or start, and duration or start and end")
        return ReadResult((), (BadRow(1, absent, sentence.format(columns=absent)),))
    rows, bad, repeats = Spilled[EntryRow](), Spilled[BadRow](), Occurrences()
    names = {*DAY, *START, *END}
    dates = Dates.told_by((cell for line in table.rows() for column, cell in line.cells if column in names), declared)
    columns: Columns = {each: tuple(name for name in each if name in table.header) for each in (*_ALL, HOURS, ACCOUNT)}
    used = {name for names in (*_ALL, HOURS, ACCOUNT) for name in names}
    unread, dropped = {name for name in table.header if name and name not in used}, dict[str, None]()
    for line in table.rows():
        if unread:
            held = {column: None for column, cell in line.cells if cell and column in unread}
            dropped |= held
            unread -= held.keys()
        try:
            rows.append(_row(line, columns, repeats, dates))
        except CellError as error:
            bad.append(BadRow(line.number, error.column, str(error)))
    return ReadResult(rows.done(), bad.done(), dropped=(*dropped, *doubled(table.header, used)))


def _start(cells: Cells, dates: Dates) -> datetime | None:
    start = cells[START]
    if not start:
        return None
    if cells[DAY] and _is_clock(start):
        return datetime.combine(dates.day("date", cells[DAY]), clock_time("start", start))
    started = _instant("start", start, dates)
    if started.tzinfo is None and cells[DAY] and dates.day("date", cells[DAY]) != started.date():
        raise CellError("date", _("the date and the start name different days; correct one of them"))
    return started


def _instant(column: str, text: str, dates: Dates) -> datetime:
    return instant_cell(column, text) if text[:4].isdigit() else dates.instant(column, text)


def _is_clock(text: str) -> bool:
    """Whether a cell holds a time of day and no date."""
    return len(text) <= len("00:00:00") or (len(text) <= len("00:00:00 a.m.") and text[-1:].casefold() in "m.")


def _row(line: TableRow, columns: Columns, repeats: Occurrences, dates: Dates) -> EntryRow:
    if line.fault:
        raise CellError("*", line.fault)
    cells = {names: line.first(*present) for names, present in columns.items()}
    client = clean_text(cells[CLIENT])
    if not client:
        raise CellError("client", _("the client is empty; write its code"))
    started = _start(cells, dates)
    duration, end = cells[DURATION], cells[END]
    if duration:
        seconds = duration_cell("duration", duration)
        if started is not None and end:
            refuse_reversed("end", started, _end(started, end, dates), seconds)
    elif cells[HOURS]:
        seconds = hours_cell("hours", cells[HOURS])
        if started is not None and end:
            refuse_reversed("end", started, _end(started, end, dates), seconds)
    elif started is not None and end:
        seconds = worked("end", seconds_between(started, _end(started, end, dates)))
    else:
        raise CellError("duration", _("the duration is empty; write 15, 1h30 or 0:45"))
    day = started.date() if started is not None else dates.day("date", cells[DAY])
    aware = started is not None and started.tzinfo is not None
    material = "csv|" + "|".join([cells[names] for names in _ALL])
    if cells[HOURS]:
        material += f"|hours={cells[HOURS]}"
    if cells[ACCOUNT]:
        material += f"|account={cells[ACCOUNT]}"
    return EntryRow(
        row_number=line.number,
        client_text=client,
        work_date=day,
        worked_seconds=seconds,
        key_material=repeats.keyed(material),
        started_at_local=started if not aware else None,
        started_at=started.astimezone(UTC) if started is not None and aware else None,
        work_type=clean_text(cells[TYPE]).casefold(),
        ticket=clean_text(cells[TICKET]).lstrip("#"),
        note=clean_text(cells[NOTE]),
        technician=clean_text(cells[TECHNICIAN]),
        no_charge=_is_no_charge(cells),
        account_text=clean_text(cells[ACCOUNT]),
    )


def _is_no_charge(cells: Cells) -> bool:
    billable = cells[BILLABLE]
    return truth_cell("no charge", cells[NO_CHARGE]) or bool(billable and not truth_cell("billable", billable))


def _end(started: datetime, end: str, dates: Dates) -> datetime:
    if _is_clock(end):
        clock = end_time("end", end)
        return over_midnight(started, datetime.combine(started.date(), clock, started.tzinfo))
    ended = _instant("end", end, dates)
    if (ended.tzinfo is None) != (started.tzinfo is None):
        raise CellError("end", _("give both start and end an offset, or neither"))
    return ended
