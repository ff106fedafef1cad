"""Billing and blocks by keyboard: invoices, payments and their corrections; hours adjusted, transferred and credited."""

import threading
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from core.business import Business
from core.exports.billing import BillingExport, ExportRun
from core.model.billing import LineStatus
from tests.builders import MONDAY, add_client, draft_of, open_business
from tests.tui.driving import (
    asked,
    client_page,
    desk_of,
    desk_on,
    hits_of,
    preview_of,
    rows_of,
    said_on_page,
    status_of,
    until,
    until_screen,
)
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.pages.client import ClientScreen


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    acme = add_client(opened, "acme", blocks=(600, 600))
    opened.entries.post(draft_of(acme, 20, note="printer jams"))
    return opened


async def test_lines_are_invoiced_paid_and_taken_back(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("4", "I")
        await until_screen(pilot, Form)
        await pilot.press(*"12", "tab", "tab", "space")
        await until(pilot, lambda: "marks 2 lines" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: "2 lines are invoiced" in said_on_page(pilot))
        await pilot.press("P")
        await until_screen(pilot, Form)
        await until(pilot, lambda: "marks 2 lines" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: "2 lines are paid" in said_on_page(pilot))
        await pilot.press("X")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "the line is invoiced" in said_on_page(pilot))
        assert sorted(line.status for line in business.queries.lines()) == [LineStatus.INVOICED, LineStatus.PAID]


async def test_lines_to_invoice_go_out_once_into_a_file_that_is_not_replaced_unasked(
    business: Business, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    async with desk_on(business) as pilot:
        desk_of(pilot).attempt("invoice.export")
        await until_screen(pilot, Form)
        pilot.app.screen.query_one("#field-file", Input).value = str(path)
        await until(pilot, lambda: "2 lines  €1,600.00" in preview_of(pilot) and "written over" in preview_of(pilot))
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("n")
        await until(pilot, lambda: not pilot.app.screen.is_asking)  # type: ignore[attr-defined]
        assert path.read_text() == "mine" and not business.billing.runs()
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("y")
        await until(pilot, lambda: f"2 lines  €1,600.00  written: {path}" in status_of(pilot))
        (run,) = business.billing.runs()
        assert path.read_bytes() == business.billing.again(run.run_id).content
        desk_of(pilot).attempt("invoice.export")
        await until_screen(pilot, Form)
        await pilot.press("enter")
        await until(pilot, lambda: preview_of(pilot).startswith("!"))
        assert isinstance(pilot.app.screen, Form) and len(business.billing.runs()) == 1


async def test_what_an_export_would_write_is_made_beside_the_screen_and_enter_makes_it_of_what_is_typed_then(
    business: Business, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, bool]] = []
    export = BillingExport.export

    def noted(self: BillingExport, *arguments: Any, **wish: Any) -> ExportRun:
        made.append((wish["format_name"], threading.current_thread() is threading.main_thread()))
        return export(self, *arguments, **wish)

    monkeypatch.setattr(BillingExport, "export", noted)
    async with desk_on(business) as pilot:
        desk_of(pilot).attempt("invoice.export")
        await until_screen(pilot, Form)
        box = pilot.app.screen.query_one("#field-format", Input)
        for name in ("xlsx", "easyfatt", "xlsx", "csv"):
            box.value = name
        await until(pilot, lambda: "2 lines" in preview_of(pilot))
        assert made[-1][0] == "csv" and not any(is_main for _name, is_main in made)
        pilot.app.screen.query_one("#field-file", Input).value = str(tmp_path / "out.xlsx")
        box.value = "xlsx"
        await pilot.press("enter")
        await until(pilot, lambda: "written:" in status_of(pilot))
        assert [run.format for run in business.billing.runs()] == ["xlsx"]


async def test_another_number_is_asked_about(business: Business) -> None:
    business.invoices.mark([line.line_id for line in business.queries.lines()], "12", MONDAY)
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("4", "I")
        await until_screen(pilot, Form)
        await pilot.press("end", "backspace", "3")
        await until(pilot, lambda: "put it on 13" in preview_of(pilot))
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "1 line is invoiced" in said_on_page(pilot))
        assert {line.number for line in business.queries.lines()} == {"12", "13"}


async def test_a_line_on_no_invoice_says_so_instead_of_being_paid(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("P")
        await until(pilot, lambda: "put the cursor on a line of Billing" in said_on_page(pilot))
        await pilot.press("4", "P")
        await until(pilot, lambda: "on no invoice yet" in said_on_page(pilot))


async def test_hours_are_adjusted_and_a_block_is_credited(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("2", "A")
        await until_screen(pilot, Form)
        await pilot.press(*"+2h", "tab", *"goodwill")
        await until(pilot, lambda: "acme: left 19:40 → 21:40" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: len(rows_of(pilot, "#page-blocks")) == 3)
        await pilot.press("C")
        await until_screen(pilot, Form)
        await pilot.press(*"1")
        await until(pilot, lambda: "a credit line of -€80.00" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: any(line.amount_minor == -8_000 for line in business.queries.lines()))


async def test_hours_move_to_another_account(business: Business) -> None:
    client = business.queries.resolve_client("acme")
    account_id = business.accounts.add(client.client_id, "servers").account.account_id
    business.agreements.set(account_id, business.queries.terms(client.client_id))
    async with desk_on(business) as pilot:
        await pilot.press(*"acm")
        await until(pilot, lambda: len(hits_of(pilot)) == 2)
        await pilot.press("f6")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: rows_of(pilot, "#page-entries"))
        await pilot.press("T")
        await until_screen(pilot, Form)
        await pilot.press("tab", *"2h", "tab", *"servers need more")
        await until(pilot, lambda: "acme/servers: left 0:00 → 2:00" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: business.queries.remaining_minutes(account_id) == 120)
