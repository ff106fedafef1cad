"""A client without an agreement on the desk."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from core.business import Business
from core.queries.board import Reason
from tests.builders import draft_of, fake_clock, open_business
from tests.tui.driving import asked, client_page, desk_of, desk_on, preview_of, until, until_screen
from tui.dialogs.form import Form
from tui.pages.client import ClientScreen
from tui.widgets.find_rows import client_row
from tui.widgets.left_panel import left_lines
from tui.widgets.previews import charge_rows, preview_text
from tui.widgets.today_list import entry_line


def answer_of(pilot: Pilot[Any]) -> str:
    """The line of answer of the page on top."""
    return str(pilot.app.screen.query_one("#status", Static).render())


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path, fake_clock())
    acme = opened.clients.add("acme", "Acme srl")
    opened.entries.post(draft_of(acme, 20))
    opened.entries.post(draft_of(acme, 75))
    return opened


def test_the_panel_the_list_and_the_preview_say_that_work_waits(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    view = business.queries.desk(acme.client_id)
    assert view.balance is not None
    text = [str(line) for line in left_lines(view.balance, None, 40, 5)]
    assert text[0] == "no agreement yet"
    assert text[2] == "! 1:35 waits for an agreement"
    assert not any("threshold" in line or "left" in line or "prepaid" in line for line in text)
    (row,) = view.clients
    assert client_row(row, 80)[1][1].plain.strip() == "-"
    preview = preview_text(business.entries.preview(draft_of(acme, 20)))
    assert "it waits for an agreement that is in force on that day" in preview
    assert "left after it" not in preview
    assert "left" not in str(charge_rows(business.entries.preview(draft_of(acme, 20))))
    assert [entry_line(each, ZoneInfo("UTC"), 80, is_saved=False)[1][3].plain for each in view.entries_today] == [
        "waits"
    ] * 2
    board = business.pages.board()
    (look,) = board.looks
    assert (look.row.client.code, [why.reason for why in look.reasons]) == ("acme", [Reason.WORK_WAITS])
    assert board.under_threshold_count == 0


async def test_the_form_of_the_first_agreement_says_what_it_charges(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    async with desk_on(business) as pilot:
        await until(pilot, lambda: desk_of(pilot).view and desk_of(pilot).view.clients)
        await client_page(pilot)
        await pilot.press("a")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        form.query_one("#field-block", Input).value = "10h"
        form.query_one("#field-threshold", Input).value = "5h"
        await until(pilot, lambda: "2 entries that waited are charged: 1:35 h" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: "2 entries that waited are charged: 1:35 h" in answer_of(pilot))
        assert business.queries.balance(acme.client_id).remaining_minutes == 600 - 95


async def test_the_form_asks_before_it_adds_many_blocks(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    business.entries.post(draft_of(acme, 1200))
    business.entries.post(draft_of(acme, 1200))
    async with desk_on(business) as pilot:
        await until(pilot, lambda: desk_of(pilot).view and desk_of(pilot).view.clients)
        await client_page(pilot)
        await pilot.press("a")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        form.query_one("#field-block", Input).value = "10h"
        form.query_one("#field-threshold", Input).value = "5h"
        await until(pilot, lambda: "This adds 5 blocks" in preview_of(pilot))
        await pilot.press("enter")
        await asked(pilot)
        assert business.queries.agreements(acme.client_id) == ()
        await pilot.press("y")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: business.queries.waits(acme.client_id).entries == 0)
        assert len(business.queries.blocks(acme.client_id)) == 5


async def test_the_page_of_the_client_says_that_its_work_waits(business: Business) -> None:
    async with desk_on(business, (120, 40)) as pilot:
        await until(pilot, lambda: desk_of(pilot).view and desk_of(pilot).view.clients)
        await client_page(pilot)
        card = pilot.app.screen.query_one("#card-text", Static)
        await until(pilot, lambda: "no agreement yet · 1:35 waits" in str(card.render()))
        assert "prepaid" not in str(card.render())


async def test_what_waits_is_said_with_its_time_when_it_is_saved(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f3", *"acme 25 toner")
        await until(pilot, lambda: "it waits" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "saved 0:25 to acme, it waits for an agreement" in answer_of(pilot))
