"""The desk under bad luck: keys that repeat, a store that is busy, gaps, midnight, a window that shrinks."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.basics.errors import StoreBusy
from core.business import Business
from core.model.calls import CallState
from core.model.terms import Overage
from tests.builders import MONDAY, add_client, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import (
    call,
    desk_of,
    desk_on,
    preview_of,
    settled,
    status_of,
    until,
    until_palette_offers,
    until_screen,
)
from tui.dialogs.confirm import Confirm, Gap
from tui.dialogs.first_run import FirstRun
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.pages.desk import Desk
from tui.widgets.tables import DiffTable


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    add_client(opened, "acme")
    add_client(opened, "bianchi")
    return opened


def busy_once(change: Callable[..., Any]) -> Callable[..., Any]:
    """A change that meets a busy store the first time."""
    refusals = iter([StoreBusy("the store is busy; try again")])

    def perhaps(*words: Any, **options: Any) -> Any:
        for refusal in refusals:
            raise refusal
        return change(*words, **options)

    return perhaps


def client_table(pilot: Pilot[Any]) -> DiffTable:
    return desk_of(pilot).query_one("#clients", DiffTable)


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


async def test_enter_that_repeats_starts_one_call(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert [found.client.code for found in business.calls.list()] == ["acme"]


async def test_three_enters_in_one_burst_start_one_call(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"acm", "enter", "enter", "enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        await settled(pilot)
        assert len(business.calls.list()) == 1


async def test_f5_twice_opens_one_form(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        desk_of(pilot).action_stop()
        desk_of(pilot).action_stop()
        await until_screen(pilot, WrapUp)
        await settled(pilot, asking=1)
        assert len(pilot.app.screen_stack) == 2


async def test_time_in_the_form_is_not_charged_when_saved_and_not_lost_when_left(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        clock.advance(timedelta(minutes=10))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        clock.advance(timedelta(minutes=4))
        await pilot.press("escape")
        await until_screen(pilot, Desk)
        assert business.calls.list()[0].elapsed_seconds == 14 * 60
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        clock.advance(timedelta(minutes=3))
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        assert business.queries.entries()[0].worked_seconds == 14 * 60


async def test_a_line_that_meets_a_busy_store_comes_back_with_the_reason(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(business.entries, "post", busy_once(business.entries.post))
    async with desk_on(business) as pilot:
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        first = pilot.app.screen
        first.query_one(Input).value = "acme 15 printer"
        await until(pilot, lambda: "9:45" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuickEntry) and pilot.app.screen is not first)
        await until(pilot, lambda: "busy" in preview_of(pilot))
        assert pilot.app.screen.query_one(Input).value == "acme 15 printer"
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        assert business.queries.entries()[0].note == "printer"


async def test_a_wrap_up_that_meets_a_busy_store_keeps_its_words_and_its_instant(
    business: Business, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(business.calls, "stop", busy_once(business.calls.stop))
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        clock.advance(timedelta(minutes=10))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        first = pilot.app.screen
        first.query_one("#field-note", Input).value = "nc jam #77 +remote"
        await pilot.press("enter")
        clock.advance(timedelta(minutes=5))
        await until(pilot, lambda: isinstance(pilot.app.screen, WrapUp) and pilot.app.screen is not first)
        await until(pilot, lambda: "busy" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        (entry,) = business.queries.entries()
        assert (entry.note, entry.ticket, entry.work_type, entry.no_charge) == ("jam", "77", "remote", True)
        assert entry.worked_seconds == 600


async def test_a_stop_that_a_rule_refuses_leaves_the_call_on_hold_and_says_so(
    business: Business, clock: FakeClock
) -> None:
    add_client(business, "zero", terms=prepaid_terms(overage=Overage.REFUSE), blocks=())
    async with desk_on(business) as pilot:
        await call(pilot, "zero")
        clock.advance(timedelta(minutes=10))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert preview_of(pilot).startswith("! ")
        await pilot.press("enter")
        await until(pilot, lambda: business.calls.list()[0].state is CallState.ON_HOLD)
        assert business.calls.list()[0].elapsed_seconds == 600
        await until_screen(pilot, WrapUp)
        await pilot.press("escape")
        await until_screen(pilot, Desk)


async def test_undo_reaches_my_last_entry_whatever_its_day(business: Business) -> None:
    business.entries.post(draft_of(business.queries.resolve_client("acme"), 15, MONDAY - timedelta(days=9)))
    async with desk_on(business) as pilot:
        await pilot.press("f10")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: business.queries.entries()[0].voided)


@pytest.mark.parametrize(("key", "state", "minutes"), [("k", "running", 22), ("d", "running", 2), ("s", "on-hold", 2)])
async def test_a_gap_is_asked_about_at_the_next_start(
    business: Business, clock: FakeClock, key: str, state: str, minutes: int
) -> None:
    business.calls.start(business.queries.resolve_client("acme").client_id)
    clock.advance(timedelta(minutes=2))
    business.calls.heartbeat()
    clock.advance(timedelta(minutes=20))
    async with desk_on(business) as pilot:
        await until_screen(pilot, Gap)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, Gap)
        await pilot.press(key)
        await until_screen(pilot, Desk)
        await settled(pilot)
        (found,) = business.calls.list()
        assert (found.state.value, found.elapsed_seconds) == (state, minutes * 60)
        assert found.gap_seconds == 0


async def test_a_machine_that_slept_under_the_desk_is_asked_about_before_the_next_heartbeat(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        clock.advance(timedelta(minutes=30))
        desk_of(pilot)._beat()
        desk_of(pilot)._beat()
        await until_screen(pilot, Gap)
        await pilot.press("d")
        await until_screen(pilot, Desk)
        await settled(pilot)
        assert business.calls.list()[0].elapsed_seconds == 0


async def test_a_held_call_that_resumes_has_no_gap(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await pilot.press("f4")
        await until(pilot, lambda: desk_of(pilot).own_calls[0].state is CallState.ON_HOLD)
        clock.advance(timedelta(hours=2))
        await pilot.press("f4")
        await until(pilot, lambda: desk_of(pilot).own_calls[0].state is CallState.RUNNING)
        await settled(pilot)
        assert business.calls.list()[0].gap_seconds == 0


async def test_midnight_changes_what_today_is(business: Business, clock: FakeClock) -> None:
    business.entries.post(draft_of(business.queries.resolve_client("acme"), 15))
    async with desk_on(business) as pilot:
        assert desk_of(pilot).query_one("#entries", DiffTable).row_count == 1
        clock.advance(timedelta(days=1))
        await until(pilot, lambda: desk_of(pilot).query_one("#entries", DiffTable).row_count == 0)


async def test_arrows_move_in_the_list_while_typing_goes_on_in_the_box(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("down")
        assert client_table(pilot).cursor_row == 1
        assert desk_of(pilot).query_one("SearchBox", Input).has_focus
        await pilot.press(*"srl")
        await until(pilot, lambda: client_table(pilot).cursor_row == 0)


async def test_vim_keys_move_and_a_slash_goes_back_to_the_box(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("tab", "j")
        assert client_table(pilot).cursor_row == 1
        await pilot.press("k")
        assert client_table(pilot).cursor_row == 0
        await pilot.press("G")
        assert client_table(pilot).cursor_row == 1
        await pilot.press("g", "slash")
        assert client_table(pilot).cursor_row == 0
        assert desk_of(pilot).query_one("SearchBox", Input).has_focus


async def test_a_window_that_was_too_small_gives_the_focus_back(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.resize_terminal(60, 20)
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: desk_of(pilot).query_one("SearchBox", Input).has_focus)


async def test_an_empty_store_says_how_to_add_clients(tmp_path: Path) -> None:
    async with desk_on(open_business(tmp_path)) as pilot:
        await until_screen(pilot, FirstRun)
        await pilot.press("escape")
        await until_screen(pilot, Desk)
        await pilot.press("enter")
        await until(pilot, lambda: "New client" in status_of(pilot))


async def test_a_busy_store_is_told_in_the_status_line(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(business.calls, "start", busy_once(business.calls.start))
    async with desk_on(business) as pilot:
        await pilot.press(*"acm", "enter")
        await until(pilot, lambda: "busy" in status_of(pilot))
        assert business.calls.list() == ()


async def test_the_palette_finds_a_command_by_name_and_runs_it(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("ctrl+p")
        await until_screen(pilot, CommandPalette)
        await pilot.press(*"log")
        await until_palette_offers(pilot, "Log")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuickEntry))


@pytest.mark.parametrize("gone", ["SearchBox, #status", "#entries", "#clients", "CallPanel", "HeaderLine", "KeyLine"])
async def test_a_change_that_comes_back_while_the_app_closes_hurts_nobody(business: Business, gone: str) -> None:
    async with desk_on(business) as pilot:
        desk = desk_of(pilot)
        # A closing app takes its widgets away one by one, while a worker may still come back.
        await desk.query(gone).remove()
        desk.reload()
        desk.say("too late")
