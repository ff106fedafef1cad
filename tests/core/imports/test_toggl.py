"""Entries from Toggl Track's detailed export."""

from datetime import date, datetime

import pytest

from core.imports.detect import read_entries
from core.imports.rows import EntryRow, ReadResult

HEADER = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"


def read(*rows: str, header: str = HEADER) -> ReadResult[EntryRow]:
    return read_entries("\r\n".join((header, *rows)).encode("utf-8-sig"), "toggl.csv")


def line(
    client: str = "Acme", project: str = "", note: str = "Work", tags: str = "", duration: str = "01:00:00"
) -> str:
    return f'Anna,a@b.it,{client},{project},,{note},No,2026-03-02,09:00:00,2026-03-02,10:00:00,{duration},"{tags}"'


@pytest.mark.parametrize("last", ["", ",Amount (EUR)", ",Amount ()"])
def test_a_row_is_read_with_its_local_time_whatever_the_last_column(last: str) -> None:
    row = read(line() + ("," if last else ""), header=HEADER + last).rows[0]
    assert (row.row_number, row.client_text, row.technician, row.note) == (2, "Acme", "Anna", "Work")
    assert (row.work_date, row.started_at_local, row.started_at) == (date(2026, 3, 2), datetime(2026, 3, 2, 9), None)
    assert row.worked_seconds == 3600


def test_not_billable_in_toggl_is_still_charged() -> None:
    assert read(line()).rows[0].no_charge is False


def test_the_project_is_the_client_where_none_is_named_and_else_opens_the_note() -> None:
    rows = read(line(client="", project="Site"), line(project="Site"), line(project="Site", note="")).rows
    assert [(row.client_text, row.note) for row in rows] == [("Site", "Work"), ("Acme", "Site: Work"), ("Acme", "Site")]


@pytest.mark.parametrize(
    ("tags", "ticket", "work_type"),
    [("#4821, Patching", "4821", "patching"), ("4821", "4821", ""), ("remote", "", "remote"), ("urgent", "", "")],
)
def test_tags_name_the_ticket_and_the_work_type(tags: str, ticket: str, work_type: str) -> None:
    row = read(line(tags=tags)).rows[0]
    assert (row.ticket, row.work_type) == (ticket, work_type)


def test_all_bad_rows_are_told() -> None:
    reversed_row = "Anna,,Acme,,,,No,2026-03-02,09:00:00,2026-03-02,08:30:00,00:15:00,"
    result = read(
        line(),
        line(client=""),
        line(duration="00:00:00"),
        line(duration="30:00:00"),
        line().replace("2026-03-02,09", "03/02/2026,09"),
        line().replace("09:00:00", "nine"),
        reversed_row,
    )
    assert len(result.rows) == 1
    assert [(bad.row_number, bad.column) for bad in result.bad] == [
        (3, "Client"),
        (4, "Duration"),
        (5, "Duration"),
        (6, "Start date"),
        (7, "Start time"),
        (8, "End time"),
    ]


def test_work_across_the_hour_that_clocks_repeat_is_kept() -> None:
    row = "Anna,,Acme,,,,No,2026-10-25,02:50:00,2026-10-25,02:10:00,00:20:00,"
    assert read(row).rows[0].worked_seconds == 1200


def test_exact_repeats_in_one_file_are_two_pieces_of_work() -> None:
    first, second, other = read(line(), line(), line(note="Other")).rows
    assert len({first.key_material, second.key_material, other.key_material}) == 3
    assert read(line(note="Other"), line()).rows[1].key_material == first.key_material
