"""Exports of other programs' time: each with the traps of its format."""

from datetime import UTC, date, datetime

import pytest

from core.basics.errors import Refused
from core.imports import sheets
from core.imports.dates import AmbiguousDates, DateOrder
from core.imports.detect import read_entries
from core.imports.leftovers import bad_part
from core.imports.rows import EntryRow

CLOCKIFY = (
    "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time,"
    "Duration (h),Duration (decimal),Billable Rate (USD),Billable Amount (USD)\n"
    'Server,Acme,Patching,remote,Anna,,anna@x.it,"#4821, urgent",Yes,{day},{start},{end_day},{end},00:45:00,0.75,0,0\n'
)
CLOCKIFY_ACTIVITY = CLOCKIFY.replace("Task,User", "Activity,User").replace("Tags,", "Tag,")
HARVEST = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,First Name,Last Name,Employee?,Currency\n"
    '2026-03-02,Acme,Server,,Programming,Patching,"0,75",No,No,Anna,Rossi,Yes,Euro - EUR\n'
)
HARVEST_GERMAN = (
    "Datum;Kunde;Projekt;Aufgabe;Notizen;Stunden;Vorname;Nachname\n02.03.2026;Acme;Server;;Patching;0,75;Anna;Rossi\n"
)
KIMAI = (
    "Date,From,To,Duration,Currency,Name,User,Customer,Project,Activity,Description,Billable,Tags\n"
    "2026-03-02,9:00 AM,9:45 AM,0:45,EUR,Anna,anna,Acme,Server,Support,Patching,Yes,4821\n"
)
KIMAI_ITALIAN = (
    "Data;Inizio;Fine;Durata;Valuta;Nome utente;Cliente;Progetto;Attività;Descrizione;Fatturabile;Etichette\n"
    "02/03/2026;09:00;09:45;0:45;EUR;Anna;Acme;Server;Support;Patching;Sì;4821\n"
    "20/03/2026;09:00;09:45;0:45;EUR;Anna;Acme;Server;Support;Patching;No;4821\n"
)
KIMAI_GERMAN = (
    "Datum,Von,Bis,Dauer,Benutzer,Kunde,Projekt,Tätigkeit,Beschreibung\n"
    "2.3.2026,09:00,09:45,0:45,Anna,Acme,Server,Support,Patching\n"
)
SOLIDTIME = (
    "Description,Task,Project,Client,User,Start,End,Duration,Duration (decimal),Billable,Tags\n"
    "Patching,,Server,Acme,Anna,2026-03-02 09:00:00,2026-03-02 09:45:00,00:45:00,0.75,No,4821\n"
)
JIRA = (
    "Issue Key,Issue summary,Hours,Work date,Username,Full name,Project Name,Work Description\n"
    "ACME-12,Server down,0.75,2026-03-02 09:00,anna,Anna Rossi,Acme,Patching\n"
)
AUTOTASK = (
    "Account Name,Ticket Number,Ticket Title,Resource,Start Date/Time,End Date/Time,Hours Worked,Work Type,Summary Notes\n"
    'Acme,T20260302.0001,Server,"Rossi, Anna",03/22/2026 11:30 PM,03/23/2026 12:15 AM,0.75,Remote,Patching\n'
)
CONNECTWISE = (
    "Member,Company,Date,Bill,Hours,Ticket #,Summary,Work Role,Work Type,Notes,Agreement\n"
    "Anna,Acme,3/22/2026,NC,0.75,4821,Server,Engineer,Remote,Patching,Gold\n"
)


def rows(text: str, dates: DateOrder | None = None) -> tuple[EntryRow, ...]:
    result = read_entries(text.encode("utf-8-sig"), "export.csv", dates)
    assert result.bad == ()
    return result.rows


def clockify(day: str, start: str, end: str, end_day: str = "", text: str = CLOCKIFY) -> str:
    return text.format(day=day, start=start, end=end, end_day=end_day or day)


@pytest.mark.parametrize(
    ("text", "program"),
    [
        (clockify("2026-03-02", "09:00", "09:45"), "Clockify"),
        (clockify("03/02/2026", "09:00:00 AM", "09:45 AM", text=CLOCKIFY_ACTIVITY), "Clockify"),
        (HARVEST, "Harvest"),
        (HARVEST_GERMAN, "Harvest"),
        (KIMAI, "Kimai"),
        (KIMAI_ITALIAN, "Kimai"),
        (KIMAI_GERMAN, "Kimai"),
        (SOLIDTIME, "solidtime"),
        (JIRA, "Jira"),
        (AUTOTASK, "Autotask"),
        (CONNECTWISE, "ConnectWise"),
    ],
)
def test_each_export_is_recognised_and_gives_client_person_day_time_and_note(text: str, program: str) -> None:
    result = read_entries(
        text.encode(), "x.csv", DateOrder.MDY if "03/02/2026" in text and program != "Kimai" else None
    )
    assert (result.program, result.bad) == (program, ())
    row = result.rows[0]
    assert row.client_text == "Acme" and row.technician.startswith(("Anna", "Rossi")) and "Patching" in row.note
    assert row.worked_seconds == 45 * 60
    assert row.work_date in (date(2026, 3, 2), date(2026, 3, 22))


@pytest.mark.parametrize(
    ("day", "start", "end", "expected"),
    [
        ("25/03/2026", "09:00", "09:45", datetime(2026, 3, 25, 9)),
        ("03/25/2026", "02:00 PM", "02:45 PM", datetime(2026, 3, 25, 14)),
        ("02.03.2026", "12:00:00 AM", "12:45:00 AM", datetime(2026, 3, 2)),
        ("2026-03-02", "12:15 PM", "01:00 PM", datetime(2026, 3, 2, 12, 15)),
    ],
)
def test_the_order_of_the_date_and_the_twelve_hour_clock_are_told_from_the_file(
    day: str, start: str, end: str, expected: datetime
) -> None:
    (row,) = rows(clockify(day, start, end))
    assert (row.started_at_local, row.worked_seconds) == (expected, 2700)


def test_dates_that_fit_both_orders_are_refused_until_one_is_declared() -> None:
    text = clockify("03/04/2026", "09:00", "09:45")
    with pytest.raises(AmbiguousDates, match=r"export\.csv.*--dates dmy or --dates mdy"):
        rows(text)
    assert rows(text, DateOrder.DMY)[0].work_date == date(2026, 4, 3)
    assert rows(text, DateOrder.MDY)[0].work_date == date(2026, 3, 4)


def test_a_later_row_decides_the_order_of_all() -> None:
    text = clockify("03/04/2026", "09:00", "09:45") + clockify("03/31/2026", "09:00", "09:45").split("\n")[1] + "\n"
    assert [row.work_date for row in rows(text)] == [date(2026, 3, 4), date(2026, 3, 31)]


def test_work_over_midnight_is_of_the_day_it_began_with_or_without_an_end_day() -> None:
    (row,) = rows(clockify("2026-03-02", "23:30", "00:15", "2026-03-03"))
    assert row.started_at_local == datetime(2026, 3, 2, 23, 30)
    (row,) = rows("client,date,start,end\nacme,2026-03-02,23:30,00:15\n")
    assert (row.work_date, row.worked_seconds) == (date(2026, 3, 2), 2700)
    (row,) = rows(AUTOTASK)
    assert (row.started_at_local, row.worked_seconds) == (datetime(2026, 3, 22, 23, 30), 2700)


def test_an_end_long_before_its_start_is_a_bad_row_and_not_a_night() -> None:
    result = read_entries(b"client,date,start,end\nacme,2026-03-02,17:00,09:00\nacme,2026-03-02,9:00,9:00\n", "e.csv")
    assert [bad.column for bad in result.bad] == ["end", "end"]


def test_tags_become_ticket_and_type_and_the_rest_stays_in_the_note() -> None:
    (row,) = rows(clockify("2026-03-02", "09:00", "09:45"))
    assert (row.ticket, row.work_type, row.note) == ("4821", "remote", "Server: Patching [urgent]")


def test_what_is_not_carried_over_is_told_only_where_it_holds_something() -> None:
    result = read_entries(clockify("2026-03-02", "09:00", "09:45").encode(), "c.csv")
    assert result.dropped == ("billable rate (usd)", "billable amount (usd)")
    assert read_entries(SOLIDTIME.encode(), "s.csv").dropped == ("billable",)


def test_not_billable_is_no_charge_where_the_program_writes_it_on_purpose() -> None:
    assert rows(HARVEST)[0].no_charge and rows(CONNECTWISE)[0].no_charge
    assert [row.no_charge for row in rows(KIMAI_ITALIAN)] == [False, True]
    assert not rows(SOLIDTIME)[0].no_charge


def test_a_technician_without_a_name_is_known_by_the_mail_address() -> None:
    text = clockify("2026-03-02", "09:00", "09:45").replace(",Anna,", ",,")
    assert rows(text)[0].technician == "anna@x.it"
    assert rows(HARVEST)[0].technician == "Anna Rossi"


def test_a_row_of_no_seconds_is_a_bad_row_by_its_number_and_the_others_are_read() -> None:
    text = clockify("2026-03-02", "09:00", "09:45") + clockify("2026-03-03", "09:00", "09:00").split("\n")[1].replace(
        "00:45:00", "00:00:00"
    )
    result = read_entries(text.encode(), "c.csv")
    assert (len(result.rows), [bad.row_number for bad in result.bad]) == (1, [3])


def test_the_jira_issue_is_the_ticket_and_seconds_are_read() -> None:
    (row,) = rows(JIRA)
    assert (row.ticket, row.client_text, row.started_at_local) == ("ACME-12", "Acme", datetime(2026, 3, 2, 9))
    text = "Issue Key,Project,Time Spent (seconds),Started,Author\nA-1,Acme,2700,2026-03-02T09:00:00.000+0100,Anna\n"
    (row,) = rows(text)
    assert (row.worked_seconds, row.started_at) == (2700, datetime(2026, 3, 2, 8, tzinfo=UTC))


def test_todays_toggl_headers_are_read_with_the_task() -> None:
    text = (
        "Description,Duration,Member,Email,Project,Tags,Start date,Start time,Stop date,Stop time,Task,Client\n"
        "Patching,0:45:00,Anna,a@x.it,Server,,2026-03-02,09:00:00,2026-03-02,09:45:00,Disks,Acme\n"
    )
    (row,) = rows(text)
    assert (row.note, row.technician, row.worked_seconds) == ("Server / Disks: Patching", "Anna", 2700)


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("Project,Client,Time (h),Time (decimal)\nServer,Acme,1:00:00,1\n", "Clockify"),
        ("Issue key,Summary\nA-1,Disks\n", "Jira"),
        ('{"timeentries": []}', "Clockify"),
        ("Client,Project,Duration\nAcme,Net,1:00:00\n", "Toggl"),
        ("User,Project,Client,Description,Time (h)\nAnna,Net,Acme,x,1:00:00\n", "Clockify"),
    ],
)
def test_a_refusal_names_the_program_that_is_recognised(text: str, program: str) -> None:
    with pytest.raises(Refused, match=program):
        read_entries(text.encode(), "x.csv")


def test_the_bad_rows_are_given_back_as_they_stand_in_the_file_and_can_be_read_again() -> None:
    good, bad = "acme,2026-03-02,15,ok", 'acme,2026-03-02,0,"two\nlines"'
    data = f"client,date,duration,note\r\n{good}\r\n{bad}\r\n".encode()
    result = read_entries(data, "e.csv")
    part = bad_part(data, {row.row_number for row in result.bad})
    assert part == f"client,date,duration,note\n{bad}\n"
    assert len(read_entries(part.replace(",0,", ",20,").encode(), "e.csv").rows) == 1


def test_our_own_italian_columns_are_not_taken_for_another_programs() -> None:
    result = read_entries(
        "cliente,data,inizio,fine,attività,nota\nacme,2026-03-02,9:00,9:45,remote,x\n".encode(), "e.csv"
    )
    assert result.program == "" and result.rows[0].key_material.startswith("csv|")


_TITLED = "Ore di marzo 2026;;\n\ncliente;data;ore\nacme;13/03/2026;1,5\nacme;13/03/2026;0\n"


@pytest.mark.parametrize(
    ("text", "program", "seconds", "start"),
    [
        (
            "Utente,Cliente,Progetto,Descrizione,Data di inizio,Ora di inizio,Data di fine,Ora di fine,Durata\n"
            "Anna,Acme,,x,22/03/2026,23:30:00,23/03/2026,00:15:00,00:45:00\n",
            "Toggl",
            2700,
            datetime(2026, 3, 22, 23, 30),
        ),
        (
            "Progetto;Cliente;Descrizione;Utente;Data inizio;Ora inizio;Data fine;Ora fine;Durata (h)\n"
            "Rete;Acme;posta;Anna;22/03/2026;9:00;22/03/2026;9:45;0:45:00\n",
            "Clockify",
            2700,
            datetime(2026, 3, 22, 9),
        ),
        (
            "Date,Begin,End,Duration,User,Customer,Project,Activity\n"
            "2026-03-02,2026-03-02 09:00,2026-03-02 10:30,5400,anna,Acme,Net,x\n",
            "Kimai",
            5400,
            datetime(2026, 3, 2, 9),
        ),
        (
            "Date,Client,Project,Task,Notes,Hours,First Name,Last Name,Started At,Ended At\n"
            "2026-03-02,Acme,Net,x,,1.5,Anna,Rossi,12:05am,1:35am\n",
            "Harvest",
            5400,
            datetime(2026, 3, 2, 0, 5),
        ),
        (
            "Issue Key,Author,Started,Time Spent,Time Spent (seconds),Project\n"
            'A-1,Anna,"Mar 31, 2026 9:00 AM",1d 2h,36000,Acme\n',
            "Jira",
            36000,
            datetime(2026, 3, 31, 9),
        ),
        (
            "Projekt,Kunde,Beschreibung,Aufgabe,Benutzer,Gruppe,Email,Tags,Abrechenbar,Startdatum,Startzeit,Enddatum,"
            "Endzeit,Dauer (h),Dauer (dezimal),Rechnungsbetrag (CHF)\n"
            'Netz,Acme,Drucker,,Anna,,a@x.ch,,Nein,22.03.2026,23:30:00,23.03.2026,00:15:00,00:45:00,"0,75",\n',
            "Clockify",
            2700,
            datetime(2026, 3, 22, 23, 30),
        ),
        (
            'id,start,stop,project,tags\na1,2026-03-02 23:00:00,2026-03-03 00:30:00,acme,"remote, 4821"\n',
            "Watson",
            5400,
            datetime(2026, 3, 2, 23),
        ),
    ],
)
def test_other_headers_lengths_and_dates_of_the_same_programs_are_read(
    text: str, program: str, seconds: int, start: datetime
) -> None:
    result = read_entries(text.encode(), "x.csv")
    assert (result.program, result.bad) == (program, ())
    assert [(row.worked_seconds, row.started_at_local) for row in result.rows] == [(seconds, start)]


def test_a_title_above_the_header_is_no_header_and_its_bad_rows_are_given_back_without_it() -> None:
    result = read_entries(_TITLED.encode(), "x.csv")
    assert [(row.row_number, row.worked_seconds) for row in result.rows] == [(4, 5400)]
    assert bad_part(_TITLED.encode(), {row.row_number for row in result.bad}) == (
        "cliente;data;ore\nacme;13/03/2026;0\n"
    )


def test_a_row_asks_for_its_columns_without_their_enumeration() -> None:
    functions = (each for each in vars(sheets._Line).values() if hasattr(each, "__code__"))
    assert not any("Column" in each.__code__.co_names for each in functions)
