"""What a file that somebody brings is for: clients, work, or call records. It knows no store."""

from enum import StrEnum

from core.basics.errors import Refused
from core.basics.i18n import _
from core.imports import clients_csv, entries_csv, timeclock, timedot, timewarrior, vcard, watson
from core.imports.column_map import ColumnMap
from core.imports.content import check_is_text
from core.imports.detect import is_header, is_json, sheet_of
from core.imports.json_items import JsonItems
from core.imports.json_sheets import CLIENT_LISTS, LISTS, client_table, sheet_in
from core.imports.source import Source
from core.imports.tables import Table
from core.phone.records.detect import FORMATS
from core.phone.records.text import Sheet


class FileKind(StrEnum):
    """What a file holds."""

    CLIENTS = "clients"
    WORK = "work"
    CALLS = "calls"


def kind_of(data: bytes, name: str, kept: ColumnMap | None = None) -> FileKind:
    """What a file holds, as its content tells; `kept` is the map of clients' columns that is known.

    Errors: `Refused` for a file of none of the three.
    """
    check_is_text(data, name)
    source = Source.of(data)
    head = source.head()
    if vcard.is_vcard(head):
        return FileKind.CLIENTS
    if is_json(head):
        if kind := _json_kind(source, name):
            return kind
    elif timewarrior.is_data(head) or timeclock.is_timeclock(head) or timedot.is_timedot(head):
        return FileKind.WORK
    else:
        table = Table.found(
            source.lines, lambda each: bool(kept and kept.keys() <= set(each.header)) or is_header(each)
        )
        if kept and kept.keys() <= set(table.header):
            return FileKind.CLIENTS
        if sheet_of(table) or not entries_csv.missing(table):
            return FileKind.WORK
        # A list of calls has columns for names, too.
        if clients_csv.is_clients(table) and not _is_calls(source):
            return FileKind.CLIENTS
    if _is_calls(source):
        return FileKind.CALLS
    raise Refused(
        _("{name} holds neither clients nor work nor call records that can be told; say what it is").format(name=name)
    )


def _is_calls(source: Source) -> bool:
    sheet = Sheet(source)
    return any(each.claims(sheet) for each in FORMATS)


def shape_of(data: bytes, name: str) -> str:
    """What files of one program have in common and those of others do not: the format, or the names of the columns.

    Errors: `Refused` for what is no text.
    """
    check_is_text(data, name)
    source = Source.of(data)
    head = source.head()
    if vcard.is_vcard(head):
        return "vcard"
    if is_json(head):
        return _json_shape(source, name)
    for is_format in (timewarrior.is_data, timeclock.is_timeclock, timedot.is_timedot):
        if is_format(head):
            return is_format.__module__
    sheet = Sheet(source)
    # Without a header the first line is a row, which no other file has.
    bare = next((each.key for each in FORMATS if each.claims(sheet)), "") if not sheet.columns else ""
    return bare or "\t".join(Table.found(source.lines, is_header).header)


def _json_shape(source: Source, name: str) -> str:
    sample = JsonItems(source, name, LISTS).sample()
    found = sheet_in(sample)
    if found is not None:
        return found.sheet.program
    first = next((item for item in sample if isinstance(item, dict)), {})
    return "\t".join(sorted(first)) or "json"


def _json_kind(source: Source, name: str) -> FileKind | None:
    """Work or clients, as the first items of a document tell; `None` for neither, and where it is not sound."""
    try:
        items = JsonItems(source, name, LISTS)
        sample = items.sample()
        is_work = items.is_list and (timewarrior.is_timewarrior(sample) or watson.is_watson(sample))
        if is_work or sheet_in(sample) is not None:
            return FileKind.WORK
        table = client_table(JsonItems(source, name, CLIENT_LISTS).sample())
    except Refused:
        # Lines of JSON, as some telephone systems write them.
        return None
    return FileKind.CLIENTS if table is not None and clients_csv.is_clients(table) else None
