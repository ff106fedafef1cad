"""The thread that paints reads nothing from the store: a slow disk would stall its keys."""

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from core.forms.fields import FormField
from tests.builders import add_client, draft_of, open_business
from tests.tui.driving import desk_of, desk_on, hits_of, preview_of, rows_of, settled, until, until_screen
from tests.tui.painting import Statements
from tests.waiting import PATIENCE_SECONDS
from tui.app import DeskApp
from tui.beside import Beside
from tui.dialogs import question
from tui.dialogs.form import Form
from tui.messages import LedgerChanged
from tui.newest import Newest
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.pages.desk_reading import Asked, DeskRead, DeskReader


async def test_what_is_typed_moved_to_and_changed_by_others_is_read_beside_the_thread_that_paints(
    tmp_path: Path, statements: Statements
) -> None:
    business = open_business(tmp_path)
    add_client(business, "acme")
    add_client(business, "acid")
    async with desk_on(business, paints_often=True) as pilot:
        desk = desk_of(pilot)
        statements.painted.clear()
        await pilot.press("a", "c")
        await until(pilot, lambda: len(hits_of(pilot)) == 2)
        first = desk.client_id
        await pilot.press("down")
        await until(pilot, lambda: desk.client_id not in (None, first))
        await pilot.press("backspace", "backspace")
        await until(pilot, lambda: desk.find.finding is None)
        await asyncio.to_thread(add_client, business, "bolt")
        await until(pilot, lambda: desk.view is not None and desk.view.client_count > 2)
        assert statements.painted == []


@pytest.mark.parametrize(
    "keys", [("f6",), ("f6", "slash", "p", "r"), ("f7",), ("f9",), ("ctrl+y",), ("ctrl+f", "7"), ("ctrl+o", "p", "r")]
)
async def test_pages_and_their_fields_are_read_beside_the_thread_that_paints(
    keys: tuple[str, ...], tmp_path: Path, statements: Statements
) -> None:
    business = open_business(tmp_path)
    acme = add_client(business, "acme")
    business.entries.post(draft_of(acme, 20, note="printer", ticket="7"))
    async with desk_on(business, paints_often=True) as pilot:
        await pilot.press("a", "c")
        await settled(pilot)
        statements.painted.clear()
        await pilot.press(*keys)
        await settled(pilot)
        assert not isinstance(pilot.app.screen, Desk)
        assert statements.painted == []


@pytest.mark.parametrize(("page", "field", "words"), [("ctrl+f", "TicketBox", "77"), ("ctrl+o", "#filter", "toner")])
async def test_text_is_shown_while_a_disk_stalls_and_the_last_one_is_read_for_when_it_answers(
    page: str, field: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    business = open_business(tmp_path)
    acme = add_client(business, "acme")
    business.entries.post(draft_of(acme, 20, note="printer", ticket="7"))
    business.entries.post(draft_of(acme, 20, note="toner", ticket="77"))
    may_read, reading = threading.Event(), Beside.reading
    may_read.set()

    def stalled(beside: Beside, read: Any) -> Any:
        assert may_read.wait(PATIENCE_SECONDS)
        return reading(beside, read)

    monkeypatch.setattr(Beside, "reading", stalled)
    async with desk_on(business, paints_often=True) as pilot:
        await pilot.press(page)
        await settled(pilot)
        box = pilot.app.screen.query_one(field, Input)
        may_read.clear()
        try:
            for letter in words:
                pilot.app.post_message(events.Key(letter, letter))
            await until(pilot, lambda: box.value == words)
        finally:
            may_read.set()
        await settled(pilot)
        (row,) = rows_of(pilot, "#tickets" if page == "ctrl+f" else "#page-entries")[-1:]
        assert "77" in row


async def test_letters_are_shown_before_the_first_list_is_read_and_what_acts_on_it_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    business = open_business(tmp_path)
    add_client(business, "acme")
    add_client(business, "bolt")
    may_read, read = threading.Event(), DeskReader.read

    def held(reader: DeskReader, asked: Asked) -> DeskRead | None:
        assert may_read.wait(PATIENCE_SECONDS)
        return read(reader, asked)

    monkeypatch.setattr(DeskReader, "read", held)
    app = DeskApp(business)
    async with app.run_test(size=(120, 40)) as pilot:
        desk = desk_of(pilot)
        try:
            for key in ("b", "o", "enter"):
                app.post_message(events.Key(key, key if len(key) == 1 else None))
            await until(pilot, lambda: desk.find.box.value == "bo")
            assert desk.view is None and not app.typed.is_at_rest
        finally:
            may_read.set()
        await until(pilot, lambda: desk.own_calls)
        assert desk.own_calls[0].client.code == "bolt"


async def test_changes_that_come_faster_than_the_desk_reads_put_off_neither_what_is_shown_nor_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    business = open_business(tmp_path)
    for code in ("acme", "bianchi"):
        add_client(business, code)
    begun, read, most = list[str](), DeskReader.read, 20

    async with desk_on(business, paints_often=True) as pilot:
        await settled(pilot)
        desk = desk_of(pilot)

        def changed_meanwhile(reader: DeskReader, asked: Asked) -> DeskRead | None:
            begun.append(asked.text)
            found = read(reader, asked)
            if len(begun) < most:
                pilot.app.call_from_thread(desk._ledger_changed, LedgerChanged())
            return found

        monkeypatch.setattr(DeskReader, "read", changed_meanwhile)
        desk.reload()
        await pilot.press(*"bian", "f6")
        await until(pilot, lambda: isinstance(pilot.app.screen, ClientScreen))
        assert len(begun) < most
        # A change that came during a read is read later.
        add_client(business, "vivai")
        business.entries.post(draft_of(business.queries.resolve_client("bianchi"), 7, note="after"))
        await until(pilot, lambda: any("after" in row for row in rows_of(pilot, "#page-entries")))


async def test_a_preview_that_is_shown_stays_where_one_before_it_was_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question, "_LATE_SECONDS", 1.5)
    read, may_read = Newest.read, threading.Event()

    async def last_of_all(newest: Newest, *arguments: Any) -> Any:
        # What nobody wants any more comes back behind what is shown, as the loop may have it.
        answer = await read(newest, *arguments)
        if answer is None:
            await asyncio.sleep(3.0)
        return answer

    def check(values: Mapping[str, str]) -> list[str]:
        assert may_read.wait(PATIENCE_SECONDS)
        return [f"hours {values['hours']}"]

    monkeypatch.setattr(Newest, "read", last_of_all)
    async with desk_on(open_business(tmp_path)) as pilot:
        form = Form("Adjust", (FormField("hours", "Hours", "1h"),), check)
        pilot.app.push_screen(form)
        await until_screen(pilot, Form)
        box = form.query_one(Input)
        for value in ("2h", "1h"):
            box.value = value
            await pilot.pause()
        may_read.set()
        await until(pilot, lambda: preview_of(pilot) == "hours 1h")
        await asyncio.sleep(2.0)
        assert preview_of(pilot) == "hours 1h"
