"""The pages as a technician and a manager use them: client, board, tickets, forms, first run, remapped keys."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from core.basics.clock import FakeClock
from core.business import Business
from core.model.mail import MailSwitches
from core.model.terms import Kind, RenewalMode
from core.reports import report_names
from tests.builders import MONDAY, add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import call, desk_of, desk_on, preview_of, status_of, until, until_screen
from tui.app import DeskApp
from tui.commands.keymap import Keymap, KeymapWish, make_keymap
from tui.dialogs.confirm import Confirm
from tui.dialogs.first_run import FirstRun
from tui.dialogs.form import Form
from tui.dialogs.help import Help
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.pages.board import Board, CallCard
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.pages.proposals import ProposalsPage
from tui.pages.reports import Reports
from tui.pages.tickets import Tickets
from tui.settings import Settings
from tui.widgets.card import Card
from tui.widgets.key_line import KeyLine, key_line
from tui.widgets.tables import DiffTable


def new_ledger(folder: Path) -> Business:
    folder.mkdir()
    return open_business(folder)


SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme")
    bianchi = add_client(opened, "bianchi")
    opened.post(draft_of(acme, 10, days(-1), note="vpn down", ticket="4821"))
    opened.post(draft_of(acme, 20, note="printer jams", ticket="4821", work_type="remote"))
    opened.post(draft_of(bianchi, 30, note="new laptop", ticket="5"))
    return opened


def rows_of(pilot: Pilot[Any], selector: str) -> list[str]:
    table = pilot.app.screen.query_one(selector, DiffTable)
    return [" ".join(str(cell) for cell in table.get_row(key)) for key in table.rows]


def said_on_page(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#status", Static).render())


async def client_page(pilot: Pilot[Any], letters: str = "acm") -> None:
    await pilot.press(*letters)
    await until(pilot, lambda: desk_of(pilot).query_one("#clients", DiffTable).row_count == 1)
    await pilot.press("f6")
    await until_screen(pilot, ClientScreen)
    await until(pilot, lambda: rows_of(pilot, "#page-entries"))


@pytest.mark.parametrize("size", SIZES)
async def test_the_client_page_fits_and_shows_every_table(business: Business, size: tuple[int, int]) -> None:
    async with desk_on(business, size) as pilot:
        await client_page(pilot)
        page = pilot.app.screen
        for number, name in enumerate(("entries", "blocks", "renewals", "billing", "agreement"), start=1):
            await pilot.press(str(number))
            await pilot.pause()
            table = page.query_one(f"#page-{name}")
            assert table.region.height > 2
            assert table.region.right <= size[0]
            assert page.focused is table
        for selector in (Card, "TabLine", "#status", KeyLine):
            assert page.query_one(selector).region.height > 0
        assert "prepaid" in str(page.query_one("#card-text", Static).render())
        await pilot.press("escape")
        await until_screen(pilot, Desk)


async def test_a_key_right_after_typing_means_what_was_typed(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"bia", "f6")
        await until_screen(pilot, ClientScreen)
        page = pilot.app.screen
        assert isinstance(page, ClientScreen)
        assert page.client_id == business.queries.resolve_client("bianchi").client_id


async def test_the_entries_are_narrowed_while_one_types(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        assert len(rows_of(pilot, "#page-entries")) == 2
        await pilot.press("slash", *"vpn")
        await until(pilot, lambda: len(rows_of(pilot, "#page-entries")) == 1)
        pilot.app.screen.query_one("#filter", Input).value = "@2026-99"
        await until(pilot, lambda: said_on_page(pilot).startswith("! @2026-99 is no day"))
        pilot.app.screen.query_one("#filter", Input).value = "+remote"
        await until(pilot, lambda: "printer" in rows_of(pilot, "#page-entries")[0])
        await pilot.press("escape")
        assert pilot.app.screen.focused is pilot.app.screen.query_one("#page-entries")


async def test_a_block_is_sold_by_keyboard_and_the_form_says_what_it_does(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("l")
        await until_screen(pilot, Form)
        await until(pilot, lambda: "left 9:30 → 19:30" in preview_of(pilot))
        await pilot.press(*"5x")
        await until(pilot, lambda: preview_of(pilot).startswith("! "))
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, Form)
        await pilot.press("backspace", "h")
        await until(pilot, lambda: "a block of 5:00 h for €400.00" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: "14:30 left" in said_on_page(pilot))
        await pilot.press("2")
        await until(pilot, lambda: len(rows_of(pilot, "#page-blocks")) == 2)


async def test_a_client_is_edited(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("e")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        form.query_one("#field-code", Input).value = "bianchi"
        await until(pilot, lambda: "bianchi is Bianchi srl already" in preview_of(pilot))
        form.query_one("#field-code", Input).value = "acme"
        form.query_one("#field-name", Input).value = "Acme Plastics"
        form.query_one("#field-contacts", Input).value = "Mario Rossi <347 7654321>"
        await until(pilot, lambda: "+393477654321  Mario Rossi" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: business.queries.resolve_client("acme").name == "Acme Plastics")
        await until(pilot, lambda: str(pilot.app.screen.query_one(Card).border_title) == "Acme Plastics")


async def test_what_another_session_changed_meanwhile_stays(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("e")
        await until_screen(pilot, Form)
        business.edit_client(acme.client_id, phones=["0399999"])
        pilot.app.screen.query_one("#field-email", Input).value = "new@acme.example"
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: business.queries.client(acme.client_id).email == "new@acme.example")
        assert [phone.raw for phone in business.queries.client(acme.client_id).phones] == ["0399999"]
        await pilot.press("a")
        await until_screen(pilot, Form)
        business.set_agreement(acme.client_id, prepaid_terms(price_minor=1))
        pilot.app.screen.query_one("#field-price", Input).value = "900.00"
        await pilot.press("enter")
        await until(pilot, lambda: "another session changed the agreement meanwhile" in preview_of(pilot))
        assert business.queries.terms(acme.client_id).price_minor == 1


async def test_a_change_of_another_field_by_another_session_is_kept(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("a")
        await until_screen(pilot, Form)
        business.set_agreement(acme.client_id, prepaid_terms(reference="12/2026"))
        pilot.app.screen.query_one("#field-price", Input).value = "900.00"
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: business.queries.terms(acme.client_id).price_minor == 90_000)
        assert business.queries.terms(acme.client_id).reference == "12/2026"


async def test_the_form_tells_every_field_it_saves_and_asks_about_slips(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("a")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        await until(pilot, lambda: "nothing is changed yet" in preview_of(pilot))
        form.query_one("#field-overage_rate", Input).value = "95"
        await until(pilot, lambda: "overage rate: €0.00 → €95.00" in preview_of(pilot))
        form.query_one("#field-block", Input).value = "10"
        await until(pilot, lambda: "! Block: 10 could be 10 minutes or 10 hours" in preview_of(pilot))
        form.query_one("#field-block", Input).value = "4h"
        await until(pilot, lambda: "is above the block of 4:00 h" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        assert business.queries.terms(acme.client_id).block_minutes == 600
        await pilot.press("y")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: business.queries.terms(acme.client_id).block_minutes == 240)
        assert business.queries.terms(acme.client_id).overage_rate_minor == 9_500


async def test_the_form_asks_what_becomes_of_an_overdraft(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    business.set_agreement(acme.client_id, prepaid_terms(renewal=RenewalMode.OFF))
    business.post(draft_of(acme, 600))
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("a")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        form.query_one("#field-kind", Input).value = "break-fix"
        form.query_one("#field-hourly_rate", Input).value = "60"
        await until(pilot, lambda: "min that no block covers" in preview_of(pilot))
        form.query_one("#field-overdraft", Input).value = "bill"
        await until(pilot, lambda: "kind: prepaid → break-fix" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: business.queries.terms(acme.client_id).kind is Kind.BREAK_FIX)
        assert business.queries.balance(acme.client_id).overdraft_minutes == 0
        assert business.queries.lines(client_id=acme.client_id)[-1].kind.value == "overage"


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
        assert "kind: prepaid → managed" in preview_of(pilot)
        assert "monthly fee: €0.00 → €300.00" in preview_of(pilot)
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


async def test_a_statement_is_given_out_only_after_y(business: Business, clock: FakeClock, tmp_path: Path) -> None:
    client = business.queries.resolve_client("acme")
    clock.advance(timedelta(days=31))
    async with desk_on(business) as pilot:
        await client_page(pilot)
        # Only now: the desk's own daily run would have given the month out.
        business.mail.switch(client.client_id, MailSwitches(to="a@acme.example", statement=True))
        await pilot.press("m")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        form.query_one("#field-file", Input).value = str(tmp_path / "acme.txt")
        form.query_one("#field-issue", Input).value = "yes"
        form.query_one("#field-month", Input).value = "2026-04"
        await until(pilot, lambda: "2026-04 is not over yet" in preview_of(pilot))
        form.query_one("#field-month", Input).value = "2026-03"
        await until(pilot, lambda: "prints the same for ever" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        asked = "\n".join(str(label.render()) for label in pilot.app.screen.query(Static))
        assert "every month before it is closed too" in asked and "the client gets it by mail" in asked
        await pilot.press("y")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: (tmp_path / "acme.txt").exists())
        assert business.statements.read(client.client_id, "2026-03").issued_at is not None


async def test_an_entry_is_voided_from_the_page_after_y(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("v")
        await until_screen(pilot, Confirm)
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "voided" in said_on_page(pilot))
        await until(pilot, lambda: "[voided]" in rows_of(pilot, "#page-entries")[0])


async def test_function_keys_act_on_a_page_as_on_the_desk(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: said_on_page(pilot).startswith("! no call is running"))
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        assert pilot.app.screen.query_one(Input).value == "acme "
        await pilot.press("escape")
        await until_screen(pilot, ClientScreen)
        desk_of(pilot).start_call(business.queries.resolve_client("acme").client_id)
        await until(pilot, lambda: desk_of(pilot).own_calls)
        clock.advance(timedelta(minutes=3))
        await pilot.press("s")
        await until_screen(pilot, WrapUp)
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: said_on_page(pilot).startswith("saved: acme"))
        await pilot.press("f2")
        await until_screen(pilot, Desk)


@pytest.mark.parametrize("size", SIZES)
async def test_the_board_shows_everybody_within_a_second(
    business: Business, size: tuple[int, int], clock: FakeClock
) -> None:
    add_client(business, "low", terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(100,))
    async with desk_on(business, size) as pilot:
        await pilot.press("f7")
        await until_screen(pilot, Board)
        assert not any(card.display for card in pilot.app.screen.query(CallCard))
        marco = Business.open(business.store.path, clock=clock, technician="marco")
        marco.calls.start(marco.queries.resolve_client("bianchi").client_id)
        await until(pilot, lambda: any(card.display for card in pilot.app.screen.query(CallCard)))
        assert "marco" in str(next(iter(pilot.app.screen.query(".call-words"))).render())
        assert any("Low srl" in row and "under 5:00" in row for row in rows_of(pilot, "#low"))
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


@pytest.mark.parametrize("size", SIZES)
async def test_a_ticket_is_found_by_its_number_from_anywhere(business: Business, size: tuple[int, int]) -> None:
    async with desk_on(business, size) as pilot:
        await pilot.press("f7")
        await until_screen(pilot, Board)
        await pilot.press("ctrl+f")
        await until_screen(pilot, Tickets)
        assert [row.split()[0] for row in rows_of(pilot, "#tickets")] == ["#5", "#4821"]
        await pilot.press(*"48")
        await until(pilot, lambda: len(rows_of(pilot, "#tickets")) == 1)
        await until(pilot, lambda: len(rows_of(pilot, "#ticket-entries")) == 2)
        assert "vpn down" in rows_of(pilot, "#ticket-entries")[0]
        await pilot.press("enter", "o")
        await until_screen(pilot, ClientScreen)


async def test_the_ticket_s_last_type_and_client_are_offered_in_the_wrap_up(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "bia")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        form = pilot.app.screen
        await pilot.press("tab", *"4821")
        hint = form.query_one("#ticket-hint", Static)
        await until(pilot, lambda: "#4821: last remote, 2 entries, 0:30 charged; it was Acme srl" in str(hint.render()))
        await pilot.press("tab", "space")
        assert form.query_one("#field-type", Input).value == "remote"


async def test_a_note_is_completed_from_the_client_s_history(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await pilot.press(*"prin")
        await pilot.pause(0.1)
        await pilot.press("right")
        assert pilot.app.screen.query_one("#field-note", Input).value == "printer jams"


async def test_an_entry_that_adds_two_blocks_asks_first(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        await pilot.press(*"acme 20h", "enter")
        await until_screen(pilot, Confirm)
        await pilot.press("n")
        await until_screen(pilot, QuickEntry)
        assert pilot.app.screen.query_one(Input).value == "acme 20h"
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "renewed" in status_of(pilot))


async def test_a_call_of_more_than_eight_hours_asks_first(business: Business, clock: FakeClock) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await pilot.press("f4")
        await until(pilot, lambda: "on hold" in status_of(pilot))
        await pilot.press("f4")
        await until(pilot, lambda: "runs again" in status_of(pilot))
        clock.advance(timedelta(hours=8, minutes=1))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        await pilot.press("n")
        await until_screen(pilot, WrapUp)
        assert len(business.queries.entries()) == 3


async def test_two_calls_are_plain_to_see_and_to_switch(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await call(pilot, "acm")
        await call(pilot, "bia")
        assert "Acme srl is on hold" in status_of(pilot)
        others = str(desk_of(pilot).query_one("#call-others").render())
        assert "ON HOLD" in others
        assert "Ctrl+T" in others
        await pilot.press("ctrl+t")
        await until(pilot, lambda: desk_of(pilot).own_calls[0].client.code == "acme")


async def test_a_call_is_dropped_only_after_y(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        desk_of(pilot).attempt("cancel")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: not desk_of(pilot).own_calls)
        assert len(business.queries.entries()) == 3


async def test_tab_completes_and_up_recalls(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        line = pilot.app.screen.query_one(Input)
        await pilot.press(*"bi", "tab")
        assert line.value == "bianchi "
        await pilot.press(*"15 ", "plus", *"pat", "tab", "number_sign", *"48", "tab")
        assert line.value == "bianchi 15 +patching #4821 "
        await pilot.press("up")
        assert line.value == "bianchi 0:30 #5 new laptop"
        await pilot.press("up", "down", "down")
        assert line.value == "bianchi 15 +patching #4821 "
        await pilot.press("enter")
        await until(pilot, lambda: "saved: bianchi" in status_of(pilot))
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        await pilot.press("up")
        assert pilot.app.screen.query_one(Input).value == "bianchi 15 +patching #4821 "


async def test_an_empty_store_greets_and_a_client_is_added_by_keyboard(tmp_path: Path) -> None:
    business = new_ledger(tmp_path / "new")
    async with desk_on(business) as pilot:
        await until_screen(pilot, FirstRun)
        await pilot.press("a")
        await until_screen(pilot, Form)
        await pilot.press(*"acme", "tab", *"Acme", "tab", *"02 1234567", "enter")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: desk_of(pilot).view.client_count == 1)
        assert "acme is written down" in status_of(pilot)


async def test_an_empty_store_takes_clients_from_a_file(tmp_path: Path) -> None:
    business = new_ledger(tmp_path / "new")
    file = tmp_path / "clients.csv"
    file.write_text("code,name\nacme,Acme\nbianchi,Bianchi\n")
    async with desk_on(business) as pilot:
        await until_screen(pilot, FirstRun)
        await pilot.press("i")
        await until_screen(pilot, Form)
        pilot.app.screen.query_one(Input).value = str(tmp_path / "none.csv")
        await until(pilot, lambda: preview_of(pilot).startswith("! "))
        pilot.app.screen.query_one(Input).value = str(file)
        await until(pilot, lambda: "2 clients to import: acme, bianchi" in preview_of(pilot))
        assert business.queries.clients() == ()
        await pilot.press("enter")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: len(business.queries.clients()) == 2)


async def test_the_demo_is_one_key_away(tmp_path: Path) -> None:
    from tui.run import TRY_DEMO

    business = new_ledger(tmp_path / "new")
    app = DeskApp(business)
    async with app.run_test() as pilot:
        await until_screen(pilot, FirstRun)
        await pilot.press("d")
        await until(pilot, lambda: app.return_value == TRY_DEMO)


def settings_of(keymap: Keymap, *troubles: str) -> Settings:
    return Settings(Path("config.toml"), keymap, troubles=troubles)


async def test_a_remapped_key_acts_and_the_old_one_no_longer(business: Business) -> None:
    keymap, troubles = make_keymap(KeymapWish(keys={"log": "f12", "board": ""}, letters={"log": "z"}))
    assert troubles == ()
    app = DeskApp(business, settings=settings_of(keymap))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: desk_of(pilot).view)
        await pilot.press("f3", "f7")
        await pilot.pause(0.1)
        assert isinstance(app.screen, Desk)
        assert "F12 Log" in str(desk_of(pilot).query_one(KeyLine).render())
        assert "Board" not in str(desk_of(pilot).query_one(KeyLine).render())
        await pilot.press("f12")
        await until_screen(pilot, QuickEntry)
        await pilot.press("escape", "tab", "z")
        await until_screen(pilot, QuickEntry)


async def test_a_trouble_of_the_settings_is_told_at_start(business: Business) -> None:
    keymap, troubles = make_keymap(KeymapWish(keys={"fly": "f2"}))
    app = DeskApp(business, settings=settings_of(keymap, *troubles))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "unknown command fly" in status_of(pilot))


async def test_emacs_and_vim_hands_find_their_keys(business: Business) -> None:
    app = DeskApp(business, settings=settings_of(make_keymap(KeymapWish("emacs"))[0]))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: desk_of(pilot).view)
        table = desk_of(pilot).query_one("#clients", DiffTable)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: table.cursor_row == 1)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: table.cursor_row == 0)
    app = DeskApp(business, settings=settings_of(make_keymap(KeymapWish("vim"))[0]))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: desk_of(pilot).view)
        table = desk_of(pilot).query_one("#clients", DiffTable)
        await pilot.press("escape", "j")
        await until(pilot, lambda: table.has_focus and table.cursor_row == 1)
        await pilot.press("i", *"acm")
        await until(pilot, lambda: desk_of(pilot).query_one("SearchBox", Input).value == "acm")


async def test_help_names_the_page_s_own_commands(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("f1")
        await until_screen(pilot, Help)
        shown = "".join(str(line.render()) for line in pilot.app.screen.query(Static))
        assert "sell a block to the client" in shown


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_the_key_line_never_outgrows_its_width(width: int) -> None:
    items = [(f"c{number}", f"F{number}", "Wörtlich") for number in range(1, 11)]
    assert key_line(items, frozenset({"c1"}), width).cell_length <= max(width, 62)


async def test_lists_load_as_one_scrolls(tmp_path: Path) -> None:
    business = new_ledger(tmp_path / "many")
    with business.changing():
        for number in range(130):
            business._clients.add_in_change(f"c{number:03}", f"Client {number}")
    async with desk_on(business) as pilot:
        table = desk_of(pilot).query_one("#clients", DiffTable)
        assert table.row_count == 50
        for _page in range(6):
            await pilot.press("pagedown")
        await until(pilot, lambda: table.row_count == 130)
        assert table.key_at_cursor is not None
        client = business.add_client("a000", "First")
        business.set_agreement(client.client_id, prepaid_terms(), MONDAY)
        await until(pilot, lambda: table.row_count == 131)


@pytest.mark.parametrize("size", SIZES)
async def test_every_report_is_one_key_from_the_next(business: Business, size: tuple[int, int]) -> None:
    async with desk_on(business, size) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)
        page = pilot.app.screen
        titles = []
        for _name in report_names():
            await pilot.pause()
            titles.append(str(page.query_one("#report").border_title))
            await pilot.press("down")
        assert len(set(titles)) == len(report_names())
        assert page.query_one("#report-table").region.height > 2
        assert page.query_one("#report").region.bottom <= size[1]
        await pilot.press("right", "escape")
        await until_screen(pilot, Desk)


async def test_the_bars_follow_the_cursor_into_the_table_of_managed(business: Business, clock: FakeClock) -> None:
    acme = business.queries.resolve_client("acme")
    business.post(draft_of(acme, 60, days(0)))
    clock.advance(timedelta(days=31))
    async with desk_on(business, (200, 60)) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)
        await pilot.press(*["down"] * report_names().index("managed"))

        def drawn() -> str:
            return str(pilot.app.screen.query_one("#report-chart").plt.build())  # type: ignore[attr-defined]

        await until(pilot, lambda: "Variation, %" in drawn())
        await pilot.press("enter")
        await until(pilot, lambda: "acme: what a fee would have gained" in drawn())
        await pilot.press("left")
        await until(pilot, lambda: "Variation, %" in drawn())


@pytest.mark.parametrize("size", SIZES)
async def test_a_proposal_is_done_from_its_page(business: Business, size: tuple[int, int]) -> None:
    acme = business.queries.resolve_client("acme")
    business.proposals.add(acme.client_id, "Patches", estimate_minutes=45, due_on=days(-1), every="monthly")
    other = business.proposals.add(acme.client_id, "New Office", estimate_minutes=60)
    async with desk_on(business, size) as pilot:
        await pilot.press("f9")
        await until_screen(pilot, ProposalsPage)
        await until(pilot, lambda: len(rows_of(pilot, "#proposals")) == 2)
        assert "overdue" in rows_of(pilot, "#proposals")[0]
        await pilot.press("enter")
        await until_screen(pilot, QuickEntry)
        await until(pilot, lambda: "left after it 8:45" in preview_of(pilot))
        await pilot.press("enter")
        await until_screen(pilot, ProposalsPage)
        await until(pilot, lambda: "saved: acme" in said_on_page(pilot))
        await pilot.press("G", "a")
        await until(pilot, lambda: business.proposals.list(everything=True))
        await pilot.press("x")
        await until_screen(pilot, Confirm)
        await pilot.press("y")
        await until_screen(pilot, ProposalsPage)
        await until(pilot, lambda: len(rows_of(pilot, "#proposals")) == 1)
        assert business.proposals.list(everything=True)
        assert other.proposal_id
        await pilot.press("escape")
        await until_screen(pilot, Desk)
