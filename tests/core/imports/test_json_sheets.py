"""The JSON of Clockify, Harvest and Kimai: read as their CSV, its bad entries named and given back as JSON."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.basics.errors import Refused
from core.imports.detect import read_entries
from core.imports.leftovers import bad_part

CLOCKIFY = {
    "description": "printer", "userName": "Anna", "userEmail": "anna@x.it", "clientName": "Acme", "projectName": "Net",
    "taskName": None, "billable": False, "tags": [{"name": "#4821"}, {"name": "remote"}],
    "timeInterval": {"start": "2026-03-02T09:00:00+01:00", "end": "2026-03-02T09:45:00+01:00", "duration": 2700},
}  # fmt: skip
HARVEST = {
    "id": 1, "spent_date": "2026-03-02", "user": {"name": "Anna"}, "client": {"name": "Acme"}, "project": {"name": "Net"},
    "task": {"name": "remote"}, "hours": 0.75, "notes": "printer", "started_time": "9:00am", "billable": True,
}  # fmt: skip
KIMAI = {
    "begin": "2026-03-02T09:00:00+0100", "end": "2026-03-02T09:45:00+0100", "duration": 2700, "description": "printer",
    "activity": {"name": "remote"}, "project": {"name": "Net", "customer": {"name": "Acme"}}, "user": {"username": "Anna"},
    "tags": ["4821"], "billable": False,
}  # fmt: skip


def read(document: object) -> Any:
    return read_entries(json.dumps(document).encode(), "entries.json")


def test_entries_of_each_program_are_read_with_client_person_time_and_tags() -> None:
    eight = datetime(2026, 3, 2, 8, tzinfo=UTC)
    for document, program, started, ticket, no_charge in (
        ({"totals": [], "timeentries": [CLOCKIFY]}, "Clockify", eight, "4821", True),
        ({"time_entries": [HARVEST], "page": 1}, "Harvest", None, "", False),
        ([KIMAI], "Kimai", eight, "4821", True),
    ):
        found = read(document)
        (row,) = found.rows
        assert (found.program, found.bad, row.client_text, row.technician) == (program, (), "Acme", "Anna")
        assert (row.work_date, row.worked_seconds, row.started_at) == (date(2026, 3, 2), 2_700, started), program
        assert (row.ticket, row.work_type, row.no_charge, row.note) == (ticket, "remote", no_charge, "Net: printer")
    assert read({"time_entries": [HARVEST]}).rows[0].started_at_local == datetime(2026, 3, 2, 9)
    same = read([KIMAI, KIMAI]).rows
    assert same[0].key_material != same[1].key_material


def test_a_bad_entry_is_named_and_given_back() -> None:
    document = {"timeentries": [CLOCKIFY, {**CLOCKIFY, "timeInterval": {"start": "soon"}}, 7]}
    found = read(document)
    assert [row.row_number for row in found.bad] == [2, 3] and len(found.rows) == 1
    left = json.loads(bad_part(json.dumps(document).encode(), {2, 3}))
    assert left == document["timeentries"][1:]
    with pytest.raises(Refused, match="Kimai"):
        read([{"begin": "2026-03-02T09:00:00", "activity": 3}])
