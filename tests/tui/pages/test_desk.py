"""The desk, key by key, on a real store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from core.basics.errors import StoreUnavailable
from core.business import Business
from core.journal.events import ClientAdded
from core.model.calls import CallState
from tests.builders import add_client, draft_of, fake_clock, open_business
from tests.tui.driving import desk_of, desk_on, hits_of, status_of, until
from tests.tui.troubles import trouble_reads
from tui.app import DeskApp
from tui.dialogs.confirm import Confirm
from tui.dialogs.help import Help
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.pages import page as page_module
from tui.pages.desk import Desk
from tui.widgets.call_panel import CallPanel
from tui.widgets.left_panel import LeftPanel
from tui.widgets.tables import DiffTable


@asynccontextmanager
async def desk(business: Business, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[Any]]:
    app = DeskApp(business)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: screen_of(pilot).view)
        yield pilot


def screen_of(pilot: Pilot[Any]) -> Desk:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, Desk)
    return screen


def status(pilot: Pilot[Any]) -> str:
    return str(screen_of(pilot).query_one("#status", Static).render())


async def call_acme(pilot: Pilot[Any]) -> None:
    await pilot.press("a", "c", "m", "enter")
    await until(pilot, lambda: screen_of(pilot).own_calls)


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    add_client(opened, "acme")
    add_client(opened, "bianchi")
    return opened


async def test_letters_and_one_key_start_a_running_call(business: Business) -> None:
    async with desk(business, (80, 24)) as pilot:
        await call_acme(pilot)
        (call,) = business.calls.list()
        assert (call.client.code, call.state) == ("acme", CallState.RUNNING)
        assert screen_of(pilot).query_one("SearchBox", Input).has_focus


async def test_from_hanging_up_to_saved_in_two_keys_and_the_note(business: Business) -> None:
    async with desk(business, (80, 24)) as pilot:
        await call_acme(pilot)
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(pilot.app.screen, WrapUp))
        await pilot.press(*"jam", "enter")
        await until(pilot, lambda: business.queries.entries())
        (entry,) = business.queries.entries()
        assert (entry.note, entry.charged_minutes) == ("jam", 1)
        await until(pilot, lambda: "saved" in status(pilot))


async def test_escape_in_the_wrap_up_goes_back_to_the_running_call(business: Business) -> None:
    async with desk(business) as pilot:
        await call_acme(pilot)
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(pilot.app.screen, WrapUp))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_of(pilot))
        assert business.calls.list()[0].state is CallState.RUNNING
        assert business.queries.entries() == ()


async def test_hold_resume_and_a_second_call(business: Business) -> None:
    async with desk(business) as pilot:
        await call_acme(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: business.calls.list()[0].state is CallState.ON_HOLD)
        await until(pilot, lambda: screen_of(pilot).own_calls[0].state is CallState.ON_HOLD)
        await pilot.press("f4")
        await until(pilot, lambda: business.calls.list()[0].state is CallState.RUNNING)
        await pilot.press(*"bia", "enter")
        await until(pilot, lambda: len(screen_of(pilot).own_calls) == 2)
        assert business.calls.list()[0].client.code == "bianchi"


async def test_a_sound_line_is_posted_and_a_faulty_one_stays_with_its_reason(business: Business) -> None:
    async with desk(business) as pilot:
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuickEntry))
        box = pilot.app.screen.query_one(Input)
        box.value = "acme 1h90m x"
        await pilot.press("enter")
        await until(pilot, lambda: "2h30m" in str(pilot.app.screen.query_one("#preview", Static).render()))
        assert business.queries.entries() == ()
        box.value = "acme 15 printer #4821"
        await until(pilot, lambda: "9:45" in str(pilot.app.screen.query_one("#preview", Static).render()))
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        assert business.queries.entries()[0].ticket == "4821"


async def test_undo_is_asked_and_only_y_does_it(business: Business) -> None:
    business.entries.post(draft_of(business.queries.resolve_client("acme"), 15))
    async with desk(business) as pilot:
        for key, voided in (("enter", None), ("n", False), ("y", True)):
            if voided is not True or not isinstance(pilot.app.screen, Confirm):
                await pilot.press("f10")
                await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
            await pilot.press(key)
            if voided is None:
                assert isinstance(pilot.app.screen, Confirm)
                await pilot.press("escape")
            await until(pilot, lambda: not isinstance(pilot.app.screen, Confirm))
            if voided:
                await until(pilot, lambda: business.queries.entries()[0].voided)
            else:
                assert not business.queries.entries()[0].voided


async def test_help_opens_and_closes(business: Business) -> None:
    async with desk(business) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Desk))


async def test_another_sessions_change_appears_by_itself(business: Business, tmp_path: Path) -> None:
    async with desk(business) as pilot:
        other = open_business(tmp_path, technician="marco")
        other.entries.post(draft_of(other.queries.resolve_client("acme"), 15))
        await until(pilot, lambda: screen_of(pilot).view.entries_today)
        assert [entry.technician for entry in screen_of(pilot).view.entries_today] == ["marco"]


async def test_a_hostile_name_is_shown_as_typed_and_obeyed_nowhere(business: Business) -> None:
    name = "[red]x[/] \x1b]52;c;aGk=\x07"
    with business.session.changing():
        business.session.append([ClientAdded(business.session.new_id("k"), "evil", name)])
    async with desk(business) as pilot:
        await pilot.press(*"evil")
        await until(pilot, lambda: len(hits_of(pilot)) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: screen_of(pilot).own_calls)
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(pilot.app.screen, WrapUp))
        shown = pilot.app.export_screenshot()
        assert "\x1b" not in shown
        assert "[red]x[/]" in shown.replace("&#160;", " ")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_every_panel_is_there_at_every_size(business: Business, size: tuple[int, int]) -> None:
    async with desk(business, size) as pilot:
        screen = screen_of(pilot)
        for selector in ("SearchBox", "#clients", CallPanel, LeftPanel, "#entries", "#status", "KeyLine"):
            region = screen.query_one(selector).region
            assert region.width > 0, selector
            assert region.height > 0, selector
            assert region.right <= size[0], selector
            assert region.bottom <= size[1], selector
        # The words of a desk without a call cover the clock and the note of the call before.
        panel = screen.query_one(CallPanel)
        assert panel.query_one("#call-idle").size.height == panel.content_size.height


async def test_a_window_that_grows_gets_the_column_of_a_huge_one_and_one_that_shrinks_the_notice(
    business: Business,
) -> None:
    async with desk(business, (80, 24)) as pilot:
        screen = screen_of(pilot)
        assert not screen.query("GlancePanel, #tiny")
        await pilot.resize_terminal(210, 60)
        await until(pilot, lambda: screen.query("GlancePanel") and screen.query_one("GlancePanel").region.width > 0)
        await pilot.resize_terminal(70, 20)
        await until(pilot, lambda: screen.query("#tiny") and screen.query_one("#tiny").region.height > 0)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: screen.query_one("#panels").region.height > 0)
        assert not screen.query_one("GlancePanel").display
        assert not screen.query_one("#tiny").display


async def test_the_list_keeps_the_accent_while_the_focus_is_in_its_panel(business: Business) -> None:
    async with desk(business) as pilot:
        panel = screen_of(pilot).find
        assert panel.has_class("-active")
        panel.table.focus()
        await pilot.pause()
        assert panel.has_class("-active")
        screen_of(pilot).query_one("#entries").focus()
        await until(pilot, lambda: not panel.has_class("-active"))
        await pilot.press("f2")
        await until(pilot, lambda: panel.has_class("-active"))


async def test_a_window_that_is_too_small_says_so(business: Business) -> None:
    async with desk(business, (70, 20)) as pilot:
        assert screen_of(pilot).query_one("#tiny").region.height > 0
        assert screen_of(pilot).query_one("#panels").region.height == 0


async def test_a_command_that_cannot_act_is_dim_and_says_why(business: Business) -> None:
    async with desk(business) as pilot:
        screen = screen_of(pilot)
        assert screen.check_action("command", ("stop",)) is None
        assert "Enter" in screen.why_not("stop")
        await call_acme(pilot)
        assert screen.check_action("command", ("stop",)) is True


async def test_an_app_that_opens_again_shows_the_call(business: Business, tmp_path: Path) -> None:
    clock = fake_clock()
    business.calls.start(business.queries.resolve_client("acme").client_id)
    business.close()
    again = open_business(tmp_path, clock)
    async with desk(again) as pilot:
        await until(pilot, lambda: screen_of(pilot).own_calls)
        assert screen_of(pilot).own_calls[0].client.code == "acme"


async def test_enter_never_calls_a_client_that_is_only_spelt_almost_so(business: Business) -> None:
    business.clients.add("vivai", "Vivai Lombardi")
    async with desk(business) as pilot:
        table = screen_of(pilot).query_one("#clients", DiffTable)
        await pilot.press(*"lombardo")
        await until(pilot, lambda: table.row_count > 3 and "~ Vivai Lombardi" in str(table.rows[3][1][0]))
        table.focus()
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert screen_of(pilot).own_calls == ()
        assert business.calls.list() == ()
        screen_of(pilot).query_one(Input).focus()
        await pilot.press("escape", *"vivai", "enter")
        await until(pilot, lambda: screen_of(pilot).own_calls)


async def test_that_the_store_cannot_be_read_is_told_until_it_can(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer goes after a while; what the desk shows may be old as long as it cannot be read."""
    monkeypatch.setattr(page_module, "_ANSWER_SECONDS", 0.05)
    async with desk_on(business) as pilot:
        reads = trouble_reads(pilot)
        reads.error = StoreUnavailable("the disk fails")
        desk_of(pilot).reload()
        await until(pilot, lambda: "the disk fails" in status_of(pilot))
        desk_of(pilot).say("something else")
        await until(pilot, lambda: "the disk fails" in status_of(pilot))
        reads.error = None
        desk_of(pilot).reload()
        await until(pilot, lambda: status_of(pilot) == "")
