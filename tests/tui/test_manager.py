"""What a manager does in the app, and the slips that must do no harm."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input, Label

from core.basics.clock import FakeClock
from core.basics.durations import format_minutes
from core.business import Business
from core.model.calls import CallState
from core.model.terms import RenewalMode
from core.model.work import Draft, Span, Work
from core.reports import report_names
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import call, desk_of, desk_on, preview_of, settled, status_of, until, until_screen
from tests.tui.test_pages import client_page, rows_of, said_on_page
from tui.commands.bindings import elsewhere, offered
from tui.commands.keymap import Place
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.pages.board import Board
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk, SearchBox
from tui.pages.proposals import ProposalsPage
from tui.pages.reports import Reports
from tui.widgets.header_line import header_text
from tui.widgets.tables import DiffTable


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


async def test_a_renewal_that_waits_is_found_on_the_board_and_approved(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    async with desk_on(business) as pilot:
        await pilot.press("f7")
        await until_screen(pilot, Board)
        await until(pilot, lambda: "renewal waits" in rows_of(pilot, "#low")[0])
        pilot.app.screen.query_one("#low").focus()
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await pilot.press("3")
        await until(pilot, lambda: "waits: y approves, f refuses" in rows_of(pilot, "#page-renewals")[0])
        await pilot.press("y")
        await until_screen(pilot, Confirm)
        await pilot.press("n")
        await until_screen(pilot, ClientScreen)
        assert business.queries.pending_renewals()
        await pilot.press("y")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: not business.queries.pending_renewals())
        assert business.queries.balance(acme.client_id).remaining_minutes == 800
        await until(pilot, lambda: "renewed; acme has 13:20 left" in said_on_page(pilot) + status_of(pilot))
        await pilot.press("f")
        await until(pilot, lambda: "no renewal of this client waits" in said_on_page(pilot) + status_of(pilot))


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
        await until(pilot, lambda: "new Office" in rows_of(pilot, "#proposals")[0])
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


async def test_an_enter_too_many_calls_nobody(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "type a client, or move to one" in status_of(pilot))
        assert business.calls.list() == ()
        await pilot.press("down", "enter")
        await until(pilot, lambda: business.calls.list())
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert [each.state for each in business.calls.list()] == [CallState.RUNNING]


async def test_the_next_ring_is_typed_over_the_last_search(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("f2")
        await until_screen(pilot, Desk)
        await pilot.press(*"bia")
        assert desk_of(pilot).query_one(SearchBox).value == "bia"
        await pilot.press("f6")
        await until_screen(pilot, ClientScreen)
        await pilot.press("escape")
        await until_screen(pilot, Desk)
        await pilot.press(*"acm")
        assert desk_of(pilot).query_one(SearchBox).value == "acm"


async def test_a_paste_is_one_line_and_presses_nothing(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "bia")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        pilot.app.post_message(events.Paste("printer\r\njams\x1b[31m again\n"))
        await until(pilot, lambda: pilot.app.screen.query_one("#field-note", Input).value == "printer jams[31m again")
        assert isinstance(pilot.app.screen, WrapUp)


async def test_a_letter_close_behind_esc_is_not_lost(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"ab")
        pilot.app.post_message(events.Key("alt+z", "z"))
        await until(pilot, lambda: desk_of(pilot).query_one(SearchBox).value == "z")


async def test_the_wrap_up_s_title_has_the_time_of_the_key_press(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "bia")
        clock.advance(timedelta(seconds=75))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert "00:01:15" in str(pilot.app.screen.query_one(".dialog-title", Label).render())


async def test_left_and_right_are_the_tabs_of_a_client_in_a_narrow_window(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await client_page(pilot)
        await pilot.press("right")
        await until(pilot, lambda: pilot.app.screen.query_one("#page-blocks", DiffTable).has_focus)
        await pilot.press("left", "slash", *"ab", "left", "x")
        await until(pilot, lambda: pilot.app.screen.query_one("#filter", Input).value == "axb")


async def test_enter_on_a_row_of_a_report_opens_the_client(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)
        await pilot.press(*["down"] * report_names().index("proactive"), "right", "enter")
        await until_screen(pilot, ClientScreen)


async def test_what_is_done_to_a_client_is_in_the_palette_wherever_one_is_meant(business: Business) -> None:
    found = {each.id for each in offered(Place.EVERYWHERE)}
    assert {"client.sell", "client.statement", "proposal.done", "client.import"} <= found
    assert elsewhere("client.sell", Place.EVERYWHERE) == ""
    assert elsewhere("client.void", Place.EVERYWHERE) == "client"
    async with desk_on(business) as pilot:
        desk = desk_of(pilot)
        assert "Proposals (F9)" in desk.why_not("proposal.done")
        await pilot.press(*"bia")
        await until(pilot, lambda: desk.query_one("#clients", DiffTable).row_count == 1)
        desk.attempt("client.sell")
        await until_screen(pilot, Form)


async def test_a_narrow_header_says_every_alert_before_it_leaves_one_out(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    for number in range(15):
        business.proposals.add(acme.client_id, f"P{number}", due_on=days(-1))
    async with desk_on(business) as pilot:
        view = desk_of(pilot).view
        assert view is not None
        line = header_text(view, 78)
        assert "1 low" in line and "1 to renew" in line and "15 due" in line
        assert len(header_text(view, 30)) <= 30


async def test_an_entry_is_corrected_from_its_own_line(business: Business, clock: FakeClock) -> None:
    acme = business.queries.resolve_client("acme")
    started = clock.now() - timedelta(hours=1, seconds=-20)
    work = Work(days(0), 754, (Span(started, 754),), "remote")
    old = business.entries.post(Draft(acme.client_id, work, "7", "vpn", "Mario Rossi")).entry
    left = business.queries.balance(acme.client_id).remaining_minutes
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await until(pilot, lambda: "vpn" in rows_of(pilot, "#page-entries")[0])
        await pilot.press("E")
        await until_screen(pilot, QuickEntry)
        assert pilot.app.screen.query_one(Input).value == "acme 12m34s @2026-03-02 @09:00 #7 +remote vpn"
        await until(pilot, lambda: "nothing is changed yet" in preview_of(pilot))
        await pilot.press(*" mended")
        await until(pilot, lambda: f"left after it {format_minutes(left)}" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.entry(old.entry_id).voided)
    new = business.queries.entry(business.queries.entry(old.entry_id).replaced_by or "")
    assert (new.note, new.contact, new.started_at, new.worked_seconds) == ("vpn mended", "Mario Rossi", started, 754)
    assert business.queries.balance(acme.client_id).remaining_minutes == left
