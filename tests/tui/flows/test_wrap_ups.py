"""The length at the start of a wrap-up's note, and the card of a new caller."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from core.basics.clock import FakeClock
from core.business import Business
from core.model.calls import CallWords
from core.queries.board import Reason
from core.queries.views.entries import EntryView
from tests.builders import add_client, fake_clock, open_business
from tests.tui.driving import call, desk_of, desk_on, preview_of, status_of, until, until_screen
from tui.dialogs.choose import Choose
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.dialogs.help import Help
from tui.dialogs.wrap_up import WrapUp
from tui.flows.wrap_ups import WrappedUp, read_words
from tui.pages.desk import Desk


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    add_client(opened, "acme")
    return opened


async def wrapping_up(pilot: Pilot[Any], clock: FakeClock, letters: str = "acm") -> None:
    await call(pilot, letters)
    clock.advance(timedelta(minutes=40))
    await pilot.press("f5")
    await until_screen(pilot, WrapUp)


async def new_caller(pilot: Pilot[Any], clock: FakeClock) -> None:
    await pilot.press(*"zanotti")
    await until(pilot, lambda: (found := desk_of(pilot).find.finding) and found.text == "zanotti")
    await pilot.press("enter", "enter")
    await until(pilot, lambda: desk_of(pilot).own_calls)
    clock.advance(timedelta(minutes=20))
    await pilot.press("f5")
    await until_screen(pilot, WrapUp)


def hint(pilot: Pilot[Any], name: str) -> str:
    return str(pilot.app.screen.query_one(f"#hint-{name}", Static).render())


def last(business: Business) -> EntryView:
    entries = business.queries.entries()
    return entries[0]


async def test_a_length_at_the_start_of_the_note_is_the_call_s_time_and_is_said(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"15m printer #77")
        await until(pilot, lambda: "15m from the note" in hint(pilot, "time"))
        await until(pilot, lambda: "charge 0:15" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
    assert (last(business).worked_seconds, last(business).note, last(business).ticket) == (900, "printer", "77")


async def test_a_length_over_the_call_s_own_asks_before_it_is_the_time(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"50m printer", "enter")
        await until_screen(pilot, Confirm)
        assert business.queries.entries() == ()
        await pilot.press("n")
        await until_screen(pilot, WrapUp)
        assert pilot.app.screen.query_one("#field-note", Input).value == "50m printer"
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: business.queries.entries())
    assert (last(business).worked_seconds, last(business).note) == (3000, "printer")


def test_an_instant_says_whether_it_is_an_end_or_a_start(business: Business, clock: FakeClock) -> None:
    business.calls.start(business.queries.client_by_code("acme").client_id)
    clock.advance(timedelta(minutes=40))
    at, running = clock.now(), business.calls.list(business.technician)[0]

    def read(note: str, time: str) -> WrappedUp:
        return read_words(business.queries, running, CallWords(note=note, time=time), at)

    assert read("@-10m printer", "").hint == "! UNTIL 10:30: @-10m from the note"
    assert read("printer", "@-10m").hint == "! FROM 10:30: the call began then"
    assert read("20 minutes to reboot", "").hint == "! lasts 20 minutes from the note"
    assert read("printer", "30m").doubts == read("printer", "08:00-09:40").doubts == ()
    assert read("printer", "3h").doubts == (
        "'3h' is longer than the call, which lasted 0:40; is it the time of the call?",
    )


async def test_a_clock_time_at_the_start_of_the_note_stays_in_it_after_a_question(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"9:30 called back", "enter")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: business.queries.entries())
    assert (last(business).worked_seconds, last(business).note) == (2400, "9:30 called back")


async def test_the_field_time_goes_before_a_length_in_the_note(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"15m printer")
        pilot.app.screen.query_one("#field-time", Input).value = "20m"
        await until(pilot, lambda: "charge 0:20" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
    assert (last(business).worked_seconds, last(business).note) == (1200, "15m printer")


async def test_a_client_with_a_card_has_no_rows_for_one(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        assert not pilot.app.screen.query("#field-phone")


async def test_the_number_of_a_new_caller_is_written_in_the_wrap_up(business: Business, clock: FakeClock) -> None:
    async with desk_on(business, size=(80, 24)) as pilot:
        await new_caller(pilot, clock)
        await pilot.press(*"no mail")
        pilot.app.screen.query_one("#field-contact", Input).value = "Ugo Zanotti"
        pilot.app.screen.query_one("#field-phone", Input).value = "12"
        await pilot.press("enter")
        await until(pilot, lambda: preview_of(pilot).startswith("!"))
        assert business.queries.entries() == ()
        pilot.app.screen.query_one("#field-phone", Input).value = "0382 490768"
        # It is in the store before the call is saved: another session, or the next start, goes on with it.
        await until(pilot, lambda: business.calls.list()[0].words.phone == "0382 490768")
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
    client = business.queries.resolve_client("zanotti")
    assert [phone.raw for phone in client.phones] == ["0382 490768"]
    assert client.contacts == ("Ugo Zanotti",) and not client.without_card


async def test_a_card_left_for_later_waits_in_the_list_of_callers_without_one(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await new_caller(pilot, clock)
        await pilot.press(*"no mail", "enter")
        await until(pilot, lambda: business.queries.entries() and isinstance(pilot.app.screen, Desk))
        assert business.queries.resolve_client("zanotti").without_card
        (look,) = business.pages.board().looks
        assert (look.row.client.code, [why.reason for why in look.reasons]) == (
            "zanotti",
            [Reason.WORK_WAITS, Reason.NO_CARD],
        )
        desk_of(pilot).attempt("client.cardless")
        await until_screen(pilot, Choose)
        await pilot.press("enter")
        await until_screen(pilot, Form)
        pilot.app.screen.query_one("#field-phones", Input).value = "0382 490768"
        await pilot.press("enter")
        await until(pilot, lambda: not business.queries.resolve_client("zanotti").without_card)
        await until(pilot, lambda: isinstance(pilot.app.screen, Desk))
        desk_of(pilot).attempt("client.cardless")
        await until(pilot, lambda: "every caller has a card" in status_of(pilot))


async def test_the_row_card_takes_the_begin_of_its_words_and_refuses_others(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await new_caller(pilot, clock)
        card = pilot.app.screen.query_one("#field-card", Input)
        card.value = "nobody"
        await pilot.press("enter")
        await until(pilot, lambda: preview_of(pilot).startswith("! write one of: later, done"))
        await until(pilot, lambda: card.has_focus)
        assert business.queries.entries() == ()
        card.value = "Do"
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
    assert not business.queries.resolve_client("zanotti").without_card


async def test_what_was_typed_for_the_card_is_kept_when_the_sheet_is_parked(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await new_caller(pilot, clock)
        pilot.app.screen.query_one("#field-phone", Input).value = "0382 490768"
        await pilot.pause()
        await pilot.press("f2")
        await until_screen(pilot, Desk)
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert pilot.app.screen.query_one("#field-phone", Input).value == "0382 490768"


async def test_the_help_sheet_names_the_keys_of_the_wrap_up_first(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press("f1")
        await until_screen(pilot, Help)
        lines = str(pilot.app.screen.query_one(".sheet Static", Static).render()).splitlines()
    assert lines[0].startswith("Wrap up")
    assert any(line.split()[:2] == ["^S", "split"] for line in lines[1:8])
    assert any(line.split()[:2] == ["^Y", "drop"] for line in lines[1:8])
