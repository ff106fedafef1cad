"""A store on disk and the terminals opened on it, killed at the end of a test whatever came of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from core.business import Business
from core.journal.events import ClientAdded
from tests.builders import add_client
from tests.e2e.terminal import Terminal

Open = Callable[..., Terminal]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with Business.open(path, clock=SystemClock(), create=True, timezone="Europe/Rome") as business:
        add_client(business, "acme")
        with business.session.changing():
            business.session.append([ClientAdded(business.session.new_id("k"), "evil", "[red]x[/] \x1b]52;c;aGk=\x07")])
    return path


@pytest.fixture
def opened() -> Iterator[Open]:
    """Open the app on a store in a terminal and wait for some words."""
    terminals: list[Terminal] = []

    def open_(store: Path, until: str = "Acme srl", **options: str) -> Terminal:
        terminal = Terminal(store, **options)  # type: ignore[arg-type]
        terminals.append(terminal)
        terminal.until(until)
        return terminal

    yield open_
    for terminal in terminals:
        if terminal.process.isalive():
            terminal.kill()
