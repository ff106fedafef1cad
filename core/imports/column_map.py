"""A map from our fields to the columns of somebody's file, kept in the settings: `name=Denominazione`."""

import json
from collections.abc import Sequence

from core.basics.dataclass import replace
from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.imports import client_columns as columns
from core.imports.tables import Table
from core.journal.events import SettingSet
from core.session import Session

SETTING = "import_map"
NONE = "none"
FIELDS = (
    "code",
    "name",
    "phone",
    "email",
    "contact",
    "active",
    "archived",
    "from",
    "sold",
    "size",
    "left",
    "expires",
    *columns.FISCAL,
    *columns.TERMS,
)
"""The fields that a column can be mapped to. `invoice name` is the name on invoices."""

ColumnMap = dict[str, str]
"""A casefolded column of the file, and the name of the column that it is read as."""


def read_map(texts: Sequence[str]) -> ColumnMap:
    """The map that `FIELD=COLUMN` texts say; empty for the single text `none`. Errors: `Usage`."""
    if [text.strip().casefold() for text in texts] == [NONE]:
        return {}
    found: ColumnMap = {}
    for text in texts:
        field, equals, column = (part.strip() for part in text.partition("="))
        wanted = field.casefold().replace("-", "_").replace(" ", "_")
        if not (equals and column):
            raise Usage(
                _("{text} maps no column; write FIELD=COLUMN, such as name=Denominazione").format(
                    text=shown_word(text) or "''"
                )
            )
        if wanted not in FIELDS and wanted != "invoice_name":
            raise Usage(
                _("there is no field {field} to map a column to; there are {fields}").format(
                    field=shown_word(field), fields=", ".join(dict.fromkeys((*FIELDS, "invoice_name")))
                )
            )
        found[" ".join(column.casefold().split())] = wanted.replace("_", " ")
    return found


def mapped(table: Table, column_map: ColumnMap) -> Table:
    """The table with its columns called as the map says. Errors: `Usage` for a column that the header lacks."""
    for column in column_map:
        if column not in table.header:
            raise Usage(
                _("the file has no column {column}; its columns are {columns}").format(
                    column=shown_word(column), columns=", ".join(shown_word(name) for name in table.header if name)
                )
            )
    # A column that has the name of a mapped one would be read instead of it.
    taken = set(column_map.values())
    header = tuple(column_map.get(name) or (f"({name})" if name in taken else name) for name in table.header)
    return replace(table, header=header)


def kept_map(session: Session) -> ColumnMap:
    """The map of the settings; empty if none is kept."""
    text = session.store.reads.setting(SETTING)
    found: ColumnMap = json.loads(text) if text else {}
    return found


def keep_map(session: Session, column_map: ColumnMap) -> None:
    """Keep a map in the settings, in a change of its own; the same map again changes nothing."""
    if column_map != kept_map(session):
        with session.changing():
            session.append([SettingSet(SETTING, json.dumps(column_map, ensure_ascii=False, sort_keys=True))])
