"""How many keys the daily tasks take, from ring to saved; the manual shows the same table."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import MONDAY, add_client, draft_of, fake_clock, open_business
from tests.tui.driving import desk_of, desk_on, hits_of, until, until_screen
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk

PAGE = Path(__file__).parents[2] / "docs" / "desk.md"
SHOWN = {"enter": "Enter", "tab": "Tab", " ": "Space", "up": "Up"}


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
        return f"| {task} | {' '.join(_shown(key) for key in self.keys)} | {len(self.keys)} |"


def _shown(key: str) -> str:
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[-1].upper()}"
    return SHOWN.get(key, key.upper() if key.startswith("f") and len(key) > 1 else key)


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


async def saved(pilot: Pilot[Any], business: Business, count: int) -> None:
    await until(pilot, lambda: len(business.queries.entries()) == count and not desk_of(pilot).own_calls)


async def wrap_up(hands: Hands, *keys: str) -> None:
    await hands.press("f5")
    await until_screen(hands.pilot, WrapUp)
    await hands.press(*keys, "enter")


async def test_answering_an_unknown_caller_takes_fewer_keys_than_adding_a_client_first(business: Business) -> None:
    async with desk_on(business) as pilot:
        hands = Hands(pilot)
        await hands.press(*"neri", "enter", "enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        await wrap_up(hands)
        await saved(pilot, business, 2)
        assert business.queries.resolve_client("neri").name == "Neri"
        assert len(hands.keys) < 11
        assert manual_has(hands.row("answer an unknown caller, hang up, save"))


async def test_a_call_that_began_ten_minutes_ago(business: Business) -> None:
    async with desk_on(business) as pilot:
        hands = Hands(pilot)
        await hands.press(*"bia @-10m", "enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        await wrap_up(hands)
        await saved(pilot, business, 2)
        assert business.queries.entries()[0].worked_seconds == 600
        assert manual_has(hands.row("answer a client whose call began 10 minutes ago"))


async def test_a_call_that_was_another_clients_is_made_true_without_a_voided_entry(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        hands = Hands(pilot)
        await hands.press(*"acm", "enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        clock.advance(timedelta(minutes=4))
        await wrap_up(hands, "up", "up", *"bia")
        await saved(pilot, business, 2)
        entry = business.queries.entries()[0]
        assert (entry.client.code, entry.voided) == ("bianchi", False)
        assert len(hands.keys) < 12
        assert manual_has(hands.row("the wrong client: notice it at the end, put it right, save"))


async def test_a_call_split_over_two_clients(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"acm", "enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        clock.advance(timedelta(minutes=20))
        hands = Hands(pilot)
        await hands.press("f5")
        await until_screen(pilot, WrapUp)
        await hands.press("ctrl+s")
        await until_screen(pilot, Form)
        await hands.press(*"5m", "tab", *"bia", "enter")
        await until(pilot, lambda: len(desk_of(pilot).own_calls) == 2)
        for count in (2, 3):
            await wrap_up(hands)
            await until(pilot, lambda count=count: len(business.queries.entries()) == count)  # type: ignore[misc]
        worked = sorted((entry.client.code, entry.worked_seconds // 60) for entry in business.queries.entries())
        assert worked == [("acme", 5), ("acme", 10), ("bianchi", 15)]
        assert manual_has(hands.row("split a call: 5 minutes stay, the rest is another client's, save both"))


async def test_five_jobs_from_paper(business: Business) -> None:
    async with desk_on(business) as pilot:
        hands = Hands(pilot)
        await hands.press("f3")
        await until_screen(pilot, QuickEntry)
        for count, line in enumerate(("ac 10", "bi 15", "ac 5", "bi 20"), 2):
            await hands.press(*line, "ctrl+o")
            await until(pilot, lambda count=count: len(business.queries.entries()) == count)  # type: ignore[misc]
        await hands.press(*"ac 25", "enter")
        await saved(pilot, business, 6)
        assert manual_has(hands.row("five jobs from paper, a line each"))


async def test_editing_my_last_entry(business: Business) -> None:
    async with desk_on(business) as pilot:
        hands = Hands(pilot)
        await hands.press("ctrl+l")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Desk))
        await hands.press(*" #77", "enter")
        await until(pilot, lambda: any(entry.ticket == "77" for entry in business.queries.entries()))
        assert manual_has(hands.row("edit my last entry: add its ticket"))


async def test_last_months_hours(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    business.entries.post(draft_of(acme, 30, MONDAY - timedelta(days=20), note="last month"))
    async with desk_on(business) as pilot:
        hands = Hands(pilot)
        await hands.press(*"acm")
        await until(pilot, lambda: len(hits_of(pilot)) == 1)
        await hands.press("f6")
        await until_screen(pilot, ClientScreen)
        page = pilot.app.screen
        assert isinstance(page, ClientScreen)
        await until(pilot, lambda: page.entry)
        await hands.press("[")
        await until(pilot, lambda: page.entry is not None and page.entry.note == "last month")
        assert manual_has(hands.row("what did we do last month, with its sums"))
