"""What is asked before it is done."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import (
    call,
    client_page,
    desk_of,
    desk_on,
    rows_of,
    said_on_page,
    status_of,
    until,
    until_screen,
)
from tui.dialogs.confirm import Confirm
from tui.dialogs.quick_entry import QuickEntry
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


async def test_an_entry_is_voided_from_the_page_after_y(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("v")
        await until_screen(pilot, Confirm)
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "voided" in said_on_page(pilot))
        await until(pilot, lambda: "voided" in "".join(rows_of(pilot, "#page-entries")[1:][:1]))


async def test_an_entry_that_adds_two_blocks_asks_first(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        await pilot.press(*"acme 20h", "enter")
        await until_screen(pilot, Confirm)
        await pilot.press("n")
        await until_screen(pilot, QuickEntry)
        assert pilot.app.screen.query_one(Input).value == "acme 20h"
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "renewed" in status_of(pilot))


async def test_a_call_of_more_than_eight_hours_asks_first(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await pilot.press("f4")
        await until(pilot, lambda: "on hold" in status_of(pilot))
        await pilot.press("f4")
        await until(pilot, lambda: "runs again" in status_of(pilot))
        clock.advance(timedelta(hours=8, minutes=1))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await pilot.press("enter", "enter")
        await until_screen(pilot, Confirm)
        await pilot.press("n")
        await until_screen(pilot, WrapUp)
        assert len(business.queries.entries()) == 3


async def test_a_call_is_dropped_only_after_y(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        desk_of(pilot).attempt("cancel")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: not desk_of(pilot).own_calls)
        assert len(business.queries.entries()) == 3
