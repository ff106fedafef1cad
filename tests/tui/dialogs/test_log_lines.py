"""Quick entry of several lines: a preview of each, `!` and `×`, what is saved and what stays."""

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.basics.errors import StoreBusy
from core.business import Business
from tests.builders import add_client, fake_clock, open_business, prepaid_terms
from tests.tui.driving import desk_of, desk_on, handled, preview_of, status_of, until, until_screen
from tui.dialogs.confirm import Confirm
from tui.dialogs.log_lines import LogLines
from tui.dialogs.question import Sheet
from tui.dialogs.reading import Reading
from tui.pages.desk import Desk


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    add_client(opened, "acme")
    add_client(opened, "aurora", blocks=(310,))
    add_client(opened, "vivai", terms=prepaid_terms(increment_minutes=15))
    return opened


async def opened(pilot) -> LogLines:  # type: ignore[no-untyped-def]
    await pilot.press("f3")
    await until_screen(pilot, LogLines)
    screen = pilot.app.screen
    assert isinstance(screen, LogLines)
    return screen


def paste(pilot, text: str) -> None:  # type: ignore[no-untyped-def]
    pilot.app.post_message(events.Paste(text))


FIVE = "acme 10 printer again\nvivai 9:00-9:20 vpn\naurora 20 mailbox\nvivai 9:10 9:30 switch\nvivay 5 toner\n"


async def test_pasted_lines_are_previewed_one_after_another(business: Business) -> None:
    async with desk_on(business, size=(80, 24)) as pilot:
        await opened(pilot)
        # The last line is no whole entry: it goes on with the one before, unless its client is known.
        paste(pilot, FIVE.replace("vivay", "acme"))
        await until(pilot, lambda: "5 can be saved" in preview_of(pilot))
        rows = preview_of(pilot).split("\n")
        assert rows[0].startswith("   1 acme 10 printer again ")
        assert "acme       0:10 →   9:50" in rows[0]
        assert "vivai      0:30 →   9:30" in rows[1]
        assert rows[2].startswith(" ! 3 aurora 20 mailbox")
        assert "ADDS 10:00 h" in rows[2]
        assert "overlaps line 2" in rows[3]
        assert rows[4].startswith("►  5 acme 5 toner")
        assert all(len(row) <= 76 for row in rows)


async def test_a_line_that_cannot_be_saved_stays_and_the_others_are_saved_once(business: Business) -> None:
    async with desk_on(business) as pilot:
        screen = await opened(pilot)
        paste(pilot, "acme 10 printer\nvivai 20 vpn")
        await until(pilot, lambda: "2 can be saved" in preview_of(pilot))
        await pilot.press("up", "home", "z")
        await until(pilot, lambda: "line 1 stays here" in preview_of(pilot))
        assert preview_of(pilot).startswith("►× 1 zacme 10 printer")
        await pilot.press("enter")
        await until(pilot, lambda: [each.note for each in business.queries.entries()] == ["vpn"])
        await until(pilot, lambda: isinstance(pilot.app.screen, LogLines) and pilot.app.screen is not screen)
        assert pilot.app.screen.query_one(Input).value == "zacme 10 printer"
        await pilot.press("home", "delete", "enter")
        await until(pilot, lambda: len(business.queries.entries()) == 2)
        await until(pilot, lambda: pilot.app.screen is desk_of(pilot))


async def test_what_a_busy_store_refused_stays_with_its_reason(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, refusals = business.entries.post, iter([StoreBusy("the store is busy; try again")])

    def once_busy(draft, **options):  # type: ignore[no-untyped-def]
        if draft.note == "vpn":
            for refusal in refusals:
                raise refusal
        return post(draft, **options)

    monkeypatch.setattr(business.entries, "post", once_busy)
    async with desk_on(business) as pilot:
        screen = await opened(pilot)
        paste(pilot, "acme 10 printer\nvivai 20 vpn\nacme 5 toner")
        await until(pilot, lambda: "3 can be saved" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LogLines) and pilot.app.screen is not screen)
        await until(pilot, lambda: "busy" in preview_of(pilot))
        assert sorted(each.note for each in business.queries.entries()) == ["printer", "toner"]
        assert pilot.app.screen.query_one(Input).value == "vivai 20 vpn"
        await pilot.press("enter")
        await until(pilot, lambda: len(business.queries.entries()) == 3)


async def test_a_line_without_a_client_is_the_chosen_one_and_says_so(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"viv")
        await until(pilot, lambda: desk_of(pilot).client_id == business.queries.resolve_client("vivai").client_id)
        screen = await opened(pilot)
        assert screen.query_one(Input).value == ""
        assert "without a client: vivai" in str(screen.query_one(Sheet).border_title)
        await pilot.press(*"15 toner")
        await until(pilot, lambda: "vivai (chosen)" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries())
        assert business.queries.entries()[0].client.code == "vivai"


async def test_esc_keeps_the_line_and_f3_goes_on_with_it(business: Business) -> None:
    async with desk_on(business) as pilot:
        await opened(pilot)
        await pilot.press(*"acme 15 pri", "escape")
        await until(pilot, lambda: status_of(pilot) == "kept; F3 goes on with it")
        assert business.queries.entries() == ()
        screen = await opened(pilot)
        assert screen.query_one(Input).value == "acme 15 pri"
        assert "End goes on with it" in str(screen.query_one(Sheet).border_subtitle)
        await pilot.press("end", *"nter", "enter")
        await until(pilot, lambda: business.queries.entries())
        assert business.queries.entries()[0].note == "printer"
        assert (await opened(pilot)).query_one(Input).value == ""


async def test_a_line_typed_over_one_that_was_left_is_the_client_s_who_is_chosen_now(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"viv", "f3")
        await until_screen(pilot, LogLines)
        await pilot.press(*"15 foo", "escape", "f2", *"acm")
        await until(pilot, lambda: desk_of(pilot).client_id == business.queries.resolve_client("acme").client_id)
        screen = await opened(pilot)
        await pilot.press(*"1 bar")
        await until(pilot, lambda: "acme (chosen)" in preview_of(pilot))
        assert screen.query_one(Input).value == "1 bar"
        await pilot.press("up")
        await until(pilot, lambda: screen.query_one(Input).value == "vivai 15 foo")
        await pilot.press("down", "enter")
        await until(pilot, lambda: business.queries.entries())
        assert [(each.client.code, each.note) for each in business.queries.entries()] == [("acme", "bar")]


async def test_ctrl_o_saves_and_stays_for_the_next_line(business: Business) -> None:
    async with desk_on(business) as pilot:
        screen = await opened(pilot)
        await pilot.press(*"acme 15 one", "ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, LogLines) and pilot.app.screen is not screen)
        await pilot.press(*"acme 15 two", "enter")
        await until(pilot, lambda: len(business.queries.entries()) == 2)
        await until(pilot, lambda: pilot.app.screen is desk_of(pilot))


@pytest.mark.parametrize(("key", "seconds"), [("l", 32400), ("c", 3600)])
async def test_an_h_mm_over_four_hours_asks_what_it_means(business: Business, key: str, seconds: int) -> None:
    async with desk_on(business) as pilot:
        await opened(pilot)
        await pilot.press(*"acme 9:00 vpn")
        await until(pilot, lambda: "Enter asks" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, Reading)
        await pilot.press("enter")
        await handled(pilot)
        await pilot.press(key)
        await until_screen(pilot, LogLines)
        assert business.queries.entries() == ()
        expected = {"l": "acme 9h vpn", "c": "acme 9:00-10:00 vpn"}[key]
        await until(pilot, lambda: pilot.app.screen.query_one(Input).value == expected)
        await pilot.press("enter")
        if key == "l":
            # Typed before it is asked, it would be a letter for whatever has the focus until then.
            await until_screen(pilot, Confirm)
            await pilot.press("y")
        await until(pilot, lambda: business.queries.entries())
        assert business.queries.entries()[0].worked_seconds == seconds


async def test_an_emptied_sheet_takes_the_client_that_is_highlighted_now(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("down")
        await opened(pilot)
        await pilot.press(*"15 foo", "escape")
        await until_screen(pilot, Desk)
        await pilot.press("down")
        await until(pilot, lambda: desk_of(pilot).client_id == business.queries.resolve_client("aurora").client_id)
        screen = await opened(pilot)
        assert "without a client: acme" in screen.title_of_sheet()
        await pilot.press("ctrl+u", *"15 bar")
        await until(pilot, lambda: "aurora" in preview_of(pilot))
        assert "without a client: aurora" in screen.title_of_sheet()
