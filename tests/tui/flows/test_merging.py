"""A client is merged into another one, archived and brought back on the desk, each after y."""

from pathlib import Path

from core.model.clients import Client
from tests.builders import add_client, draft_of, open_business, remaining
from tests.tui.driving import desk_on, preview_of, status_of, until, until_screen
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.pages.client import ClientScreen
from tui.pages.page import Page


async def test_a_client_is_archived_brought_back_and_merged_into_another_one(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        acme = add_client(business)
        twin = business.clients.add("twin", "Acme Milano")
        business.entries.post(draft_of(twin, 20))

        def of_twin() -> Client:
            return business.queries.client(twin.client_id)

        async with desk_on(business) as pilot:
            await pilot.press(*"twin", "f6")
            await until_screen(pilot, ClientScreen)
            for is_archived in (True, False):
                page = pilot.app.screen
                assert isinstance(page, Page)
                page.attempt("client.archive")
                await until_screen(pilot, Confirm)
                await pilot.press("y")
                await until_screen(pilot, ClientScreen)
                await until(pilot, lambda: of_twin().archived is is_archived)  # noqa: B023
            page = pilot.app.screen
            assert isinstance(page, Page)
            page.attempt("client.merge")
            await until_screen(pilot, Form)
            await pilot.press(*"acme")
            await until(pilot, lambda: "the block of 2026-03-02 pays 0:20 h" in preview_of(pilot))
            await pilot.press("enter", "enter", "y")
            await until(pilot, lambda: "twin is acme now" in status_of(pilot))
        assert business.queries.resolve_client("twin").client_id == acme.client_id
        assert remaining(business, acme) == 580
