"""The business itself by keyboard: its lock date, its price list, its name."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from core.business import Business
from core.model.prices import ListedPrice
from tests.builders import open_business
from tests.tui.driving import asked, desk_of, desk_on, preview_of, status_of, until, until_screen
from tui.dialogs.form import Form
from tui.flows import firm
from tui.pages.desk import Desk


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    opened.clients.add("acme", "Acme")
    return opened


def field(pilot: Pilot[Any], name: str) -> Input:
    return pilot.app.screen.query_one(f"#field-{name}", Input)


async def test_the_lock_date_is_moved_after_y_and_back_with_a_reason_only(business: Business) -> None:
    async with desk_on(business) as pilot:
        desk_of(pilot).carry_out(firm.lock)
        await until_screen(pilot, Form)
        await pilot.press("enter")
        await asked(pilot)
        assert business.lock.day is None
        await pilot.press("y")
        await until(pilot, lambda: business.lock.day == date(2026, 2, 28))
        await until_screen(pilot, Desk)
        desk_of(pilot).carry_out(firm.lock)
        await until_screen(pilot, Form)
        await until(pilot, lambda: "now locked up to 28 Feb 2026" in preview_of(pilot))
        field(pilot, "day").value = "31 Jan 2026"
        await pilot.press("enter")
        await until(pilot, lambda: field(pilot, "reason").has_focus)
        assert "Reason: why are the books opened again?" in preview_of(pilot)
        await pilot.press(*"a slip", "enter")
        await asked(pilot)
        assert "open again" in preview_of(pilot)
        await pilot.press("y")
        await until(pilot, lambda: business.lock.day == date(2026, 1, 31))


async def test_prices_are_listed_and_taken_off_after_y(business: Business) -> None:
    async with desk_on(business) as pilot:
        desk_of(pilot).carry_out(firm.set_prices)
        await until_screen(pilot, Form)
        field(pilot, "size").value, field(pilot, "price").value = "10h", "800"
        await until(pilot, lambda: "10:00 h: not on the list → €800.00   €80.00 an hour" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: business.price_list.all() == (ListedPrice(600, 80000, "EUR"),))
        await until_screen(pilot, Desk)
        desk_of(pilot).carry_out(firm.set_prices)
        await until_screen(pilot, Form)
        field(pilot, "size").value = "10h"
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("y")
        await until(pilot, lambda: business.price_list.all() == ())


async def test_the_business_has_its_name_and_its_day_of_statements_from_a_form(business: Business) -> None:
    async with desk_on(business) as pilot:
        desk_of(pilot).carry_out(firm.set_business)
        await until_screen(pilot, Form)
        field(pilot, "business").value, field(pilot, "statement_day").value = "Studio Rossi", "40"
        field(pilot, "iban").value = "IT60X0542811101000000123456"
        await pilot.press("enter")
        await until(pilot, lambda: field(pilot, "statement_day").has_focus)
        assert "write a day from 1 to 28" in preview_of(pilot)
        field(pilot, "statement_day").value, field(pilot, "timezone").value = "5", "Europe/Berlino"
        await pilot.press("enter")
        await until(pilot, lambda: field(pilot, "timezone").has_focus)
        assert "Europe/Berlino is not an IANA time zone" in preview_of(pilot)
        field(pilot, "timezone").value = "Europe/Berlin"
        await until(pilot, lambda: "what is recorded keeps its days and charges" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "the business is changed" in status_of(pilot))
    settings = business.settings
    assert (settings.name, settings.statement_day, settings.firm.iban) == (
        "Studio Rossi",
        5,
        "IT60X0542811101000000123456",
    )
    assert business.session.zone.key == "Europe/Berlin"


async def test_down_and_up_go_through_the_fields_of_a_form_that_has_more_rows_than_the_window(
    business: Business,
) -> None:
    async with desk_on(business, size=(80, 24)) as pilot:
        desk_of(pilot).carry_out(firm.set_business)
        await until_screen(pilot, Form)
        form = pilot.app.screen
        assert isinstance(form, Form)
        names = list(form.values())
        await until(pilot, lambda: field(pilot, names[0]).has_focus)
        assert form.query_one("#fields").max_scroll_y > 0
        for name in names[1:]:
            await pilot.press("down")
            assert field(pilot, name).has_focus
        await pilot.press("up")
        assert field(pilot, names[-2]).has_focus
