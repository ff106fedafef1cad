"""What tests of the desk drive it with."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from core.business import Business
from tests.builders import open_business
from tui.app import DeskApp
from tui.commands.keys import Keymap
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.settings import Settings
from tui.widgets.tables import DiffTable


@asynccontextmanager
async def desk_on(business: Business, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[Any]]:
    """The desk, read for the first time."""
    app = DeskApp(business)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: desk_of(pilot).view)
        yield pilot


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    """Wait for something to hold."""
    for _round in range(100):
        if holds():
            return
        await pilot.pause(0.05)
    raise AssertionError("it never came to hold")


async def until_screen(pilot: Pilot[Any], kind: type[Screen[Any]]) -> None:
    """Wait for a screen to be on top."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))


def desk_of(pilot: Pilot[Any]) -> Desk:
    """The desk under whatever lies on it."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, Desk)
    return screen


def status_of(pilot: Pilot[Any]) -> str:
    """The line of answer."""
    return str(desk_of(pilot).query_one("#status", Static).render())


def preview_of(pilot: Pilot[Any]) -> str:
    """The preview of the form on top."""
    return str(pilot.app.screen.query_one("#preview", Static).render())


async def call(pilot: Pilot[Any], letters: str) -> None:
    """Start a call by letters and Enter."""
    before = len(desk_of(pilot).own_calls)
    await pilot.press(*letters, "enter")
    await until(pilot, lambda: len(desk_of(pilot).own_calls) > before)


def new_ledger(folder: Path) -> Business:
    folder.mkdir()
    return open_business(folder)


def rows_of(pilot: Pilot[Any], selector: str) -> list[str]:
    table = pilot.app.screen.query_one(selector, DiffTable)
    return [" ".join(str(cell) for cell in table.get_row(key)) for key in table.rows]


def said_on_page(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#status", Static).render())


async def client_page(pilot: Pilot[Any], letters: str = "acm") -> None:
    await pilot.press(*letters)
    await until(pilot, lambda: desk_of(pilot).query_one("#clients", DiffTable).row_count == 1)
    await pilot.press("f6")
    await until_screen(pilot, ClientScreen)
    await until(pilot, lambda: rows_of(pilot, "#page-entries"))


def settings_of(keymap: Keymap, *troubles: str) -> Settings:
    return Settings(Path("config.toml"), keymap, troubles=troubles)
