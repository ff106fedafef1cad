"""The sheets of a call: words, client and time are kept with it, whatever key ends the sheet."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from cli.writing import call_line
from core.basics.clock import FakeClock
from core.business import Business
from core.model.calls import CallEdit, CallState, CallWords
from tests.builders import MORNING, add_client, fake_clock, open_business
from tests.tui.driving import asked, call, desk_of, desk_on, preview_of, settled, status_of, until, until_screen
from tests.waiting import PATIENCE_SECONDS
from tui.dialogs.call_note import CallNote
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.dialogs.help import Help
from tui.dialogs.question import Sheet
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.pages.client import ClientScreen
from tui.pages.day import DayPage
from tui.pages.desk import Desk
from tui.typing import queue as queue_module
from tui.widgets.text_lines import TextLines


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    opened = open_business(tmp_path, clock)
    add_client(opened, "acme")
    add_client(opened, "bianchi")
    yield opened
    opened.close()


def field(pilot: Pilot[Any], name: str) -> Input:
    return pilot.app.screen.query_one(f"#field-{name}", Input)


def hint(pilot: Pilot[Any], name: str) -> str:
    return str(pilot.app.screen.query_one(f"#hint-{name}", Static).render())


def words(business: Business) -> CallWords:
    return business.calls.list()[0].words


async def wrapping_up(pilot: Pilot[Any], clock: FakeClock, minutes: float = 12) -> None:
    await call(pilot, "acm")
    clock.advance(timedelta(minutes=minutes))
    await pilot.press("f5")
    await until_screen(pilot, WrapUp)


async def test_words_are_in_the_store_while_they_are_typed(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"jams #49 +remo")
        await until(pilot, lambda: words(business).note == "jams #49 +remo")
        ending = business.calls.list()[0].ending
        assert ending is not None and ending.at == MORNING + timedelta(minutes=12)


async def test_ticket_and_type_fill_in_from_the_note(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"jams #4900 +remote")
        await until(pilot, lambda: "#4900" in hint(pilot, "ticket") and "from the note" in hint(pilot, "type"))
        assert field(pilot, "ticket").value == ""
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        (entry,) = business.queries.entries()
        assert (entry.note, entry.ticket, entry.work_type) == ("jams", "4900", "remote")


@pytest.mark.parametrize("key", ["f2", "f3", "f6", "f7", "f4"])
async def test_a_function_key_parks_the_wrap_up_and_f5_goes_on_with_it(
    business: Business, clock: FakeClock, key: str
) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"jams", key)
        await until(pilot, lambda: not isinstance(pilot.app.screen, WrapUp))
        await until(pilot, lambda: words(business).note == "jams")
        clock.advance(timedelta(minutes=30))
        await settled(pilot, asking=1 if key == "f3" else 0)
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert field(pilot, "note").value == "jams"
        assert "0:12:00" in str(pilot.app.screen.query_one(Sheet).border_title)
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        assert business.queries.entries()[0].worked_seconds == 720


async def test_it_is_said_which_key_goes_on_with_what_was_typed(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"jams", "f2")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: "kept; F5 goes on with it" in status_of(pilot))


async def test_help_lies_over_a_sheet_and_takes_nothing_from_it(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"jams", "f1")
        await until_screen(pilot, Help)
        await pilot.press("escape")
        await until_screen(pilot, WrapUp)
        assert field(pilot, "note").value == "jams"


async def test_another_call_keeps_the_words_and_the_end_of_the_one_that_waits(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"jams", "f2")
        await until_screen(pilot, Desk)
        clock.advance(timedelta(minutes=5))
        await call(pilot, "bia")
        held = next(view for view in business.calls.list() if view.client.code == "acme")
        assert (held.elapsed_seconds, held.words.note, held.state) == (720, "jams", CallState.ON_HOLD)


async def test_escape_goes_back_to_the_call_with_its_words_and_its_time_runs_on(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"jams", "escape")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: not business.calls.list()[0].is_stopping)
        clock.advance(timedelta(minutes=8))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert field(pilot, "note").value == "jams" and field(pilot, "time").value == "0:20:00"
        assert "before" in hint(pilot, "time")


async def test_client_and_time_are_changed_in_the_wrap_up(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock, 40)
        await pilot.press(*"jams", "up", *"15m", "up", *"bianchi")
        await until(pilot, lambda: "Bianchi" in hint(pilot, "client"))
        await until(pilot, lambda: (words(business).client, words(business).time) == ("bianchi", "15m"))
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        (entry,) = business.queries.entries()
        assert (entry.client.code, entry.worked_seconds, entry.note) == ("bianchi", 900, "jams")


async def test_tab_goes_from_note_over_the_rest_to_client_and_time(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        order = [str(pilot.app.focused.id)]  # type: ignore[union-attr]
        for _field in range(6):
            await pilot.press("tab")
            order.append(str(pilot.app.focused.id))  # type: ignore[union-attr]
        names = ["note", "ticket", "type", "contact", "client", "time", "note"]
        assert order == [f"field-{name}" for name in names]


async def test_a_short_call_says_so_and_one_key_drops_it(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock, 0.4)
        assert "under 30 s" in preview_of(pilot)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: business.calls.list() == ())
        assert business.queries.entries() == ()


async def test_a_short_call_with_words_is_dropped_after_y_and_the_same_key_again_opens_no_page(
    business: Business, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "_REPEAT_SECONDS", PATIENCE_SECONDS)
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock, 0.4)
        await pilot.press(*"jams", "ctrl+y")
        await until_screen(pilot, Confirm)
        assert "jams" in pilot.app.screen.query_one("#details", TextLines).text
        await pilot.press("y")
        await until(pilot, lambda: "dropped" in status_of(pilot))
        await until_screen(pilot, Desk)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: "dropped already" in status_of(pilot))
        assert pilot.app.screen is desk_of(pilot)
        # A moment later it is the key of its page again.
        monkeypatch.setattr(pilot.app.typed, "_spent", ("", "", 0.0))
        await pilot.press("ctrl+y")
        await until_screen(pilot, DayPage)


async def test_a_longer_call_is_dropped_after_y_and_n_comes_back_to_its_sheet(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"jams", "ctrl+y")
        await until_screen(pilot, Confirm)
        await pilot.press("n")
        await until_screen(pilot, WrapUp)
        assert field(pilot, "note").value == "jams"
        await pilot.press("ctrl+y")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: business.calls.list() == ())


async def test_enter_goes_to_the_time_of_a_long_call_first(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock, 5 * 60)
        await pilot.press(*"jams", "enter")
        await until(pilot, lambda: field(pilot, "time").has_focus)
        assert business.queries.entries() == ()
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        assert business.queries.entries()[0].worked_seconds == 5 * 3600


async def test_a_call_is_split_from_its_wrap_up(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock, 40)
        await pilot.press(*"jams", "ctrl+s")
        await until_screen(pilot, Form)
        await pilot.press(*"12m", "tab", *"bianchi", "enter")
        await until_screen(pilot, WrapUp)
        assert field(pilot, "time").value == "0:12:00" and field(pilot, "note").value == "jams"
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        (rest,) = business.calls.list()
        assert (rest.client.code, rest.elapsed_seconds) == ("bianchi", 28 * 60)


async def test_the_rest_of_a_split_call_is_a_new_callers_after_y(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock, 40)
        await pilot.press("ctrl+s")
        await until_screen(pilot, Form)
        await pilot.press(*"12m", "tab", *"Bianca")
        await until(pilot, lambda: "new caller Bianca, code bianca, card later" in preview_of(pilot))
        assert "perhaps ~ bianchi" in preview_of(pilot) and "monteore" not in preview_of(pilot)
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("n")
        assert [row.client.code for row in business.queries.clients()] == ["acme", "bianchi"]
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("y")
        await until_screen(pilot, WrapUp)
        rest = next(each for each in business.calls.list() if each.client.code == "bianca")
        assert rest.elapsed_seconds == 28 * 60 and rest.client.without_card


async def test_the_running_call_is_changed_by_one_key(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        clock.advance(timedelta(minutes=40))
        await pilot.press("ctrl+e")
        await until_screen(pilot, WrapUp)
        since = (MORNING + timedelta(minutes=10)).astimezone(business.session.zone)
        await pilot.press("up", *f"@{since:%H:%M}", "up", *"bianchi", "enter")
        await until(pilot, lambda: business.calls.list()[0].client.code == "bianchi")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: words(business) == CallWords())
        (view,) = business.calls.list()
        assert (view.state, view.elapsed_seconds) == (CallState.RUNNING, 30 * 60)
        await until(pilot, lambda: "since" in status_of(pilot))


async def test_a_note_is_taken_while_the_call_runs(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await pilot.press("ctrl+n")
        await until_screen(pilot, CallNote)
        await pilot.press(*"jams #49", "enter")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: words(business).note == "jams #49")
        await until(pilot, lambda: desk_of(pilot).own_calls[0].words.note == "jams #49")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert field(pilot, "note").value == "jams #49"


@pytest.mark.parametrize("leave", ["f2", "escape"])
async def test_an_unsent_line_is_kept_for_the_session(business: Business, leave: str) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        pilot.app.screen.query_one(Input).value = ""
        await pilot.press(*"acme 15 vpn", leave)
        await until_screen(pilot, Desk)
        if leave == "f2":
            await until(pilot, lambda: "kept; F3 goes on with it" in status_of(pilot))
        await settled(pilot)
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        assert pilot.app.screen.query_one(Input).value == "acme 15 vpn"
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        assert "vpn" not in pilot.app.screen.query_one(Input).value


async def test_an_unsent_form_is_kept_for_the_session_and_says_its_key(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"acm", "f6")
        await until_screen(pilot, ClientScreen)
        await pilot.press("l")
        await until_screen(pilot, Form)
        name = str(pilot.app.focused.id)  # type: ignore[union-attr]
        await pilot.press("ctrl+u", *"7h", "f2")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: "kept; l goes on with it" in status_of(pilot))
        await pilot.press("f6")
        await until_screen(pilot, ClientScreen)
        await pilot.press("l")
        await until_screen(pilot, Form)
        assert pilot.app.screen.query_one(f"#{name}", Input).value == "7h"


async def test_a_time_after_the_client_in_the_search_box_starts_the_call_from_then(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"bia @-10m", "enter")
        await until(pilot, lambda: business.calls.list())
        (view,) = business.calls.list()
        assert (view.client.code, view.elapsed_seconds) == ("bianchi", 600)
        await until(pilot, lambda: "from" in status_of(pilot))


async def test_a_time_that_cannot_be_starts_no_call_and_says_why(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"bia @-30h", "enter")
        await until(pilot, lambda: "24 hours" in status_of(pilot))
        assert business.calls.list() == ()


@pytest.mark.parametrize(("key", "asked"), [("ctrl+s", Form), ("ctrl+y", Confirm)])
async def test_a_question_over_a_wrap_up_is_parked_too_and_f5_goes_on(
    business: Business, clock: FakeClock, key: str, asked: type[Form] | type[Confirm]
) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press(*"jams", key)
        await until_screen(pilot, asked)
        await pilot.press("f2")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Desk)
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert field(pilot, "note").value == "jams"


async def test_a_posting_that_is_asked_about_is_parked_with_its_words(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock, 9 * 60)
        await pilot.press(*"jams", "enter", "enter")
        await until_screen(pilot, Confirm)
        await pilot.press("f2")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Desk)
        assert business.calls.list()[0].is_stopping
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert field(pilot, "note").value == "jams"


async def test_the_client_to_whom_the_wrap_up_gave_the_call_is_the_chosen_one(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await pilot.press("up", "up", *"bianchi", "enter")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: desk_of(pilot).client_id == business.queries.resolve_client("bianchi").client_id)


async def test_the_client_to_whom_a_running_call_was_given_is_the_chosen_one(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        business.call_edits.edit(CallEdit(business.queries.resolve_client("bianchi").client_id))
        await until(pilot, lambda: desk_of(pilot).client_id == business.queries.resolve_client("bianchi").client_id)


async def test_what_is_typed_at_the_wrap_up_goes_on_after_the_words_that_were_kept(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await pilot.press("ctrl+n", *"jams", "enter", "f5")
        await until_screen(pilot, WrapUp)
        await pilot.press(*" again", "escape")
        await until_screen(pilot, Desk)
        await pilot.press("f5", *", mended", "up", "down", *" now", "enter")
        await until(pilot, lambda: business.queries.entries())
        assert business.queries.entries()[0].note == "jams again, mended now"


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("client", "zorro", "there is no client zorro"),
        ("time", "1:77", "'1:77' has more than 59 minutes after the hours"),
        ("time", "@99:99", "'99:99'"),
        ("type", "zzzzzz", "'+zzzzzz' is not a known work type"),
    ],
)
async def test_a_field_of_a_wrap_up_that_is_refused_gets_the_cursor_and_names_no_column(
    business: Business, clock: FakeClock, name: str, typed: str, sentence: str
) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await until_screen(pilot, WrapUp)
        field(pilot, name).value = typed
        field(pilot, "contact").focus()
        await pilot.press("enter")
        await until(pilot, lambda: field(pilot, name).has_focus)
        assert sentence in preview_of(pilot)
        assert "Column" not in preview_of(pilot)


async def test_a_split_asks_for_the_first_part_and_says_how_long_the_call_lasted(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock)
        await until_screen(pilot, WrapUp)
        await pilot.press("ctrl+s")
        await until_screen(pilot, Form)
        await pilot.press("enter")
        await until(pilot, lambda: "how long was the first part? Write a length such as 12m" in preview_of(pilot))
        await pilot.press(*"12m", "tab", *"bianchi", "enter")
        await until(pilot, lambda: field(pilot, "length").has_focus)
        assert "the call lasted 0:12; write a shorter time for its first part" in preview_of(pilot)


async def test_a_parked_wrap_up_says_where_its_time_ends_while_the_clock_goes_on(
    business: Business, clock: FakeClock
) -> None:
    def note() -> str:
        return str(pilot.app.screen.query_one("#call-note", Static).render())

    async with desk_on(business) as pilot:
        await wrapping_up(pilot, clock, 12)
        await pilot.press(*"jams", "f2")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: note() == "! wrap-up waits, until 10:12 jams")
        assert call_line(business.calls.list()[0]).endswith("  its wrap-up waits")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await pilot.press("escape")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: note() == "jams")
        assert "wrap-up" not in call_line(business.calls.list()[0])
