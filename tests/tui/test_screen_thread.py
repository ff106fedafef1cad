"""No command lets the thread that paints run a statement of the store, and keys are echoed while a disk stalls."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from core.business import Business
from core.reports import default_period, report_names
from core.reports.periods import moved
from tests.builders import fake_clock
from tests.tui.driving import call, desk_of, desk_on, said_on_page, until
from tests.tui.flows.test_store_troubles import FLOWS, TYPED, business_of_all, calls_run, page_for, point_for
from tests.tui.painting import Statements
from tui.commands.command import Place
from tui.commands.listing import command
from tui.dialogs.form import Form
from tui.dialogs.wrap_up import WrapUp
from tui.pages import desk as desk_module
from tui.pages.client import ClientScreen
from tui.pages.page import Page
from tui.pages.reports import Reports

WORDS = {command_id: (field, words) for command_id, field, words in TYPED}
OPEN_A_PAGE_OR_A_SHEET = (
    "palette",
    "help",
    "client",
    "board",
    "reports",
    "proposals",
    "ticket",
    "notes",
    "phone",
    "day",
)


@pytest.fixture
def business(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Business:
    named = tmp_path / "named"
    named.mkdir()
    monkeypatch.chdir(named)
    (named / "clients.csv").write_text("code,name\ngamma,Gamma\n")
    made = business_of_all(tmp_path, fake_clock())
    for title in ("Backup", "Firewall", "Cables"):
        # Some commands take one off the list.
        made.proposals.add(made.queries.resolve_client("acme").client_id, title)
    return made


async def done(pilot: Pilot[Any]) -> None:
    """Wait until the next key would find what the last one left, several times in a row."""
    quiet = 0

    def is_done() -> bool:
        nonlocal quiet
        quiet = quiet + 1 if pilot.app.typed.is_at_rest and pilot.app.typed._idle.is_idle() else 0  # type: ignore[attr-defined]
        return quiet > 2

    await until(pilot, is_done)


async def leave(pilot: Pilot[Any], page: Page) -> None:
    """Go back to the page."""
    for _step in range(6):
        if pilot.app.screen is page:
            break
        if isinstance(pilot.app.screen, Page):
            pilot.app.pop_screen()
        else:
            await pilot.press("escape")
        await done(pilot)


@pytest.mark.parametrize("place", sorted({command(command_id).place for command_id in FLOWS}))
async def test_commands_and_what_is_typed_and_entered_there_are_read_beside_the_thread_that_paints(
    business: Business, place: Place, statements: Statements
) -> None:
    found = list[str]()
    pages = OPEN_A_PAGE_OR_A_SHEET if place is Place.EVERYWHERE else ()
    async with desk_on(business, paints_often=True) as pilot:
        await calls_run(pilot)
        page = await page_for(pilot, place)
        await done(pilot)
        for command_id in (*pages, *(each for each in FLOWS if command(each).place is place)):
            await point_for(pilot, page, command_id)
            await done(pilot)
            statements.painted.clear()
            page.attempt(command_id)
            await done(pilot)
            if pilot.app.screen is not page:
                field, words = WORDS.get(command_id, ("#none", ""))
                for box in list(pilot.app.screen.query(field).results(Input))[:1]:
                    box.focus()
                    box.insert_text_at_cursor(words)
                    await done(pilot)
                await pilot.press("enter")
                await done(pilot)
            await leave(pilot, page)
            found += [f"{command_id}: {each}" for each in statements.painted]
        business.queries.today("")
        assert statements.painted, "the fixture sees what this thread reads"
    assert not found, "\n".join(found)


async def test_reports_their_rows_and_periods_are_read_beside_the_thread_that_paints(
    business: Business, statements: Statements
) -> None:
    clients = set[str]()
    async with desk_on(business, paints_often=True) as pilot:
        await done(pilot)
        statements.painted.clear()
        type_keys(pilot, "f8", "[", "]", "[")
        await done(pilot)
        page = pilot.app.screen
        assert isinstance(page, Reports)
        for _report in report_names():
            for key in ("down", "[", "]", "]", "f8"):
                await pilot.press(key)
                await done(pilot)
                clients |= {page.client_id} - {None}
        await pilot.press(*["f8"] * report_names().index("profitability"), "down")
        await done(pilot)
        type_keys(pilot, "enter")
        await done(pilot)
        assert statements.painted == []
    assert clients


async def test_a_period_asked_for_before_the_first_report_is_the_one_before_the_usual_one(
    business: Business, statements: Statements
) -> None:
    async with desk_on(business, paints_often=True) as pilot:
        await done(pilot)
        page = Reports()
        pilot.app.push_screen(page)
        statements.may_read.clear()
        try:
            await until(pilot, lambda: page.query("#report"))
            type_keys(pilot, "[", "[", "]", "[")
            await until(pilot, lambda: page._selection.wanted.by == -2)
        finally:
            statements.may_read.set()
        await done(pilot)
        first = default_period(business.queries)
        assert page._shown_period == moved(moved(first, -1), -1)
        await pilot.press(*"]" * 3)
        await until(pilot, lambda: said_on_page(pilot).startswith("! that period has not begun"))
        assert page._shown_period == first


@pytest.mark.parametrize(
    "typed",
    ["acme @-5m", "acme @-5m x", "acme @99:00", "acne", "bianhci", "nobody at all", "@", "", "#7", "+39 02", "old"],
)
async def test_enter_reads_nothing_on_the_thread_that_paints(
    typed: str, business: Business, statements: Statements
) -> None:
    async with desk_on(business, paints_often=True) as pilot:
        await done(pilot)
        statements.painted.clear()
        type_keys(pilot, *typed, "enter", "enter", "down", "enter", "escape")
        await done(pilot)
        assert statements.painted == []


async def test_a_path_is_looked_at_beside_the_thread_that_paints(
    business: Business, tmp_path: Path, statements: Statements
) -> None:
    async with desk_on(business, paints_often=True) as pilot:
        desk_of(pilot).attempt("client.import")
        await done(pilot)
        statements.painted.clear()
        type_keys(pilot, *str(tmp_path / "named" / "clients.csv"), "tab", "space", "tab", "backspace")
        columns = pilot.app.screen.query_one("#field-columns")
        await until(pilot, lambda: pilot.app.screen.focused is columns)
        await done(pilot)
        await pilot.press("shift+tab", "shift+tab", "end", "backspace", "enter")
        await done(pilot)
        assert statements.painted == []


async def test_a_path_that_stalls_holds_up_no_letter_and_not_esc_and_the_field_behind_it_is_that_of_its_file(
    business: Business, tmp_path: Path, statements: Statements
) -> None:
    path = str(tmp_path / "named" / "clients.csv")
    async with desk_on(business, paints_often=True) as pilot:
        await done(pilot)
        desk_of(pilot).attempt("client.import")
        await done(pilot)
        statements.painted.clear()
        form = pilot.app.screen
        box = form.query_one("#field-file", Input)
        statements.may_read.clear()
        try:
            type_keys(pilot, *path)
            await until(pilot, lambda: box.value == path)
            type_keys(pilot, "tab", "tab", *"name=name")
            await asyncio.sleep(0.1)
            assert form.focused is box
        finally:
            statements.may_read.set()
        await until(pilot, lambda: form.query_one("#field-columns", Input).value == "name=name")
        await done(pilot)
        box.focus()
        await pilot.press("end")
        await done(pilot)
        statements.may_read.clear()
        try:
            type_keys(pilot, "x")
            await until(pilot, lambda: box.value == f"{path}x")
            type_keys(pilot, "escape")
            await until(pilot, lambda: pilot.app.screen is not form)
        finally:
            statements.may_read.set()
        assert statements.painted == []
        await done(pilot)


async def test_while_every_read_stalls_letters_and_esc_act_and_keys_behind_them_when_it_answers(
    business: Business, statements: Statements
) -> None:
    async with desk_on(business, paints_often=True) as pilot:
        await done(pilot)
        desk = desk_of(pilot)
        statements.painted.clear()
        statements.may_read.clear()
        try:
            type_keys(pilot, *"acm")
            await until(pilot, lambda: desk.find.box.value == "acm")
            type_keys(pilot, "escape", *"bia")
            await until(pilot, lambda: desk.find.box.value == "bia")
            type_keys(pilot, "enter", "f5", *"toner", "enter", *"acm", "f6")
            await asyncio.sleep(0.1)
            assert not desk.own_calls and pilot.app.screen is desk
        finally:
            statements.may_read.set()
        await until(pilot, lambda: isinstance(pilot.app.screen, ClientScreen))
        await done(pilot)
        assert statements.painted == []
        assert [(each.client.code, each.note) for each in business.queries.entries()][:1] == [("bianchi", "toner")]
        assert pilot.app.screen.client_id == business.queries.resolve_client("acme").client_id  # type: ignore[attr-defined]


async def test_a_page_whose_reads_stall_can_be_left(business: Business, statements: Statements) -> None:
    async with desk_on(business, paints_often=True) as pilot:
        await done(pilot)
        for name in ("proposals", "board", "reports", "tickets", "notes", "phone", "day"):
            statements.may_read.clear()
            try:
                pilot.app.open_page(name)  # type: ignore[attr-defined]
                await until(pilot, lambda: len(pilot.app.screen_stack) > 1 and pilot.app.screen.is_mounted)
                for _step in range(2):
                    type_keys(pilot, "escape")
                await until(pilot, lambda: pilot.app.screen is desk_of(pilot))
            finally:
                statements.may_read.set()
            await done(pilot)


async def test_a_desk_whose_reads_stall_can_be_left(
    business: Business, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "_END_SECONDS", 0.2)
    async with desk_on(business, paints_often=True) as pilot:
        await done(pilot)
        statements.may_read.clear()
        try:
            type_keys(pilot, *"acm")
            await until(pilot, lambda: desk_of(pilot).find.box.value == "acm")
            type_keys(pilot, "ctrl+q")
            await until(pilot, lambda: not pilot.app.is_running)
        finally:
            statements.may_read.set()


def type_keys(pilot: Pilot[Any], *keys: str) -> None:
    """Type without waiting for what a key does."""
    for key in keys:
        name = {" ": "space", "[": "left_square_bracket", "]": "right_square_bracket"}.get(key, key)
        pilot.app.post_message(events.Key(name, key if len(key) == 1 else None))


@pytest.mark.parametrize(
    ("keys", "command_id", "field", "words"),
    [
        ((), "log", "Input", "acme 15 jam"),
        ((), "stop", "#field-note", "toner"),
        ((), "call.edit", "#field-note", "toner"),
        ((), "business", "#field-business", "Help"),
        (("f6",), "client.sell", "#field-size", "5h"),
        (("f6",), "client.agreement", "#field-price", "900"),
        (("f6",), "client.edit", "#field-name", "Two"),
    ],
)
async def test_what_is_typed_into_a_form_is_shown_while_a_disk_stalls(
    business: Business, keys: tuple[str, ...], command_id: str, field: str, words: str, statements: Statements
) -> None:
    async with desk_on(business, paints_often=True) as pilot:
        await call(pilot, "acm")
        await pilot.press(*keys)
        await done(pilot)
        page = pilot.app.screen
        assert isinstance(page, Page)
        page.attempt(command_id)
        await done(pilot)
        assert pilot.app.screen is not page
        box = pilot.app.screen.query_one(field, Input)
        box.focus()
        box.value = ""
        await done(pilot)
        statements.painted.clear()
        statements.may_read.clear()
        try:
            for letter in words:
                pilot.app.post_message(events.Key("space" if letter == " " else letter, letter))
            await until(pilot, lambda: box.value == words)
        finally:
            statements.may_read.set()
        assert statements.painted == []
        await done(pilot)


async def test_enter_saves_what_was_typed_while_a_disk_stalled_and_the_keys_behind_it_come_after(
    business: Business, statements: Statements
) -> None:
    async with desk_on(business, paints_often=True) as pilot:
        await done(pilot)
        await pilot.press("f3")
        await done(pilot)
        statements.may_read.clear()
        try:
            for letter in "acme 17 jam":
                pilot.app.post_message(events.Key("space" if letter == " " else letter, letter))
            for key in ("enter", "f2", "b", "i"):
                pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await until(pilot, lambda: pilot.app.screen.query_one(Input).value == "acme 17 jam")
        finally:
            statements.may_read.set()
        await done(pilot)
        assert [entry.note for entry in business.queries.entries() if entry.worked_seconds == 17 * 60] == ["jam"]
        assert desk_of(pilot).find.box.value == "bi"


async def test_letters_behind_the_key_that_splits_a_call_are_no_words_of_it(
    business: Business, statements: Statements
) -> None:
    async with desk_on(business, paints_often=True) as pilot:
        await call(pilot, "acm")
        await pilot.press("f5")
        await done(pilot)
        sheet = pilot.app.screen
        assert isinstance(sheet, WrapUp) and sheet.is_in_note
        statements.may_read.clear()
        try:
            for key in ("ctrl+s", "1", "2", "m"):
                pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await until(pilot, lambda: pilot.app.typed.text_ahead() == "12m")  # type: ignore[attr-defined]
            # What waits now would be kept with the call as words of its note.
            assert sheet.is_open and not sheet.is_in_note
        finally:
            statements.may_read.set()
        await until(pilot, lambda: "12m" in [box.value for box in pilot.app.screen.query(Input)])
        assert isinstance(pilot.app.screen, Form)


async def test_letters_that_came_before_the_key_that_splits_a_call_was_read_are_no_words_of_it(
    business: Business, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_on(business, paints_often=True) as pilot:
        await call(pilot, "acm")
        await pilot.press("f5")
        await done(pilot)
        sheet = pilot.app.screen
        assert isinstance(sheet, WrapUp)
        statements.may_read.clear()
        try:
            pilot.app.post_message(events.Key("ctrl+s", None))
            await until(pilot, lambda: sheet.is_entering)
            # As where that key is on its way to the sheet still.
            monkeypatch.setattr(WrapUp, "is_in_note", property(lambda _sheet: True))
            for key in "12m":
                pilot.app.post_message(events.Key(key, key))
            await until(pilot, lambda: pilot.app.typed.text_ahead() == "12m")  # type: ignore[attr-defined]
        finally:
            statements.may_read.set()
        await until(pilot, lambda: "12m" in [box.value for box in pilot.app.screen.query(Input)])
        await until(pilot, lambda: business.calls.list()[0].words.note == "")
