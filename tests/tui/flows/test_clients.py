"""Flows of clients: edit, add, import, and the welcome of an empty store."""

from pathlib import Path

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.basics.errors import Refused
from core.business import Business
from core.forms.fields import FormField
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import (
    client_page,
    desk_of,
    desk_on,
    new_ledger,
    preview_of,
    said_on_page,
    status_of,
    until,
    until_screen,
)
from tui.app import DeskApp
from tui.dialogs.first_run import FirstRun
from tui.dialogs.form import Form
from tui.dialogs.import_form import ImportForm
from tui.dialogs.question import Sheet
from tui.flows import clients
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.widgets.card import Card


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
        form.query_one("#field-fiscal_sdi", Input).value = "x"
        await until(pilot, lambda: "an SDI code has 7 characters" in preview_of(pilot))
        form.query_one("#field-fiscal_sdi", Input).value = "abcdefg"
        form.query_one("#field-fiscal_vat", Input).value = "IT01234567890"
        await until(pilot, lambda: "VAT number IT01234567890, SDI code ABCDEFG" in preview_of(pilot))
        assert "an electronic invoice would be refused" in preview_of(pilot)
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: business.queries.resolve_client("acme").name == "Acme Plastics")
        await until(pilot, lambda: str(pilot.app.screen.query_one(Card).border_title) == "Acme Plastics")
        card = business.queries.fiscal_card(business.queries.resolve_client("acme").client_id)
        assert (card.sdi, card.vat) == ("ABCDEFG", "IT01234567890")


async def test_what_another_session_changed_meanwhile_stays(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("e")
        await until_screen(pilot, Form)
        business.clients.edit(acme.client_id, phones=["0399999"])
        pilot.app.screen.query_one("#field-email", Input).value = "new@acme.example"
        await pilot.press("enter")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: business.queries.client(acme.client_id).email == "new@acme.example")
        assert [phone.raw for phone in business.queries.client(acme.client_id).phones] == ["0399999"]
        await pilot.press("a")
        await until_screen(pilot, Form)
        business.agreements.set(acme.client_id, prepaid_terms(price_minor=1))
        pilot.app.screen.query_one("#field-price", Input).value = "900.00"
        await pilot.press("enter")
        await until(pilot, lambda: "another session changed the agreement meanwhile" in preview_of(pilot))
        assert business.queries.terms(acme.client_id).price_minor == 1


async def test_an_empty_store_takes_a_client_with_its_first_block_in_one_form(tmp_path: Path) -> None:
    business = new_ledger(tmp_path / "new")
    async with desk_on(business, (80, 24)) as pilot:
        # Typed before the form stands there.
        await pilot.press(*"Officine Bianchi", "tab", "tab", *"0382 490768", "tab", "tab", "enter")
        await until(pilot, lambda: "! a block needs a price" in preview_of(pilot))
        assert business.queries.clients() == ()
        await pilot.press(*"800")
        await until(pilot, lambda: "creates officine, sells 10:00 h for €800.00" in preview_of(pilot))
        is_file = business.session.store.place.is_file
        assert not is_file or "ledger.db" in str(pilot.app.screen.query_one(Sheet).border_subtitle)
        assert business.queries.clients() == ()
        await pilot.press("enter")
        await until_screen(pilot, Desk)
        await until(pilot, lambda: desk_of(pilot).view.client_count == 1)
        await until(pilot, lambda: "officine is written down" in status_of(pilot))
    client = business.queries.resolve_client("officine")
    balance = business.queries.balance(client.account_id)
    assert (balance.remaining_minutes, balance.threshold_minutes) == (600, 300)
    assert [line.amount_minor for line in business.queries.lines()] == [80000]


async def test_the_form_of_the_first_client_warns_of_a_threshold_above_the_block(tmp_path: Path) -> None:
    async with desk_on(new_ledger(tmp_path / "new"), (80, 24)) as pilot:
        await until_screen(pilot, FirstRun)
        await pilot.press(*"Acme", *["tab"] * 3, "end", "ctrl+u", *"4", "tab", *"400")
        warning = "! the threshold of 5:00 h is above the block of 4:00 h"
        await until(pilot, lambda: warning in " ".join(preview_of(pilot).split()))


async def test_a_bare_number_in_the_fields_of_hours_of_the_first_client_is_hours(tmp_path: Path) -> None:
    business = new_ledger(tmp_path / "new")
    async with desk_on(business, (80, 24)) as pilot:
        await until_screen(pilot, FirstRun)
        await pilot.press(
            *"Acme", *["tab"] * 3, "end", "ctrl+u", *"ten", "tab", *"800", "tab", "tab", "ctrl+u", *"7,5", "enter"
        )
        await until(pilot, lambda: preview_of(pilot).startswith("! Block: "))
        assert business.queries.clients() == ()
        await pilot.press("ctrl+u", *"10")
        await until(pilot, lambda: "sells 10:00 h for" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: business.queries.clients())
    balance = business.queries.balance(business.queries.resolve_account("acme").account_id)
    assert (balance.remaining_minutes, balance.threshold_minutes) == (600, 450)


async def test_an_empty_store_takes_clients_from_a_file(tmp_path: Path) -> None:
    business = new_ledger(tmp_path / "new")
    file = tmp_path / "clients.csv"
    file.write_text("code,name\nacme,Acme\nbianchi,Bianchi\n")
    async with desk_on(business) as pilot:
        await until_screen(pilot, FirstRun)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, ImportForm) and pilot.app.screen.query(Input))
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
        await pilot.press("ctrl+t")
        await until(pilot, lambda: app.return_value == TRY_DEMO)


async def test_a_field_of_the_first_client_that_cannot_be_read_is_named_and_focused(tmp_path: Path) -> None:
    async with desk_on(open_business(tmp_path)) as pilot:
        await until_screen(pilot, FirstRun)
        form = pilot.app.screen
        for name, text in (("name", "Acme"), ("phone", "x"), ("block", "ten"), ("price", "800")):
            form.query_one(f"#field-{name}", Input).value = text
        form.query_one("#field-renewal", Input).focus()
        await pilot.press("enter")
        await until(pilot, lambda: form.query_one("#field-phone", Input).has_focus)
        assert preview_of(pilot).startswith("! Phone: ")
        await pilot.press("backspace", "enter")
        await until(pilot, lambda: form.query_one("#field-block", Input).has_focus)
        assert preview_of(pilot).startswith("! Block: 'ten' is not a duration")


async def test_a_price_that_is_missing_has_the_cursor(tmp_path: Path) -> None:
    async with desk_on(open_business(tmp_path)) as pilot:
        await until_screen(pilot, FirstRun)
        form = pilot.app.screen
        form.query_one("#field-name", Input).value = "Acme"
        await pilot.press("enter")
        await until(pilot, lambda: form.query_one("#field-price", Input).has_focus)
        assert "a block needs a price" in preview_of(pilot)


async def test_a_field_of_a_client_s_card_that_is_wrong_has_the_cursor(business: Business) -> None:
    async with desk_on(business) as pilot:
        desk_of(pilot).carry_out(clients.add)
        await until_screen(pilot, Form)
        form = pilot.app.screen
        wrong = [("code", "15m"), ("name", ""), ("phones", "x"), ("contacts", "Ann <x>"), ("email", "office")]
        typed = {"code": "zeta", "name": "Zeta", "phones": "", "contacts": "", "email": ""}
        for name, text in wrong:
            for other, usual in {**typed, name: text}.items():
                form.query_one(f"#field-{other}", Input).value = usual
            form.query_one("#field-email" if name != "email" else "#field-code", Input).focus()
            await pilot.press("enter")
            await until(pilot, lambda: form.query_one(f"#field-{name}", Input).has_focus)  # noqa: B023


async def test_a_refusal_of_saving_brings_the_form_back_with_the_cursor_in_its_field(business: Business) -> None:
    async with desk_on(business) as pilot:

        async def fill(runner: Runner) -> None:
            fields = (FormField("name", "Name"), FormField("price", "Price"))

            def save(values: dict[str, str]) -> str:
                if not values["price"]:
                    raise Refused("it has no price", about="price")
                return values["price"]

            await fill_form(
                runner,
                lambda values, trouble: Form("Test", fields, lambda _values: [], values=values, trouble=trouble),
                save,
            )

        desk_of(pilot).carry_out(fill)
        await until_screen(pilot, Form)
        first = pilot.app.screen
        await pilot.press("a", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form) and pilot.app.screen is not first)
        await until(pilot, lambda: pilot.app.screen.query_one("#field-price", Input).has_focus)
        assert "it has no price" in preview_of(pilot)


async def test_enter_in_a_store_without_clients_names_what_adds_one(tmp_path: Path) -> None:
    async with desk_on(new_ledger(tmp_path / "new"), (80, 24)) as pilot:
        await until_screen(pilot, FirstRun)
        await pilot.press("escape")
        await until_screen(pilot, Desk)
        await pilot.press("enter")
        await until(pilot, lambda: said_on_page(pilot).endswith("no client yet: Ctrl+P, New client adds one"))
