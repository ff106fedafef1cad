"""Which format a file has, told by its content and not by its name."""

from core.basics.dataclass import replace
from core.basics.errors import Refused
from core.basics.i18n import _
from core.imports import clients_csv, entries_csv, own_tables, timeclock, timedot, timewarrior, vcard, watson
from core.imports.autotask import AUTOTASK
from core.imports.clockify import CLOCKIFY
from core.imports.column_map import ColumnMap, mapped
from core.imports.connectwise import CONNECTWISE
from core.imports.content import check_is_text, is_archive
from core.imports.dates import AmbiguousDates, DateOrder
from core.imports.harvest import HARVEST
from core.imports.jira import JIRA
from core.imports.json_items import JsonItems, page_of_several
from core.imports.json_sheets import CLIENT_LISTS, LISTS, client_table, sheet_in, table_of
from core.imports.kimai import KIMAI
from core.imports.rows import ClientRow, EntryRow, ReadResult, Row
from core.imports.sheets import TimeSheet
from core.imports.solidtime import SOLIDTIME
from core.imports.source import Source
from core.imports.tables import Table
from core.imports.toggl import TOGGL

# Clockify before Toggl: its header holds all that Toggl's sign asks for.
SHEETS = (CLOCKIFY, TOGGL, HARVEST, SOLIDTIME, KIMAI, JIRA, AUTOTASK, CONNECTWISE, watson.LOG)
"""The time sheets that are known, the narrower sign before the wider one."""


def read_clients(
    data: bytes | Source, name: str, column_map: ColumnMap | None = None, kept: ColumnMap | None = None
) -> ReadResult[ClientRow]:
    """The clients of a file. Errors: `Refused` for a file that is none of the formats.

    `column_map` says what its columns are; `kept`, the map of before, counts only for a file that has all its columns.
    """
    source = Source.of(data)
    begin = source.begin()
    # What kind of archive it is stands at its end.
    check_is_text(source.data() if is_archive(begin) else begin, name)
    return _told(source, name, _clients(source, name, column_map, kept))


def _clients(source: Source, name: str, column_map: ColumnMap | None, kept: ColumnMap | None) -> ReadResult[ClientRow]:
    head = source.head()
    if vcard.is_vcard(head):
        return vcard.read(source.lines())
    said = (column_map if column_map is not None else kept or {}).keys()
    listed = client_table(JsonItems(source, name, CLIENT_LISTS)) if is_json(head) else None
    table = listed or Table.found(source.lines, lambda each: bool(said and said <= set(each.header)) or is_header(each))
    if column_map is None and kept and kept.keys() <= set(table.header):
        column_map = kept
    if column_map:
        table = mapped(table, column_map)
        return clients_csv.read(table)
    own_tables.check_is_read(table, name)
    if own_tables.is_agreements(table):
        return own_tables.read_agreements(table)
    sheet = sheet_of(table)
    if sheet or (not entries_csv.missing(table) and not {"name", "nome"} & set(table.header)):
        raise Refused(
            _("{name} holds entries and no clients; read it as entries").format(name=name),
            step="import entries FILE",
            about="what",
        )
    if clients_csv.is_clients(table):
        return clients_csv.read(table)
    raise Refused(
        _(
            "{name} holds no clients that can be read; give a CSV whose header has name "
            "(and code, phone, email, contact), or a vCard file, or name its columns"
        ).format(name=name),
        option="--map name=COLUMN",
        about="columns",
    )


def read_entries(
    data: bytes | Source, name: str, dates: DateOrder | None = None, *, has_client: bool = False
) -> ReadResult[EntryRow]:
    """The entries of a file, read row by row. Errors: `Refused` for a file of none of the formats, `AmbiguousDates`.

    `dates` declares the order of day and month where the file does not show it; `has_client` says that every row is for one
    client, so that a row need not name any.
    """
    source = Source.of(data)
    begin = source.begin()
    # What kind of archive it is stands at its end.
    check_is_text(source.data() if is_archive(begin) else begin, name)
    return _told(source, name, _entries(source, name, dates, has_client=has_client))


def _entries(source: Source, name: str, dates: DateOrder | None, *, has_client: bool) -> ReadResult[EntryRow]:
    head = source.head()
    if is_json(head):
        items = JsonItems(source, name, LISTS)
        sheet, sample = sheet_in(items.sample()), items.sample()
        if sheet is not None:
            table = table_of(sheet, items)
            read = sheet.sheet.read(table, dates, has_client=has_client)
            return replace(read, warnings=(*page_of_several(items), *table.warnings()))
        if watson.is_watson(sample):
            return watson.read(items, has_client=has_client)
        if timewarrior.is_timewarrior(sample) and items.is_list:
            return timewarrior.read(items, has_client=has_client)
        program = _json_program(items)
    elif timewarrior.is_data(head):
        return timewarrior.read_data(source.lines(), has_client=has_client)
    elif timeclock.is_timeclock(head):
        return timeclock.read(source.lines(), has_client=has_client)
    elif timedot.is_timedot(head):
        return timedot.read(source.lines(), has_client=has_client)
    elif vcard.is_vcard(head):
        raise Refused(
            _("{name} holds clients and no entries; read it as clients").format(name=name),
            step="import clients FILE",
            about="what",
        )
    else:
        lines = Table.found(source.lines, is_header)
        own_tables.check_is_read(lines, name)
        known = sheet_of(lines)
        try:
            if known:
                return known.read(lines, dates, has_client=has_client)
            program = _summary_of(lines) if entries_csv.missing(lines, has_client=has_client) else ""
            if entries_csv.is_entries(lines) and not program:
                return entries_csv.read(lines, dates, has_client=has_client)
        except AmbiguousDates as error:
            raise AmbiguousDates(f"{name} ({known.program})" if known else name) from error
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


def _told(source: Source, name: str, read: ReadResult[Row]) -> ReadResult[Row]:
    """What was read, with what was told of the encoding, and of a file that has no rows."""
    told = (source.encoding.sentence, "" if read.rows or read.bad else _("{name} holds no row").format(name=name))
    return replace(read, warnings=(*filter(None, told), *read.warnings)) if any(told) else read


def is_json(head: str) -> bool:
    """Whether a text begins as a JSON document does."""
    return head.lstrip()[:1] in ("[", "{")


def is_header(table: Table) -> bool:
    """Whether the columns of a table are those of entries or clients."""
    return sheet_of(table) is not None or not entries_csv.missing(table) or clients_csv.is_clients(table)


def sheet_of(table: Table) -> TimeSheet | None:
    """The time sheet that a header belongs to; `None` for a table of our own or of nobody known."""
    return next((sheet for sheet in SHEETS if sheet.is_in(table)), None)


def _json_program(items: JsonItems) -> str:
    """The program that wrote a JSON document which cannot be read; empty where it is not recognised."""
    keys, sample = items.keys(), items.sample()
    first = sample[0].keys() if sample and isinstance(sample[0], dict) else set()
    if {"timeentries", "totals"} & keys:
        return "Clockify"
    if {"time_entries", "spent_date"} & (keys | first):
        return "Harvest"
    if {"begin", "activity"} <= first:
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
