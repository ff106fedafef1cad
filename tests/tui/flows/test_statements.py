"""The flow that writes a statement."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input, Static

from core.basics.clock import FakeClock
from core.business import Business
from core.model.mail import MailSwitches
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import (
    asked,
    client_page,
    desk_of,
    desk_on,
    preview_of,
    until,
    until_screen,
)
from tests.waiting import PATIENCE_SECONDS
from tui.dialogs.form import Form
from tui.pages.board import Board
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
        form.query_one("#field-month", Input).value = "2026-Q1"
        await until(pilot, lambda: "a quarter or a year is only written" in preview_of(pilot))
        form.query_one("#field-issue", Input).value = "no"
        await until(pilot, lambda: "2 entries" in preview_of(pilot))
        form.query_one("#field-issue", Input).value = "yes"
        form.query_one("#field-month", Input).value = "2026-03"
        await until(pilot, lambda: "prints the same for ever" in preview_of(pilot))
        await pilot.press("enter")
        await asked(pilot)
        told = "\n".join(str(label.render()) for label in pilot.app.screen.query(Static))
        assert "every month before it is closed too" in told and "the client gets it by mail" in told
        await pilot.press("y")
        await until_screen(pilot, ClientScreen)
        await until(pilot, lambda: (tmp_path / "acme.txt").exists())
        assert business.statements.read(client.client_id, "2026-03").issued_at is not None


async def test_enter_waits_for_a_check_that_runs_and_the_keys_after_it_wait_too(
    business: Business, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.advance(timedelta(days=31))
    (tmp_path / "acme.txt").write_text("another file")
    reads, gate = list[str](), threading.Event()
    async with desk_on(business) as pilot:
        beside = desk_of(pilot).runner.beside
        reading = beside.reading

        def slow(read: Callable[[Business], Any]) -> Any:
            reads.append("")
            gate.wait(PATIENCE_SECONDS)
            return reading(read)

        await client_page(pilot)
        await pilot.press("m")
        await until_screen(pilot, Form)
        form = pilot.app.screen
        form.query_one("#field-file", Input).value = str(tmp_path / "acme.txt")
        await until(pilot, lambda: "written over" in preview_of(pilot))
        monkeypatch.setattr(beside, "reading", slow)
        form.query_one("#field-month", Input).value = "2026-Q1"
        await until(pilot, lambda: reads)
        for key, letter in (("enter", "\r"), ("y", "y"), ("f7", None)):
            pilot.app.post_message(events.Key(key, letter))
        await until(pilot, lambda: "reading" in preview_of(pilot))
        gate.set()
        await until_screen(pilot, Board)
        assert "another file" not in (tmp_path / "acme.txt").read_text()
