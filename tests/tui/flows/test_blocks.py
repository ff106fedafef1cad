"""The flow that sells a block."""

from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import client_page, desk_on, preview_of, rows_of, said_on_page, until, until_screen
from tui.dialogs.form import Form
from tui.pages.client import ClientScreen


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme")
    bianchi = add_client(opened, "bianchi")
    opened.entries.post(draft_of(acme, 10, days(-1), note="vpn down", ticket="4821"))
    opened.entries.post(draft_of(acme, 20, note="printer jams", ticket="4821", work_type="remote"))
    opened.entries.post(draft_of(bianchi, 30, note="new laptop", ticket="5"))
    return opened


async def test_a_block_is_sold_by_keyboard_and_the_form_says_what_it_does(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("l")
        await until_screen(pilot, Form)
        await until(pilot, lambda: "left 9:30 → 19:30" in preview_of(pilot))
        await pilot.press(*"5x")
        await until(pilot, lambda: preview_of(pilot).startswith("! "))
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, Form)
        await pilot.press("backspace", "h")
        await until(pilot, lambda: "a block of 5:00 h for €400.00" in preview_of(pilot))
        await pilot.press("down", "down", "down", "space")
        await until(pilot, lambda: "a gift of 5:00 h, nothing to invoice" in preview_of(pilot))
        await pilot.press("space", "up", *"10")
        await until(pilot, lambda: "10 is no discount" in preview_of(pilot))
        await pilot.press("%")
        await until(pilot, lambda: "a block of 5:00 h for €360.00" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: "14:30 left" in said_on_page(pilot))
        await pilot.press("2")
        await until(pilot, lambda: len(rows_of(pilot, "#page-blocks")) == 2)
