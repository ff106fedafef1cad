"""Flows of calls: keys that repeat, a busy store, gaps."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input, Static

from core.basics.clock import FakeClock
from core.basics.errors import StoreBusy, StoreUnavailable
from core.business import Business
from core.model.calls import CallState
from core.model.terms import Overage
from tests.builders import add_client, fake_clock, open_business, prepaid_terms
from tests.tui.driving import (
    call,
    desk_of,
    desk_on,
    preview_of,
    settled,
    status_of,
    until,
    until_screen,
)
from tests.tui.troubles import trouble_changes
from tui.dialogs.confirm import Gap
from tui.dialogs.wrap_up import WrapUp
from tui.flows import words
from tui.pages.desk import Desk
from tui.typing import dropping
from tui.typing import queue as queue_module
from tui.widgets.answer_line import AnswerLine


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
        desk_of(pilot).attempt("stop")
        desk_of(pilot).attempt("stop")
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


async def test_words_that_the_store_cannot_take_stay_are_told_and_are_written_when_it_is_well_again(
    business: Business, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_RETRY_SECONDS", 0.05)
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        clock.advance(timedelta(minutes=10))
        changes = trouble_changes(pilot)
        changes.error = StoreUnavailable("the disk is full; make room")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await pilot.press(*"jam")
        await until(pilot, lambda: desk_of(pilot).runner.keeper(business.calls.list()[0].call_id).trouble)
        await pilot.press("f2")
        await until_screen(pilot, Desk)
        said = "! not kept yet: the disk is full; make room"
        await until(pilot, lambda: str(pilot.app.screen.query_one("#status", Static).render()) == said)
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert pilot.app.screen.query_one("#field-note", Input).value == "jam"
        assert business.calls.list()[0].words.note == ""
        changes.error = None
        await until(pilot, lambda: business.calls.list()[0].words.note == "jam")


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
    business: Business, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        clock.advance(timedelta(minutes=30))
        desk_of(pilot)._beat()
        desk_of(pilot)._beat()
        await until_screen(pilot, Gap)
        # A name for the search box; "s" alone would stop the call.
        for key in (*"studio", "enter"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else "\r"))
        answer = pilot.app.screen.query_one(AnswerLine)
        await until(pilot, lambda: "7 keys typed ahead were dropped" in str(answer.sentence))
        assert isinstance(pilot.app.screen, Gap)
        assert business.calls.list()[0].elapsed_seconds == 30 * 60
        for module in (queue_module, dropping):
            monkeypatch.setattr(module, "WORD_SECONDS", 0.0)
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


async def test_a_busy_store_is_told_in_the_status_line(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(business.calls, "start", busy_once(business.calls.start))
    async with desk_on(business) as pilot:
        await pilot.press(*"acm", "enter")
        await until(pilot, lambda: "busy" in status_of(pilot))
        assert business.calls.list() == ()


async def test_a_call_begun_within_other_work_says_so_when_it_starts_and_when_it_is_saved(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        clock.advance(timedelta(minutes=10))
        await pilot.press(*"bia @-15m", "enter")
        await until(pilot, lambda: len(business.calls.list()) == 2)
        await until(pilot, lambda: "! overlaps 10:00 acme 0:10  Acme srl is on hold" in status_of(pilot))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await pilot.press("enter")
        await until(pilot, lambda: "saved 0:15" in status_of(pilot))
        assert "overlaps" not in status_of(pilot)
        # Of two entries the later one says it.
        await settled(pilot)
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await until(pilot, lambda: preview_of(pilot).split("\n")[2:] == ["! overlaps 09:55 bianchi 0:15"])
        await pilot.press("enter")
        await until(pilot, lambda: "saved 0:10" in status_of(pilot) and "! overlaps" in status_of(pilot))


async def test_a_change_of_a_calls_start_shows_what_it_would_overlap(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        clock.advance(timedelta(minutes=10))
        await call(pilot, "bia")
        await pilot.press("ctrl+e")
        await until_screen(pilot, WrapUp)
        await until(pilot, lambda: "charge" in preview_of(pilot))
        assert "overlaps" not in preview_of(pilot)
        pilot.app.screen.query_one("#field-time", Input).value = "@-5m"
        await until(pilot, lambda: preview_of(pilot).split("\n")[2:] == ["! overlaps 10:00 acme 0:10"])
        await pilot.press("enter")
        await until(pilot, lambda: "overlaps 10:00 acme 0:10" in status_of(pilot))
