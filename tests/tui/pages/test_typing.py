"""Typing on the desk, in a form and beside the arrow keys."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.business import Business
from core.model.calls import CallState
from core.model.terms import RenewalMode
from tests.builders import add_client, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import call, client_page, desk_of, desk_on, status_of, until, until_screen
from tui.dialogs.wrap_up import WrapUp
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.pages.desk_updates import DeskUpdates
from tui.widgets.search_box import SearchBox
from tui.widgets.tables import DiffTable


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


async def test_an_enter_too_many_calls_nobody(business: Business, clock: FakeClock) -> None:
    clock.advance(timedelta(days=1))
    async with desk_on(business) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "type a client, or move to one" in status_of(pilot))
        assert business.calls.list() == ()
        await pilot.press("down", "enter")
        await until(pilot, lambda: business.calls.list())
        await pilot.press("enter", "enter")
        await pilot.pause(0.3)
        assert [each.state for each in business.calls.list()] == [CallState.RUNNING]


@pytest.mark.parametrize("key", ["f6", "f3", "f7"])
async def test_a_key_that_comes_before_the_search_is_made_waits_for_what_it_finds(
    business: Business, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    # As if the desk had not painted since the last letter.
    monkeypatch.setattr(DeskUpdates, "search_if_due", lambda _updates: None)
    async with desk_on(business) as pilot:
        await pilot.press(*"bian", key)
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
        bianchi = business.queries.client_by_code("bianchi")
        assert bianchi is not None and desk_of(pilot).client_id == bianchi.client_id
        assert "no client is chosen" not in status_of(pilot)


async def test_the_next_ring_is_typed_over_the_last_search(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("f2")
        await until_screen(pilot, Desk)
        await pilot.press(*"bia")
        assert desk_of(pilot).query_one(SearchBox).value == "bia"
        await pilot.press("f6")
        await until_screen(pilot, ClientScreen)
        await pilot.press("escape")
        await until_screen(pilot, Desk)
        await pilot.press(*"acm")
        assert desk_of(pilot).query_one(SearchBox).value == "acm"


async def test_a_paste_is_one_line_and_presses_nothing(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "bia")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        pilot.app.post_message(events.Paste("printer\r\njams\x1b[31m again\n"))
        await until(pilot, lambda: pilot.app.screen.query_one("#field-note", Input).value == "printer jams[31m again")
        assert isinstance(pilot.app.screen, WrapUp)


async def test_a_letter_close_behind_esc_is_not_lost(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"ab")
        pilot.app.post_message(events.Key("alt+z", "z"))
        await until(pilot, lambda: desk_of(pilot).query_one(SearchBox).value == "z")


async def test_left_and_right_are_the_tabs_of_a_client_in_a_narrow_window(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await client_page(pilot)
        await pilot.press("right")
        await until(pilot, lambda: pilot.app.screen.query_one("#page-blocks", DiffTable).has_focus)
        await pilot.press("left", "slash", *"ab", "left", "x")
        await until(pilot, lambda: pilot.app.screen.query_one("#filter", Input).value == "axb")
