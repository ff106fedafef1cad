"""The flow of a renewal that waits."""

from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.model.terms import RenewalMode
from tests.builders import add_client, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import desk_on, rows_of, said_on_page, status_of, until, until_screen
from tui.dialogs.confirm import Confirm
from tui.pages.board import Board
from tui.pages.client import ClientScreen


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme", terms=prepaid_terms(renewal=RenewalMode.ASK))
    add_client(opened, "bianchi")
    opened.entries.post(draft_of(acme, 400, note="server"))
    return opened


async def test_a_renewal_that_waits_is_found_on_the_board_and_approved(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    async with desk_on(business) as pilot:
        await pilot.press("f7")
        await until_screen(pilot, Board)
        await until(pilot, lambda: "renewal waits" in "".join(rows_of(pilot, "#low")[0:][:1]))
        pilot.app.screen.query_one("#low").focus()
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await pilot.press("3")
        await until(pilot, lambda: "waits: y approves, f refuses" in "".join(rows_of(pilot, "#page-renewals")[0:][:1]))
        await pilot.press("y")
        await until_screen(pilot, Confirm)
        await pilot.press("n")
        await until_screen(pilot, ClientScreen)
        assert business.queries.pending_renewals()
        await pilot.press("y")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: not business.queries.pending_renewals())
        assert business.queries.balance(acme.client_id).remaining_minutes == 800
        await until(pilot, lambda: "renewed; acme has 13:20 left" in said_on_page(pilot) + status_of(pilot))
        await pilot.press("f")
        await until(pilot, lambda: "no renewal of this client waits" in said_on_page(pilot) + status_of(pilot))
