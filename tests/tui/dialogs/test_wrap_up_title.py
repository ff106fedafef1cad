"""The title of the wrap-up."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.business import Business
from core.model.terms import RenewalMode
from tests.builders import add_client, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import (
    call,
    desk_on,
    until,
    until_screen,
)
from tui.dialogs.question import Sheet
from tui.dialogs.wrap_up import WrapUp


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme", terms=prepaid_terms(renewal=RenewalMode.ASK))
    add_client(opened, "bianchi")
    opened.entries.post(draft_of(acme, 400, note="server"))
    return opened


async def test_the_wrap_up_s_title_has_the_time_of_the_key_press(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "bia")
        clock.advance(timedelta(seconds=75))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert "0:01:15" in str(pilot.app.screen.query_one(Sheet).border_title)
        pilot.app.screen.query_one("#field-client", Input).value = "acme"
        await until(pilot, lambda: "Acme srl · 0:01:15" in str(pilot.app.screen.query_one(Sheet).border_title))


async def test_a_long_name_is_cut_in_the_title_and_the_time_stays(business: Business, clock: FakeClock) -> None:
    business.clients.edit(business.queries.resolve_client("bianchi").client_id, name="株式会社 " + "Officine " * 12)
    async with desk_on(business, (80, 24)) as pilot:
        await call(pilot, "bia")
        clock.advance(timedelta(seconds=75))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        sheet = pilot.app.screen.query_one(Sheet)
        assert str(sheet.border_title).endswith("… · 0:01:15")
        await pilot.resize_terminal(200, 60)
        await until(pilot, lambda: str(sheet.border_title).endswith("Officine · 0:01:15"))
