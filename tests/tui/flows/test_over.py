"""A call that is saved or dropped elsewhere while its sheet is open: its words are kept, and it is said where."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.business import Business
from core.model.calls import CallEnd, CallWords
from tests.builders import add_client, fake_clock, open_business
from tests.tui.driving import call, desk_on, status_of, until, until_screen
from tui.dialogs.call_note import CallNote
from tui.dialogs.log_lines import LogLines
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.flows.over import added_to, line_with_words, text_of
from tui.widgets.answer_line import AnswerLine


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        add_client(opened, "acme")
        yield opened


@pytest.mark.parametrize(
    "note, typed, added",
    [
        ("words of A and of B", "words of A and more", "more"),
        ("toner", "toner", ""),
        ("toner changed", "Toner", ""),
        ("toner", "", ""),
        ("", "all of it", "all of it"),
        ("something else", "all of it", "all of it"),
    ],
)
def test_what_an_entry_lacks_is_what_follows_the_words_of_both(note: str, typed: str, added: str) -> None:
    assert added_to(note, typed) == added


def test_all_fields_of_a_wrap_up_are_in_the_line() -> None:
    assert text_of(CallWords("jams", "#4821", "remote", "Mario")) == "jams #4821 +remote (Mario)"
    assert text_of(CallWords(client="other", time="15m")) == ""


@pytest.mark.parametrize(
    "words, line",
    [
        (CallWords("toner"), "acme 0:12 {at} toner"),
        (CallWords("toner and drum"), "acme 0:12 {at} toner and drum"),
        (CallWords("#77 toner"), "acme 0:12 {at} #77 toner"),
        (CallWords("toner", ticket="77"), "acme 0:12 {at} #77 toner"),
        (CallWords("toner", work_type="remote"), "acme 0:12 {at} +remote toner"),
        (CallWords("toner nc"), "acme 0:12 {at} nc toner"),
        (CallWords("toner", client="vivai"), "vivai 0:12 {at} toner"),
        (CallWords("toner", client="acme", time="12m"), "acme 0:12 {at} toner"),
        (CallWords("toner", client="nobody", time="@-"), "acme 0:12 {at} toner"),
        (CallWords("toner", time="5m"), "acme 5m {at} toner"),
        (CallWords("toner", time="8:00-8:10"), "acme 8:00-8:10 {day} toner"),
    ],
)
def test_all_that_a_sheet_says_besides_is_offered_as_a_correction(
    business: Business, clock: FakeClock, words: CallWords, line: str
) -> None:
    add_client(business, "vivai")
    business.calls.start(business.queries.resolve_client("acme").client_id)
    clock.advance(timedelta(minutes=12))
    entry = business.calls.stop(CallEnd(note="toner")).entry
    assert entry.started_at is not None
    local = entry.started_at.astimezone(business.session.zone)
    day = f"@{local:%Y-%m-%d}"
    assert line_with_words(business.queries, entry, words) == line.format(at=f"{day} @{local:%H:%M}", day=day)


async def test_words_for_a_call_that_was_saved_elsewhere_go_into_its_entry(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        clock.advance(timedelta(minutes=12))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await pilot.press(*"toner")
        (open_call,) = business.calls.list()
        business.calls.stop(CallEnd(note="toner changed"), call_id=open_call.call_id)
        sheet = pilot.app.screen
        await pilot.press(*" and drum")
        await until(pilot, lambda: "the call is over" in sheet.query_one(AnswerLine).sentence)
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen) is QuickEntry and pilot.app.screen.is_mounted)
        assert "toner changed and drum" in pilot.app.screen.query_one(Input).value
        await pilot.press("enter")
        await until(
            pilot, lambda: [e.note for e in business.queries.entries() if not e.voided] == ["toner changed and drum"]
        )


async def test_words_for_a_call_that_was_dropped_elsewhere_are_a_line_of_quick_entry(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        clock.advance(timedelta(minutes=12))
        await pilot.press("ctrl+n")
        await until_screen(pilot, CallNote)
        business.calls.cancel()
        await pilot.press(*"notes of a talk", "enter")
        await until(pilot, lambda: "F3" in status_of(pilot))
        await pilot.press("f3")
        await until_screen(pilot, LogLines)
        await pilot.press("end", "enter")
        await until(pilot, lambda: business.queries.entries())
        (entry,) = business.queries.entries()
        assert (entry.client.code, entry.note, entry.worked_seconds) == ("acme", "notes of a talk", 720)
