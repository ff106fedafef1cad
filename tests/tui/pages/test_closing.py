"""What arrives at a page that is closing is dropped: every kind of message, for every page.

Textual removes a closing page's widgets before the page itself. Here they are removed first and the messages posted after,
so that nothing depends on which of the two wins.
"""

import asyncio
import gc
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from core.business import Business
from tests.builders import add_client, days, draft_of, open_business
from tests.tui.driving import call, desk_of, desk_on, until
from tui.dialogs.form import Form
from tui.dialogs.question import Question
from tui.dialogs.wrap_up import WrapUp
from tui.messages import CallStarted, EntryCorrected, LedgerChanged, LedgerUnreadable
from tui.pages.desk import Desk
from tui.pages.page import Page
from tui.widgets.entry_list import EntryList
from tui.widgets.tables import DiffTable

OPENED_BY = {"desk": "", "client": "f6", "board": "f7", "reports": "f8", "proposals": "f9", "tickets": "ctrl+f"}
OF_TEXTUAL_ALONE = (events.Mount, events.Unmount, events.Compose)


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    acme = add_client(opened, "acme")
    opened.proposals.add(acme.client_id, "Patches", estimate_minutes=45, due_on=days(3))
    opened.entries.post(draft_of(acme, 20, note="printer jams", ticket="4821"))
    return opened


def classes_of(page: Page) -> list[type]:
    """The classes of the app that a page is made of."""
    return [each for each in type(page).__mro__ if each.__module__.startswith("tui.")]


def handled(page: Page) -> set[type[Message]]:
    """The kinds of message for which the page has a handler of its own."""
    found: set[type[Message]] = set()
    for each in classes_of(page):
        found |= set(each.__dict__.get("_decorated_handlers", {}))
        known = {kind.handler_name: kind for kind in vars(events).values() if hasattr(kind, "handler_name")}
        found |= {known[name] for name in each.__dict__ if name in known}
    return {kind for kind in found if kind not in OF_TEXTUAL_ALONE}


def messages(page: Page) -> Iterator[Message]:
    """One of each kind, from each widget that sends it."""
    for table in page.query(DiffTable):
        yield DiffTable.RowHighlighted(table)
        yield DiffTable.RowSelected(table)
        yield events.DescendantFocus(table)
        yield events.DescendantBlur(table)
    for box in page.query(Input):
        yield Input.Changed(box, "4")
        yield Input.Submitted(box, "4")
    for entries in page.query(EntryList):
        assert entries.entry is not None
        yield EntryList.Filtered(nothing_fits="no entry fits this; type less")
        yield EntryList.Pointed(entries.entry)
    yield events.Resize(page.size, page.size)
    yield events.ScreenResume()
    yield events.Key("h", "h")
    yield LedgerChanged(new_day=True)
    yield LedgerUnreadable("the store is gone")
    yield CallStarted()
    yield EntryCorrected("e1")
    yield events.Callback(page.show_header)
    yield events.Timer(Timer(page, 1.0), 0.0, 1, page.show_header)


async def opened(pilot: Any, name: str) -> Page:
    if OPENED_BY[name]:
        await pilot.press("down", OPENED_BY[name])
        await until(pilot, lambda: not isinstance(pilot.app.screen, Desk))
        await pilot.pause()
    page = pilot.app.screen
    assert isinstance(page, Page)
    return page


async def remove_widgets(page: Screen[Any]) -> None:
    for child in list(page.children):
        if not (child.id or "").startswith("textual-"):
            await child.remove()


async def until_handled(page: Page) -> None:
    """Wait for the page's queue; `pilot.pause` would wait for an answer that a closing page does not give."""
    while page.message_queue_size and page.is_running:
        await asyncio.sleep(0.005)
    await asyncio.sleep(0)


@pytest.mark.parametrize("name", OPENED_BY)
async def test_a_message_that_arrives_at_a_closing_page_is_dropped(business: Business, name: str) -> None:
    async with desk_on(business) as pilot:
        page = await opened(pilot, name)
        late = list(messages(page))
        assert handled(page) <= {type(message) for message in late}
        await remove_widgets(page)
        for message in late:
            page.post_message(message)
            await until_handled(page)
        page.reload()
        page.say("too late")
        desk_of(pilot).reload()
        assert pilot.app.is_running


async def test_the_messages_do_reach_a_page_that_is_open(business: Business) -> None:
    async with desk_on(business) as pilot:
        page = await opened(pilot, "client")
        page.post_message(EntryCorrected("e1"))
        page.post_message(LedgerUnreadable("the store is gone"))
        desk_of(pilot).post_message(LedgerUnreadable("the store is gone"))
        await until(pilot, lambda: "the store is gone" in str(page.query_one("#status").render()))


@pytest.mark.parametrize("gone", ["SearchBox, #status", "#entries", "#clients", "CallPanel", "HeaderLine", "KeyLine"])
async def test_a_desk_that_lost_one_widget_drops_a_change_that_comes_back(business: Business, gone: str) -> None:
    async with desk_on(business) as pilot:
        desk = desk_of(pilot)
        await desk.query(gone).remove()
        desk.reload()
        desk.say("too late")
        assert pilot.app.is_running


async def test_a_read_whose_page_closes_before_it_begins_leaves_no_coroutine(business: Business) -> None:
    async with desk_on(business) as pilot:
        page, begun = desk_of(pilot), list[int]()
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            page.read_in_thread(lambda: begun.append(1), begun.append)
            page.open_palette()
            page.workers.cancel_node(page)
            await pilot.pause()
            gc.collect()
        assert begun == []
        assert [str(each.message) for each in found] == []


async def test_a_sheet_that_is_opening_when_the_app_is_told_to_end_is_no_failure(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_any_more(sheet: WrapUp) -> Iterator[Widget]:
        sheet.app.exit(143)
        return iter(())

    monkeypatch.setattr(WrapUp, "compose", not_any_more)
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        pilot.app.screen.attempt("stop")
        await until(pilot, lambda: not pilot.app.is_running)
    assert pilot.app.return_value == 143
    assert pilot.app.return_code == 0


@pytest.mark.parametrize("command_id", ["client.import", "client.add", "log", "palette", "help"])
async def test_an_app_that_ends_while_a_sheet_opens_removes_it_without_a_failure(
    business: Business, command_id: str
) -> None:
    async with desk_on(business) as pilot:
        page = pilot.app.screen
        assert isinstance(page, Page)
        page.attempt(command_id)
        while not isinstance(pilot.app.screen, Question):
            await asyncio.sleep(0)
        sheet = pilot.app.screen
    assert not sheet.is_running


async def test_a_key_that_arrives_at_a_sheet_without_its_widgets_is_dropped(business: Business) -> None:
    async with desk_on(business) as pilot:
        desk_of(pilot).attempt("client.add")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form) and pilot.app.screen.focused)
        form = pilot.app.screen
        box = form.query(Input).first()
        await pilot.pause()
        await remove_widgets(form)
        for message in (
            Input.Changed(box, "4"),
            events.DescendantFocus(box),
            Input.Submitted(box, "4"),
            events.Resize(form.size, form.size),
        ):
            form.post_message(message)
        while form.message_queue_size:
            await asyncio.sleep(0.005)
        assert pilot.app.is_running
