"""The quick-entry line."""

from pathlib import Path

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import (
    desk_on,
    status_of,
    until,
    until_screen,
)
from tui.dialogs.quick_entry import QuickEntry


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


async def test_tab_completes_and_up_recalls(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        line = pilot.app.screen.query_one(Input)
        await pilot.press(*"bi", "tab")
        assert line.value == "bianchi "
        await pilot.press(*"15 ", "plus", *"pat", "tab", "number_sign", *"48", "tab")
        assert line.value == "bianchi 15 +patching #4821 "
        await pilot.press("up")
        assert line.value == "bianchi 0:30 #5 new laptop"
        await pilot.press("up", "down", "down")
        assert line.value == "bianchi 15 +patching #4821 "
        await pilot.press("enter")
        await until(pilot, lambda: "to bianchi" in status_of(pilot))
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        await pilot.press("up")
        assert pilot.app.screen.query_one(Input).value == "bianchi 15 +patching #4821 "
