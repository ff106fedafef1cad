"""Keys act on what is shown: what was asked for and could not be read is not what they mean."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from core.basics.errors import StoreUnavailable
from core.business import Business
from tests.builders import days, draft_of, open_business, prepaid_terms
from tests.tui.driving import desk_of, desk_on, said_on_page, settled, until
from tests.tui.troubles import trouble_reads
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.widgets.left_panel import LeftPanel
from tui.widgets.tables import DiffTable

BROKEN = StoreUnavailable("the disk fails")


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    acme = opened.clients.add("acme", "Acme")
    opened.agreements.set(acme.client_id, prepaid_terms())
    servers = opened.accounts.add(acme.client_id, "servers").account.account_id
    opened.agreements.set(servers, prepaid_terms())
    opened.entries.post(draft_of(acme, 10, days(-1)))
    opened.entries.post(draft_of(acme, 20))
    return opened


def account_meant(page: Any) -> object:
    """What a key that starts a call or sells a block acts on, beside what the card shows."""
    assert page.account_id == page._page.balance.account.account_id
    return page.account_at_cursor, page.account_id


@pytest.mark.parametrize(
    ("opens", "asks", "meant"),
    [
        ("client", "q", account_meant),
        ("day", "left_square_bracket", lambda page: (page._day.shown, page._day.wanted)),
        ("phone", "left_square_bracket", lambda page: (page._day.shown, page._day.wanted)),
        ("phone", "o", lambda page: (page._unlogged.shown, page._unlogged.wanted)),
        ("proposals", "o", lambda page: (page._everything.shown, page._everything.wanted)),
        ("reports", "f8", lambda page: (page._selection.shown.report, page._selection.wanted.report)),
        ("reports", "left_square_bracket", lambda page: (page._selection.shown.period, page._selection.wanted.period)),
    ],
)
async def test_what_could_not_be_read_is_not_what_keys_act_on(
    opens: str, asks: str, meant: Callable[[Any], object], business: Business
) -> None:
    async with desk_on(business) as pilot:
        desk_of(pilot).open_page(opens, business.queries.resolve_client("acme").client_id)
        await until(pilot, lambda: not isinstance(pilot.app.screen, Desk))
        await settled(pilot)
        page = pilot.app.screen
        titles = [str(panel.border_title) for panel in page.query("*") if panel.border_title]
        before = meant(page)
        reads = trouble_reads(pilot)
        reads.error = BROKEN
        await pilot.press(asks)
        await settled(pilot)
        assert "the disk fails" in said_on_page(pilot)
        assert meant(page) == before
        assert [str(panel.border_title) for panel in page.query("*") if panel.border_title] == titles
        reads.error = None
        await pilot.press(asks)
        await settled(pilot)
        assert meant(page) != before


async def test_the_account_that_a_page_was_opened_for_is_meant_before_it_was_read(business: Business) -> None:
    async with desk_on(business) as pilot:
        acme = business.queries.resolve_client("acme")
        servers = business.queries.resolve_account("acme/servers").account_id
        reads = trouble_reads(pilot)
        reads.error = BROKEN
        desk_of(pilot).open_page("client", f"{acme.client_id}/{servers}")
        await until(pilot, lambda: isinstance(pilot.app.screen, ClientScreen))
        await settled(pilot)
        assert pilot.app.screen.account_id == servers  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("keys", "table", "first"),
    [(("f6",), "#page-entries", 60), (("ctrl+f", "tab"), "#tickets", 60), (("tab",), "#clients", 24)],
)
async def test_more_rows_that_could_not_be_read_are_asked_for_again(
    keys: tuple[str, ...], table: str, first: int, business: Business
) -> None:
    acme = business.queries.resolve_client("acme")
    for number in range(70):
        business.entries.post(draft_of(acme, 10, ticket=f"t{number}"))
        if number < 30:
            business.clients.add(f"more{number}", f"More {number}")
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press(*"acme", "down")
        await settled(pilot)
        if keys == ("tab",):
            await pilot.press("escape")
        await pilot.press(*keys)
        await settled(pilot)
        shown = pilot.app.screen.query_one(table, DiffTable)
        before = len(shown.keys)
        assert first <= before < first + 10
        reads = trouble_reads(pilot)
        reads.error = BROKEN
        await pilot.press("G")
        await settled(pilot)
        assert len(shown.keys) == before
        reads.error = None
        await pilot.press("up")
        await until(pilot, lambda: len(shown.keys) > before)


async def test_a_chosen_client_that_could_not_be_read_is_not_said_to_be_unchosen(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        reads = trouble_reads(pilot)
        await pilot.press("down")
        await settled(pilot)
        desk = desk_of(pilot)
        reads.error = BROKEN
        await pilot.press("down")
        await settled(pilot)
        assert desk.client_id is not None
        for panel in (desk.query_one(LeftPanel), desk.query_one("#call-idle", Static)):
            assert str(panel.render()) == "this client cannot be read now"
        reads.error = None
        await pilot.press("up", "down")
        await settled(pilot)
        assert (
            "cannot be read"
            not in f"{desk.query_one(LeftPanel).render()}{desk.query_one('#call-idle', Static).render()}"
        )
