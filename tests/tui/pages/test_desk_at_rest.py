"""The desk between keys: midnight, movement, a window that shrinks, an empty store."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.business import Business
from core.model.calls import CallState
from tests.builders import MONDAY, add_client, draft_of, fake_clock, open_business
from tests.tui.driving import call, desk_of, desk_on, status_of, until, until_screen
from tui.dialogs.first_run import FirstRun
from tui.pages.desk import Desk
from tui.widgets.key_line import KeyLine
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


def client_table(pilot: Pilot[Any]) -> DiffTable:
    return desk_of(pilot).query_one("#clients", DiffTable)


async def test_midnight_changes_what_today_is(business: Business, clock: FakeClock) -> None:
    business.entries.post(draft_of(business.queries.resolve_client("acme"), 15))
    async with desk_on(business, paints_often=True) as pilot:
        assert desk_of(pilot).query_one("#entries", DiffTable).row_count == 1
        clock.advance(timedelta(days=1))
        await until(pilot, lambda: desk_of(pilot).query_one("#entries", DiffTable).row_count == 0)


async def test_what_others_change_is_painted_only_where_it_is_something_that_the_desk_shows(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = list[int]()
    with business.second() as other:
        handed_down = Desk.show_view
        monkeypatch.setattr(
            Desk, "show_view", lambda self, view: (shown.append(len(view.entries_today)), handed_down(self, view))
        )
        async with desk_on(business, paints_often=True) as pilot:
            desk = desk_of(pilot)
            shown.clear()
            reads, take = list[object](), desk.updates.take
            monkeypatch.setattr(
                desk.updates, "take", lambda asked, answer: (take(asked, answer), reads.append(answer.value))
            )
            other.lock.set(MONDAY - timedelta(days=3))
            await until(pilot, lambda: reads)
            assert shown == []
            other.entries.post(draft_of(other.queries.resolve_client("acme"), 15))
            await until(pilot, lambda: shown)
            assert shown == [1]


async def test_arrows_move_in_the_list_while_typing_goes_on_in_the_box(business: Business) -> None:
    async with desk_on(business, paints_often=True) as pilot:
        await pilot.press("down", "down")
        assert client_table(pilot).cursor_row == 1
        assert desk_of(pilot).query_one("SearchBox", Input).has_focus
        await pilot.press(*"srl")
        await until(pilot, lambda: client_table(pilot).cursor_row == 0)


async def test_vim_keys_move_and_a_slash_goes_back_to_the_box(business: Business) -> None:
    async with desk_on(business, paints_often=True) as pilot:
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
    async with desk_on(business, (80, 24), paints_often=True) as pilot:
        await pilot.resize_terminal(60, 20)
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: desk_of(pilot).query_one("SearchBox", Input).has_focus)


async def test_an_empty_store_says_how_to_add_clients(tmp_path: Path) -> None:
    async with desk_on(open_business(tmp_path), paints_often=True) as pilot:
        await until_screen(pilot, FirstRun)
        await pilot.press("escape")
        await until_screen(pilot, Desk)
        await pilot.press("enter")
        await until(pilot, lambda: "New client" in status_of(pilot))


async def test_the_key_line_and_the_border_tell_that_the_list_of_clients_has_the_focus(business: Business) -> None:
    async with desk_on(business, (80, 24), paints_often=True) as pilot:
        desk, keys = desk_of(pilot), desk_of(pilot).query_one(KeyLine)
        await pilot.press("tab")
        await until(pilot, lambda: "Clients · letters act" in str(desk.query_one("#find").border_title))
        assert str(keys.render()).strip().startswith("Enter call  / find  Tab today  n log  c client")
        await pilot.press("tab")
        await until(pilot, lambda: desk.query_one("#entries").has_focus)
        assert str(desk.query_one("#find").border_title) == "Find"


async def test_a_new_caller_beside_a_held_call_names_resume_and_clear(business: Business) -> None:
    add_client(business, "carli")
    async with desk_on(business, (80, 24), paints_often=True) as pilot:
        for code in ("acme", "bianchi", "carli"):
            await call(pilot, code)
        await pilot.press("f4")
        await until(pilot, lambda: desk_of(pilot).own_calls[0].state is CallState.ON_HOLD)
        held = str(desk_of(pilot).query_one("#call-held").render())
        assert "+1" in held
        await pilot.press("tab")
        await until(pilot, lambda: "h resume  s stop" in str(desk_of(pilot).query_one(KeyLine).render()))
        await pilot.press("f2", *"zzq")
        await until(pilot, lambda: "new call" in str(desk_of(pilot).query_one(KeyLine).render()))
        line = str(desk_of(pilot).query_one(KeyLine).render()).strip()
        assert line.startswith("Enter new call  Esc clear  F4 resume") and line.endswith("^Q quit")
