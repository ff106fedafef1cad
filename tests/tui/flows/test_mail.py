"""Which mail a client receives, said on its page; what needs a person stands in the header."""

from pathlib import Path

from textual.widgets import Static

from core.model.mail import MailState, MailSwitches, ManagerSwitches
from core.model.technicians import TechnicianVersion
from tests.builders import add_client, draft_of, open_business
from tests.tui.driving import desk_of, desk_on, preview_of, status_of, until, until_screen
from tui.dialogs.form import Form
from tui.pages.client import ClientScreen
from tui.widgets.header_line import rest_of_header


async def test_the_form_on_the_clients_page_switches_mail(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        business.clients.edit(client.client_id, email="office@acme.example")
        async with desk_on(business, (80, 24)) as pilot:
            await pilot.press(*"acme", "f6")
            await until_screen(pilot, ClientScreen)
            await pilot.press("d")
            await until_screen(pilot, Form)
            # The field in focus is the first switch: the space bar goes through its words.
            await pilot.press("space", "tab", *"5h, 2h")
            await until(pilot, lambda: "under 5:00, 2:00 h" in preview_of(pilot))
            assert "to office@acme.example" in preview_of(pilot)
            await pilot.press("enter")
            await until_screen(pilot, ClientScreen)
            assert "mail to acme: after each entry; under 5:00, 2:00 h" in str(
                pilot.app.screen.query_one("#status", Static).render()
            ) + status_of(pilot)
        wanted = MailSwitches(language="en", after_entry=True, threshold_minutes=(300, 120))
        assert business.mail.switches(client.client_id) == wanted


async def test_an_address_that_is_missing_is_told_before_anything_is_saved(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        async with desk_on(business) as pilot:
            await pilot.press(*"acme", "f6")
            await until_screen(pilot, ClientScreen)
            await pilot.press("d")
            await until_screen(pilot, Form)
            await pilot.press("space")
            await until(pilot, lambda: "no e-mail address" in preview_of(pilot))
            await pilot.press("enter")
            assert isinstance(pilot.app.screen, Form)
        assert business.mail.switches(client.client_id) == MailSwitches()


async def test_a_message_that_needs_a_person_stands_in_the_header(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        business.mail.switch(client.client_id, MailSwitches(to="a@acme.example", language="en", after_entry=True))
        business.entries.post(draft_of(client, 15))
        with business.session.changing():
            mail = business.mail.list()[0]
            business.session.store.outbox.change(mail.mail_id, MailState.UNSURE, business.clock.now())
        async with desk_on(business) as pilot:
            view = desk_of(pilot).view
            assert view is not None
            assert "1 mail" in str(rest_of_header(view, (), 200))


async def test_what_the_manager_is_told_and_the_cost_of_a_technician_are_said_in_forms(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        add_client(business)
        async with desk_on(business) as pilot:
            desk_of(pilot).attempt("mail.manager")
            await until_screen(pilot, Form)
            await pilot.press("tab", "tab", "space")
            await until(pilot, lambda: "needs an address" in preview_of(pilot))
            await pilot.press("shift+tab", "shift+tab", *"boss@firm.example")
            await until(pilot, lambda: "renewals that wait" in preview_of(pilot))
            await pilot.press("enter")
            await until(pilot, lambda: "mail to the manager: renewals that wait" in status_of(pilot))
            desk_of(pilot).attempt("technician")
            await until_screen(pilot, Form)
            await pilot.press(*"anna", "tab", *"Senior", "tab", *"35.00")
            await until(pilot, lambda: "anna: class senior, €35.00 an hour" in preview_of(pilot))
            await pilot.press("enter")
            await until(pilot, lambda: "anna: class senior" in status_of(pilot))
        assert business.mail.manager_switches() == ManagerSwitches("boss@firm.example", "en", renewal=True)
        assert business.technicians.all() == {"anna": (TechnicianVersion(None, "senior", 3_500, "EUR"),)}
