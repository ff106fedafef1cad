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


_WORKLOG = {
    "author": {"displayName": "Anna Rossi", "emailAddress": "anna@x.it"}, "started": "2026-03-02T09:00:00.000+0100",
    "timeSpentSeconds": 2700, "timeSpent": "45m", "issueId": "10010", "comment": "printer",
}  # fmt: skip
_ISSUE = {"key": "ACME-12", "fields": {"summary": "Toner", "project": {"key": "ACME", "name": "Acme"}}}
_EDITOR = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "printer"}]}]}


def test_worklogs_of_jira_are_read_from_a_search_and_from_the_listing_of_an_issue() -> None:
    logs = [_WORKLOG, {**_WORKLOG, "comment": _EDITOR, "started": "2026-03-03T09:00:00.000+0100"}]
    issue = {**_ISSUE, "fields": {**_ISSUE["fields"], "worklog": {"total": 21, "worklogs": logs}}}  # type: ignore[dict-item]
    found = read({"issues": [issue, _ISSUE], "total": 50})
    assert [(row.client_text, row.ticket, row.note) for row in found.rows] == [
        ("Acme", "ACME-12", "Toner: printer"), ("Acme", "ACME-12", "Toner: printer"),
    ]  # fmt: skip
    assert [(row.started_at, row.worked_seconds, row.technician) for row in found.rows] == [
        (datetime(2026, 3, day, 8, tzinfo=UTC), 2_700, "Anna Rossi") for day in (2, 3)
    ]
    assert found.bad == () and "holds 2 of 50 items" in found.warnings[0]
    assert "ACME-12 has 21 entries, and the file holds 2" in found.warnings[1]
    assert "1 item does not say what was worked" in found.warnings[2]
    for document in ({"startAt": 0, "total": 2, "worklogs": logs}, logs):
        assert len(read(document).bad) == 2
        listed = read_entries(json.dumps(document).encode(), "a.json", has_client=True)
        assert [(row.client_text, row.ticket, row.note, row.worked_seconds) for row in listed.rows] == [
            ("", "", "printer", 2_700), ("", "", "printer", 2_700),
        ]  # fmt: skip


def test_entries_of_toggl_are_read_in_each_of_its_interfaces() -> None:
    span = {"start": "2026-03-02T09:00:00+01:00", "stop": "2026-03-02T09:45:00+01:00"}
    names = {"client_name": "Acme", "project_name": "Net", "description": "printer", "project_id": 3}
    report = [
        {**names, "username": "Anna", "tag_names": ["4821"], "time_entries": [{**span, "seconds": 2700}, {**span}]}
    ]
    listing = [{**names, **span, "user_name": "Anna", "tags": ["4821"], "duration": 2700}]
    old = {
        "client": "Acme", "project": "Net", "description": "printer", "user": "Anna", "tags": ["4821"], "pid": 3,
        "start": span["start"], "end": span["stop"], "dur": 2700000,
    }  # fmt: skip
    for document in (report, listing, {"total_count": 1, "data": [old]}):
        found = read(document)
        row = found.rows[0]
        assert (found.program, row.client_text, row.technician, row.ticket) == ("Toggl", "Acme", "Anna", "4821")
        assert (row.worked_seconds, row.note) == (2_700, "Net: printer")
    assert len(read(report).rows) == 2
    assert [bad.row_number for bad in read([{**names, **span, "stop": None, "duration": -1772438400}]).bad] == [1]
