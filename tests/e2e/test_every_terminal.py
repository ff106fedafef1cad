"""Every page in every kind of terminal at 80×24: reachable, whole, and without colour where none is wished."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from core.business import Business
from tests.builders import add_client
from tests.e2e.test_terminal import COLOUR, Terminal, call_acme, start, store, terminals

__all__ = ["store", "terminals"]

F_KEYS = {
    "xterm-256color": {5: "\x1b[15~", 6: "\x1b[17~", 7: "\x1b[18~", 8: "\x1b[19~", 9: "\x1b[20~", 10: "\x1b[21~"},
}
F1, F2, F3, F4 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"
LINUX_F1, LINUX_F3 = "\x1b[[A", "\x1b[[C"
F5, F6, F7 = (F_KEYS["xterm-256color"][number] for number in (5, 6, 7))
ESCAPE, TICKETS, PALETTE, QUIT = "\x1b", "\x06", "\x10", "\x11"


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("linux", {"TERM": "linux"}),
        ("screen", {"TERM": "screen-256color"}),
        ("no colour", {"TERM": "xterm", "NO_COLOR": "1"}),
    ],
)
def test_every_page_is_reachable(
    store: Path, terminals: list[Terminal], name: str, environment: dict[str, str]
) -> None:
    terminal = start(store, terminals, **environment)
    assert "F10Undo" in terminal.shown()
    call_acme(terminal)
    terminal.type(F6)
    terminal.until("5 Agreement")
    assert "left 10:00 h" in terminal.shown()
    assert "threshold 5:00" in terminal.shown()
    terminal.type("l")
    terminal.until("Sell a block to Acme srl")
    terminal.until("10:00 → 20:00")
    _escape(terminal)
    terminal.type(F7)
    terminal.until("On the phone")
    terminal.until("RUNNING  Acme srl")
    terminal.type(TICKETS)
    terminal.until("ticket number")
    terminal.type(LINUX_F1 if name == "linux" else F1)
    terminal.until("what it does")
    _escape(terminal)
    terminal.type(PALETTE)
    terminal.until("find a command by name")
    _escape(terminal)
    terminal.type(LINUX_F3 if name == "linux" else F3)
    terminal.until("Log finished work")
    terminal.type("acme 15 x")
    terminal.until("left after it 9:45")
    _escape(terminal)
    terminal.type(F5)
    terminal.until("Wrap up the call with Acme srl")
    terminal.until("no renewal")
    _escape(terminal)
    if "NO_COLOR" in environment:
        assert COLOUR.findall(terminal.wire) == []
    terminal.type(QUIT)
    assert terminal.gone_within(5)


def _escape(terminal: Terminal) -> None:
    terminal.type(ESCAPE)
    # A terminal's Esc is told from the beginning of another key by the silence after it.
    terminal.read_for(0.8)


def test_the_focus_going_and_coming_back_costs_nothing_and_stays(store: Path, terminals: list[Terminal]) -> None:
    terminal = start(store, terminals)
    terminal.read_for(1.5)
    terminal.type("\x1b[O")
    away = terminal.read_for(1)
    terminal.type("\x1b[I")
    back = terminal.read_for(1)
    assert len(away) + len(back) < 200
    terminal.type("acm")
    terminal.until("acm")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "empty.db"
    with Business.open(path, clock=SystemClock(), create=True, timezone="Europe/Rome"):
        yield path


def test_an_empty_store_greets(empty: Path, terminals: list[Terminal]) -> None:
    terminal = Terminal(empty)
    terminals.append(terminal)
    terminal.until("Three ways on")
    _escape(terminal)
    terminal.type(QUIT)
    assert terminal.gone_within(5)


def test_the_board_with_a_call_costs_few_bytes(store: Path, terminals: list[Terminal]) -> None:
    terminal = start(store, terminals)
    call_acme(terminal)
    terminal.type(F7)
    terminal.until("RUNNING  Acme srl")
    terminal.read_for(2)
    assert len(terminal.read_for(5)) < 400 * 5


def test_a_wrap_up_over_a_running_call_costs_few_bytes(store: Path, terminals: list[Terminal]) -> None:
    terminal = start(store, terminals)
    call_acme(terminal)
    terminal.type(F5)
    terminal.until("Wrap up")
    terminal.read_for(2)
    assert len(terminal.read_for(5)) < 400 * 5


def test_another_session_s_change_reaches_the_board_within_a_second(store: Path, terminals: list[Terminal]) -> None:
    terminal = start(store, terminals)
    terminal.type(F7)
    terminal.until("nobody is on the phone")
    with Business.open(store, technician="marco") as business:
        other = add_client(business, "bianchi")
        business.calls.start(other.client_id)
    terminal.until("marco  RUNNING  Bianchi srl", 3)
