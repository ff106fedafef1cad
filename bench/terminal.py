"""A program in a real terminal: all that it writes, with the time of each piece. The screen is drawn afterwards."""

import os
import select
import time

import ptyprocess
import pyte

from bench import process

_QUESTION, _ANSWER = b"\x1b[5n", b"\x1b[0n"
"""Whether the terminal is ready, which every real one answers."""
_FRAME_BYTES = 500
"""More than what sets a terminal up, less than a first frame."""


class Recorded:
    """Reads and stamps; to draw at the same time would take a core from the program."""

    def __init__(self, words: list[str], columns: int = 80, rows: int = 24) -> None:
        variables = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "MONTEORE_LANG": "en"}
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        self.columns, self.rows = columns, rows
        self.pieces: list[tuple[float, bytes]] = []
        self.began = time.perf_counter()
        self._process = ptyprocess.PtyProcess.spawn(words, env=variables, dimensions=(rows, columns))

    def __enter__(self) -> "Recorded":
        """The terminal itself."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """End the program."""
        self._process.terminate(force=True)

    def read(self, seconds: float) -> bool:
        """Read once what comes within so many seconds; whether something came."""
        if not select.select([self._process.fd], [], [], max(0.0, seconds))[0]:
            return False
        try:
            got = os.read(self._process.fd, 65536)
        except OSError:
            raise RuntimeError("the program ended:\n" + self.screen().text()) from None
        self.pieces.append((time.perf_counter(), got))
        if _QUESTION in got:
            self._process.write(_ANSWER)
        return True

    def read_for(self, seconds: float) -> None:
        """Read all that comes within so many seconds."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def until_quiet(self, gap: float, most: float = 10.0) -> None:
        """Read until nothing came for so many seconds."""
        end = time.perf_counter() + most
        while self.read(gap) and time.perf_counter() < end:
            pass

    def until_written(self, text: bytes, most: float = 60.0) -> None:
        """Read until a text is among the bytes."""
        end, tail = time.perf_counter() + most, b""
        seen = 0
        while text not in tail:
            if time.perf_counter() > end:
                raise RuntimeError(f"{text!r} never came:\n" + self.screen().text())
            self.read(0.5)
            tail = tail[-len(text) :] + b"".join(piece for _at, piece in self.pieces[seen:])
            seen = len(self.pieces)

    def until_frame(self) -> None:
        """Read until a first frame begins to come."""
        while sum(len(piece) for _at, piece in self.pieces) <= _FRAME_BYTES:
            self.read(0.5)

    def send(self, key: bytes) -> float:
        """Type a key; when."""
        at = time.perf_counter()
        self._process.write(key)
        return at

    def screen(self) -> "Shown":
        """The screen after all pieces."""
        shown = Shown(self.columns, self.rows)
        for _at, piece in self.pieces:
            shown.feed(piece)
        return shown

    def megabytes(self) -> float:
        """Memory of its own, with its share of what processes have in common (PSS)."""
        return process.megabytes(self._process.pid)

    def cpu_seconds(self) -> float:
        """CPU time of the program so far, all threads."""
        return process.cpu_seconds(self._process.pid)


class Shown:
    """A screen that is fed piece by piece."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)

    def feed(self, piece: bytes) -> None:
        """Draw a piece."""
        self._stream.feed(piece)

    def text(self, first_row: int = 0) -> str:
        """The rows from one on."""
        return "\n".join(self._screen.display[first_row:])
