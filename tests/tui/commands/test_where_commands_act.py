"""On which pages commands act."""

from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.model.terms import RenewalMode
from core.reports import report_names
from tests.builders import add_client, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import desk_of, desk_on, hits_of, until, until_screen
from tui.commands.command import Place
from tui.commands.listing import elsewhere, offered
from tui.dialogs.form import Form
from tui.pages.client import ClientScreen
from tui.pages.reports import Reports


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


async def test_enter_on_a_row_of_a_report_opens_the_client(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)
        await pilot.press(*["f8"] * report_names().index("proactive"), "enter")
        await until_screen(pilot, ClientScreen)


async def test_what_is_done_to_a_client_is_in_the_palette_wherever_one_is_meant(business: Business) -> None:
    found = {each.id for each in offered(Place.EVERYWHERE)}
    assert {"client.sell", "client.statement", "proposal.done", "client.import"} <= found
    assert elsewhere("client.sell", Place.EVERYWHERE) == ""
    assert elsewhere("client.void", Place.EVERYWHERE) == "client"
    async with desk_on(business) as pilot:
        desk = desk_of(pilot)
        assert "Proposals (F9)" in desk.why_not("proposal.done")
        await pilot.press(*"bia")
        await until(pilot, lambda: len(hits_of(pilot)) == 1)
        desk.attempt("client.sell")
        await until_screen(pilot, Form)
