"""How many keys five daily tasks take, from ring to saved; the manual shows the same table."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import add_client, draft_of, fake_clock, open_business
from tests.tui.driving import desk_of, desk_on, hits_of, until, until_screen
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk

PAGE = Path(__file__).parents[2] / "docs" / "desk.md"
SHOWN = {"enter": "Enter", "ctrl+t": "Ctrl+T", "tab": "Tab", " ": "Space"}


class Hands:
    """Presses keys and counts them."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self.keys: list[str] = []

    async def press(self, *keys: str) -> None:
        self.keys += keys
        await self.pilot.press(*keys)

    def row(self, task: str) -> str:
        """The line of the manual's table."""
        shown = " ".join(
            SHOWN.get(key, key.upper() if key.startswith("f") and len(key) > 1 else key) for key in self.keys
        )
        return f"| {task} | {shown} | {len(self.keys)} |"


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme")
    add_client(opened, "bianchi")
    opened.entries.post(draft_of(acme, 10, note="vpn down"))
    return opened


def manual_has(row: str) -> bool:
    return row in PAGE.read_text(encoding="utf-8").split("\n")


async def test_answering_a_known_client(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        hands = Hands(pilot)
        await hands.press(*"bia", "enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        clock.advance(timedelta(minutes=4))
        await hands.press("f5")
        await until_screen(pilot, WrapUp)
        await hands.press("enter")
        await until(pilot, lambda: len(business.queries.entries()) == 2)
        assert manual_has(hands.row("answer a known client, hang up, save"))


async def test_a_quick_entry(business: Business) -> None:
    async with desk_on(business) as pilot:
        hands = Hands(pilot)
        await hands.press("f3")
        await until_screen(pilot, QuickEntry)
        await hands.press(*"bi", "tab", *"15", "enter")
        await until(pilot, lambda: len(business.queries.entries()) == 2)
        assert manual_has(hands.row("log 15 minutes in one line"))


async def test_a_hold_and_a_second_call_and_back(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"acm", "enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        hands = Hands(pilot)
        await hands.press(*"bia", "enter")
        await until(pilot, lambda: len(desk_of(pilot).own_calls) == 2)
        await hands.press("ctrl+t")
        await until(pilot, lambda: desk_of(pilot).own_calls[0].client.code == "acme")
        assert manual_has(hands.row("a second call comes: hold the first, answer, go back"))


async def test_an_undo(business: Business) -> None:
    async with desk_on(business) as pilot:
        hands = Hands(pilot)
        await hands.press("f10")
        await until_screen(pilot, Confirm)
        await hands.press("y")
        await until(pilot, lambda: business.queries.entries()[0].voided)
        assert manual_has(hands.row("undo my last entry"))


async def test_selling_a_block(business: Business) -> None:
    async with desk_on(business) as pilot:
        hands = Hands(pilot)
        await hands.press(*"bia")
        await until(pilot, lambda: len(hits_of(pilot)) == 1)
        await hands.press("f6")
        await until_screen(pilot, ClientScreen)
        await hands.press("l")
        await until_screen(pilot, Form)
        await hands.press("enter")
        await until(pilot, lambda: len(business.queries.blocks()) == 3)
        assert not isinstance(pilot.app.screen, Desk)
        assert manual_has(hands.row("sell a block as agreed"))
