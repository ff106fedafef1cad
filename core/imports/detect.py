"""Which format a file has, told by its content and not by its name."""

import json

from core.basics.errors import Refused
from core.basics.i18n import _
from core.imports import clients_csv, entries_csv, timewarrior, toggl, vcard
from core.imports.rows import ClientRow, EntryRow, ReadResult
from core.imports.tables import Table, decoded


def read_clients(data: bytes, name: str) -> ReadResult[ClientRow]:
    """The clients of a file. Errors: `Refused` for a file that is none of the formats."""
    text = decoded(data)
    if vcard.is_vcard(text):
        return vcard.read(text)
    table = Table.of(text)
    if toggl.is_toggl(table) or (not entries_csv.missing(table) and not {"name", "nome"} & set(table.header)):
        raise Refused(_("{name} holds entries and no clients; read it with monteore import entries").format(name=name))
    if clients_csv.is_clients(table):
        return clients_csv.read(table)
    raise Refused(
        _(
            "{name} holds no clients that can be read; give a CSV whose header has name "
            "(and code, phone, email, contact), or a vCard file"
        ).format(name=name)
    )


def read_entries(data: bytes, name: str) -> ReadResult[EntryRow]:
    """The entries of a file. Errors: `Refused` for a file that is none of the formats."""
    text = decoded(data)
    if text.lstrip()[:1] == "[":
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Refused(
                _("{name} is not sound JSON ({reason}); export it again").format(name=name, reason=error)
            ) from None
        if timewarrior.is_timewarrior(document):
            return timewarrior.read(document)
    else:
        table = Table.of(text)
        if toggl.is_toggl(table):
            return toggl.read(table)
        if entries_csv.is_entries(table):
            return entries_csv.read(table)
    raise Refused(
        _(
            "{name} holds no entries that can be read; give a CSV whose header has client, date and duration, "
            "Toggl's detailed export, or timewarrior's JSON export"
        ).format(name=name)
    )
