"""Time sheets in JSON, as the interfaces of Clockify, Harvest, Jira, Kimai and Toggl give them."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from core.basics.dataclass import dataclass, field
from core.basics.i18n import _, ngettext
from core.imports.sheets import Column, TimeSheet
from core.imports.tables import LONGEST_CELL, Table, TableRow
from core.imports.watson import LOG

LISTS = ("timeentries", "time_entries", "issues", "worklogs", "data")
"""Keys under which a document holds its entries."""
CLIENT_LISTS = ("clients", "customers", "companies", "contacts", "items", "data")
"""Keys under which a document holds its clients."""
_DEEPEST, _MOST_PARTS = 20, 1_000
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
    Column.TICKET: ("ticket",),
}


@dataclass(frozen=True)
class JsonSheet:
    """One program's JSON."""

    sheet: TimeSheet
    """Reads the rows, whose columns have our own names."""
    signs: tuple[frozenset[str], ...]
    """Sets of keys: an item that has all of one is this program's."""
    paths: Mapping[str, tuple[str, ...]]
    """By our column, where an entry holds it: keys with dots between them, the preferred first."""
    parts: str = ""
    """Where an item holds a list of entries, which have what the item holds besides; empty: an item is an entry."""
    count: str = ""
    """Where an item says how many entries it has, of which it may hold fewer; empty: nowhere."""

    def is_in(self, items: Sequence[Any]) -> bool:
        """Whether the first items of a document are this program's."""
        first = next((item for item in items if isinstance(item, dict)), {})
        return any(sign <= first.keys() for sign in self.signs)


@dataclass(frozen=True)
class JsonTable:
    """The entries of a document as rows; the number of a row is the place of its item in the list, from 1."""

    header: tuple[str, ...]
    items: Iterable[Any]
    sheet: JsonSheet
    cut: dict[int, str] = field(default_factory=dict)
    """The items that hold fewer entries than they have, by their places; each with a sentence."""
    without: dict[int, None] = field(default_factory=dict)
    """The places of the items that do not say which entries they have."""

    def warnings(self) -> tuple[str, ...]:
        """Sentences about items that hold fewer entries than they may have, once the rows were read."""
        found, count = tuple(self.cut.values()), len(self.without)
        if not count:
            return found
        sentence = ngettext(
            "{count} item does not say what was worked; export it with its entries (Jira: the field worklog)",
            "{count} items do not say what was worked; export them with their entries (Jira: the field worklog)",
            count,
        )
        return (*found, sentence.format(count=count))

    def rows(self) -> Iterator[TableRow]:
        """The entries."""
        for number, item in enumerate(self.items, 1):
            for entry in self._entries(item, number):
                cells = ((column, _first(entry, paths)) for column, paths in self.sheet.paths.items())
                yield TableRow(number, tuple((column, cell) for column, cell in cells if cell))

    def _entries(self, item: Any, number: int) -> Iterator[Mapping[str, Any]]:
        held = item if isinstance(item, dict) else {}
        parts = self.sheet.parts
        if not parts or parts.partition(".")[0] not in held:
            yield held
            return
        found = _at(held, parts)
        if not isinstance(found, list):
            self.without[number] = None
            return
        total = _at(held, self.sheet.count) if self.sheet.count else 0
        if isinstance(total, int) and total > len(found):
            name = _first(held, self.sheet.paths.get("ticket", ()))
            sentence = _(
                "row {row}: {name} has {total} entries, and the file holds {count} of them; export the others too"
            )
            self.cut[number] = sentence.format(row=number, name=name, total=total, count=len(found))
        for each in found:
            yield {**held, **(each if isinstance(each, dict) else {})}


def sheet_in(items: Sequence[Any]) -> JsonSheet | None:
    """The program whose entries the first items of a document are; `None` for none that is known."""
    return next((sheet for sheet in JSON_SHEETS if sheet.is_in(items)), None)


def client_table(items: Iterable[Any]) -> Table | None:
    """A list of clients, such as Toggl's `clients.json`, as a table; `None` for items that are none.

    The number of a row is its place in the list, from 1. What is no plain value of a client is left out. The list is read
    once for its columns, and once for each reading of the rows.
    """
    columns: dict[str, None] = {}
    for item in items:
        if not isinstance(item, dict):
            return None
        columns.update(dict.fromkeys(map(str, item)))
    if not columns:
        return None
    header = tuple(columns)

    def lines() -> Iterator[str]:
        yield _line(header)
        for item in items:
            yield _line([_text(item.get(key))[:LONGEST_CELL] for key in header])

    return Table(tuple(" ".join(name.casefold().split()) for name in header), lines, ",", before=-1)


def _line(cells: Sequence[str]) -> str:
    """A line of a table; a cell may hold ends of lines."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue()


def table_of(sheet: JsonSheet, items: Iterable[Any]) -> JsonTable:
    """The rows of a document's items."""
    return JsonTable(tuple(sheet.paths), items, sheet)


def _first(item: Mapping[str, Any], paths: tuple[str, ...]) -> str:
    for path in paths:
        if text := _text(_at(item, path)):
            return text[:LONGEST_CELL]
    return ""


def _at(held: Any, path: str) -> Any:
    for key in path.split("."):
        held = held.get(key) if isinstance(held, dict) else None
    return held


def _text(held: Any) -> str:
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, list):
        names = (each.get("name") if isinstance(each, dict) else each for each in held)
        return ", ".join(name for name in names if isinstance(name, str))
    if isinstance(held, dict):
        return " ".join(_words_in(held, 0))
    return str(held) if isinstance(held, str | int | float) else ""


def _words_in(held: Any, depth: int) -> Iterator[str]:
    """The texts of a document of Atlassian's editor, which Jira writes in place of a text."""
    if isinstance(held, list):
        for each in held[:_MOST_PARTS]:
            yield from _words_in(each, depth)
    elif isinstance(held, dict) and depth < _DEEPEST:
        if isinstance(text := held.get("text"), str):
            yield text.strip()
        yield from _words_in(held.get("content"), depth + 1)


def _sheet(program: str, key: str) -> TimeSheet:
    return TimeSheet(program=program, key=f"{key}-json", signs=(), columns=_COLUMNS)


CLOCKIFY = JsonSheet(
    _sheet("Clockify", "clockify"),
    (frozenset({"timeInterval", "projectName"}),),
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
    (frozenset({"spent_date", "client", "hours"}),),
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
    (frozenset({"begin", "activity", "project"}),),
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
    (frozenset({"id", "start", "stop", "project"}),),
    {"start": ("start",), "stop": ("stop",), "project": ("project",), "tags": ("tags",)},
)
"""`watson log --json`."""
TOGGL = JsonSheet(
    _sheet("Toggl", "toggl"),
    (
        frozenset({"time_entries", "project_id", "description"}),
        frozenset({"start", "stop", "duration", "project_id"}),
        frozenset({"start", "end", "dur", "pid"}),
    ),
    {
        "client": ("client_name", "client"),
        "project": ("project_name", "project"),
        "task": ("task_name", "task"),
        "note": ("description",),
        "user": ("username", "user_name", "user"),
        "email": ("email",),
        "tags": ("tag_names", "tags"),
        "start": ("start",),
        "end": ("stop", "end"),
    },
    parts="time_entries",
)
"""The detailed report with `enrich_response`, `me/time_entries` with `meta`, and the detailed report of version 2.

Without those options they have ids in place of names, and each row is bad. `billable` is not read, as in the CSV."""
JIRA = JsonSheet(
    _sheet("Jira", "jira"),
    (frozenset({"key", "fields"}), frozenset({"timeSpentSeconds", "started"})),
    {
        "project": ("fields.project.name", "fields.project.key"),
        "ticket": ("key",),
        "task": ("fields.summary",),
        "note": ("comment",),
        "user": ("author.displayName", "author.name"),
        "email": ("author.emailAddress",),
        "start": ("started",),
        "seconds": ("timeSpentSeconds",),
    },
    parts="fields.worklog.worklogs",
    count="fields.worklog.total",
)
"""A search with the field `worklog`, or the worklogs of an issue, which name neither project nor issue."""
JSON_SHEETS = (CLOCKIFY, HARVEST, KIMAI, TOGGL, JIRA, WATSON)
"""The programs that are known."""
