"""The page of a client."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from textual.geometry import Size
from textual.widgets import Input, Static

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import (
    client_page,
    desk_of,
    desk_on,
    rows_of,
    said_on_page,
    settled,
    until,
    until_screen,
)
from tui.app import DeskApp
from tui.dialogs.confirm import Confirm
from tui.dialogs.entry_sheet import EntrySheet
from tui.dialogs.question import Sheet
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.pages.notes import NotesPage
from tui.widgets.card import Card
from tui.widgets.entry_list import EntryList
from tui.widgets.key_line import KeyLine
from tui.widgets.tables import DiffTable

SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme")
    bianchi = add_client(opened, "bianchi")
    opened.entries.post(draft_of(acme, 10, days(-1), note="vpn down", ticket="4821"))
    opened.entries.post(draft_of(acme, 20, note="printer jams", ticket="4821", work_type="remote"))
    opened.entries.post(draft_of(bianchi, 30, note="new laptop", ticket="5"))
    return opened


@pytest.mark.parametrize("size", SIZES)
async def test_the_client_page_fits_and_shows_every_table(business: Business, size: tuple[int, int]) -> None:
    async with desk_on(business, size) as pilot:
        await client_page(pilot)
        page = pilot.app.screen
        for number, name in enumerate(("entries", "blocks", "renewals", "billing", "agreement"), start=1):
            await pilot.press(str(number))
            await pilot.pause()
            table = page.query_one(f"#page-{name}")
            assert table.region.height > 2
            assert table.region.right <= size[0]
            assert page.focused is table
        for selector in (Card, "#status", KeyLine):
            assert page.query_one(selector).region.height > 0
        assert "prepaid" in str(page.query_one("#card-text", Static).render())
        await pilot.press("escape")
        await until_screen(pilot, Desk)


async def test_the_rows_of_a_tab_are_made_when_it_is_shown_and_follow_the_ledger_only_then(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)

        def rows() -> list[int]:
            return [len(rows_of(pilot, f"#page-{name}")) for name in ("blocks", "billing", "agreement")]

        assert rows() == [0, 0, 0]
        await pilot.press("2")
        await until(pilot, lambda: rows() == [1, 0, 0])
        await pilot.press("5")
        await until(pilot, lambda: rows()[2] > 0)
        await asyncio.to_thread(business.blocks.sell, business.queries.resolve_client("acme").client_id)
        page = pilot.app.screen
        assert isinstance(page, ClientScreen)
        await until(pilot, lambda: page._page is not None and len(page._page.blocks) == 2)
        assert rows()[:2] == [1, 0]
        await pilot.press("2")
        await until(pilot, lambda: rows()[0] == 2)


async def test_a_key_right_after_typing_means_what_was_typed(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"bia", "f6")
        await until_screen(pilot, ClientScreen)
        page = pilot.app.screen
        assert isinstance(page, ClientScreen)
        assert page.client_id == business.queries.resolve_client("bianchi").client_id


async def test_the_entries_are_narrowed_while_one_types(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        heading, *rows = rows_of(pilot, "#page-entries")
        assert heading.split() == ["March", "2026", "2", "entries", "worked", "0:30", "charged", "0:30"]
        assert len(rows) == 2
        await pilot.press("slash", *"vpn")
        await until(pilot, lambda: len(rows_of(pilot, "#page-entries")) == 2)
        assert "1 entry  0:10 → 0:10" in str(pilot.app.screen.query_one(".filter-total", Static).render())
        pilot.app.screen.query_one("#filter", Input).value = "@2026-99"
        await until(pilot, lambda: said_on_page(pilot).startswith("! @2026-99 is no day"))
        pilot.app.screen.query_one("#filter", Input).value = "+remote"
        await until(pilot, lambda: "printer" in "".join(rows_of(pilot, "#page-entries")[1:][:1]))
        await pilot.press("escape")
        assert pilot.app.screen.focused is pilot.app.screen.query_one("#page-entries")


async def test_a_filter_that_cannot_be_read_yet_drops_no_key(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await client_page(pilot)
        # "@l" is no day, and the rest is typed before the app says so.
        await pilot.press("/", *"@last-month")
        await until(pilot, lambda: pilot.app.screen.query_one("#filter", Input).value == "@last-month")


async def test_function_keys_act_on_a_page_as_on_the_desk(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: said_on_page(pilot).startswith("! no call is running"))
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        assert pilot.app.screen.query_one(Input).value == ""
        assert "without a client: acme" in str(pilot.app.screen.query_one(Sheet).border_title)
        await pilot.press("escape")
        await until_screen(pilot, ClientScreen)
        pilot.app.screen.attempt("start")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        clock.advance(timedelta(minutes=3))
        await pilot.press("s")
        await until_screen(pilot, WrapUp)
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: "to acme" in said_on_page(pilot))
        await pilot.press("f2")
        await until_screen(pilot, Desk)


async def test_brackets_go_by_month_and_the_cursor_passes_over_headings(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    for number in range(70):
        business.entries.post(draft_of(acme, 5, days(-40), note=f"old {number}"))
    business.entries.post(draft_of(acme, 5, days(-80), note="oldest"))
    async with desk_on(business, (80, 24)) as pilot:
        await client_page(pilot)
        page = pilot.app.screen
        assert isinstance(page, ClientScreen)

        def at() -> str:
            return page.entry.note if page.entry else ""

        await until(pilot, lambda: at() == "printer jams")
        await pilot.press("[")
        await until(pilot, lambda: at().startswith("old "))
        await pilot.press("[")
        await until(pilot, lambda: at() == "oldest")
        await pilot.press("[")
        await settled(pilot)
        assert at() == "oldest"
        await pilot.press("]", "]")
        await until(pilot, lambda: at() == "printer jams")
        await pilot.press("up")
        await settled(pilot)
        assert at() == "printer jams"
        await pilot.press("down", "down")
        await until(pilot, lambda: at().startswith("old "))


async def test_the_entry_at_the_cursor_is_explained_and_enter_tells_all_of_it(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await client_page(pilot)
        await until(pilot, lambda: said_on_page(pilot).startswith("printer jams  0:20"))
        await pilot.press("down")
        await until(pilot, lambda: said_on_page(pilot).startswith("vpn down  0:10"))
        await pilot.press("enter")
        await until_screen(pilot, EntrySheet)
        shown = str(pilot.app.screen.query_one(".sheet Static", Static).render())
        assert "From a block" in shown and "#4821" in shown
        await pilot.press("escape")
        await until_screen(pilot, ClientScreen)


async def test_notes_of_all_clients_are_searched_and_the_letters_act_on_the_entry(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("ctrl+o")
        await until_screen(pilot, NotesPage)
        await pilot.press(*"laptop by:anna")
        await until(pilot, lambda: len(rows_of(pilot, "#page-entries")) == 2)
        await pilot.press("down")
        page = pilot.app.screen
        assert isinstance(page, NotesPage)
        assert page.client_id == business.queries.resolve_client("bianchi").client_id
        await pilot.press("v")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: business.queries.entries(words="laptop")[0].voided)


async def test_blocks_fit_their_columns_while_the_app_alone_knows_of_a_wider_window(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    business.blocks.sell(business.queries.resolve_client("acme").client_id)
    async with desk_on(business, size=(80, 24)) as pilot:
        await client_page(pilot)
        monkeypatch.setattr(DeskApp, "size", Size(200, 60))
        await pilot.press("2", "down")
        table = pilot.app.screen.query_one("#page-blocks", DiffTable)
        await until(pilot, lambda: table.cursor_row == 1)
        columns, pointed = len(table.headings), table.key_at_cursor

        page = pilot.app.screen
        assert isinstance(page, ClientScreen)
        page.fit(Size(200, 60))
        assert (len(table.headings), table.row_count, table.key_at_cursor) == (columns + 1, 2, pointed)


async def test_an_entry_that_is_pointed_at_is_not_pointed_at_again(business: Business) -> None:
    bolt = add_client(business, "bolt")
    drafts = (draft_of(bolt, 5, days(-number), note=f"note {number}") for number in range(50))
    business.entries.post_all(drafts, sure=True)
    async with desk_on(business) as pilot:
        await client_page(pilot, "bolt")
        entries = pilot.app.screen.query_one(EntryList)
        await until(pilot, lambda: entries.table.row_count > 50)
        last = str(entries.table.keys[-1])
        entries.point_at(last)
        assert entries.table.key_at_cursor == last
        await pilot.press("g")
        entries.reload()
        await settled(pilot)
        assert entries.table.key_at_cursor != last
