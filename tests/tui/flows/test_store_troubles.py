"""Every flow and every preview with a store that is busy or unreadable: the app lives, says why, and keeps the words."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from core.basics.clock import FakeClock
from core.basics.errors import StoreBusy, StoreReplaced, StoreUnavailable
from core.business import Business
from core.model.terms import RenewalMode
from tests.builders import MONDAY, add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import call, desk_of, desk_on, handled, hits_of, settled, until, until_screen
from tests.tui.phoning import NUMBER, UNKNOWN, tell
from tests.tui.troubles import Trouble, trouble_changes, trouble_reads
from tests.waiting import PATIENCE_SECONDS
from tui.commands.command import Place
from tui.commands.listing import command, commands
from tui.dialogs.confirm import Confirm
from tui.dialogs.first_run import FirstRun
from tui.dialogs.form import Form
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.flows import beats, clients, daily
from tui.flows import words as words_module
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.pages.page import Page
from tui.widgets.answer_line import AnswerLine
from tui.widgets.tables import DiffTable

ERRORS = [
    StoreBusy("the store is busy; try again"),
    StoreUnavailable("the disk is full; make room"),
    StoreReplaced("ledger.db", is_gone=True),
]
RUN_NO_FLOW = {
    "help", "search", "client", "board", "reports", "proposals", "ticket", "ticket.client", "proposal.all", "refresh",
    "palette", "leave", "notes", "report.export", "client.account", "phone", "phone.unlogged", "day",
}  # fmt: skip
WITHOUT_STORE = {"phone.back", "call.note"}
"""`phone.back` copies a number; what `call.note` keeps is tried by a test of its own."""
SAME_FLOW = {"phone.correct"}
"""Runs the flow of `today.correct`, on an entry that a reconciliation found."""
FLOWS = [
    each.id
    for each in commands()
    if each.id not in RUN_NO_FLOW | WITHOUT_STORE | SAME_FLOW and each.place is not Place.LIST
]
ROWS = {
    "block.": (Place.CLIENT, "#page-blocks"),
    "line.": (Place.CLIENT, "#page-billing"),
    "phone.": (Place.PHONE, "#phone-calls"),
    "day.": (Place.DAY, "#my-day"),
}
"""The page and the table whose row a command acts on, by the start of the command's id."""


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return business_of_all(tmp_path, clock)


def business_of_all(tmp_path: Path, clock: FakeClock) -> Business:
    """A business with something for each command to act on."""
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme", terms=prepaid_terms(renewal=RenewalMode.ASK), blocks=(300, 300))
    opened.clients.edit(acme.client_id, phones=[NUMBER])
    servers = opened.accounts.add(acme.client_id, "old").account
    opened.agreements.set(servers.account_id, prepaid_terms())
    add_client(opened, "bianchi")
    opened.proposals.add(acme.client_id, "Patches", estimate_minutes=45, due_on=days(3))
    opened.entries.post(draft_of(acme, 400, note="server", ticket="7"))
    opened.invoices.mark([line.line_id for line in opened.queries.lines()][:1], "12", MONDAY)
    for number in (UNKNOWN, NUMBER):
        tell(opened, call=number, number=number)
        tell(opened, "answer", call=number, number=number, after=3)
        tell(opened, "end", call=number, number=number, after=125)
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
    "account.share": {"client": "bianchi"},
    "client.merge": {"client": "bianchi"},
    "technician": {"name": "anna", "class": "senior"},
    "prices": {"size": "10h", "price": "900.00"},
    "business": {"business": "Helpdesk"},
    "client.agreement": {"price": "900.00"},
    "account.adjust": {"hours": "+2h", "reason": "goodwill"},
    "account.transfer": {"to": "acme/old", "hours": "2h", "reason": "they need more"},
    "block.credit": {"reason": "not content"},
    "line.mark": {"number": "13"},
    "phone.new": {"who": "gamma"},
    "day.fill": {"client": "acme"},
}


async def calls_run(pilot: Pilot[Any]) -> None:
    """Two calls, so that every command has one to act on."""
    await call(pilot, "bia")
    await call(pilot, "acm")


PAGES = {
    Place.CLIENT: ("f6", "#page-entries"),
    Place.PROPOSALS: ("f9", "#proposals"),
    Place.PHONE: ("f11", "#phone-calls"),
    Place.DAY: ("ctrl+y", "#my-day"),
}
"""The key that opens the page on which commands of a place act, and its table."""


async def page_for(pilot: Pilot[Any], place: Place) -> Page:
    """A page of commands, with a client, an entry, a proposal and a phone call to act on."""
    if place in PAGES:
        key, table = PAGES[place]
        await pilot.press(key)
        await until(pilot, lambda: not isinstance(pilot.app.screen, Desk))
        await until(pilot, lambda: pilot.app.screen.query_one(table, DiffTable).row_count)
    page = pilot.app.screen
    assert isinstance(page, Page)
    if place is Place.DESK:
        page.query_one("#entries", DiffTable).focus()
        await until(pilot, lambda: page.entry)
    await until(pilot, lambda: page.phone_call)
    return page


async def point_for(pilot: Pilot[Any], page: Page, command_id: str) -> None:
    """Put the cursor where a command acts; `line.mark` acts on a line without an invoice, too."""
    place, selector = next((each for start, each in ROWS.items() if command_id.startswith(start)), (None, ""))
    if isinstance(page, ClientScreen):
        page.action_show_tab({"#page-blocks": 1, "#page-billing": 3}.get(selector, 0))
    if page.PLACE is place:
        table = page.query_one(selector, DiffTable)
        for row in range(table.row_count):
            table.move_cursor(row=row)
            is_free = page.line is not None and not page.line.number
            if not page.why_not(command_id) and (is_free or command_id != "line.mark"):
                break
    await until(pilot, lambda: not page.why_not(command_id))


async def answer_until_said(pilot: Pilot[Any], sentence: str, fields: dict[str, str]) -> None:
    """Fill and enter what is asked, until the sentence is shown; then leave what is still asked."""
    filled = None
    answered: list[Confirm] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while sentence not in shown_lines(pilot):
        assert time.monotonic() < deadline, f"{sentence} not said on {pilot.app.screen}, but: {shown_lines(pilot)}"
        dialog = pilot.app.screen
        if isinstance(dialog, Confirm):
            # Once: letters close behind one another are a word, which answers nothing.
            if dialog not in answered:
                answered.append(dialog)
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
    # It may be said before the sheet is open.
    await until(pilot, lambda: pilot.app.typed._idle.is_idle())  # type: ignore[attr-defined]
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
            # What the page still reads would tell the trouble of the command before.
            await until(pilot, lambda: not [worker for worker in pilot.app.workers if worker.is_running])
            reads.error = changes.error = None
            await point_for(pilot, page, command_id)
            page.say("")
            reads.error = changes.error = ERRORS[number % len(ERRORS)]
            page.attempt(command_id)
            await answer_until_said(pilot, str(reads.error), FILLED.get(command_id, {}))
        assert pilot.app.is_running


async def test_a_flow_that_the_desk_starts_by_itself_says_so_too(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await until(pilot, lambda: not [worker for worker in pilot.app.workers if worker.is_running])
        reads, changes = trouble_reads(pilot), trouble_changes(pilot)
        for number, flow in enumerate((daily.run, beats.beat, clients.welcome)):
            desk_of(pilot).say("")
            reads.error = changes.error = ERRORS[number]
            desk_of(pilot).carry_out(flow)
            if flow is clients.welcome:
                await until_screen(pilot, FirstRun)
            await answer_until_said(pilot, str(reads.error), FILLED["client.add"])


TYPED = [
    ("call.edit", "#field-note", "jam #77"),
    ("stop", "#field-note", "toner #78"),
    ("phone.take", "#field-note", "jam #77"),
    ("log", "Input", "acme 15 jam"),
    ("client.add", "#field-name", "Gamma"),
    ("client.edit", "#field-name", "Acme Two"),
    ("client.sell", "#field-size", "5h"),
    ("client.agreement", "#field-price", "900.00"),
    ("client.statement", "#field-month", "2026-01"),
    ("client.mail", "#field-to", "a@acme.example"),
    ("mail.manager", "#field-to", "boss@firm.example"),
    ("lock", "#field-day", "2026-01-31"),
    ("prices", "#field-price", "900.00"),
    ("business", "#field-business", "Helpdesk"),
    ("technician", "#field-class", "senior"),
    ("invoice.export", "#field-client", "acme"),
    ("client.propose", "#field-title", "New Office"),
    ("block.credit", "#field-reason", "not content"),
    ("account.adjust", "#field-hours", "+2h"),
    ("account.transfer", "#field-hours", "2h"),
    ("line.mark", "#field-number", "13"),
    ("line.pay", "#field-date", "2026-03-02"),
    ("account.add", "#field-name", "servers"),
    ("account.edit", "#field-name", "office"),
    ("account.share", "#field-client", "bianchi"),
    ("entry.contest", "#field-answer", "second visit"),
    ("client.correct", "Input", "acme 30 server #7"),
    # Last of the client's page: it closes it.
    ("client.merge", "#field-client", "bianchi"),
    ("today.correct", "Input", "acme 30 server #7"),
    ("correct.last", "Input", "acme 30 server #7"),
    ("proposal.done", "Input", "40m patched"),
    ("phone.log", "#field-note", "jam #77"),
    ("phone.new", "#field-who", "gamma"),
    ("day.fill", "#field-client", "acme"),
    ("day.correct", "Input", "acme 30 server #7"),
]

PREVIEW_READS_NOTHING = (
    "client.agreement",
    "account.add",
    "account.edit",
    "mail.manager",
    "technician",
    "prices",
    "business",
)


def test_every_flow_with_words_to_type_is_among_those_that_are_tried() -> None:
    asks_only = {
        "hold", "undo", "start", "switch", "cancel", "renewal.approve", "renewal.refuse", "client.void",
        "proposal.accept", "proposal.drop", "proposal.suggest", "entry.open", "today.open", "today.void",
        "client.cardless", "client.dial", "import.undo", "account.archive", "client.archive",
        "account.replay", "line.unmark", "phone.dismiss", "phone.drop", "phone.drop.all", "day.void",
    }  # fmt: skip
    same_form, without_reads = {"proposal.add"}, {"client.import", "entry.sheet", "block.statement"}
    assert {command_id for command_id, _field, _words in TYPED} == set(FLOWS) - asks_only - same_form - without_reads


@pytest.mark.parametrize("place", sorted({command(command_id).place for command_id, _field, _words in TYPED}))
async def test_the_words_stay_while_the_store_cannot_be_read_or_changed(
    business: Business, tmp_path: Path, place: Place
) -> None:
    others = {"code": "gamma", "file": str(tmp_path / "out.txt"), "reason": "goodwill", "number": "13", "name": "luca"}
    others["size"] = "10h"
    async with desk_on(business) as pilot:
        await calls_run(pilot)
        page = await page_for(pilot, place)
        reads, changes = trouble_reads(pilot), trouble_changes(pilot)
        for number, (command_id, field, words) in enumerate(each for each in TYPED if command(each[0]).place is place):
            await point_for(pilot, page, command_id)
            page.attempt(command_id)
            await words_stay(
                pilot, page, (reads, changes), typed=(command_id, field, words), number=number, others=others
            )


async def words_stay(
    pilot: Pilot[Any],
    page: Page,
    troubles: tuple[Trouble, Trouble],
    *,
    typed: tuple[str, str, str],
    number: int,
    others: dict[str, str],
) -> None:
    """Fill the dialog on top and enter it while the store cannot be read, cannot be changed, and is well again."""
    (command_id, field, words), (reads, changes) = typed, troubles
    await until(pilot, lambda: not isinstance(pilot.app.screen, Page) and pilot.app.screen.query(field))
    dialog = pilot.app.screen
    for name, value in others.items():
        for box in dialog.query(f"#field-{name}").results(Input):
            box.value = box.value or value
    dialog.query_one(field, Input).value = words

    # The preview cannot be read: Enter saves nothing, and the words stay.
    if command_id not in PREVIEW_READS_NOTHING:
        reads.error = ERRORS[number % len(ERRORS)]
        await pilot.press("enter")
        # The preview tells the same before Enter is through, and a second Enter would be one typed ahead of the refusal.
        await handled(pilot)
        await until(pilot, lambda: f"! {reads.error}" in str(dialog.query_one("#preview", Static).render()))
        assert pilot.app.screen is dialog
        assert dialog.query_one(field, Input).value == words

    # The change fails: the question comes back with the words and the reason.
    reads.error, changes.error = None, ERRORS[(number + 1) % len(ERRORS)]
    await enter(pilot, dialog)
    await until(pilot, lambda: type(pilot.app.screen) is type(dialog) and pilot.app.screen is not dialog)
    again = pilot.app.screen
    await until(pilot, lambda: again.query("#preview"))
    await until(pilot, lambda: f"! {changes.error}" in str(again.query_one("#preview", Static).render()))
    # Only the dialog says so; the page below it may tell that words of a call wait for the store.
    below = page.query_one("#status", AnswerLine).sentence
    assert not below or below.startswith("not kept yet: ")
    kept = " ".join(box.value for box in again.query(Input))
    assert all(word.lstrip("#") in kept for word in words.split())

    # The store is well again: Enter makes the change.
    changes.error = None
    page.say("")
    await enter(pilot, again)
    then = page.desk if command_id == "client.merge" else page
    await until(pilot, lambda: pilot.app.screen is then and shown_lines(pilot).strip())
    assert not str(then.query_one("#status", Static).render()).startswith("!")


async def enter(pilot: Pilot[Any], dialog: Screen[Any]) -> None:
    """Press Enter, and answer the question of a form that asks before it saves."""
    asks = isinstance(dialog, Form) and dialog.doubt is not None and dialog.doubt(dialog.values())
    await pilot.press("enter")
    if asks:
        await until(pilot, lambda: isinstance(dialog, Form) and dialog.is_asking)
        await pilot.press("y")


async def test_a_call_is_wrapped_up_while_the_store_is_gone_and_saved_once_it_is_back(
    business: Business, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words_module, "_RETRY_SECONDS", 0.05)
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        # What the desk reads of the call has to be there before the store is gone.
        await settled(pilot)
        clock.advance(timedelta(minutes=12))
        reads, changes = trouble_reads(pilot), trouble_changes(pilot)
        reads.error = changes.error = ERRORS[2]
        await pilot.press("f5", *"toner #78", "enter")
        await until_screen(pilot, WrapUp)
        await until(pilot, lambda: f"! {reads.error}" in str(pilot.app.screen.query_one("#preview", Static).render()))
        assert isinstance(pilot.app.screen, WrapUp)
        # Parked and taken up again, it has its words and the moment of the first F5.
        await pilot.press("f2")
        await until_screen(pilot, Desk)
        clock.advance(timedelta(minutes=30))
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        assert pilot.app.screen.query_one("#field-note", Input).value == "toner #78"
        reads.error = changes.error = None
        await pilot.press("enter")
        await until(pilot, lambda: [entry.ticket for entry in business.queries.entries()].count("78"))
        (entry,) = (each for each in business.queries.entries() if each.ticket == "78")
        assert (entry.note, entry.worked_seconds) == ("toner", 12 * 60)


async def test_a_page_that_cannot_read_says_why_and_shows_what_it_showed(business: Business) -> None:
    async with desk_on(business) as pilot:
        reads = trouble_reads(pilot)
        for number, key in enumerate(("", "f6", "f7", "f8", "f9", "f11", "ctrl+f")):
            reads.error = None
            if key:
                await pilot.press("f2", *"acm")
                await until(pilot, lambda: len(hits_of(pilot)) == 2)
                await pilot.press(key)
                await until(pilot, lambda: not isinstance(pilot.app.screen, Desk))
                # Some of a page's lists come a step after the others.
                await settled(pilot)
            await page_stays(pilot, reads, ERRORS[number % len(ERRORS)])


async def page_stays(pilot: Pilot[Any], reads: Trouble, error: StoreUnavailable) -> None:
    """Let the page on top read again while the store is in trouble, and press its keys."""
    page = pilot.app.screen
    assert isinstance(page, Page)
    tables = {table: table.row_count for table in page.query(DiffTable)}
    reads.error = error
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
