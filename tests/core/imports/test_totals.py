"""Rows of totals, ends at 24:00 and nights in which the clocks change: what exports hold besides plain rows."""

from pathlib import Path

import pytest

from core.imports.detect import read_clients, read_entries
from core.imports.leftovers import bad_part
from core.phone.files import FileKind, kind_of
from tests.builders import open_business


@pytest.mark.parametrize(
    "row",
    [
        "TOTALE;;1,5;",
        "Totale ore;;1,5;",
        ";Totale:;1,5;",
        ";;1,5;Grand total",
        "Total;;1,5;",
        "Summe;;1,5;",
        "Tot.;;1,5;x y z w",
    ],
)
def test_a_row_of_totals_is_left_out_and_told(row: str) -> None:
    result = read_entries(f"cliente;data;ore;nota\nAcme;13/03/2026;1,5;x\n{row}\n".encode(), "a.csv")
    assert (len(result.rows), result.bad, result.warnings) == (1, (), ("1 row of totals is left out",))


@pytest.mark.parametrize("row", ["Totale;13/03/2026;0;x", "Acme;;1,5;x", "Acme;;1,5;total loss of the disk"])
def test_a_row_that_is_dated_or_says_no_total_is_a_bad_row(row: str) -> None:
    result = read_entries(f"cliente;data;ore;nota\n{row}\n".encode(), "a.csv")
    assert ([bad.row_number for bad in result.bad], result.warnings) == ([2], ())


def test_a_row_of_totals_of_another_program_is_left_out_too() -> None:
    text = (
        "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time,Duration (h)\n"
        "Net,Acme,x,,Anna,,a@x.it,,Yes,28/03/2026,09:00,28/03/2026,09:20,00:20:00\n,,,,,,,,,,,,Total,00:20:00\n"
    )
    result = read_entries(text.encode(), "a.csv")
    assert (len(result.rows), result.bad, result.warnings) == (1, (), ("1 row of totals is left out",))


@pytest.mark.parametrize(
    ("start", "end", "duration", "minutes"),
    [
        ("09:00", "24:00", "", 900), ("00:00", "24:00", "", 1440), ("09:00", "24:00", "15:00", 900),
        ("09:00", "00:00", "15:00", 900), ("22:00", "00:00", "", 120), ("23:30", "00:15", "0:45", 45),
    ],
)  # fmt: skip
def test_an_end_at_midnight_is_that_after_the_start(start: str, end: str, duration: str, minutes: int) -> None:
    own = f"client,date,start,end,duration\nacme,2026-03-02,{start},{end},{duration}\n"
    kimai = f"Date,From,To,Duration,Customer,Project,Activity\n2026-03-02,{start},{end},{duration},Acme,Net,x\n"
    for text in (own, kimai):
        result = read_entries(text.encode(), "a.csv")
        assert ([row.worked_seconds // 60 for row in result.rows], result.bad) == ([minutes], ())


@pytest.mark.parametrize(
    ("day", "start", "end", "minutes"),
    [
        ("2025-03-30", "01:30", "03:30", 60), ("2025-03-30", "01:30", "02:30", 60), ("2025-03-30", "04:00", "05:00", 60),
        ("2025-10-26", "01:30", "03:30", 180), ("2025-10-25", "23:00", "04:00", 360), ("2025-10-26", "09:00", "10:00", 60),
    ],
)  # fmt: skip
def test_work_in_a_night_when_clocks_change_lasts_as_long_as_it_did(
    day: str, start: str, end: str, minutes: int, tmp_path: Path
) -> None:
    business = open_business(tmp_path)
    until = "2025-10-26" if end < start else day
    for text in (
        f"client,date,start,end\nacme,{day},{start},{end}\n",
        f"id,start,stop,project,tags\na1,{day} {start}:00,{until} {end}:00,acme,\n",
        f"i {day} {start}:00 acme\no {until} {end}:00\n",
    ):
        plan = business.imports.plan(text.encode(), "a.csv", create_clients=True)
        assert ([row.draft.work.worked_seconds // 60 for row in plan.rows], plan.bad) == ([minutes], ())
        assert plan.worked_seconds == minutes * 60


def test_a_header_that_stands_again_and_a_count_of_clients_are_no_rows() -> None:
    result = read_entries(b"client,date,duration\na,2026-03-02,15\nclient,date,duration\nb,2026-03-03,15\n", "a.csv")
    assert ([(row.row_number, row.client_text) for row in result.rows], result.bad) == ([(2, "a"), (4, "b")], ())
    clients = read_clients(b"Nome;P. Iva\nAcme;01234567897\nNome;P. Iva\nTotal;\nTotale clienti: 120;\n", "a.csv")
    assert [row.name for row in clients.rows] == ["Acme", "Total"]
    assert clients.warnings == ("1 row of totals is left out",)


def test_negative_hours_and_quotes_left_open_are_told_as_what_they_are() -> None:
    result = read_entries(
        b'client,date,hours\nacme,2026-03-02,"-0,5"\nacme,2026-03-02,"1\nacme,2026-03-03,1\n', "a.csv"
    )
    assert "negative" in result.bad[0].sentence and "it takes 2 lines" in result.bad[1].sentence


def test_entities_of_web_pages_are_characters() -> None:
    (row,) = read_clients(b"name,phone\nRossi &amp; Figli &egrave; &#8220;x&#8221; &nbsp;,\n", "a.csv").rows
    assert row.name == "Rossi & Figli è “x”"
    data = b"client,date,duration,note\nacme,2026-03-02,15,a&b; AT&T; &unknown; ?x=1&copy=2;\nacme,2026-03-02,0,&lt;b&gt;\n"
    result = read_entries(data, "a.csv")
    assert result.rows[0].note == "a&b; AT&T; &unknown; ?x=1&copy=2;"
    assert "&lt;b&gt;" in bad_part(data, {3})


def test_a_count_beside_the_word_for_it_is_no_client_and_a_telephone_is_none() -> None:
    text = "Cliente;Città;Telefono\nAlfa;Roma;02 1\nTotale;;2\nTotal;;800123456\nTotal Energie;;12\nTotale;;\n"
    read = read_clients(text.encode(), "a.csv")
    assert [row.name for row in read.rows] == ["Alfa", "Total", "Totale"]
    assert read.warnings == ("2 rows of totals are left out",)


def test_what_is_no_time_or_may_be_hours_or_minutes_is_told_as_that() -> None:
    own = read_entries(
        b'client,date,duration\nacme,2026-03-02,"1,5"\nacme,2026-03-02,1.5\nacme,2026-03-02,1.5h\n', "a.csv"
    )
    assert [(row.row_number, row.sentence) for row in own.bad] == [
        (2, "1,5 can be hours or minutes; call the column hours, or write the time as 1h30"),
        (3, "1.5 can be hours or minutes; call the column hours, or write the time as 1h30"),
    ]
    hours = read_entries(b'client,date,hours\nacme,2026-03-02,0.00\nacme,2026-03-02,"0,5"\n', "a.csv")
    assert [row.sentence for row in hours.bad] == [
        "0.00 is no time at all; leave the row out, or write how long it took"
    ]
    assert [row.worked_seconds for row in hours.rows] == [1800]


def test_a_bad_cell_is_told_by_the_name_that_its_column_has_in_the_file(tmp_path: Path) -> None:
    read = read_entries(b"cliente;data;durata\nacme;2026-03-02;x\nacme;x;15\n", "a.csv")
    assert [row.column for row in read.bad] == ["durata", "data"]
    text = b"name;kind;block;rounding\nAcme;prepaid;10:00;15\n"
    (bad,) = open_business(tmp_path).imports.plan_clients(text, "a.csv").bad
    assert (bad.column, bad.sentence) == ("rounding", "write one of: after, before")


def test_a_list_of_calls_that_has_a_column_of_names_is_no_list_of_clients() -> None:
    fritz = (
        "sep=;\nTyp;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\n"
        "1;02.03.26 09:00;Acme;0212345678;Telefon 1;12345;0:05\n"
    )
    avaya = (
        "Call Start,Connected Time,Ring Time,Caller,Direction,Called Number,Dialled Number,Account,Is Internal,Call ID,"
        "Continuation,Party1Device,Party1Name,Party2Device,Party2Name\n"
        "2026/03/02 09:00:00,00:05:00,6,0212345678,I,201,201,,0,1000014,0,E201,Anna,T9001,Line 1\n"
    )
    assert {kind_of(text.encode(), "a.csv") for text in (fritz, avaya)} == {FileKind.CALLS}
    assert kind_of(b"Name;Rufnummer\nAcme;0212345678\n", "a.csv") is FileKind.CLIENTS


def test_a_german_table_of_hours_is_work_and_no_list_of_clients() -> None:
    text = b"Kunde;Datum;Stunden;Notiz\nAcme;2.3.2026;1,5;x\nAcme;13.3.2026;0,75;y\n"
    assert kind_of(text, "a.csv") is FileKind.WORK
    assert [(row.client_text, str(row.work_date), row.worked_seconds) for row in read_entries(text, "a.csv").rows] == [
        ("Acme", "2026-03-02", 5400),
        ("Acme", "2026-03-13", 2700),
    ]
