"""The review of a day in the app: what it lists, and what Enter does with each row."""

from datetime import timedelta
from pathlib import Path

from textual.widgets import Static

from core.basics.clock import FakeClock
from core.model.work import Draft, Span, Work
from tests.builders import MONDAY, MORNING, add_client
from tests.tui.driving import desk_on, new_ledger, rows_of, said_on_page, settled, until, until_screen
from tui.dialogs.entry_sheet import EntrySheet
from tui.dialogs.form import Form
from tui.pages.day import DayPage

DAY = "#my-day"


async def test_gaps_and_overlaps_stand_among_the_entries_and_enter_fills_a_gap(tmp_path: Path) -> None:
    with new_ledger(tmp_path / "store") as business:
        client = add_client(business)
        clock = business.clock
        assert isinstance(clock, FakeClock)
        clock.advance(timedelta(hours=2))
        for minutes, length, note in ((0, 60, "vpn"), (50, 70, "mail")):
            span = Span(MORNING + timedelta(minutes=minutes), length * 60)
            business.entries.post(Draft(client.client_id, Work(MONDAY, span.seconds, (span,)), note=note), sure=True)
        async with desk_on(business, (80, 24)) as pilot:
            await pilot.press("ctrl+y")
            await until_screen(pilot, DayPage)
            await until(pilot, lambda: len(rows_of(pilot, DAY)) == 3)
            gap, first, second = rows_of(pilot, DAY)
            assert gap.split() == ["!", "09:00", "1:00", "nothing", "logged"]
            assert first.split()[:7] == ["!", "10:00", "1:00", "Acme", "srl", "at", "the"]
            assert second.split()[1:3] == ["10:50", "1:10"]
            assert "2:10 of 8:00 logged" in str(pilot.app.screen.query_one("#body").border_title)
            await pilot.press("enter")
            await until_screen(pilot, Form)
            await pilot.press(*"acme", "down", "down", *"backup", "enter")
            await until(pilot, lambda: any("backup" in row for row in rows_of(pilot, DAY)))
            entry = business.queries.entries(limit=3)[-1]
            assert (entry.started_at, entry.worked_seconds) == (MORNING - timedelta(hours=1), 3_600)
            await pilot.press("enter")
            await until_screen(pilot, EntrySheet)
            await pilot.press("escape")
            await until_screen(pilot, DayPage)
            await pilot.press("left_square_bracket")
            await until(pilot, lambda: rows_of(pilot, DAY) == [])


async def test_the_last_gap_filled_tells_what_was_saved_and_a_whole_day_is_told_as_long_as_it_is_whole(
    tmp_path: Path,
) -> None:
    with new_ledger(tmp_path / "store") as business:
        client = add_client(business)
        assert isinstance(business.clock, FakeClock)
        business.clock.advance(timedelta(hours=2))
        span = Span(MORNING, 7_200)
        business.entries.post(Draft(client.client_id, Work(MONDAY, span.seconds, (span,))), sure=True)
        async with desk_on(business, (80, 24)) as pilot:
            await pilot.press("ctrl+y")
            await until_screen(pilot, DayPage)
            await until(pilot, lambda: len(rows_of(pilot, DAY)) == 2)
            await pilot.press("enter")
            await until_screen(pilot, Form)
            await pilot.press(*"acme", "down", "down", *"backup", "enter")
            await until_screen(pilot, DayPage)
            await until(pilot, lambda: any("backup" in row for row in rows_of(pilot, DAY)))
            await until(pilot, lambda: said_on_page(pilot) != "")
            await settled(pilot)
            assert "saved 1:00 to acme" in said_on_page(pilot)
            await pilot.press("left_square_bracket", "right_square_bracket")
            await until(pilot, lambda: said_on_page(pilot) == "no gap, no overlap, no odd length")
            business.entries.post(Draft(client.client_id, Work(MONDAY, span.seconds, (span,)), note="twice"), sure=True)
            await until(pilot, lambda: len(rows_of(pilot, DAY)) == 3)
            assert said_on_page(pilot) == ""


async def test_what_is_odd_of_an_entry_is_said_whole_and_an_overlap_is_seen_before_a_gap_is_filled(
    tmp_path: Path,
) -> None:
    with new_ledger(tmp_path / "store") as business:
        client = add_client(business)
        business.clients.edit(client.client_id, name="Cooperativa " * 10)
        assert isinstance(business.clock, FakeClock)
        business.clock.advance(timedelta(hours=2))
        for minutes, note in ((0, "vpn"), (20, "mail"), (40, "router")):
            span = Span(MORNING + timedelta(minutes=minutes), 3_000)
            business.entries.post(Draft(client.client_id, Work(MONDAY, span.seconds, (span,)), note=note), sure=True)
        async with desk_on(business, (80, 24)) as pilot:
            await pilot.press("ctrl+y")
            await until_screen(pilot, DayPage)
            await until(pilot, lambda: len(rows_of(pilot, DAY)) >= 4)
            await pilot.press("down")
            await until(pilot, lambda: said_on_page(pilot).startswith("at the same time as acme  vpn"))
            await pilot.press("up")
            await until(pilot, lambda: said_on_page(pilot) == "")
            await pilot.press("enter")
            await until_screen(pilot, Form)
            await pilot.press(*"acme", "down", *"09:30-10:30")
            preview = pilot.app.screen.query_one("#preview", Static)
            await until(pilot, lambda: "overlaps" in str(preview.content))
            assert str(preview.content).startswith("! overlaps") and "more" in str(preview.content)
