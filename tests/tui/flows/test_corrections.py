"""The flow that corrects an entry."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from core.basics.clock import FakeClock
from core.basics.durations import format_minutes
from core.business import Business
from core.model.terms import Kind, RenewalMode, Terms
from core.model.work import Draft, Span, Work
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import (
    client_page,
    desk_on,
    preview_of,
    rows_of,
    status_of,
    until,
    until_screen,
)
from tui.dialogs.confirm import Confirm
from tui.dialogs.quick_entry import QuickEntry
from tui.widgets.previews import preview_text


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


async def test_an_entry_is_corrected_from_its_own_line(business: Business, clock: FakeClock) -> None:
    acme = business.queries.resolve_client("acme")
    started = clock.now() - timedelta(hours=1, seconds=-20)
    work = Work(days(0), 754, (Span(started, 754),), "remote")
    old = business.entries.post(Draft(acme.client_id, work, "7", "vpn", "Mario Rossi")).entry
    left = business.queries.balance(acme.client_id).remaining_minutes
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await until(pilot, lambda: "vpn" in "".join(rows_of(pilot, "#page-entries")[1:][:1]))
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


async def test_a_correction_of_invoiced_work_says_its_credit_and_asks(business: Business) -> None:
    hotel = add_client(
        business, "hotel", terms=Terms(kind=Kind.BREAK_FIX, currency="EUR", hourly_rate_minor=8_000), blocks=()
    )
    old = business.entries.post(draft_of(hotel, 15, note="tilt")).entry
    (line,) = business.queries.lines(client_id=hotel.client_id)
    business.invoices.mark([line.line_id], "78", days(0))
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("ctrl+l")
        await until_screen(pilot, QuickEntry)
        await pilot.press(*" 20")
        await until(pilot, lambda: "changes: note" in preview_of(pilot))
        # A number behind the note belongs to it: the preview says that the time stays.
        assert preview_of(pilot).split("\n")[0] == "changes: note   stays: client, day, time, type"
        pilot.app.screen.query_one(Input).value = "hotel 30 tilt"
        await until(pilot, lambda: "changes: time" in preview_of(pilot))
        assert "! on invoice 78: credit -€20.00, new line €40.00" in preview_of(pilot).split("\n")
        await pilot.press("enter")
        await until_screen(pilot, Confirm)
        assert not business.queries.entry(old.entry_id).voided
        await pilot.press("y")
        await until(pilot, lambda: business.queries.entry(old.entry_id).voided)
        await until(pilot, lambda: "saved 0:30 to hotel   credit of -€20.00 to invoice" in status_of(pilot)[:60])


def test_a_void_of_invoiced_work_says_its_credit_before(business: Business) -> None:
    hotel = add_client(
        business, "hotel", terms=Terms(kind=Kind.BREAK_FIX, currency="EUR", hourly_rate_minor=8_000), blocks=()
    )
    entry_id = business.entries.post(draft_of(hotel, 15)).entry.entry_id
    assert business.entries.preview_void(entry_id).doubts == ()
    (line,) = business.queries.lines(client_id=hotel.client_id)
    business.invoices.mark([line.line_id], "78", days(0))
    assert business.entries.preview_void(entry_id).doubts == ("on invoice 78: credit -€20.00",)


async def test_a_correction_shows_what_its_new_time_overlaps(business: Business, clock: FakeClock) -> None:
    acme = business.queries.resolve_client("acme")
    for hours_ago, note in ((3, "vpn"), (1, "mail")):
        span = Span(clock.now() - timedelta(hours=hours_ago), 1_800)
        business.entries.post(Draft(acme.client_id, Work(days(0), 1_800, (span,)), note=note))
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("ctrl+l")
        await until_screen(pilot, QuickEntry)
        box = pilot.app.screen.query_one(Input)
        box.value += " read"
        await until(pilot, lambda: "changes: note" in preview_of(pilot))
        assert "overlaps" not in preview_of(pilot)
        box.value = "acme 30m @07:10 mail"
        await until(pilot, lambda: "! overlaps 07:00 acme 0:30" in preview_of(pilot).split("\n"))
        await pilot.press("enter")
        await until(pilot, lambda: "! overlaps 07:00 acme 0:30" in status_of(pilot))


def test_the_previews_of_a_void_and_of_a_correction_name_the_blocks_that_they_take_back(tmp_path: Path) -> None:
    with open_business(tmp_path, fake_clock()) as business:
        acme = add_client(business, terms=prepaid_terms(renewal=RenewalMode.AUTO))
        posted = business.entries.post(draft_of(acme, 595))
        assert len(posted.renewals) == 1
        entry_id, block_id = posted.entry.entry_id, posted.renewals[0].block_id
        assert business.entries.preview_void(entry_id).voided_blocks == (block_id,)
        corrected = business.entries.preview_edit(entry_id, draft_of(acme, 10))
        assert corrected.voided_blocks == (block_id,)
        assert "! 1 renewed block taken back" in preview_text(corrected).split("\n")
        # Once other work draws from it, it stays, and both say why.
        business.entries.post(draft_of(acme, 60))
        stays = business.entries.preview_void(entry_id)
        assert stays.voided_blocks == () and "stays: other entries draw from it" in stays.warnings[0]
        assert business.entries.preview_edit(entry_id, draft_of(acme, 10)).warnings == stays.warnings
        assert business.entries.void(entry_id).warnings == stays.warnings
