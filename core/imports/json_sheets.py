"""Time sheets in JSON: Clockify's detailed report, Harvest's and Kimai's time entries, as their interfaces give them."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from core.basics.dataclass import dataclass, replace
from core.imports.sheets import Column, TimeSheet
from core.imports.tables import LONGEST_CELL, Table, TableRow
from core.imports.watson import LOG

_LISTS = ("timeentries", "time_entries")
"""Keys under which a document holds its entries."""
CLIENT_LISTS = ("clients", "customers", "companies", "contacts", "items", "data")
"""Keys under which a document holds its clients."""
_COLUMNS: Mapping[Column, tuple[str, ...]] = {
    Column.CLIENT: ("client",),
    Column.PROJECT: ("project",),
    Column.TASK: ("task",),
    Column.NOTE: ("note",),
    Column.USER: ("user",),
    Column.EMAIL: ("email",),
    Column.TAGS: ("tags",),
    Column.BILLABLE: ("billable",),
    Column.DAY: ("day",),
    Column.CLOCK: ("clock",),
    Column.START: ("start",),
    Column.END: ("end",),
    Column.SECONDS: ("seconds",),
    Column.HOURS: ("hours",),
}


@dataclass(frozen=True)
class JsonSheet:
    """One program's JSON."""

    sheet: TimeSheet
    """Reads the rows, whose columns have our own names."""
    signs: frozenset[str]
    """Keys that each entry of the program has."""
    paths: Mapping[str, tuple[str, ...]]
    """By our column, where an entry holds it: keys with dots between them, the preferred first."""

    def is_in(self, document: Any) -> bool:
        """Whether a document is this program's."""
        items = items_of(document)
        return bool(items) and isinstance(items[0], dict) and self.signs <= items[0].keys()


@dataclass(frozen=True)
class JsonTable:
    """The entries of a document as rows; the number of a row is its place in the list, from 1."""

    header: tuple[str, ...]
    items: list[Any]
    paths: Mapping[str, tuple[str, ...]]

    def rows(self) -> Iterator[TableRow]:
        """The entries."""
        for number, item in enumerate(self.items, 1):
            held = item if isinstance(item, dict) else {}
            cells = ((column, _first(held, paths)) for column, paths in self.paths.items())
            yield TableRow(number, tuple((column, cell) for column, cell in cells if cell))


def items_of(document: Any, lists: tuple[str, ...] = _LISTS) -> list[Any]:
    """The entries of a document: the list itself, or the one that it holds; empty for none."""
    if isinstance(document, dict):
        document = next((document[key] for key in lists if isinstance(document.get(key), list)), None)
    return document if isinstance(document, list) else []


def client_table(document: Any) -> Table | None:
    """A list of clients, such as Toggl's `clients.json`, as a table; `None` for a document that is none.

    The number of a row is its place in the list, from 1. What is no plain value of a client is left out.
    """
    items = items_of(document, CLIENT_LISTS)
    if not items or not all(isinstance(item, dict) for item in items):
        return None
    header = tuple(dict.fromkeys(str(key) for item in items for key in item))
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(header)
    rows.writerows([_text(item.get(key))[:LONGEST_CELL] for key in header] for item in items)
    return replace(Table.of(text.getvalue()), before=-1)


def table_of(sheet: JsonSheet, document: Any) -> JsonTable:
    """The rows of a document."""
    return JsonTable(tuple(sheet.paths), items_of(document), sheet.paths)


def _first(item: Mapping[str, Any], paths: tuple[str, ...]) -> str:
    for path in paths:
        held: Any = item
        for key in path.split("."):
            held = held.get(key) if isinstance(held, dict) else None
        if text := _text(held):
            return text[:LONGEST_CELL]
    return ""


def _text(held: Any) -> str:
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, list):
        names = (each.get("name") if isinstance(each, dict) else each for each in held)
        return ", ".join(name for name in names if isinstance(name, str))
    return str(held) if isinstance(held, str | int | float) else ""


def _sheet(program: str, key: str) -> TimeSheet:
    return TimeSheet(program=program, key=f"{key}-json", signs=(), columns=_COLUMNS)


CLOCKIFY = JsonSheet(
    _sheet("Clockify", "clockify"),
    frozenset({"timeInterval", "projectName"}),
    {
        "client": ("clientName",),
        "project": ("projectName",),
        "task": ("taskName",),
        "note": ("description",),
        "user": ("userName",),
        "email": ("userEmail",),
        "tags": ("tags",),
        "billable": ("billable",),
        "start": ("timeInterval.start",),
        "end": ("timeInterval.end",),
    },
)
"""The detailed report. The list of a workspace's entries has ids in place of names and cannot be read."""
HARVEST = JsonSheet(
    _sheet("Harvest", "harvest"),
    frozenset({"spent_date", "client", "hours"}),
    {
        "client": ("client.name",),
        "project": ("project.name",),
        "task": ("task.name",),
        "note": ("notes",),
        "user": ("user.name",),
        "billable": ("billable",),
        "day": ("spent_date",),
        "clock": ("started_time",),
        "hours": ("hours",),
    },
)
"""Time entries, version 2: a day, decimal hours, and a start where the account records times."""
KIMAI = JsonSheet(
    _sheet("Kimai", "kimai"),
    frozenset({"begin", "activity", "project"}),
    {
        "client": ("project.customer.name",),
        "project": ("project.name",),
        "task": ("activity.name",),
        "note": ("description",),
        "user": ("user.username", "user.alias"),
        "email": ("user.email",),
        "tags": ("tags",),
        "billable": ("billable",),
        "start": ("begin",),
        "seconds": ("duration",),
    },
)
"""Timesheets with `full=true`; without it they have ids in place of names, and each row is bad."""
WATSON = JsonSheet(
    LOG,
    frozenset({"id", "start", "stop", "project"}),
    {"start": ("start",), "stop": ("stop",), "project": ("project",), "tags": ("tags",)},
)
"""`watson log --json`."""
JSON_SHEETS = (CLOCKIFY, HARVEST, KIMAI, WATSON)
"""The programs that are known."""
