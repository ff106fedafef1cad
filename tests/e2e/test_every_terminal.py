"""Every page in every kind of terminal at 80×24: reachable, complete, and without colour where none is wanted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from core.business import Business
from tests.builders import add_client
from tests.e2e.conftest import Open
from tests.e2e.terminal import COLOUR, QUIT

F1, F3 = "\x1bOP", "\x1bOR"
LINUX_F1, LINUX_F3 = "\x1b[[A", "\x1b[[C"
F5, F6, F7 = "\x1b[15~", "\x1b[17~", "\x1b[18~"
TICKETS, PALETTE = "\x06", "\x10"
FOCUS_OUT, FOCUS_IN = "\x1b[O", "\x1b[I"


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"TERM": "linux", "NO_COLOR": "1"}, id="linux without colour"),
        pytest.param({"TERM": "linux"}, id="linux", marks=pytest.mark.soak),
        pytest.param({"TERM": "screen-256color"}, id="screen", marks=pytest.mark.soak),
        pytest.param({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, id="true colour", marks=pytest.mark.soak),
        pytest.param({"TERM": "xterm", "NO_COLOR": "1"}, id="xterm without colour", marks=pytest.mark.soak),
    ],
)
def test_every_page_is_reachable(store: Path, opened: Open, environment: dict[str, str]) -> None:
    is_linux = environment["TERM"] == "linux"
    terminal = opened(store, **environment)
    terminal.until("^P")
    terminal.call_acme()
    terminal.type(F6)
    terminal.until("5 Agreement")
    terminal.until("10:00 h left")
    terminal.until("renews under 5:00")
    terminal.type("l")
    terminal.until("Sell a block to Acme srl")
    terminal.until("10:00 > 20:00" if is_linux else "10:00 → 20:00")
    terminal.escape_from("Sell a block to Acme srl")
    terminal.type(F7)
    terminal.until("On the phone")
    terminal.until("ROOT - Acme srl")
    terminal.until("RUNNING since")
    terminal.type(TICKETS)
    terminal.until("ticket number")
    terminal.type(LINUX_F1 if is_linux else F1)
    terminal.until("what it does")
    terminal.escape_from("what it does")
    terminal.type(PALETTE)
    terminal.until("find a command by name")
    terminal.escape_from("find a command by name")
    terminal.type(LINUX_F3 if is_linux else F3)
    terminal.until("Log - 1 line" if is_linux else "Log · 1 line")
    terminal.until("lines are kept")
    terminal.type("acme 15 x")
    terminal.until("left after it 9:45")
    terminal.escape_from("lines are kept")
    terminal.type(F5)
    terminal.until("Wrap up - Acme srl" if is_linux else "Wrap up · Acme srl")
    terminal.until("words are kept")
    terminal.until("no renewal")
    terminal.escape_from("words are kept")
    if "NO_COLOR" in environment:
        assert COLOUR.findall(terminal.wire) == []
    terminal.type(QUIT)
    terminal.until_ended()


def test_the_focus_going_and_coming_back_costs_nothing_and_stays(store: Path, opened: Open) -> None:
    terminal = opened(store)
    terminal.until_silent(1)
    terminal.type(FOCUS_OUT)
    away = terminal.until_silent(1)
    terminal.type(FOCUS_IN)
    back = terminal.until_silent(1)
    assert len(away) + len(back) < 200
    terminal.type("xyz")
    terminal.until("xyz")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "empty.db"
    with Business.open(path, clock=SystemClock(), create=True, timezone="Europe/Rome"):
        yield path


def test_an_empty_store_greets(empty: Path, opened: Open) -> None:
    terminal = opened(empty, until="The first client")
    terminal.escape_from("The first client")
    terminal.type(QUIT)
    terminal.until_ended()


def test_the_board_with_a_call_costs_few_bytes(store: Path, opened: Open, is_soak: bool) -> None:
    terminal = opened(store)
    terminal.call_acme()
    terminal.type(F7)
    terminal.until("RUNNING since")
    terminal.until_cheap(400, 5 if is_soak else 2)


@pytest.mark.soak
def test_a_wrap_up_over_a_running_call_costs_few_bytes(store: Path, opened: Open) -> None:
    terminal = opened(store)
    terminal.call_acme()
    terminal.type(F5)
    terminal.until("Wrap up")
    terminal.until_cheap(400, 5, ticks=False)


def test_another_session_s_change_reaches_the_board_by_itself(store: Path, opened: Open) -> None:
    terminal = opened(store)
    terminal.type(F7)
    terminal.until("nobody is on the phone")
    with Business.open(store, technician="marco") as business:
        other = add_client(business, "bianchi")
        business.calls.start(other.client_id)
    terminal.until("MARCO - Bianchi srl")
