"""The thread that paints reads nothing from the store: a slow disk would stall its keys."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from textual import events

from core.store.sqlite.connection import Connection
from tests.builders import add_client, open_business
from tests.tui.driving import desk_of, desk_on, hits_of, until
from tests.waiting import PATIENCE_SECONDS
from tui.app import DeskApp
from tui.pages.desk_reading import Asked, DeskRead, DeskReader

POLLED = (
    "PRAGMA data_version",
    "PRAGMA user_version",
    "PRAGMA page_size",
    "SELECT counter, number FROM change_count",
)
"""How the watchers ask whether anything changed: what is in memory, and after a change one small table."""


async def test_what_is_typed_moved_to_and_changed_by_others_is_read_beside_the_thread_that_paints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    business = open_business(tmp_path)
    add_client(business, "acme")
    add_client(business, "acid")
    painting, read = threading.get_ident(), list[str]()
    execute = Connection._execute

    def noted(connection: Connection, sql: str, values: tuple[Any, ...]) -> Any:
        if threading.get_ident() == painting and not sql.startswith(POLLED):
            read.append(sql)
        return execute(connection, sql, values)

    monkeypatch.setattr(Connection, "_execute", noted)
    async with desk_on(business) as pilot:
        desk = desk_of(pilot)
        read.clear()
        await pilot.press("a", "c")
        await until(pilot, lambda: len(hits_of(pilot)) == 2)
        first = desk.client_id
        await pilot.press("down")
        await until(pilot, lambda: desk.client_id not in (None, first))
        await pilot.press("backspace", "backspace")
        await until(pilot, lambda: desk.finding is None)
        await asyncio.to_thread(add_client, business, "bolt")
        await until(pilot, lambda: desk.view is not None and desk.view.client_count > 2)
        assert read == []


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
