"""The form that imports a file: told by content, its options, what it would do, what it did."""

import threading
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from core.phone.brought import BroughtFiles, FilePlan, FileWords
from tests.builders import add_client, open_business
from tests.tui.driving import asked, desk_on, preview_of, rows_of, settled, status_of, until, until_screen
from tui.dialogs.choose import Choose
from tui.dialogs.confirm import Confirm
from tui.dialogs.field_box import FieldBox
from tui.dialogs.form import Form
from tui.pages.desk import Desk
from tui.widgets.text_lines import TextLines


async def test_clients_work_and_calls_come_in_with_what_is_said_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    business = open_business(tmp_path)
    planned_in = set[int]()
    plan = BroughtFiles.plan

    def noted(brought: BroughtFiles, data: bytes, name: str, words: FileWords) -> FilePlan:
        planned_in.add(threading.get_ident())
        return plan(brought, data, name, words)

    monkeypatch.setattr(BroughtFiles, "plan", noted)
    add_client(business, "acme")
    business.clients.edit(business.queries.resolve_client("acme").client_id, name="Acme")
    clients, work, calls = tmp_path / "kunden.csv", tmp_path / "toggl.csv", tmp_path / "calls.csv"
    clients.write_text("Abnehmer;Tel.\nBeta;02 7654321\n;02 1\n")
    head = "User,Email,Client,Project,Description,Start date,Start time,End date,End time,Duration\n"
    work.write_text(head + "Anna Rossi,a@b.it,Acme,Net,mail,03/02/2026,09:00:00,03/02/2026,09:15:00,00:15:00\n")
    calls.write_text("start,from,to,talk\n2026-02-02 09:00:00,0212345678,201,60\n")
    async with desk_on(business) as pilot:

        async def give(*typed: tuple[str, str]) -> None:
            form = pilot.app.screen
            for field, value in typed:
                form.query_one(f"#field-{field}", FieldBox).value = value
                await pilot.pause()

        def shown() -> set[str]:
            boxes = pilot.app.screen.query(FieldBox)
            return {box.field.name for box in boxes if box.parent is not None and box.parent.display}

        async def opened() -> None:
            pilot.app.screen.attempt("client.import")  # type: ignore[attr-defined]
            await until_screen(pilot, Form)

        await opened()
        assert shown() == {"file", "what"}
        await give(("file", str(clients)))
        await until(pilot, lambda: "say what it is" in preview_of(pilot))
        await give(("what", "clients"), ("columns", "name=Abnehmer, phone=Tel."))
        await until(pilot, lambda: shown() == {"file", "what", "columns", "updates", "bad"})
        await until(pilot, lambda: "leave bad rows out" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.focused is pilot.app.screen.query_one("#field-bad"))
        await give(("bad", "leave"))
        await until(pilot, lambda: preview_of(pilot).startswith("1 client to import: beta"))
        assert "row 3, Abnehmer: the name is empty" in " ".join(preview_of(pilot).split())
        await pilot.press("enter")
        await until(pilot, lambda: "1 client imported" in status_of(pilot))
        await opened()
        await give(("file", str(work)))
        await until(pilot, lambda: shown() == {"file", "what", "client", "dates", "persons", "bad"})
        await until(pilot, lambda: "day first or month first" in preview_of(pilot))
        await give(("dates", "dmy"))
        await until(pilot, lambda: "nobody here is Anna Rossi" in preview_of(pilot))
        await give(("persons", "Anna Rossi=anna"))
        await until(pilot, lambda: preview_of(pilot).startswith("1 entry to import: 0:15"))
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "1 entry imported" in status_of(pilot))
        (entry,) = business.queries.entries()
        assert (entry.technician, str(entry.work_date)) == ("anna", "2026-02-03")
        await opened()
        await give(("file", str(calls)), ("zone", "Europe/Rome"), ("source", "pbx"))
        await until(pilot, lambda: shown() == {"file", "what", "source", "zone", "dates", "columns", "rest"})
        await until(pilot, lambda: "of pbx: 1 calls, 1 answered" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "1 new, 0 changed" in status_of(pilot))
    # A file of thousands of rows takes seconds.
    assert planned_in and threading.get_ident() not in planned_in


async def test_what_is_said_of_one_file_does_not_count_for_one_of_another_program(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    add_client(business, "acme")
    head = "User,Email,Client,Project,Description,Start date,Start time,End date,End time,Duration\n"
    row = "Anna Rossi,a@b.it,Acme,Net,mail,03/02/2026,09:00:00,03/02/2026,09:15:00,00:15:00\n"
    january, february, kunden = tmp_path / "january.csv", tmp_path / "february.csv", tmp_path / "kunden.csv"
    january.write_text(head + row)
    february.write_text(head + row.replace("03/02", "04/02"))
    kunden.write_text("Name;Telefon\nBeta;02 7654321\n")

    def value(name: str) -> str:
        return pilot.app.screen.query_one(f"#field-{name}", FieldBox).value

    async with desk_on(business) as pilot:

        async def give(field: str, text: str) -> None:
            pilot.app.screen.query_one(f"#field-{field}", FieldBox).value = text
            await settled(pilot, asking=1)

        async def opened() -> None:
            pilot.app.screen.attempt("client.import")  # type: ignore[attr-defined]
            await until_screen(pilot, Form)
            await settled(pilot, asking=1)

        await opened()
        await give("file", str(january))
        for field, text in (("dates", "dmy"), ("persons", "anna"), ("bad", "leave out")):
            await give(field, text)
        await give("file", str(tmp_path / "feb"))
        await give("file", str(february))
        assert (value("dates"), value("persons"), value("bad")) == ("dmy", "anna", "leave out")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Form))
        await opened()
        assert (value("file"), value("dates")) == (str(february), "dmy")
        await give("file", str(kunden))
        assert (value("dates"), value("persons"), value("bad")) == ("", "", "")
        assert isinstance(pilot.app.screen, Form) and "taken out" in pilot.app.screen.note_of_sheet()
        await give("columns", "name=Name")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Form))
        # The program that writes its exports under one name is another one now.
        kunden.write_text(head + row)
        await opened()
        await until(pilot, lambda: value("columns") == "")
        assert value("file") == str(kunden)


async def test_unknown_and_voided_rows_bring_up_their_fields_and_a_client_takes_every_row(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    add_client(business, "acme")
    work = tmp_path / "work.csv"
    work.write_text("client,date,duration,note\nacme,2026-02-02,30,server\nGamma,2026-02-02,15,mail\n")
    async with desk_on(business, (80, 24)) as pilot:

        def box(field: str) -> FieldBox:
            return pilot.app.screen.query_one(f"#field-{field}", FieldBox)

        async def opened() -> None:
            pilot.app.screen.attempt("client.import")  # type: ignore[attr-defined]
            await until_screen(pilot, Form)
            box("file").value = str(work)

        async def saved(answer: str) -> None:
            await pilot.press("enter")
            await until(pilot, lambda: answer in status_of(pilot) or getattr(pilot.app.screen, "is_asking", False))
            if getattr(pilot.app.screen, "is_asking", False):
                await pilot.press("y")
            await until(pilot, lambda: answer in status_of(pilot))

        await opened()
        await until(pilot, lambda: "there is no client Gamma" in said_in_form(pilot))
        assert box("new").is_shown and not box("again").is_shown
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.focused is box("new"))
        box("client").focus()
        box("client").value = "acme"
        await until(pilot, lambda: said_in_form(pilot).startswith("2 entries to import: 0:45"))
        assert not box("new").is_shown
        box("client").value = ""
        box("new").value = "add"
        await until(pilot, lambda: "new clients: gamma" in said_in_form(pilot))
        await saved("2 entries imported")
        assert [entry.client.code for entry in business.queries.entries()] == ["gamma", "acme"]
        business.entries.void(business.queries.entries()[1].entry_id)
        await opened()
        await until(pilot, lambda: "1 row is left out: its entry was voided" in said_in_form(pilot))
        assert box("again").is_shown and not box("new").is_shown
        box("again").value = "yes"
        await until(pilot, lambda: said_in_form(pilot).startswith("1 entry to import: 0:30"))
        await saved("1 entry imported")
        assert [entry.client.code for entry in business.queries.entries() if not entry.voided] == ["acme", "gamma"]


def said_in_form(pilot: Pilot[Any]) -> str:
    """The preview of the form on top as one line; empty while there is none."""
    return " ".join(preview_of(pilot).split()) if pilot.app.screen.query("#preview") else ""


async def test_the_rows_left_out_are_written_to_a_file_which_is_written_over_only_after_y(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    add_client(business, "acme")
    clients, calls = tmp_path / "clients.csv", tmp_path / "calls.csv"
    clients.write_text("name;phone\nBeta;02 7654321\n;02 1\n")
    calls.write_text("start,from,to,talk\n2026-02-02 09:00:00,0212345678,201,60\nnever,02123,201,60\n")
    rest = tmp_path / "rest.csv"
    async with desk_on(business) as pilot:

        async def give(*typed: tuple[str, str]) -> None:
            if not isinstance(pilot.app.screen, Form):
                pilot.app.screen.attempt("client.import")  # type: ignore[attr-defined]
                await until_screen(pilot, Form)
            for field, value in typed:
                pilot.app.screen.query_one(f"#field-{field}", FieldBox).value = value
                await settled(pilot, asking=1)

        await give(("file", str(clients)))
        await pilot.press("enter")
        # A refusal because of bad rows puts the cursor where they can be left out.
        await until(pilot, lambda: getattr(pilot.app.focused, "id", "") == "field-bad")
        await give(("bad", "leave out"), ("rest", str(clients)))
        await until(pilot, lambda: "this is the file that is imported" in said_in_form(pilot))
        await give(("rest", str(rest)))
        await until(pilot, lambda: f"rows left out: into {rest}" in said_in_form(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "rows left out: " in status_of(pilot))
        assert "1 client imported" in status_of(pilot) and "Take an import back" in status_of(pilot)
        assert rest.read_text() == "name;phone\n;02 1\n"
        # Call records keep no choice: what can be read is taken.
        await give(("file", str(calls)), ("zone", "Europe/Rome"), ("source", "pbx"), ("rest", str(rest)))
        await until(pilot, lambda: "is written over" in said_in_form(pilot))
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("n")
        assert rest.read_text() == "name;phone\n;02 1\n"
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "1 new, 0 changed" in status_of(pilot))
        assert rest.read_text() == "start,from,to,talk\nnever,02123,201,60\n"


async def test_tab_typed_at_once_goes_to_the_row_that_the_key_before_it_has_shown(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    add_client(business, "acme")
    work = tmp_path / "work.csv"
    work.write_text("date,start,client,minutes,note\n2026-02-02,09:00,acme,20,mail\n2026-02-02,09:30,nobody,20,who\n")
    async with desk_on(business) as pilot:
        pilot.app.screen.attempt("client.import")  # type: ignore[attr-defined]
        await until_screen(pilot, Form)
        await settled(pilot, asking=1)
        form = pilot.app.screen
        form.query_one("#field-file", FieldBox).value = str(work)
        await settled(pilot, asking=1)
        await until(pilot, lambda: form.query_one("#field-bad", FieldBox).is_shown)
        form.query_one("#field-bad", FieldBox).focus()
        await settled(pilot, asking=1)
        for key, character in (("space", " "), ("tab", "\t")):
            pilot.app.post_message(events.Key(key, character))
        await until(pilot, lambda: form.query_one("#field-bad", FieldBox).value == "leave out")
        await settled(pilot, asking=1)
        assert form.focused is form.query_one("#field-rest")


async def test_a_file_that_was_changed_since_it_was_shown_is_shown_again_first(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    add_client(business, "acme")
    clients = tmp_path / "clients.csv"
    clients.write_text("name\nBeta\n")

    def codes() -> list[str]:
        return [client.code for client in business.session.store.reads.clients()]

    async with desk_on(business) as pilot:
        pilot.app.screen.attempt("client.import")  # type: ignore[attr-defined]
        await until_screen(pilot, Form)
        pilot.app.screen.query_one("#field-file", FieldBox).value = str(clients)
        await until(pilot, lambda: said_in_form(pilot).startswith("1 client to import: beta"))
        clients.write_text("name\nGamma\nDelta\n")
        await pilot.press("enter")
        await asked(pilot)
        assert "2 clients to import: gamma, delta" in said_in_form(pilot)
        # Again, while it is asked.
        clients.write_text("name\nOmega Srl\n")
        await pilot.press("y")
        await until(pilot, lambda: "the file was changed meanwhile" in said_in_form(pilot))
        assert codes() == ["acme"]
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "1 client imported" in status_of(pilot))
        assert codes() == ["acme", "omega-srl"]


async def test_an_import_is_taken_back_whole_after_its_preview(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    add_client(business, "acme")
    async with desk_on(business) as pilot:
        pilot.app.screen.attempt("import.undo")  # type: ignore[attr-defined]
        await until(pilot, lambda: "nothing was imported yet" in status_of(pilot))
        business.imports.clients(b"name\nBeta\nGamma\n", "clients.csv")
        beta = business.queries.resolve_client("beta")
        head = b"client,date,duration,note\n"
        rows = b"beta,2026-02-02,30,server\nbeta,2026-02-02,15,mail\n"
        business.imports.entries(head + rows, "work.csv", yes=True)
        pilot.app.screen.attempt("import.undo")  # type: ignore[attr-defined]
        await until_screen(pilot, Choose)
        offers = "\n".join(row for row in rows_of(pilot, "#offers"))
        assert "2 entries  2026-02-02  anna" in offers and "2 clients  anna" in offers
        await pilot.press("down", "enter")
        await until_screen(pilot, Confirm)
        said = " ".join(pilot.app.screen.query_one("#details", TextLines).text.split())
        assert said.endswith(" 2 clients anna archives 1 client that it added beta stays: it has entries")
        await pilot.press("n")
        assert not business.queries.client(beta.client_id).archived
        await until_screen(pilot, Desk)
        pilot.app.screen.attempt("import.undo")  # type: ignore[attr-defined]
        await until_screen(pilot, Choose)
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        which, does = pilot.app.screen.query_one("#details", TextLines).text.split("\n")
        assert which == "2026-03-02 10:00  2 entries  2026-02-02  anna" and does == "voids 2 entries"
        await pilot.press("y")
        await until(pilot, lambda: "2 entries voided" in status_of(pilot))
        assert all(entry.voided for entry in business.queries.entries())
        # The cursor is on the first that was not taken back.
        pilot.app.screen.attempt("import.undo")  # type: ignore[attr-defined]
        await until_screen(pilot, Choose)
        assert "undone" in rows_of(pilot, "#offers")[0]
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "1 client archived" in status_of(pilot))
        assert "beta stays: it has entries" in status_of(pilot)
