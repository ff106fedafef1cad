"""Entries from Toggl Track's detailed export (CSV). Its times are the account's local ones, without a zone."""

import re
from datetime import datetime

from core.basics.i18n import _
from core.basics.text import clean_text
from core.imports.cells import day_cell, duration_cell, refuse_reversed, time_cell
from core.imports.rows import NO_CHARGE_TAG, BadRow, CellError, EntryRow, Occurrences, ReadResult
from core.imports.tables import Table, TableRow
from core.model.worktypes import BUILT_IN

_COLUMNS = frozenset({"user", "client", "project", "description", "start date", "start time", "duration", "tags"})


def is_toggl(table: Table) -> bool:
    """Whether the header is that of a detailed export."""
    return set(table.header) >= _COLUMNS


def read(table: Table) -> ReadResult[EntryRow]:
    """The rows of the export."""
    rows, bad, repeats = list[EntryRow](), list[BadRow](), Occurrences()
    for line in table.rows():
        try:
            rows.append(_row(line, repeats))
        except CellError as error:
            bad.append(BadRow(line.number, error.column, str(error)))
    return ReadResult(tuple(rows), tuple(bad))


def _row(line: TableRow, repeats: Occurrences) -> EntryRow:
    if line.fault:
        raise CellError("*", line.fault)
    client, project = clean_text(line.first("client")), clean_text(line.first("project"))
    if not (client or project):
        raise CellError("Client", _("neither client nor project is named; name one in Toggl and export again"))
    day = day_cell("Start date", line.first("start date"))
    started = datetime.combine(day, time_cell("Start time", line.first("start time")))
    seconds = duration_cell("Duration", line.first("duration"))
    if line.first("end date") and line.first("end time"):
        ended = datetime.combine(
            day_cell("End date", line.first("end date")), time_cell("End time", line.first("end time"))
        )
        refuse_reversed("End time", started, ended, seconds)
    note = clean_text(line.first("description"))
    if client and project:
        note = f"{project}: {note}" if note else project
    ticket, work_type, no_charge = "", "", False
    for tag in (clean_text(tag) for tag in line.first("tags").split(",")):
        if re.fullmatch(r"#\S+|\d+", tag):
            ticket = ticket or tag.lstrip("#")
        elif tag.casefold() in BUILT_IN:
            work_type = work_type or tag.casefold()
        # Billable says nothing of us: under Toggl's free plan it is No for all.
        no_charge = no_charge or tag.casefold() == NO_CHARGE_TAG
    material = "toggl|" + "|".join(
        line.first(name)
        for name in (
            "user",
            "start date",
            "start time",
            "end date",
            "end time",
            "duration",
            "client",
            "project",
            "description",
            "tags",
        )
    )
    return EntryRow(
        row_number=line.number,
        client_text=client or project,
        work_date=day,
        worked_seconds=seconds,
        key_material=repeats.keyed(material),
        started_at_local=started,
        work_type=work_type,
        ticket=ticket,
        note=note,
        technician=clean_text(line.first("user")),
        no_charge=no_charge,
    )
