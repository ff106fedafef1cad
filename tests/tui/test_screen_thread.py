"""No command lets the thread that paints run a statement of the store, and keys are echoed while a disk stalls."""

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from core.business import Business
from tests.builders import fake_clock
from tests.tui.driving import call, desk_of, desk_on, until
from tests.tui.flows.test_store_troubles import FLOWS, TYPED, business_of_all, calls_run, page_for, point_for
from tests.tui.painting import Statements
from tui.commands.command import Place
from tui.commands.listing import command
from tui.dialogs.form import Form
from tui.dialogs.wrap_up import WrapUp
from tui.pages.page import Page

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
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clients.csv").write_text("code,name\ngamma,Gamma\n")
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
    async with desk_on(business) as pilot:
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
    async with desk_on(business) as pilot:
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
    async with desk_on(business) as pilot:
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
    async with desk_on(business) as pilot:
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
