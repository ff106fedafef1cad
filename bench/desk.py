"""A program in a terminal whose screen is drawn while it runs."""

import os
import select
import time

import ptyprocess
import pyte

from bench import process

_PATIENCE_SECONDS = 60
_ROWS, _COLUMNS = 24, 80


class Screen:
    """A program in a terminal of 80 × 24."""

    def __init__(self, words: list[str]) -> None:
        variables = {**os.environ, "TERM": "xterm-256color", "MONTEORE_LANG": "en"}
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        self.began = time.perf_counter()
        self._process = ptyprocess.PtyProcess.spawn(words, env=variables, dimensions=(_ROWS, _COLUMNS))
        self._screen = pyte.Screen(_COLUMNS, _ROWS)
        self._stream = pyte.ByteStream(self._screen)

    def __enter__(self) -> "Screen":
        """The screen itself."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """End the program."""
        self._process.terminate(force=True)

    @property
    def file(self) -> int:
        """The terminal's descriptor."""
        return int(self._process.fd)

    def shows(self, text: str) -> bool:
        """Whether a text stands on the screen."""
        return any(text in line for line in self._screen.display)

    def read(self, seconds: float) -> int:
        """Read once what comes within so many seconds; how many bytes came."""
        if not select.select([self._process.fd], [], [], seconds)[0]:
            return 0
        try:
            got = os.read(self._process.fd, 65536)
        except OSError:
            raise RuntimeError("the program ended:\n" + "\n".join(self._screen.display)) from None
        self._stream.feed(got)
        return len(got)

    def until(self, text: str) -> float:
        """Wait for a text on the screen; the instant at which it stands there."""
        deadline = time.perf_counter() + _PATIENCE_SECONDS
        while not self.shows(text):
            if time.perf_counter() > deadline:
                raise RuntimeError(f"{text!r} never came:\n" + "\n".join(self._screen.display))
            self.read(0.5)
        return time.perf_counter()

    def megabytes(self) -> float:
        """Memory of its own, with its share of what processes have in common (PSS)."""
        return process.megabytes(self._process.pid)

    def cpu_seconds(self) -> float:
        """CPU time of the program so far, all threads."""
        return process.cpu_seconds(self._process.pid)
