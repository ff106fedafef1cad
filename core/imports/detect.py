"""Which format a file has, told by its content and not by its name."""

import json
from typing import Any

from core.basics.errors import Refused
from core.basics.i18n import _
from core.imports import clients_csv, entries_csv, timeclock, timedot, timewarrior, vcard, watson
from core.imports.autotask import AUTOTASK
from core.imports.clockify import CLOCKIFY
from core.imports.column_map import ColumnMap, mapped
from core.imports.connectwise import CONNECTWISE
from core.imports.content import check_is_text, is_archive
from core.imports.dates import AmbiguousDates, DateOrder
from core.imports.harvest import HARVEST
from core.imports.jira import JIRA
from core.imports.json_sheets import JSON_SHEETS, client_table, table_of
from core.imports.kimai import KIMAI
from core.imports.rows import ClientRow, EntryRow, ReadResult
from core.imports.sheets import TimeSheet
from core.imports.solidtime import SOLIDTIME
from core.imports.source import Source
from core.imports.tables import Table, decoded, lines_of
from core.imports.toggl import TOGGL

# Clockify before Toggl: its header holds all that Toggl's sign asks for.
SHEETS = (CLOCKIFY, TOGGL, HARVEST, SOLIDTIME, KIMAI, JIRA, AUTOTASK, CONNECTWISE, watson.LOG)
"""The time sheets that are known, the narrower sign before the wider one."""


def read_clients(
    data: bytes, name: str, column_map: ColumnMap | None = None, kept: ColumnMap | None = None
) -> ReadResult[ClientRow]:
    """The clients of a file. Errors: `Refused` for a file that is none of the formats.

    `column_map` says what its columns are; `kept`, the map of before, counts only for a file that has all its columns.
    """
    check_is_text(data, name)
    text = decoded(data)
    if vcard.is_vcard(text):
        return vcard.read(text)
    said = (column_map if column_map is not None else kept or {}).keys()
    listed = client_table(_json(text, name)) if text.lstrip()[:1] in ("[", "{") else None
    table = listed or Table.found(
        lines_of(text), lambda each: bool(said and said <= set(each.header)) or is_header(each)
    )
    if column_map is None and kept and kept.keys() <= set(table.header):
        column_map = kept
    if column_map:
        table = mapped(table, column_map)
        return clients_csv.read(table)
    sheet = sheet_of(table)
    if sheet or (not entries_csv.missing(table) and not {"name", "nome"} & set(table.header)):
        raise Refused(_("{name} holds entries and no clients; read it with monteore import entries").format(name=name))
    if clients_csv.is_clients(table):
        return clients_csv.read(table)
    raise Refused(
        _(
            "{name} holds no clients that can be read; give a CSV whose header has name "
            "(and code, phone, email, contact), or a vCard file, or name its columns with --map name=COLUMN"
        ).format(name=name)
    )


def read_entries(data: bytes | Source, name: str, dates: DateOrder | None = None) -> ReadResult[EntryRow]:
    """The entries of a file. Errors: `Refused` for a file that is none of the formats, `AmbiguousDates`.

    `dates` declares the order of day and month where the file does not show it. A table is read row by row; JSON,
    timeclock and timedot files are in memory as a whole while they are read.
    """
    source = Source.of(data)
    begin = source.begin()
    # What kind of archive it is stands at its end.
    check_is_text(source.data() if is_archive(begin) else begin, name)
    head = source.head()
    program = ""
    if head.lstrip()[:1] in ("[", "{"):
        document = _json(source.text(), name)
        if watson.is_watson(document):
            return watson.read(document)
        found = next((each for each in JSON_SHEETS if each.is_in(document)), None)
        if found is not None:
            return found.sheet.read(table_of(found, document), dates)
        if timewarrior.is_timewarrior(document):
            return timewarrior.read(document)
        program = _json_program(document)
    elif timewarrior.is_data(head):
        return timewarrior.read_data(source.text())
    elif timeclock.is_timeclock(head):
        return timeclock.read(source.text())
    elif timedot.is_timedot(head):
        return timedot.read(source.text())
    elif vcard.is_vcard(head):
        raise Refused(_("{name} holds clients and no entries; read it with monteore import clients").format(name=name))
    else:
        table = Table.found(source.lines, is_header)
        try:
            if sheet := sheet_of(table):
                return sheet.read(table, dates)
            program = _summary_of(table) if entries_csv.missing(table) else ""
            if entries_csv.is_entries(table) and not program:
                return entries_csv.read(table, dates)
        except AmbiguousDates as error:
            raise AmbiguousDates(name) from error
    if program:
        raise Refused(
            _(
                "{name} is from {program}, and not an export that lists each piece of work; export its detailed report "
                "as CSV"
            ).format(name=name, program=program)
        )
    raise Refused(
        _(
            "{name} holds no entries that can be read; give a CSV whose header has client, date and duration, "
            "or an export that docs/imports.md names"
        ).format(name=name)
    )


def is_header(table: Table) -> bool:
    """Whether the columns of a table are those of entries or clients."""
    return sheet_of(table) is not None or not entries_csv.missing(table) or clients_csv.is_clients(table)


def sheet_of(table: Table) -> TimeSheet | None:
    """The time sheet that a header belongs to; `None` for a table of our own or of nobody known."""
    return next((sheet for sheet in SHEETS if sheet.is_in(table)), None)


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(
            _("{name} is not sound JSON ({reason}); export it again").format(name=name, reason=error)
        ) from None


def _json_program(document: Any) -> str:
    """The program that wrote a JSON document which cannot be read; empty where it is not recognised."""
    keys = set(document) if isinstance(document, dict) else set()
    first = document[0] if isinstance(document, list) and document and isinstance(document[0], dict) else {}
    if {"timeentries", "totals"} & keys:
        return "Clockify"
    if {"time_entries", "spent_date"} & (keys | set(first)):
        return "Harvest"
    if {"begin", "activity"} <= set(first):
        return "Kimai"
    return ""


_SUMMARIES = {
    "Clockify": ({"time (h)"}, {"time (decimal)"}),
    "Toggl": ({"client", "project", "duration"}, {"project", "registered time"}),
    "Watson": ({"from", "to", "project", "tag", "time"},),
    "Harvest": ({"client", "total hours", "billable hours"}, {"project", "billable amount", "hours"}),
    "ConnectWise": ({"agreement", "wip/inv hrs"},),
    "Jira": ({"issue key", "summary"}, {"issue key", "issue type"}),
    "Autotask": ({"resource", "billable hours"},),
}


def _summary_of(table: Table) -> str:
    """The program whose report without single pieces of work a header is; empty where it is not recognised."""
    header = set(table.header)
    return next(
        (program for program, signs in _SUMMARIES.items() if any(sign <= header for sign in signs)),
        "",
    )
