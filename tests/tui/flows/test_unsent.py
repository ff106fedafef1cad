"""What is typed and not sent is there again after the desk ended, whatever ended it."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from core.business import Business
from core.queries.my_day import Gap
from tests.builders import MONDAY, add_client, open_business
from tests.builders import draft_of as draft_of_work
from tests.tui.driving import desk_of, desk_on, status_of, until, until_screen
from tui.dialogs.form import Form
from tui.dialogs.log_lines import LogDraft, LogLines
from tui.flows.contests import contest
from tui.flows.gaps import fill
from tui.flows.runner import Runner
from tui.flows.unsent import draft_of, values_of


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path) as opened:
        add_client(opened, "acme")
        yield opened


async def test_lines_and_forms_are_there_again_in_the_next_session(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f3", *"acme 15 long work")
        await until_screen(pilot, LogLines)
        # While the sheet is open, as a kill would find it.
        await until(pilot, lambda: business.unsent.list().get("log", {}).get("line 0") == "acme 15 long work")
        await pilot.press("f2", *"acme")
        desk_of(pilot).attempt("client.edit")
        await until_screen(pilot, Form)
        await pilot.press(*" plus")
        # The end of the app finds keys that are not written yet.
    async with desk_on(business) as pilot:
        await until(pilot, lambda: "F3 goes on with it" in status_of(pilot))
        await pilot.press("f3")
        await until_screen(pilot, LogLines)
        assert pilot.app.screen.query_one(Input).value == "acme 15 long work"
        await pilot.press("end", "enter")
        await until(pilot, lambda: business.queries.entries())
        await until(pilot, lambda: "log" not in business.unsent.list())
        kept: dict[str, Any] = dict(business.unsent.list())
        assert [value for values in kept.values() for value in values.values() if value.endswith(" plus")]
    assert [entry.note for entry in business.queries.entries()] == ["long work"]


def test_quick_entry_is_the_same_after_it_was_kept(business: Business) -> None:
    client = business.queries.resolve_client("acme")
    draft = LogDraft(["acme 15 one", "20 two"], 1, client, keys={1: "q1"})
    assert draft_of(business, values_of(draft)) == draft
    assert values_of(LogDraft(["  "])) == {}
    assert draft_of(business, {}) is None
    business.clients.archive(client.client_id)
    again = draft_of(business, values_of(draft))
    assert again is not None and (again.default, again.lines) == (None, draft.lines)


async def test_what_was_typed_for_one_gap_or_entry_is_not_there_for_another(business: Business) -> None:
    client, now = business.queries.resolve_client("acme"), business.clock.now()
    entries = [business.entries.post(draft_of_work(client, minutes)).entry for minutes in (5, 7)]
    gaps = [Gap(now - timedelta(hours=hours), now - timedelta(hours=hours - 1), ()) for hours in (5, 3)]

    async with desk_on(business) as pilot:

        async def opened(flow: Callable[[Runner], Awaitable[object]]) -> list[str]:
            desk_of(pilot).carry_out(flow)
            await until_screen(pilot, Form)
            return [box.value for box in pilot.app.screen.query(Input)]

        async def left() -> None:
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(pilot.app.screen, Form))

        (first, second), day = gaps, MONDAY
        empty, its_times, _note = await opened(lambda runner: fill(runner, day, first))
        assert empty == ""
        await pilot.press(*"acme")
        await left()
        typed, times, _note = await opened(lambda runner: fill(runner, day, second))
        assert typed == "" and times != its_times
        await left()
        typed, times, _note = await opened(lambda runner: fill(runner, day, first))
        assert (typed, times) == ("acme", its_times)
        await left()
        assert await opened(lambda runner: contest(runner, entries[0])) == [""]
        await pilot.press(*"second")
        await left()
        assert await opened(lambda runner: contest(runner, entries[1])) == [""]
