"""No callback on the screen's thread does more than 50 ms of work: some forms, and in the full form of the tests every page,
dialog and form on a store of years."""

import importlib
import os
import pkgutil
import shutil
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

import core
import tui
from core.business import Business
from tests.builders import add_client, draft_of, fake_clock, open_business
from tests.tui import long_history
from tests.tui.driving import call, desk_on, handled, until
from tests.tui.flows.test_store_troubles import ROWS, TYPED
from tests.tui.watchdog import MOST, watching
from tui.commands.command import Place
from tui.commands.listing import command, commands
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.pages.page import Page
from tui.widgets.tables import DiffTable

_ENDS_THE_APP = {"leave"}
_WAITS_FOR_THE_TELEPHONE = {"phone.back", "client.dial"}
OPENED = [
    each.id
    for each in commands()
    if each.place is not Place.LIST and each.id not in _ENDS_THE_APP | _WAITS_FOR_THE_TELEPHONE
]
PAGES = {
    Place.CLIENT: "f6",
    Place.PROPOSALS: "f9",
    Place.PHONE: "f11",
    Place.DAY: "ctrl+y",
    Place.REPORTS: "f8",
    Place.TICKETS: "ctrl+f",
}
"""The key that opens the page on which commands of a place act."""
TABS = {"#page-blocks": 1, "#page-billing": 3}
WORDS = {command_id: (field, words[:3]) for command_id, field, words in TYPED}
"""What is typed into a form, and into which field."""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    return long_history.made(folder)


@pytest.fixture(scope="module", autouse=True)
def all_modules() -> None:
    """Import everything first: what a test before this one imported must not change the counts."""
    for package in (core, tui):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(("core.store.postgres", "tui.run")):
                importlib.import_module(module.name)


@pytest.fixture
def business(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Business:
    monkeypatch.chdir(tmp_path)
    shutil.copy(template, tmp_path / "ledger.db")
    return Business.open(tmp_path / "ledger.db", clock=fake_clock(), technician="anna")


async def done(pilot: Pilot[Any]) -> None:
    """Wait until the next key would find what the last one left, several times in a row."""
    quiet = 0

    def is_done() -> bool:
        nonlocal quiet
        quiet = quiet + 1 if pilot.app.typed.is_at_rest and pilot.app.typed._idle.is_idle() else 0  # type: ignore[attr-defined]
        return quiet > 2

    await until(pilot, is_done)


@pytest.mark.parametrize("command_id", ["log", "client.sell", "client.edit", "client.mail", "client.agreement"])
async def test_a_form_opens_in_steps_that_hold_up_no_key(command_id: str, tmp_path: Path) -> None:
    business = open_business(tmp_path)
    acme = add_client(business, "acme")
    business.entries.post(draft_of(acme, 20, note="printer"))
    async with desk_on(business, paints_often=True) as pilot:
        await pilot.press("a", "f6")
        await done(pilot)
        page = pilot.app.screen
        assert isinstance(page, ClientScreen)
        with watching() as dog:
            page.attempt(command_id)
            await until(pilot, lambda: pilot.app.screen is not page)
            await done(pilot)
        assert dog.longest.work <= MOST, dog.longest


@pytest.mark.soak
@pytest.mark.parametrize("place", sorted({command(each).place for each in OPENED}))
async def test_nothing_that_a_key_opens_or_that_is_typed_there_holds_up_the_next_key(
    business: Business, place: Place
) -> None:
    too_long = list[str]()
    async with desk_on(business, paints_often=True) as pilot:
        await call(pilot, "c0001")
        await call(pilot, "c0000")
        with watching() as dog:
            await pilot.press(PAGES.get(place, "tab"))
            await done(pilot)
        page = pilot.app.screen
        assert isinstance(page, Page)
        if place is Place.EVERYWHERE:
            await pilot.press("f2")
        if dog.longest.work > MOST:
            too_long.append(f"{place} itself: {dog.longest}")
        for command_id in (each for each in OPENED if command(each).place is place):
            with watching() as dog:
                await point(pilot, page, command_id)
                page.attempt(command_id)
                await done(pilot)
                await type_words(pilot, page, command_id)
                await leave(pilot, page)
            if dog.longest.work > MOST:
                too_long.append(f"{command_id}: {dog.longest}")
    assert not too_long, "\n".join(too_long)


async def point(pilot: Pilot[Any], page: Page, command_id: str) -> None:
    """Put the cursor where a command acts, if it is on a tab or a row."""
    place, selector = next((each for start, each in ROWS.items() if command_id.startswith(start)), (None, ""))
    if isinstance(page, ClientScreen):
        page.action_show_tab(TABS.get(selector, 0))
    await done(pilot)
    if page.PLACE is place and page.why_not(command_id):
        page.query_one(selector, DiffTable).move_cursor(row=1)
        await done(pilot)


async def type_words(pilot: Pilot[Any], page: Page, command_id: str) -> None:
    """Type into the form that a command opened."""
    dialog = pilot.app.screen
    if command_id not in WORDS or dialog is page or not dialog.query(Input):
        return
    field, words = WORDS[command_id]
    for box in list(dialog.query(field).results(Input))[:1]:
        box.focus()
        for letter in words:
            box.insert_text_at_cursor(letter)
            await handled(pilot)
        await done(pilot)


async def leave(pilot: Pilot[Any], page: Page) -> None:
    """Go back to the page."""
    for _step in range(4):
        if pilot.app.screen is page:
            break
        if isinstance(pilot.app.screen, Page) and not isinstance(pilot.app.screen, Desk):
            pilot.app.pop_screen()
        else:
            await pilot.press("escape")
        await done(pilot)
