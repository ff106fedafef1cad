"""The board."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Static

from core.basics.clock import FakeClock
from core.business import Business
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.model.terms import Kind, RenewalMode
from core.queries.board import Look, Reason, WhyLook
from core.queries.views.clients import ClientRow
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import desk_on, rows_of, said_on_page, until, until_screen
from tui.pages.board import Board, places
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.widgets.call_card import CallCard
from tui.widgets.look_lines import look_lines

SIZES = [(80, 24), (120, 40), (200, 60)]


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


@pytest.mark.parametrize("size", SIZES)
async def test_the_board_shows_everybody_within_a_second(
    business: Business, size: tuple[int, int], clock: FakeClock
) -> None:
    add_client(business, "low", terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(100,))
    async with desk_on(business, size) as pilot:
        await pilot.press("f7")
        await until_screen(pilot, Board)
        assert not any(card.display for card in pilot.app.screen.query(CallCard))
        marco = Business.open(business.session.store.place, clock=clock, technician="marco")
        marco.calls.start(marco.queries.resolve_client("bianchi").client_id)
        await until(pilot, lambda: any(card.display for card in pilot.app.screen.query(CallCard)))
        assert "● MARCO - Bianchi" in str(next(iter(pilot.app.screen.query(".call-words"))).render())
        await until(pilot, lambda: any("Low srl" in row and "under 5:00" in row for row in rows_of(pilot, "#low")))
        assert "anna" in str(pilot.app.screen.query_one("#technicians", Static).render())
        for selector in ("#calls", "#technicians", "#low", "#renewed", "#status"):
            assert pilot.app.screen.query_one(selector).region.height > 0
            assert pilot.app.screen.query_one(selector).region.bottom <= size[1]
        await pilot.press("f6")
        await until_screen(pilot, ClientScreen)
        await pilot.press("escape")
        await until_screen(pilot, Board)
        await pilot.press("f7")
        await until_screen(pilot, Desk)


async def test_a_client_who_needs_a_look_stands_in_one_row_with_all_reasons(business: Business) -> None:
    off, ask = prepaid_terms(renewal=RenewalMode.OFF), prepaid_terms(renewal=RenewalMode.ASK)
    below = add_client(business, "below", terms=off, blocks=(60,))
    waits = add_client(business, "waits", terms=ask, blocks=(310,))
    business.entries.post(draft_of(below, 100))
    business.entries.post(draft_of(waits, 20))
    business.calls.start(below.client_id)
    view = business.pages.board()
    assert [look.row.client.code for look in view.looks] == ["below", "waits"]
    assert [why.reason for why in view.looks[0].reasons] == [Reason.USED_UP, Reason.RENEWAL_OFF, Reason.ON_THE_PHONE]
    assert view.looks[0].reasons[0].day == days(0)
    assert [why.reason for why in view.looks[1].reasons][:2] == [Reason.UNDER, Reason.RENEWAL_WAITS]
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f7")
        await until_screen(pilot, Board)
        await until(pilot, lambda: len(rows_of(pilot, "#low")) == 2)
        row = rows_of(pilot, "#low")[0]
        assert row.split()[:4] == ["!!", "Below", "srl", "-0:40"]
        assert "used up 2 Mar · renewal off" in row
        await pilot.press("down")
        await until(pilot, lambda: said_on_page(pilot).startswith("Waits srl  under 5:00 · renewal waits"))


def test_reasons_that_do_not_fit_are_counted_and_none_is_cut() -> None:
    reasons = (
        WhyLook(Reason.USED_UP),
        WhyLook(Reason.RENEWAL_WAITS),
        WhyLook(Reason.UNPAID, minor=75000, currency="EUR"),
    )
    client = Client("c1", "acme", "Acme")
    row = ClientRow(client, Kind.PREPAID, -60, 300, 600, account=AccountCard("c1", client))
    look = Look(row, reasons)
    ((_key, (line,)),) = look_lines((look,), days(0), 80)
    assert line.plain.endswith("used up · renewal waits · unpaid €750.00")
    ((_key, (line,)),) = look_lines((look,), days(0), 70)
    assert line.plain.endswith("used up · renewal waits +1")


@pytest.mark.parametrize("size", [*SIZES, (100, 30), (200, 24), (180, 45)])
def test_the_panels_of_the_board_fill_the_window_and_do_not_overlap(size: tuple[int, int]) -> None:
    found = places(*size)
    cells = [
        (x, y)
        for column, row, width, height in (found.calls, found.low, found.renewed, found.technicians)
        for x in range(column, column + width)
        for y in range(row, row + height)
    ]
    assert len(cells) == len(set(cells)) == size[0] * (size[1] - 3)


async def test_a_long_call_says_so_and_a_held_one_has_its_mark(business: Business, clock: FakeClock) -> None:
    business.calls.start(business.queries.resolve_client("acme").client_id)
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f7")
        await until_screen(pilot, Board)
        card = pilot.app.screen.query_one(CallCard)

        def state() -> str:
            return str(card.query_one(".card-state", Static).render())

        await until(pilot, lambda: "RUNNING since" in state())
        clock.advance(timedelta(minutes=31))
        card.tick()
        assert "long, since" in state() and card.has_class("long")
        business.calls.hold()
        await until(pilot, lambda: str(card.query_one(".call-words", Static).render()).startswith("║ ANNA"))
