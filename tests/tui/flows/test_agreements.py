"""The flow that sets an agreement."""

from pathlib import Path

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.business import Business
from core.model.terms import Kind
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import client_page, desk_on, preview_of, until, until_screen
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.pages.client import ClientScreen


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


async def test_an_agreement_gets_a_new_version_from_a_date(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await client_page(pilot)
        await pilot.press("a")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        await until(pilot, lambda: "nothing is changed yet" in preview_of(pilot))
        await pilot.press("space")
        await until(pilot, lambda: form.query_one("#field-kind", Input).value == "managed")
        form.query_one("#field-fee", Input).value = "300.00"
        form.query_one("#field-from", Input).value = "2026-04-01"
        await until(pilot, lambda: "from 1 Apr 2026:" in preview_of(pilot))
        assert "managed: €300.00 a month" in preview_of(pilot)
        assert "9:30 h left are kept" in preview_of(pilot)
        keys = form.query_one(".dialog-keys")
        assert form.query_one("#preview").region.bottom <= keys.region.y < keys.region.bottom <= 24
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        await pilot.press("enter", "n")
        await until_screen(pilot, Form)
        assert len(business.queries.agreements(business.queries.resolve_client("acme").client_id)) == 1
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until_screen(pilot, ClientScreen)
        client = business.queries.resolve_client("acme")
        await until(pilot, lambda: len(business.queries.agreements(client.client_id)) == 2)
        assert business.queries.terms(client.client_id).kind is Kind.PREPAID
        assert business.queries.terms(client.client_id, days(60)).kind is Kind.MANAGED


async def test_a_client_is_moved_and_its_hours_credited(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("a")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        form.query_one("#field-kind", Input).value = "managed"
        form.query_one("#field-hours", Input).value = "forfeit"
        await until(pilot, lambda: "given up only by consent" in preview_of(pilot))
        form.query_one("#field-hours", Input).value = "credit"
        await until(pilot, lambda: "9:30 h left are credited: 760.00 EUR" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until_screen(pilot, ClientScreen)
        client = business.queries.resolve_client("acme")
        await until(pilot, lambda: business.queries.terms(client.client_id).kind is Kind.MANAGED)
        assert business.queries.lines(client_id=client.client_id)[-1].amount_minor == -76_000
