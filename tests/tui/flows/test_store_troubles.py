"""Every flow and every preview with a store that is busy or unreadable: the app lives, says why, and keeps the words."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from core.basics.clock import FakeClock
from core.basics.errors import StoreBusy, StoreUnavailable
from core.business import Business
from core.model.terms import RenewalMode
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import call, desk_of, desk_on, until, until_screen
from tests.tui.troubles import trouble_changes, trouble_reads
from tui.commands.command import Place
from tui.commands.listing import command, commands
from tui.dialogs.confirm import Confirm
from tui.dialogs.first_run import FirstRun
from tui.dialogs.form import Form
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.flows import calls, clients, daily
from tui.pages.desk import Desk
from tui.pages.page import Page
from tui.widgets.tables import DiffTable

ERRORS = [StoreBusy("the store is busy; try again"), StoreUnavailable("the store is gone; look for it")]
RUN_NO_FLOW = {
    "help", "search", "client", "board", "reports", "proposals", "ticket", "ticket.client", "proposal.all", "refresh",
    "palette", "leave", "notes", "report.export", "client.account",
}  # fmt: skip
ACT_ON_MORE = {
    "phone", "phone.take", "phone.dismiss", "phone.log", "phone.back", "phone.new", "phone.drop", "phone.drop.all",
    "client.dial", "call.note", "block.credit", "line.mark", "line.pay", "line.unmark", "account.adjust", "account.transfer",
}  # fmt: skip
"""Not tried here: they act on a phone call, a block or a line, of which this business has none."""
FLOWS = [
    each.id
    for each in commands()
    if each.id not in RUN_NO_FLOW | ACT_ON_MORE and each.place not in (Place.LIST, Place.PHONE)
]


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme", terms=prepaid_terms(renewal=RenewalMode.ASK))
    add_client(opened, "bianchi")
    opened.proposals.add(acme.client_id, "Patches", estimate_minutes=45, due_on=days(3))
    opened.entries.post(draft_of(acme, 400, note="server", ticket="7"))
    return opened


def shown_lines(pilot: Pilot[Any]) -> str:
    """The lines of answer of all pages, and the previews of all dialogs."""
    found = [line for screen in pilot.app.screen_stack for line in screen.query("#status, #preview").results(Static)]
    return "\n".join(str(line.render()) for line in found)


FILLED = {
    "client.add": {"code": "gamma", "name": "Gamma"},
    "client.import": {"file": "clients.csv"},
    "proposal.add": {"client": "acme", "title": "New Office"},
    "client.propose": {"title": "New Office"},
    "account.add": {"name": "servers"},
    "client.agreement": {"price": "900.00"},
}


async def calls_run(pilot: Pilot[Any]) -> None:
    """Two calls, so that every command has one to act on."""
    await call(pilot, "bia")
    await call(pilot, "acm")


async def page_for(pilot: Pilot[Any], place: Place) -> Page:
    """A page of commands, with a client, an entry and a proposal to act on."""
    key = {Place.CLIENT: "f6", Place.PROPOSALS: "f9"}.get(place)
    if key:
        await pilot.press(key)
        await until(pilot, lambda: not isinstance(pilot.app.screen, Desk))
        table = "#proposals" if key == "f9" else "#page-entries"
        await until(pilot, lambda: pilot.app.screen.query_one(table, DiffTable).row_count)
    page = pilot.app.screen
    assert isinstance(page, Page)
    if place is Place.DESK:
        page.query_one("#entries", DiffTable).focus()
        await until(pilot, lambda: page.entry)
    return page


async def answer_until_said(pilot: Pilot[Any], sentence: str, fields: dict[str, str]) -> None:
    """Fill and enter what is asked, until the sentence is shown; then leave what is still asked."""
    filled = None
    for _round in range(100):
        if f"! {sentence}" in shown_lines(pilot):
            break
        dialog = pilot.app.screen
        if isinstance(dialog, Confirm):
            await pilot.press("y")
        elif isinstance(dialog, Form | QuickEntry | WrapUp) and dialog is not filled and dialog.query(Input):
            filled = dialog
            for name, value in fields.items():
                dialog.query_one(f"#field-{name}", Input).value = value
            if isinstance(dialog, QuickEntry):
                # A line that is not changed is not posted again.
                await pilot.press("x")
            await pilot.press("enter")
        await pilot.pause(0.02)
    else:
        raise AssertionError(f"{sentence} was not said, but: {shown_lines(pilot)}")
    if not isinstance(pilot.app.screen, Page):
        await pilot.press("escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, Page))


@pytest.mark.parametrize("place", sorted({command(command_id).place for command_id in FLOWS}))
async def test_a_flow_that_meets_a_store_in_trouble_says_so_and_the_app_lives(
    business: Business, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clients.csv").write_text("code,name\ngamma,Gamma\n")
    async with desk_on(business) as pilot:
        await calls_run(pilot)
        page = await page_for(pilot, place)
        reads, changes = trouble_reads(pilot), trouble_changes(pilot)
        for number, command_id in enumerate(each for each in FLOWS if command(each).place is place):
            reads.error = changes.error = None
            assert page.why_not(command_id) == "", command_id
            page.say("")
            reads.error = changes.error = ERRORS[number % 2]
            page.attempt(command_id)
            await answer_until_said(pilot, str(reads.error), FILLED.get(command_id, {}))
        assert pilot.app.is_running


async def test_a_flow_that_the_desk_starts_by_itself_says_so_too(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await until(pilot, lambda: not [worker for worker in pilot.app.workers if worker.is_running])
        reads, changes = trouble_reads(pilot), trouble_changes(pilot)
        for number, flow in enumerate((daily.run, calls.beat, clients.welcome)):
            desk_of(pilot).say("")
            reads.error = changes.error = ERRORS[number % 2]
            desk_of(pilot).carry_out(flow)
            if flow is clients.welcome:
                await until_screen(pilot, FirstRun)
            await answer_until_said(pilot, str(reads.error), FILLED["client.add"])


TYPED = [
    ("stop", "#field-note", "jam #77"),
    ("call.edit", "#field-note", "jam #77"),
    ("log", "Input", "acme 15 jam"),
    ("client.add", "#field-name", "Gamma"),
    ("client.edit", "#field-name", "Acme Two"),
    ("client.sell", "#field-size", "5h"),
    ("client.agreement", "#field-price", "900.00"),
    ("client.statement", "#field-month", "2026-01"),
    ("client.mail", "#field-to", "a@acme.example"),
    ("client.propose", "#field-title", "New Office"),
    ("account.add", "#field-name", "servers"),
    ("account.edit", "#field-name", "office"),
    ("client.correct", "Input", "acme 30 server #7"),
    ("today.correct", "Input", "acme 30 server #7"),
    ("correct.last", "Input", "acme 30 server #7"),
    ("proposal.done", "Input", "40m patched"),
]

PREVIEW_READS_NOTHING = ("client.agreement", "account.add", "account.edit")


def test_every_flow_with_words_to_type_is_among_those_that_are_tried() -> None:
    asks_only = {
        "hold", "undo", "start", "switch", "cancel", "renewal.approve", "renewal.refuse", "client.void",
        "proposal.accept", "proposal.drop", "proposal.suggest", "entry.open", "today.open", "today.void",
        "client.cardless",
    }  # fmt: skip
    same_form, without_reads = {"proposal.add"}, {"client.import"}
    assert {command_id for command_id, _field, _words in TYPED} == set(FLOWS) - asks_only - same_form - without_reads


@pytest.mark.parametrize(("number", "typed"), enumerate(TYPED), ids=[each[0] for each in TYPED])
async def test_the_words_stay_while_the_store_cannot_be_read_or_changed(
    business: Business, tmp_path: Path, number: int, typed: tuple[str, str, str]
) -> None:
    command_id, field, words = typed
    async with desk_on(business) as pilot:
        await calls_run(pilot)
        page = await page_for(pilot, command(command_id).place)
        reads, changes = trouble_reads(pilot), trouble_changes(pilot)
        page.attempt(command_id)
        await until(pilot, lambda: not isinstance(pilot.app.screen, Page) and pilot.app.screen.query(field))
        dialog = pilot.app.screen
        for name, value in (("code", "gamma"), ("file", str(tmp_path / "out.txt"))):
            for box in dialog.query(f"#field-{name}").results(Input):
                box.value = box.value or value

        dialog.query_one(field, Input).value = words

        # The preview cannot be read: Enter saves nothing, and the words stay.
        if command_id not in PREVIEW_READS_NOTHING:
            reads.error = ERRORS[number % 2]
            await pilot.press("enter")
            await until(pilot, lambda: f"! {reads.error}" in str(dialog.query_one("#preview", Static).render()))
            assert pilot.app.screen is dialog
            assert dialog.query_one(field, Input).value == words

        # The change fails: the question comes back with the words and the reason.
        reads.error, changes.error = None, ERRORS[1 - number % 2]
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen) is type(dialog) and pilot.app.screen is not dialog)
        again = pilot.app.screen
        await until(pilot, lambda: again.query("#preview"))
        await until(pilot, lambda: f"! {changes.error}" in str(again.query_one("#preview", Static).render()))
        kept = " ".join(box.value for box in again.query(Input))
        assert all(word.lstrip("#") in kept for word in words.split())

        # The store is well again: Enter makes the change.
        changes.error = None
        page.say("")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is page and shown_lines(pilot).strip())
        assert not str(page.query_one("#status", Static).render()).startswith("!")


@pytest.mark.parametrize("key", ["", "f6", "f7", "f8", "f9", "ctrl+f"])
async def test_a_page_that_cannot_read_says_why_and_shows_what_it_showed(business: Business, key: str) -> None:
    error = ERRORS[0]
    async with desk_on(business) as pilot:
        if key:
            await pilot.press("down", key)
            await until(pilot, lambda: not isinstance(pilot.app.screen, Desk))
            await pilot.pause()
        page = pilot.app.screen
        assert isinstance(page, Page)
        tables = {table: table.row_count for table in page.query(DiffTable)}
        trouble_reads(pilot).error = error
        page.say("")
        page.reload()
        await until(pilot, lambda: f"! {error}" in shown_lines(pilot))
        for table, rows in tables.items():
            table.focus()
            await pilot.press("down", "up", "G", "g")
            assert table.row_count == rows
        for box in page.query(Input):
            box.focus()
            await pilot.press("4", "backspace", "v")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: pilot.app.is_running)
