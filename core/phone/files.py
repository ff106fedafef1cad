"""What a file that somebody brings is for: clients, work, or call records. It knows no store."""

import json
from enum import StrEnum
from typing import Any

from core.basics.errors import Refused
from core.basics.i18n import _
from core.imports import clients_csv, entries_csv, timeclock, timedot, timewarrior, vcard, watson
from core.imports.column_map import ColumnMap
from core.imports.content import check_is_text
from core.imports.detect import is_header, sheet_of
from core.imports.json_sheets import JSON_SHEETS, client_table
from core.imports.tables import Table, decoded, lines_of
from core.phone.records.detect import FORMATS
from core.phone.records.text import Sheet, decode


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
    text = decoded(data)
    if vcard.is_vcard(text):
        return FileKind.CLIENTS
    if text.lstrip()[:1] in ("[", "{"):
        document = _document(text)
        readers = (timewarrior.is_timewarrior, watson.is_watson, *(each.is_in for each in JSON_SHEETS))
        if document is not None and any(reads(document) for reads in readers):
            return FileKind.WORK
        table = client_table(document)
        if table is not None and clients_csv.is_clients(table):
            return FileKind.CLIENTS
    elif timewarrior.is_data(text) or timeclock.is_timeclock(text) or timedot.is_timedot(text):
        return FileKind.WORK
    else:
        table = Table.found(
            lines_of(text), lambda each: bool(kept and kept.keys() <= set(each.header)) or is_header(each)
        )
        if kept and kept.keys() <= set(table.header):
            return FileKind.CLIENTS
        if sheet_of(table) or not entries_csv.missing(table):
            return FileKind.WORK
        if clients_csv.is_clients(table):
            return FileKind.CLIENTS
    sheet = Sheet(decode(data).text)
    if any(each.claims(sheet) for each in FORMATS):
        return FileKind.CALLS
    raise Refused(
        _("{name} holds neither clients nor work nor call records that can be told; say what it is").format(name=name)
    )


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
