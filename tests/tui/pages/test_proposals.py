"""The page of proposals."""

from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import desk_on, preview_of, rows_of, said_on_page, until, until_screen
from tui.dialogs.confirm import Confirm
from tui.dialogs.quick_entry import QuickEntry
from tui.pages.desk import Desk
from tui.pages.proposals import ProposalsPage

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
async def test_a_proposal_is_done_from_its_page(business: Business, size: tuple[int, int]) -> None:
    acme = business.queries.resolve_client("acme")
    business.proposals.add(acme.client_id, "Patches", estimate_minutes=45, due_on=days(-1), every="monthly")
    other = business.proposals.add(acme.client_id, "New Office", estimate_minutes=60)
    async with desk_on(business, size) as pilot:
        await pilot.press("f9")
        await until_screen(pilot, ProposalsPage)
        await until(pilot, lambda: len(rows_of(pilot, "#proposals")) == 2)
        assert "overdue" in rows_of(pilot, "#proposals")[0]
        await pilot.press("enter")
        await until_screen(pilot, QuickEntry)
        await until(pilot, lambda: "left after it 8:45" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ProposalsPage)
        await until(pilot, lambda: "to acme" in said_on_page(pilot))
        await pilot.press("G", "a")
        await until(pilot, lambda: business.proposals.list(everything=True))
        await pilot.press("x")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until_screen(pilot, ProposalsPage)
        await until(pilot, lambda: len(rows_of(pilot, "#proposals")) == 1)
        assert business.proposals.list(everything=True)
        assert other.proposal_id
        await pilot.press("escape")
        await until_screen(pilot, Desk)
