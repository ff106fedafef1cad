"""What only a real terminal shows: hang-ups, signals, bytes on the wire, colours."""

import signal
import time
from pathlib import Path

import pytest

from core.business import Business
from tests.e2e.conftest import Open
from tests.e2e.terminal import COLOUR, ENTER, QUIT, monteore


def test_a_killed_app_finds_its_call_again_with_the_right_time(store: Path, opened: Open) -> None:
    first = opened(store)
    earliest = time.monotonic()
    first.call_acme()
    latest = time.monotonic()
    first.kill()
    second = opened(store)
    second.until("RUNNING")
    with Business.open(store) as business:
        asked = time.monotonic()
        (call,) = business.calls.list()
        answered = time.monotonic()
    # The call began between the key and its echo; the elapsed time is cut to whole seconds.
    assert asked - latest - 1 <= call.elapsed_seconds <= answered - earliest


def test_a_closed_terminal_ends_the_process_and_keeps_the_call(store: Path, opened: Open) -> None:
    terminal = opened(store)
    terminal.call_acme()
    terminal.hang_up()
    with Business.open(store) as business:
        assert len(business.calls.list()) == 1


def test_a_closed_terminal_without_a_hang_up_signal_ends_it_too(store: Path, opened: Open) -> None:
    ignoring = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")
    opened(store, prefix=ignoring).hang_up()


def test_sigterm_restores_the_screen(store: Path, opened: Open) -> None:
    terminal = opened(store)
    terminal.process.kill(signal.SIGTERM)
    terminal.until_wire(b"\x1b[?1049l")
    terminal.until_ended()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=["hang-up", "end"])
def test_a_signal_while_the_desk_is_made_ends_it_without_a_failure(
    store: Path, opened: Open, number: signal.Signals
) -> None:
    terminal = opened(store, until="")
    # It is written just before the panels are made.
    terminal.until_wire(b"\x1b[?1049h")
    terminal.process.kill(number)
    terminal.until_ended()
    assert terminal.process.exitstatus == 128 + number


def test_no_call_costs_no_byte_and_a_running_call_costs_few(store: Path, opened: Open) -> None:
    terminal = opened(store)
    terminal.until_silent(2)
    terminal.call_acme()
    terminal.until_cheap(400, 3)


def test_escape_bytes_of_a_name_never_reach_the_wire(store: Path, opened: Open) -> None:
    terminal = opened(store)
    terminal.type("evil" + ENTER)
    terminal.until("RUNNING")
    assert b"]52;c" not in terminal.wire.replace("\ufffd]52;c".encode(), b"")


@pytest.mark.soak
@pytest.mark.parametrize("name", ["linux", "screen-256color"])
def test_poor_terminals_work(store: Path, opened: Open, name: str) -> None:
    terminal = opened(store, TERM=name)
    terminal.call_acme()
    terminal.type(QUIT)
    terminal.until_ended()


@pytest.mark.soak
def test_no_color_sends_no_colour(store: Path, opened: Open) -> None:
    terminal = opened(store, NO_COLOR="1")
    terminal.call_acme()
    assert COLOUR.findall(terminal.wire) == []


def test_the_app_without_a_terminal_says_what_to_do(store: Path) -> None:
    done = monteore(store=store)
    assert done.returncode == 2
    assert done.stderr.startswith("monteore: ")
