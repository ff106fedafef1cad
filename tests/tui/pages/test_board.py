"""The board."""

from pathlib import Path

import pytest
from textual.widgets import Static

from core.basics.clock import FakeClock
from core.business import Business
from core.model.terms import RenewalMode
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import desk_on, rows_of, until, until_screen
from tui.pages.board import Board, CallCard
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk

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
async def test_the_board_shows_everybody_within_a_second(
    business: Business, size: tuple[int, int], clock: FakeClock
) -> None:
    add_client(business, "low", terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(100,))
    async with desk_on(business, size) as pilot:
        await pilot.press("f7")
        await until_screen(pilot, Board)
        assert not any(card.display for card in pilot.app.screen.query(CallCard))
        marco = Business.open(business.session.store.path, clock=clock, technician="marco")
        marco.calls.start(marco.queries.resolve_client("bianchi").client_id)
        await until(pilot, lambda: any(card.display for card in pilot.app.screen.query(CallCard)))
        assert "marco" in str(next(iter(pilot.app.screen.query(".call-words"))).render())
        assert any("Low srl" in row and "under 5:00" in row for row in rows_of(pilot, "#low"))
        assert "anna" in str(pilot.app.screen.query_one("#technicians", Static).render())
        for selector in ("#calls", "#technicians", "#low", "#renewed", "#status"):
            assert pilot.app.screen.query_one(selector).region.height > 0
            assert pilot.app.screen.query_one(selector).region.bottom <= size[1]
        await pilot.press("f6")
        await until_screen(pilot, ClientScreen)
        await pilot.press("escape")
        await until_screen(pilot, Board)
        await pilot.press("f7")
        await until_screen(pilot, Desk)
