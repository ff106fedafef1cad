"""Commands that act, and that say why they cannot."""

from pathlib import Path

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import add_client, draft_of, fake_clock, open_business
from tests.tui.driving import client_page, desk_of, desk_on, rows_of, said_on_page, status_of, until, until_screen
from tui.dialogs.choose import Choose
from tui.dialogs.palette import Palette
from tui.dialogs.quick_entry import QuickEntry
from tui.pages.desk import Desk
from tui.widgets.answer_line import AnswerLine


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    add_client(opened, "acme")
    add_client(opened, "bianchi")
    return opened


@pytest.mark.parametrize("key", ["f4", "f5", "f10"])
async def test_a_function_key_that_cannot_act_says_why(business: Business, key: str) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: status_of(pilot).startswith("! "))
        assert isinstance(pilot.app.screen, Desk)


async def test_a_letter_that_cannot_act_says_why_in_a_list_and_is_typed_in_the_box(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("h")
        assert desk_of(pilot).query_one("SearchBox", Input).value == "h"
        await pilot.press("escape", "tab", "h")
        await until(pilot, lambda: status_of(pilot).startswith("! no call is running"))


async def test_the_palette_finds_a_command_by_name_and_runs_it(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("ctrl+p")
        await until_screen(pilot, Palette)
        await pilot.press(*"log", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuickEntry))


async def test_the_palette_names_what_a_command_acts_on_and_why_another_cannot_act(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("down", "ctrl+p")
        await until_screen(pilot, Palette)
        rows = rows_of(pilot, "#palette-rows")
        (sell,) = [row for row in rows if "Sell a block" in row]
        assert "Acme srl" in sell and sell.rstrip().endswith("l")
        assert "no call is running" in next(row for row in rows if "Cancel call" in row)
        acts = [
            place for place, row in enumerate(rows) if "no call is running" not in row and "put the cursor" not in row
        ]
        assert rows.index(sell) < next(place for place, row in enumerate(rows) if "Cancel call" in row)
        assert acts
        await pilot.press(*"cancel call", "enter")
        assert isinstance(pilot.app.screen, Palette)
        assert "no call is running" in str(pilot.app.screen.query_one(AnswerLine).render())
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Desk))


async def test_the_colours_are_chosen_from_the_palette(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await until_screen(pilot, Palette)
        await pilot.press(*"theme", "enter")
        await until_screen(pilot, Choose)
        await pilot.press("down", "enter")
        await until(pilot, lambda: pilot.app.theme == "monteore-light")


async def test_a_page_s_own_letter_that_cannot_act_says_why(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    business.entries.void(business.entries.post(draft_of(acme, 15)).entry.entry_id)
    async with desk_on(business) as pilot:
        await client_page(pilot)
        page = pilot.app.screen
        await pilot.press("v")
        await until(pilot, lambda: said_on_page(pilot) == "! this entry is voided already")
        await pilot.press("2", "v")
        await until(pilot, lambda: said_on_page(pilot) == "! put the cursor on an entry")
        assert page is pilot.app.screen
