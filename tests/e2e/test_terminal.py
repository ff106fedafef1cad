"""What only a real terminal shows: hang-ups, signals, bytes on the wire, colours."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import ptyprocess
import pyte
import pytest

from core.basics.clock import SystemClock
from core.business import Business
from core.journal.events import ClientAdded
from tests.builders import add_client

ROOT = Path(__file__).parents[2]
COLOUR = re.compile(rb"\x1b\[[0-9;]*?(?:\b(?:3[0-8]|4[0-8]|9[0-7]|10[0-7]))[0-9;]*m")


class Terminal:
    """The desk in a pseudo-terminal of 80 × 24, with what came over the wire."""

    def __init__(self, store: Path, *, prefix: tuple[str, ...] = (), **environment: str) -> None:
        variables = {
            **{name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLORTERM")},
            "MONTEORE_DB": str(store),
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            **environment,
        }
        self.process = ptyprocess.PtyProcess.spawn(
            [*prefix, sys.executable, "-m", "cli"], cwd=str(ROOT), env=variables, dimensions=(24, 80)
        )
        self.wire = b""
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)

    def read_for(self, seconds: float) -> bytes:
        """What arrives in a while."""
        import select

        end, got = time.monotonic() + seconds, b""
        while (left := end - time.monotonic()) > 0:
            if select.select([self.process.fd], [], [], left)[0]:
                try:
                    got += os.read(self.process.fd, 65536)
                except OSError:
                    break
        self.wire += got
        self._stream.feed(got)
        return got

    def until(self, text: str, seconds: float = 10) -> None:
        """Wait for words on the screen."""
        end = time.monotonic() + seconds
        while text not in self.shown():
            assert time.monotonic() < end, f"{text} never came:\n{self.shown()}"
            self.read_for(0.1)

    def shown(self) -> str:
        return "\n".join(self.screen.display)

    def type(self, keys: str) -> None:
        self.process.write(keys.encode())

    def gone_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.process.isalive():
                return True
            time.sleep(0.05)
        return False


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with Business.open(path, clock=SystemClock(), create=True, timezone="Europe/Rome") as business:
        add_client(business, "acme")
        with business.session.changing():
            business.session.append([ClientAdded(business.session.new_id("k"), "evil", "[red]x[/] \x1b]52;c;aGk=\x07")])
    return path


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        if terminal.process.isalive():
            terminal.process.kill(signal.SIGKILL)


def start(store: Path, terminals: list[Terminal], **options: str) -> Terminal:
    terminal = Terminal(store, **options)
    terminals.append(terminal)
    terminal.until("Acme srl")
    return terminal


def call_acme(terminal: Terminal) -> None:
    terminal.type("acm")
    terminal.read_for(0.5)
    terminal.type("\r")
    terminal.until("RUNNING")


def test_a_killed_desk_finds_its_call_again_with_the_right_time(store: Path, terminals: list[Terminal]) -> None:
    first = start(store, terminals)
    call_acme(first)
    began = time.monotonic()
    first.process.kill(signal.SIGKILL)
    time.sleep(2)
    second = start(store, terminals)
    second.until("RUNNING")
    with Business.open(store) as business:
        (call,) = business.calls.list()
        assert abs(call.elapsed_seconds - (time.monotonic() - began)) <= 1.5


def test_a_closed_terminal_ends_the_process_and_keeps_the_call(store: Path, terminals: list[Terminal]) -> None:
    terminal = start(store, terminals)
    call_acme(terminal)
    os.close(terminal.process.fd)
    assert terminal.gone_within(2)
    with Business.open(store) as business:
        assert len(business.calls.list()) == 1


def test_a_closed_terminal_without_a_hang_up_signal_ends_it_too(store: Path, terminals: list[Terminal]) -> None:
    hush = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")
    terminal = Terminal(store, prefix=hush)
    terminals.append(terminal)
    terminal.until("Acme srl")
    os.close(terminal.process.fd)
    assert terminal.gone_within(2)


def test_sigterm_restores_the_screen(store: Path, terminals: list[Terminal]) -> None:
    terminal = start(store, terminals)
    terminal.process.kill(signal.SIGTERM)
    terminal.read_for(1.5)
    assert b"\x1b[?1049l" in terminal.wire
    assert terminal.gone_within(2)


def test_a_running_call_costs_few_bytes_and_no_call_costs_none(store: Path, terminals: list[Terminal]) -> None:
    terminal = start(store, terminals)
    terminal.read_for(2)
    assert len(terminal.read_for(3)) == 0
    call_acme(terminal)
    terminal.read_for(2)
    assert len(terminal.read_for(5)) < 400 * 5


def test_escape_bytes_of_a_name_never_reach_the_wire(store: Path, terminals: list[Terminal]) -> None:
    terminal = start(store, terminals)
    terminal.type("evil")
    terminal.read_for(0.5)
    terminal.type("\r")
    terminal.until("RUNNING")
    assert b"]52;c" not in terminal.wire.replace("\ufffd]52;c".encode(), b"")


def test_no_color_sends_no_colour(store: Path, terminals: list[Terminal]) -> None:
    terminal = start(store, terminals, NO_COLOR="1")
    call_acme(terminal)
    assert COLOUR.findall(terminal.wire) == []


@pytest.mark.parametrize("name", ["linux", "screen-256color"])
def test_poor_terminals_work(store: Path, terminals: list[Terminal], name: str) -> None:
    terminal = start(store, terminals, TERM=name)
    call_acme(terminal)
    terminal.type("\x11")
    assert terminal.gone_within(5)


def test_the_desk_without_a_terminal_says_what_to_do(store: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "--db", str(store)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("monteore: ")
