"""Flows of entries: log and undo."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.basics.errors import StoreBusy
from core.business import Business
from tests.builders import MONDAY, add_client, draft_of, fake_clock, open_business
from tests.tui.driving import (
    desk_on,
    preview_of,
    until,
    until_screen,
)
from tui.dialogs.confirm import Confirm
from tui.dialogs.quick_entry import QuickEntry


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


async def test_undo_reaches_my_last_entry_whatever_its_day(business: Business) -> None:
    business.entries.post(draft_of(business.queries.resolve_client("acme"), 15, MONDAY - timedelta(days=9)))
    async with desk_on(business) as pilot:
        await pilot.press("f10")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: business.queries.entries()[0].voided)
