"""The chosen client of the desk: a search ends where it began, and nobody is called whom nobody chose."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from core.business import Business
from tests.builders import add_client, draft_of, open_business
from tests.tui.driving import desk_of, desk_on, status_of, until
from tui.choice import Choice
from tui.widgets.tables import DiffTable


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    for code in ("acme", "bianchi", "hotel", "officine"):
        add_client(opened, code)
    return opened


def _chosen(pilot: Pilot[Any], business: Business) -> tuple[str, bool]:
    """Code of the highlighted client, empty for none, and whether it counts as chosen."""
    desk = desk_of(pilot)
    return business.queries.client(desk.client_id).code if desk.client_id else "", desk.find.choice.is_made


async def _searched_and_left(pilot: Pilot[Any], text: str) -> None:
    await pilot.press(*text)
    await until(pilot, lambda: desk_of(pilot).updates._read_for == text)
    await pilot.press("escape")
    await until(pilot, lambda: desk_of(pilot).find.finding is None and desk_of(pilot).updates._read_for == "")


def test_a_search_keeps_the_choice_that_was_made_before_it(business: Business) -> None:
    view = business.queries.desk(None, "", 10)
    choice = Choice()
    choice.search("acme")
    assert (choice.rest(view, view), choice.is_made) == (None, False)
    choice.move()
    choice.search("hotel")
    choice.search("bianchi")
    choice.move()
    assert choice.rest(view, view) == "hotel"
    assert not choice.has_moved

    choice.is_made = True
    client = business.queries.resolve_client("officine")
    call = business.calls.start(client.client_id)
    assert choice.rest(business.queries.desk(None, "", 10), view) == client.client_id
    business.calls.hold(call.call_id)
    held = business.queries.desk(None, "", 10)
    choice.search("bianchi")
    assert choice.rest(held, view) == client.client_id
    assert choice.rest(held, view) is None


async def test_escape_goes_back_to_the_client_on_hold_and_not_to_the_first_of_the_list(business: Business) -> None:
    business.calls.start(business.queries.resolve_client("officine").client_id)
    business.calls.hold(business.calls.list()[0].call_id)
    async with desk_on(business) as pilot:
        for text in ("zzq", "acme"):
            await _searched_and_left(pilot, text)
            assert _chosen(pilot, business) == ("officine", True)


async def test_escape_goes_back_to_what_was_chosen_and_else_enter_refuses(business: Business) -> None:
    async with desk_on(business) as pilot:
        desk = desk_of(pilot)
        await _searched_and_left(pilot, "hotel")
        assert _chosen(pilot, business) == ("", False)
        desk.closed_at = float("-inf")
        await pilot.press("enter")
        await until(pilot, lambda: "type a client, or move to one" in status_of(pilot))
        assert business.calls.list() == ()
        await pilot.press("f3", *"15 foo", "enter", "escape")
        await until(pilot, lambda: pilot.app.screen is desk)
        assert business.queries.entries() == ()
        await pilot.press("down")
        assert _chosen(pilot, business) == ("acme", True)
        await pilot.press("down")
        await _searched_and_left(pilot, "acme")
        assert _chosen(pilot, business) == ("bianchi", True)


async def test_a_chosen_client_that_goes_leaves_nobody_chosen(business: Business) -> None:
    client = business.queries.resolve_client("officine")
    business.entries.post(draft_of(client, 15))
    async with desk_on(business) as pilot:
        assert _chosen(pilot, business) == ("", False)
        await pilot.press(*["down"] * 4)
        assert _chosen(pilot, business) == ("officine", True)
        business.clients.archive(client.client_id)
        desk_of(pilot).reload()
        await until(pilot, lambda: not desk_of(pilot).find.choice.is_made)
        assert client.client_id not in desk_of(pilot).query_one("#clients", DiffTable).keys
