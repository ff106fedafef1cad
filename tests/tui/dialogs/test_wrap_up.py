"""The wrap-up."""

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import call, desk_on, until, until_screen
from tui.dialogs.wrap_up import WrapUp


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


async def test_the_ticket_s_last_type_and_client_are_offered_in_the_wrap_up(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "bia")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        form = pilot.app.screen
        await pilot.press("tab", *"4821")
        hint = form.query_one("#hint-ticket", Static)
        await until(pilot, lambda: "it was Acme srl" in str(hint.render()))
        await pilot.press("tab", "space")
        assert form.query_one("#field-type", Input).value == "remote"


async def test_a_note_is_completed_from_the_client_s_history(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await pilot.press(*"prin")
        await pilot.pause(0.1)
        await pilot.press("right")
        assert pilot.app.screen.query_one("#field-note", Input).value == "printer jams"
