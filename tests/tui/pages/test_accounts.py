"""Accounts in the app: a row each in the list, calls that they pay, and the client's page one at a time."""

from pathlib import Path

import pytest

from core.business import Business
from core.model.clients import Client
from core.model.terms import RenewalMode
from tests.builders import BLOCK, open_business, prepaid_terms
from tests.tui.driving import desk_of, desk_on, settled, until, until_screen
from tui.dialogs.confirm import Confirm
from tui.pages.client import ClientScreen
from tui.widgets.tables import DiffTable
from tui.widgets.text_lines import TextLines


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    client = opened.clients.add("acme", "Acme")
    opened.clients.add("bianchi", "Bianchi")
    opened.agreements.set(client.client_id, prepaid_terms(renewal=RenewalMode.OFF))
    opened.blocks.sell(client.client_id)
    servers = opened.accounts.add(client.client_id, "servers").account.account_id
    opened.agreements.set(servers, prepaid_terms(renewal=RenewalMode.OFF))
    opened.blocks.sell(servers, size_minutes=90)
    return opened


def acme(business: Business) -> Client:
    return business.queries.resolve_client("acme")


async def test_a_client_with_several_accounts_has_a_row_for_each_and_enter_charges_the_one_pointed_at(
    business: Business,
) -> None:
    async with desk_on(business) as pilot:
        table = desk_of(pilot).query_one("#clients", DiffTable)
        rows = business.queries.find_clients("").rows
        assert [row.title for row in rows] == ["Acme", "Acme / servers", "Bianchi"]
        assert table.row_count == 3
        await pilot.press(*"acme/ser")
        await until(pilot, lambda: desk_of(pilot).account_at_cursor)
        await pilot.press("enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        call = desk_of(pilot).own_calls[0]
        assert (call.client.code, call.account.address) == ("acme", "acme/servers")
        view = desk_of(pilot).view
        assert view is not None
        await until(pilot, lambda: desk_of(pilot).view.balance.account.address == "acme/servers")  # type: ignore[union-attr]


async def test_the_clients_page_shows_one_account_after_another(business: Business) -> None:
    async with desk_on(business) as pilot:
        desk_of(pilot).open_page("client", acme(business).client_id)
        await until(pilot, lambda: isinstance(pilot.app.screen, ClientScreen) and pilot.app.screen._page)
        page = pilot.app.screen
        assert isinstance(page, ClientScreen)
        assert page._page is not None
        assert page._page.balance.remaining_minutes == BLOCK
        page.show_next_account()
        await settled(pilot)
        assert page._page.balance.remaining_minutes == 90
        assert page.account_id == page._page.balance.account.account_id
        assert [block.size_minutes for block in page._page.blocks] == [90]
        page.show_next_account()
        await settled(pilot)
        assert page._page.balance.remaining_minutes == BLOCK


@pytest.mark.parametrize("minutes", [0, 90])
async def test_an_account_is_archived_after_a_question_with_what_is_left_in_it(
    business: Business, minutes: int
) -> None:
    spare = business.accounts.add(acme(business).client_id, "spare").account.account_id
    if minutes:
        business.agreements.set(spare, prepaid_terms(renewal=RenewalMode.OFF))
        business.blocks.sell(spare, size_minutes=minutes)
    async with desk_on(business) as pilot:
        desk_of(pilot).open_page("client", acme(business).client_id)
        await until(pilot, lambda: isinstance(pilot.app.screen, ClientScreen) and pilot.app.screen._page)
        page = pilot.app.screen
        assert isinstance(page, ClientScreen)
        while page.account_id != spare:
            page.show_next_account()
            await settled(pilot)
        page.attempt("account.archive")
        await until_screen(pilot, Confirm)
        said = pilot.app.screen.query_one("#details", TextLines).text
        assert ("acme/spare: 1:30 h left" in said) == bool(minutes)
        await pilot.press("y")
        await until(pilot, lambda: business.queries.card(spare).archived)
