"""Entries from a CSV of our own."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import Refused
from core.imports import entries_csv
from core.imports.detect import read_clients, read_entries
from core.imports.rows import EntryRow, ReadResult


def read(text: str) -> ReadResult[EntryRow]:
    return read_entries(text.encode(), "entries.csv")


def test_every_column_of_an_entry_is_read() -> None:
    row = read(
        "client,date,duration,ticket,type,note,technician,nc\nacme,2026-03-02,1h30,#4821,Patching,printer,anna,yes\n"
    ).rows[0]
    assert (row.row_number, row.client_text, row.work_date, row.worked_seconds) == (2, "acme", date(2026, 3, 2), 5400)
    assert (row.ticket, row.work_type, row.note, row.technician) == ("4821", "patching", "printer", "anna")
    assert row.no_charge and row.started_at is None and row.started_at_local is None


@pytest.mark.parametrize(("cell", "seconds"), [("15", 900), ("0:45", 2700), ("00:00:45", 45), ("1,5h", 5400)])
def test_a_duration_is_written_as_in_quick_entry_or_with_seconds(cell: str, seconds: int) -> None:
    assert read(f'client,date,duration\nacme,2026-03-02,"{cell}"\n').rows[0].worked_seconds == seconds


def test_a_start_without_an_offset_stays_local_and_one_with_it_becomes_utc() -> None:
    local, aware = read(
        "client,start,end\nacme,2026-03-02T09:00,2026-03-02T09:20\nacme,2026-03-02T09:00+01:00,2026-03-02T08:20Z\n"
    ).rows
    assert (local.started_at_local, local.started_at) == (datetime(2026, 3, 2, 9), None)
    assert (aware.started_at_local, aware.started_at) == (None, datetime(2026, 3, 2, 8, tzinfo=UTC))
    assert local.worked_seconds == aware.worked_seconds == 1200


def test_a_date_and_times_of_day_make_a_start_and_an_end() -> None:
    row = read("Cliente;Data;Inizio;Fine\nacme;2026-03-02;9:00;9:20\n").rows[0]
    assert (row.started_at_local, row.worked_seconds) == (datetime(2026, 3, 2, 9), 1200)


@pytest.mark.parametrize(("billable", "no_charge"), [("yes", False), ("", False), ("No", True), ("0", True)])
def test_what_is_not_billable_is_no_charge(billable: str, no_charge: bool) -> None:
    assert read(f"client,date,duration,billable\nacme,2026-03-02,15,{billable}\n").rows[0].no_charge is no_charge


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (",2026-03-02,,,15,", "client"),
        ("acme,02/03/2026,,,15,", "date"),
        ("acme,,,,15,", "date"),
        ("acme,0001-01-01,,,15,", "date"),
        ("acme,2026-03-02,25:00,,15,", "start"),
        ("acme,,2026-03-02,,15,", "start"),
        ("acme,,0001-01-01T00:00+05:00,,15,", "start"),
        ("acme,2026-03-03,2026-03-02T09:00,,15,", "date"),
        ("acme,2026-03-02,,,,", "duration"),
        ("acme,2026-03-02,,,0,", "duration"),
        ("acme,2026-03-02,,,-15,", "duration"),
        ("acme,2026-03-02,,,25:00:00,", "duration"),
        ("acme,2026-03-02,,,soon,", "duration"),
        ("acme,2026-03-02,,,%s:00:00," % ("9" * 5000), "duration"),
        ("acme,2026-03-02,9:00,8:00,,", "end"),
        ("acme,2026-03-02,9:00,9:00,,", "end"),
        ("acme,2026-03-02,9:00,8:00,15,", "end"),
        ("acme,,2026-03-02T09:00,2026-03-03T10:00,,", "end"),
        ("acme,,2026-03-02T09:00,2026-03-02T10:00Z,,", "end"),
        ("acme,2026-03-02,,,15,perhaps", "nc"),
        ("acme,2026-03-02,,,15,no,more", "*"),
    ],
)
def test_a_bad_cell_is_told_with_its_row_and_column(cells: str, column: str) -> None:
    result = read(f"client,date,start,end,duration,nc\nacme,2026-03-02,,,15,\n{cells}\nacme,2026-03-02,,,20,\n")
    assert [(bad.row_number, bad.column) for bad in result.bad] == [(3, column)]
    assert result.bad[0].sentence and "\n" not in result.bad[0].sentence
    assert [row.row_number for row in result.rows] == [2, 4]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("client,note", "date, duration"),
        ("date,duration", "client"),
        ("client,date", "duration"),
        ("client,date,end", "duration"),
        ("client,date,time,end", "duration"),
    ],
)
def test_missing_columns_are_one_bad_row_in_the_header(header: str, column: str) -> None:
    result = read(header + "\n" + ",".join("x" for _ in header.split(",")) + "\n")
    assert result.rows == ()
    assert [(bad.row_number, bad.column) for bad in result.bad] == [(1, column)]


def test_unknown_columns_are_ignored() -> None:
    assert len(read("client,colour,date,duration\nacme,red,2026-03-02,15\n").rows) == 1


def test_exact_repeats_have_keys_of_their_own_and_a_second_reading_has_the_same() -> None:
    text = "client,date,duration\nacme,2026-03-02,15\nacme,2026-03-02,15\nacme,2026-03-02,20\n"
    keys = [row.key_material for row in read(text).rows]
    assert len(set(keys)) == 3 and all(key.startswith("csv|") for key in keys)
    assert [row.key_material for row in read(text).rows] == keys


@pytest.mark.parametrize(
    "data", [b"", b"foo,bar\n1,2\n", b"code,name,phone\nacme,Acme,02\n", b"[1]", b"[", b"[" * 9999]
)
def test_an_unrecognised_file_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        read_entries(data, "x")
    assert "\n" not in str(refusal.value)


_HEADERS = (
    "client,start,end,duration,nc\n",
    "client,date,duration\n",
    "name;phone\n",
    "BEGIN:VCARD\n",
    '[{"start":',
    "",
)
_CELLS = st.one_of(
    st.text(max_size=12),
    st.datetimes().map(str),
    st.dates().map(str),
    st.sampled_from(["acme", ",", ";", '"', "\n", "1h"]),
)


@given(st.sampled_from(_HEADERS), st.lists(_CELLS, max_size=12), st.sampled_from([",", ";", "\n"]))
def test_no_data_makes_a_reader_fail(header: str, cells: list[str], between: str) -> None:
    data = (header + between.join(cells)).encode("utf-8", "surrogatepass")
    for reader in (read_clients, read_entries):
        try:
            result = reader(data, "x")
        except Refused:
            continue
        assert all(bad.row_number >= 1 and bad.column and bad.sentence for bad in result.bad)


def test_a_row_asks_for_its_columns_without_their_enumeration() -> None:
    for function in (entries_csv._row, entries_csv._start, entries_csv._is_no_charge):
        assert "Column" not in function.__code__.co_names
