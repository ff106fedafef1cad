"""A kill -9 at any point of a wrap-up keeps its words, its client, its time and the moment of F5."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from core.business import Business
from core.queries.views.calls import CallView
from tests.builders import add_client
from tests.e2e.terminal import ENTER, Terminal
from tests.waiting import PATIENCE_SECONDS

F5, UP = "\x1b[15~", "\x1b[A"
NOTE, TIME, CLIENT = "printer jams #4900", "15m", "vivai"
KEPT_WITHIN_SECONDS = 1.0
"""The words are in the store so long after the last key, on a machine that is not busy."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with Business.open(path, clock=SystemClock(), create=True, timezone="Europe/Rome") as business:
        for code in ("acme", "vivai"):
            add_client(business, code)
    return path


@pytest.fixture
def open_desk(store: Path) -> Iterator[Callable[[], Terminal]]:
    opened: list[Terminal] = []

    def desk() -> Terminal:
        opened.append(Terminal(store))
        opened[-1].until("Acme srl")
        return opened[-1]

    yield desk
    for terminal in opened:
        if terminal.process.isalive():
            terminal.kill()


def stored(store: Path) -> CallView:
    with Business.open(store) as business:
        (call,) = business.calls.list()
        return call


def wait_for(terminal: Terminal, holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"it never came to hold:\n{terminal.shown()}"
        terminal.read_for(0.1)


def begin(terminal: Terminal) -> None:
    terminal.call_acme()
    terminal.type(F5)
    terminal.until("Wrap up")


def test_words_client_time_and_the_moment_of_f5_survive_a_kill(store: Path, open_desk: Callable[[], Terminal]) -> None:
    terminal = open_desk()
    begin(terminal)
    terminal.type(NOTE + UP)
    terminal.until("►Time")
    terminal.type(TIME + UP)
    terminal.until("►Client")
    terminal.type(CLIENT)
    wait_for(terminal, lambda: stored(store).words.client == CLIENT)
    ended = stored(store).ending
    terminal.kill()
    words = stored(store).words
    assert (words.note, words.time, words.client) == (NOTE, TIME, CLIENT)
    assert ended is not None and stored(store).ending == ended

    again = open_desk()
    again.type(F5)
    again.until(NOTE)
    again.until(TIME)
    again.type(ENTER)
    again.until("'15m' is longer than the call")
    again.type("y")
    wait_for(again, lambda: _entries(store))
    assert _entries(store) == [("vivai", "printer jams", "4900", 900)]


def _entries(store: Path) -> list[tuple[str, str, str, int]]:
    with Business.open(store) as business:
        return [
            (entry.client.code, entry.note, entry.ticket, entry.worked_seconds) for entry in business.queries.entries()
        ]


def killed_after(store: Path, open_desk: Callable[[], Terminal], typed: str, chance: random.Random) -> str:
    """Type some of a note, kill the app a second after the last key; the note that was kept."""
    terminal = open_desk()
    begin(terminal)
    for key in typed:
        terminal.type(key)
        terminal.read_for(chance.uniform(0, 0.1))
    terminal.until(typed.split()[-1])
    terminal.read_for(KEPT_WITHIN_SECONDS)
    terminal.kill()
    return stored(store).words.note


def test_a_kill_in_the_middle_of_a_note_keeps_what_was_typed_of_it(
    store: Path, open_desk: Callable[[], Terminal]
) -> None:
    assert killed_after(store, open_desk, "printer ja", random.Random(1)) == "printer ja"


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_a_kill_at_any_point_keeps_what_was_typed(store: Path, open_desk: Callable[[], Terminal], seed: int) -> None:
    chance = random.Random(seed)
    typed = NOTE[: chance.randrange(1, len(NOTE))].rstrip()
    assert killed_after(store, open_desk, typed, chance) == typed
