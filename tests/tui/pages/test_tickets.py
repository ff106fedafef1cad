"""The page of tickets."""

from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import desk_on, rows_of, until, until_screen
from tui.pages.board import Board
from tui.pages.client import ClientScreen
from tui.pages.tickets import Tickets

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
async def test_a_ticket_is_found_by_its_number_from_anywhere(business: Business, size: tuple[int, int]) -> None:
    async with desk_on(business, size) as pilot:
        await pilot.press("f7")
        await until_screen(pilot, Board)
        await pilot.press("ctrl+f")
        await until_screen(pilot, Tickets)
        assert [row.split()[0] for row in rows_of(pilot, "#tickets")] == ["#5", "#4821"]
        # In the field an `o` is typed: the panel names the letter only while a list has the focus.
        assert not pilot.app.screen.query_one("#left").border_subtitle
        await pilot.press(*"48")
        await until(pilot, lambda: len(rows_of(pilot, "#tickets")) == 1)
        await until(pilot, lambda: len(rows_of(pilot, "#ticket-entries")) == 2)
        assert "vpn down" in rows_of(pilot, "#ticket-entries")[0]
        await pilot.press("enter")
        await until(pilot, lambda: "o " in str(pilot.app.screen.query_one("#left").border_subtitle))
        await pilot.press("o")
        await until_screen(pilot, ClientScreen)


async def test_a_long_name_leaves_its_sums_in_the_title_of_a_ticket(business: Business) -> None:
    business.clients.edit(business.queries.resolve_client("bianchi").client_id, name="株式会社 " * 12)
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("ctrl+f", "5")
        await until_screen(pilot, Tickets)
        await until(pilot, lambda: "worked" in str(pilot.app.screen.query_one("#side").border_title))
        title = str(pilot.app.screen.query_one("#side").border_title)
        assert title.endswith("…  worked 0:30  charged 0:30")
