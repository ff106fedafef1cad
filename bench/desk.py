"""The desk in a real terminal beside the least screen of Textual: its first frame, a key to the list, a second at rest."""

import os
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import ptyprocess
import pyte

from bench.pairs import Figure, alone, in_pairs
from core.business import Business

_PATIENCE_SECONDS = 60
_ROWS, _COLUMNS = 24, 80
_KEY, _BACK = b"z", b"\x7f"
_REST_SECONDS = 5


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

    def settle(self) -> None:
        """Wait for half a second in which nothing comes, or only a clock's tick."""
        quiet = 0.0
        while quiet < 0.5:
            began = time.perf_counter()
            quiet = 0.0 if self.read(0.5) > 200 else quiet + time.perf_counter() - began

    def typed(self, key: bytes, text: str) -> float:
        """Seconds from a key to a text that it brings."""
        self.settle()
        began = time.perf_counter()
        self._process.write(key)
        return self.until(text) - began

    def at_rest(self) -> tuple[float, float]:
        """Bytes a second and the share of a core, in percent."""
        self.settle()
        before, count, end = self.cpu_seconds(), 0, time.perf_counter() + _REST_SECONDS
        while (left := end - time.perf_counter()) > 0:
            count += self.read(left)
        return count / _REST_SECONDS, 100 * (self.cpu_seconds() - before) / _REST_SECONDS

    def megabytes(self) -> float:
        """Memory of its own, with its share of what processes have in common (PSS)."""
        for line in Path(f"/proc/{self._process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def cpu_seconds(self) -> float:
        """CPU time of the program so far."""
        words = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def figures(folder: Path, clients: list[int], rounds: int) -> Iterator[Figure]:
    """At each number of clients; the stores were made by the other groups."""
    for count in clients:
        path, names = folder / f"clients{count}.db", folder / f"names{count}.txt"
        with Business.open(path, technician="anna") as business:
            listed = [client.name for client in business.session.store.reads.clients()]
        names.write_text("\n".join(listed))
        first, last = listed[0], listed[-1]
        desk = [sys.executable, "-m", "cli", "--db", str(path)]
        bare = [sys.executable, "-m", "bench.bare", str(names)]
        group, least = f"Desk at 80 × 24, {count:,} clients", "field, list and clock in bare Textual"

        def frame(words: list[str], text: str = first) -> float:
            with Screen(words) as screen:
                return screen.until(text) - screen.began

        yield in_pairs(group, "start to the list", lambda: frame(desk), least, lambda: frame(bare), max(3, rounds // 3))
        with Screen(desk) as mine, Screen(bare) as other:
            for screen in (mine, other):
                screen.until(first)

            def key(screen: Screen, found: str = last, back: str = first) -> float:
                seconds = screen.typed(_KEY, found)
                screen.typed(_BACK, back)
                return seconds

            yield in_pairs(group, "a key to the list it finds", lambda: key(mine), least, lambda: key(other), rounds)
            (size, share), (other_size, other_share) = mine.at_rest(), other.at_rest()
            yield alone(group, "at rest, written", [size], unit="bytes a second")
            yield alone(group, "at rest, written by bare Textual", [other_size], unit="bytes a second")
            yield alone(group, "at rest, of a core", [share], unit="%")
            yield alone(group, "at rest, of a core, bare Textual", [other_share], unit="%")
            yield alone(group, "memory (PSS)", [mine.megabytes()], unit="MiB")
            yield alone(group, "memory (PSS) of bare Textual", [other.megabytes()], unit="MiB")
