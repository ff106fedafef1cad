"""The calls and clients that the desk lists."""

from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import MONDAY, add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import call, desk_of, desk_on, new_ledger, status_of, until
from tui.widgets.tables import DiffTable


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


async def test_two_calls_are_plain_to_see_and_to_switch(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await call(pilot, "acm")
        await call(pilot, "bia")
        await until(pilot, lambda: "Acme srl is on hold" in status_of(pilot))
        held = str(desk_of(pilot).query_one("#call-held").render())
        assert "HOLD" in held and "acme" in held
        assert "^T" in held
        await pilot.press("ctrl+t")
        await until(pilot, lambda: desk_of(pilot).own_calls[0].client.code == "acme")


async def test_lists_load_as_one_scrolls(tmp_path: Path) -> None:
    business = new_ledger(tmp_path / "many")
    with business.session.changing():
        for number in range(130):
            business.clients.add_in_change(f"c{number:03}", f"Client {number}")
    async with desk_on(business) as pilot:
        table = desk_of(pilot).query_one("#clients", DiffTable)
        await until(pilot, lambda: 1 < table.row_count < 60)
        for _page in range(6):
            await pilot.press("pagedown")
        await until(pilot, lambda: table.row_count == 130)
        assert table.key_at_cursor is not None
        client = business.clients.add("a000", "First")
        business.agreements.set(client.client_id, prepaid_terms(), MONDAY)
        await until(pilot, lambda: table.row_count == 131)
