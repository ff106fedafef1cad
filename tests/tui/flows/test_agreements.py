"""The flow that sets an agreement."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.basics.i18n import speaking
from core.business import Business
from core.model.terms import Kind, RenewalMode
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import asked, client_page, desk_on, preview_of, said_on_page, until, until_screen
from tui.dialogs.ask_line import AskLine
from tui.dialogs.field_box import GroupLine
from tui.dialogs.form import Form
from tui.dialogs.question import Sheet
from tui.pages.client import ClientScreen


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


async def test_a_change_of_another_field_by_another_session_is_kept(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("a")
        await until_screen(pilot, Form)
        business.agreements.set(acme.client_id, prepaid_terms(reference="12/2026"))
        pilot.app.screen.query_one("#field-price", Input).value = "900.00"
        await pilot.press("enter")
        await asked(pilot)
        assert "price of a block: €800.00 → €900.00" in preview_of(pilot)
        assert business.queries.terms(acme.client_id).price_minor == 80_000
        await pilot.press("y")
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
        form.query_one("#field-block", Input).value = "4"
        await until(pilot, lambda: "is above the block of 4:00 h" in preview_of(pilot))
        await pilot.press("enter")
        await asked(pilot)
        assert business.queries.terms(acme.client_id).block_minutes == 600
        await pilot.press("y")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: business.queries.terms(acme.client_id).block_minutes == 240)
        assert business.queries.terms(acme.client_id).overage_rate_minor == 9_500


async def test_the_form_asks_what_becomes_of_an_overdraft(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    business.agreements.set(acme.client_id, prepaid_terms(renewal=RenewalMode.OFF))
    business.entries.post(draft_of(acme, 600))
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("a")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        form.query_one("#field-kind", Input).value = "break-fix"
        form.query_one("#field-hourly_rate", Input).value = "60"
        await until(pilot, lambda: "h that no block covers" in preview_of(pilot))
        form.query_one("#field-overdraft", Input).value = "bill"
        await until(pilot, lambda: "kind: prepaid → break-fix" in preview_of(pilot))
        await pilot.press("enter")
        await asked(pilot)
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
        assert "fee: €0.00 → €300.00" in preview_of(pilot)
        assert "9:30 h left are kept" in preview_of(pilot)
        assert form.query_one("#preview").region.bottom < form.query_one(Sheet).region.bottom == 22
        await pilot.press("enter")
        await asked(pilot)
        assert "Move Acme" in str(form.query_one(AskLine).render())
        await pilot.press("enter", "x")
        assert form.is_asking
        await pilot.press("n")
        await until(pilot, lambda: form.query_one("#field-kind", Input).has_focus)
        assert not form.is_asking
        assert len(business.queries.agreements(business.queries.resolve_client("acme").client_id)) == 1
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("y")
        await until_screen(pilot, ClientScreen)
        client = business.queries.resolve_client("acme")
        await until(pilot, lambda: len(business.queries.agreements(client.client_id)) == 2)
        assert business.queries.terms(client.client_id).kind is Kind.PREPAID
        assert business.queries.terms(client.client_id, days(60)).kind is Kind.MANAGED


async def test_a_form_for_a_past_day_counts_what_an_earlier_change_left(tmp_path: Path, clock: FakeClock) -> None:
    with open_business(tmp_path, clock) as business:
        acme = add_client(business, "acme", terms=prepaid_terms(renewal=RenewalMode.OFF))
        business.entries.post(draft_of(acme, 20, days(0), note="left"))
        clock.advance(timedelta(days=5))
        business.agreements.set(acme.client_id, prepaid_terms(renewal=RenewalMode.OFF, increment_minutes=30), days(0))
        async with desk_on(business) as pilot:
            await client_page(pilot)
            await pilot.press("a")
            await until_screen(pilot, Form)
            pilot.app.screen.query_one("#field-price", Input).value = "900"
            pilot.app.screen.query_one("#field-from", Input).value = days(0).isoformat()
            left = "! 1 more entry stands otherwise than its terms say, by an earlier change; to charge it by them: save this"
            await until(pilot, lambda: left in preview_of(pilot))
            await pilot.press("enter")
            await asked(pilot)
            await pilot.press("y")
            await until_screen(pilot, ClientScreen)
            await until(pilot, lambda: left[2:] in said_on_page(pilot))


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
        await until(pilot, lambda: "9:30 h left are credited: €760.00" in preview_of(pilot))
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("y")
        await until_screen(pilot, ClientScreen)
        client = business.queries.resolve_client("acme")
        await until(pilot, lambda: business.queries.terms(client.client_id).kind is Kind.MANAGED)
        assert business.queries.lines(client_id=client.client_id)[-1].amount_minor == -76_000


async def test_only_fields_of_the_kind_are_shown_and_usual_groups_are_folded(business: Business) -> None:
    async with desk_on(business, size=(80, 24)) as pilot:
        await client_page(pilot)
        await pilot.press("a")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        await until(pilot, lambda: form.query_one("#field-kind", Input).has_focus)

        def is_shown(name: str) -> bool:
            row = form.query_one(f"#field-{name}", Input).parent
            return row is not None and bool(row.display)  # type: ignore[attr-defined]

        assert is_shown("block") and not is_shown("fee") and not is_shown("increment")
        charging = next(line for line in form.query(GroupLine) if line.group == "Charging")
        assert "(folded)" in str(charging.render())
        charging.focus()
        await pilot.press("right")
        await until(pilot, lambda: form.query_one("#field-increment", Input).has_focus)
        assert is_shown("minimum") and "(folded)" not in str(charging.render())
        form.query_one("#field-kind", Input).value = "managed"
        await until(pilot, lambda: is_shown("fee"))
        assert not is_shown("renewal")


async def test_the_words_of_the_form_are_in_the_user_s_language_and_are_understood(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    with speaking("it"):
        async with desk_on(business) as pilot:
            await client_page(pilot)
            await pilot.press("a")
            await until_screen(pilot, Form)
            form = pilot.app.screen
            assert form.query_one("#field-kind", Input).value == "prepagato"
            form.query_one("#field-renewal", Input).value = "chiedi"
            form.query_one("#field-price", Input).value = "900,00"
            await pilot.press("enter")
            await asked(pilot)
            await pilot.press("s")
            await until_screen(pilot, ClientScreen)
            await until(pilot, lambda: business.queries.terms(acme.client_id).renewal is RenewalMode.ASK)
    assert business.queries.terms(acme.client_id).kind is Kind.PREPAID
