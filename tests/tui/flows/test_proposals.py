"""Flows of proposals."""

from pathlib import Path

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.business import Business
from core.model.terms import RenewalMode
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import client_page, desk_on, preview_of, rows_of, until, until_screen
from tui.dialogs.form import Form
from tui.dialogs.quick_entry import QuickEntry
from tui.pages.client import ClientScreen
from tui.pages.proposals import ProposalsPage


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


async def test_work_is_proposed_by_hand_and_from_the_catalogue(business: Business) -> None:
    business.proposals.set_item("Patches", estimate_minutes=45, every="monthly", work_type="patching")
    async with desk_on(business, (80, 24)) as pilot:
        await client_page(pilot)
        await pilot.press("plus")
        await until_screen(pilot, Form)
        await pilot.press(*"new Office")
        await until(pilot, lambda: "new Office  1:00" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: len(business.proposals.list()) == 1)
        await pilot.press("f9")
        await until_screen(pilot, ProposalsPage)
        await until(pilot, lambda: "new Office" in "".join(rows_of(pilot, "#proposals")[0:][:1]))
        await pilot.press("plus")
        await until_screen(pilot, Form)
        await pilot.press(*"bianchi", "tab", *"patches")
        await until(pilot, lambda: "Patches  0:45  monthly" in preview_of(pilot))
        await pilot.press("tab", *"2026-03-20", "enter")
        await until_screen(pilot, ProposalsPage)
        await until(pilot, lambda: len(business.proposals.list()) == 2)
        made = business.proposals.list()[0].proposal
        assert (made.title, made.work_type, made.recurrence, made.due_on) == (
            "Patches", "patching", "FREQ=MONTHLY", days(18),
        )  # fmt: skip


async def test_a_proposal_s_estimate_is_typed_over(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    business.proposals.add(acme.client_id, "Patches", estimate_minutes=45)
    async with desk_on(business) as pilot:
        await pilot.press("f9")
        await until_screen(pilot, ProposalsPage)
        await until(pilot, lambda: rows_of(pilot, "#proposals"))
        await pilot.press("d")
        await until_screen(pilot, QuickEntry)
        await pilot.press(*"40m")
        assert pilot.app.screen.query_one(Input).value == "40m"
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entries()[0].charged_minutes == 40)
