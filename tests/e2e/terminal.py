"""The app in a real pseudo-terminal, and the ways to wait for it.

The app is a process of its own: when it has read a key, or written its answer, is up to the scheduler. So nothing here
reads for a fixed time and then asserts; each method waits for its condition and fails only if that never holds.
"""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ptyprocess
import pyte

from tests.waiting import PATIENCE_SECONDS, wait_until

ROOT = Path(__file__).parents[2]
COLUMNS, ROWS = 80, 24
COLOUR = re.compile(rb"\x1b\[[0-9;]*?(?:\b(?:3[0-8]|4[0-8]|9[0-7]|10[0-7]))[0-9;]*m")
ENTER, ESCAPE, QUIT = "\r", "\x1b", "\x11"


_AS = "from core.basics import identity as frame; frame.login_name = lambda: {!r}; from cli.main import main; main()"
"""The program as run by a technician of another name than the user's: the name is the operating system's word."""


class Terminal:
    """The app in a terminal of 80 × 24, with every byte that it wrote."""

    def __init__(self, store: Path, *, prefix: tuple[str, ...] = (), technician: str = "", **environment: str) -> None:
        program = ["-c", _AS.format(technician)] if technician else ["-m", "cli"]
        variables = {
            **{name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLORTERM")},
            "MONTEORE_DB": str(store),
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            **environment,
        }
        self.process = ptyprocess.PtyProcess.spawn(
            [*prefix, sys.executable, *program], cwd=str(ROOT), env=variables, dimensions=(ROWS, COLUMNS)
        )
        self.wire = b""
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)

    def read_for(self, seconds: float) -> bytes:
        """Return what arrives within `seconds`; at once when the process has closed its side."""
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

    def wait(self, holds: Callable[[], object], wanted: str) -> None:
        """Read until `holds()` is true; the race is between the app's writing and the test's looking."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < deadline, f"{wanted}:\n{self.shown()}"
            self.read_for(0.05)

    def until(self, text: str) -> None:
        """Wait for words on the screen."""
        self.wait(lambda: text in self.shown(), f"{text!r} never came")

    def until_gone(self, text: str) -> None:
        """Wait for words to leave the screen."""
        self.wait(lambda: text not in self.shown(), f"{text!r} stayed")

    def until_wire(self, sequence: bytes) -> None:
        """Wait for a sequence of bytes."""
        self.wait(lambda: sequence in self.wire, f"{sequence!r} never came")

    def until_silent(self, seconds: float) -> bytes:
        """Wait for `seconds` without a byte, and return what came before: a picture still on its way delays the silence."""
        deadline, before, heard = time.monotonic() + PATIENCE_SECONDS, b"", time.monotonic()
        while time.monotonic() - heard < seconds:
            if got := self.read_for(0.1):
                before, heard = before + got, time.monotonic()
            assert heard < deadline, f"it never fell silent; the last bytes: {before[-200:]!r}"
        return before

    def until_cheap(self, bytes_per_second: int, seconds: int, *, ticks: bool = True) -> None:
        """Wait for `seconds` in a row, each with fewer bytes than allowed and, if it `ticks`, with a new picture in all.

        A busy machine delays the last bytes of the picture before; then the count begins again.
        """
        deadline, since, before = time.monotonic() + PATIENCE_SECONDS, time.monotonic(), self.shown()
        while time.monotonic() - since < seconds or (ticks and self.shown() == before):
            began = time.monotonic()
            got = self.read_for(1)
            spent = time.monotonic() - began
            if len(got) > bytes_per_second * spent:
                since, before = time.monotonic(), self.shown()
            assert time.monotonic() < deadline, f"{len(got)} bytes in {spent:.1f} s: {got[:200]!r}"

    def shown(self) -> str:
        """The screen's lines."""
        return "\n".join(self.screen.display)

    def type(self, keys: str) -> None:
        """Send keys."""
        self.process.write(keys.encode())

    def escape_from(self, words: str) -> None:
        """Leave a dialog by Esc. Only the silence after an Esc tells it from another key's first byte: wait for the effect."""
        self.type(ESCAPE)
        self.until_gone(words)

    def until_ended(self) -> None:
        """Wait for the process to end; what it still writes is read, as a full terminal would block it."""
        self.wait(lambda: not self.process.isalive(), "the process never ended")

    def hang_up(self) -> None:
        """Close the terminal's side and wait for the process to end."""
        os.close(self.process.fd)
        wait_until(lambda: not self.process.isalive(), lambda: "the process outlives its terminal")

    def kill(self) -> None:
        """End the process without a chance to clean up."""
        self.process.kill(signal.SIGKILL)

    def call_acme(self) -> None:
        """Start a call by letters and Enter; the app reads them in one order, however late."""
        self.type("acm" + ENTER)
        self.until("RUNNING")


def monteore(*words: str, store: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "cli", "--db", str(store), *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
