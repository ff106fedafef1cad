"""The desk beside the least screen of Textual: its start, keys, sheets, rest and memory, as a terminal sees them."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import stores
from bench.pairs import Figure, alone, late, of_pairs
from bench.terminal import Recorded, Shown
from core.business import Business

_LEAST = "field, list and clock in bare Textual"
_STILL = "field and list in bare Textual"
_TEXT_ROW = 3
"""The first row that is looked at after a key: above stand headers and clocks."""
_QUIET = 0.2
"""Seconds of silence that end the paint of a key."""
_TYPED = (b"z", b"\x7f")
"""Each brings another list."""
DESKS = 30
"""How many desks share a host."""
_F6, _ESCAPE, _ESCAPE_OF_KITTY = b"\x1b[17~", b"\x1b", b"\x1b[27u"


@dataclass(frozen=True)
class Start:
    """Seconds from exec to the first text and to the list, bytes and CPU until it rests."""

    frame: float
    data: float
    size: int
    cpu: float


def figures(folder: Path, clients: list[int], rounds: int) -> Iterator[Figure]:
    """At 200 clients, where that is all, and at each number of them; the stores were made by the other groups."""
    for count in (200, *clients):
        desk, bare, first = _words(folder, count)
        group = f"Desk at 80 × 24, {count:,} clients"
        yield from _starts(group, desk, bare, first, max(3, rounds // 2))
        yield from _keys(group, desk, bare, first, rounds * 6)
    yield from _sheets(folder, clients[0], max(3, rounds // 2))
    yield from _rest(folder, 6.0 if rounds < 10 else 20.0)
    yield from _memory(folder, DESKS if rounds >= 5 else 3)
    yield from _demo(max(1, rounds // 4))


def _words(folder: Path, count: int) -> tuple[list[str], list[str], str]:
    """The desk, the least screen, and the first name that both show."""
    path, names = folder / f"clients{count}.db", folder / f"names{count}.txt"
    if not names.exists():
        with Business.open(path, technician="anna") as business:
            names.write_text("\n".join(client.name for client in business.session.store.reads.clients()))
    first = names.read_text().partition("\n")[0]
    return (
        [sys.executable, "-m", "cli", "--db", str(path)],
        [sys.executable, "-m", "bench.bare", str(names)],
        first,
    )


def _start(words: list[str], first: str) -> Start:
    with Recorded(words) as it:
        it.until_written(first.encode())
        it.until_quiet(0.3, 3)
        cpu, shown = it.cpu_seconds(), Shown(it.columns, it.rows)
        frame = data = 0.0
        for at, piece in it.pieces:
            shown.feed(piece)
            text = shown.text()
            frame = frame or (at - it.began if text.strip() else 0.0)
            data = data or (at - it.began if first in text else 0.0)
        return Start(frame, data, sum(len(piece) for _at, piece in it.pieces), cpu)


def _first_key(words: list[str]) -> float:
    """Seconds from exec to a letter that is typed with the first frame."""
    echo = re.compile(r"(?<!\w)z(?!\w)")
    with Recorded(words) as it:
        it.until_frame()
        it.send(b"z")
        it.until_quiet(0.5, 8)
        shown = Shown(it.columns, it.rows)
        for at, piece in it.pieces:
            shown.feed(piece)
            if echo.search(shown.text()):
                return at - it.began
    raise RuntimeError("the first key never came")


def _starts(group: str, desk: list[str], bare: list[str], first: str, rounds: int) -> Iterator[Figure]:
    _start(desk, first), _start(bare, first)
    pairs = [(_start(desk, first), _start(bare, first)) for _round in range(rounds)]

    def of(name: str, part: str, goal: str, unit: str = "ms", scale: float = 1000) -> Figure:
        values = [(getattr(mine, part) * scale, getattr(other, part) * scale) for mine, other in pairs]
        return of_pairs(group, name, values, _LEAST, unit=unit, goal=goal)

    yield of("exec to the first frame", "frame", "≤ 1.25 ×")
    yield of("exec to the data", "data", "≤ 1.8 ×")
    yield of("CPU until it rests", "cpu", "")
    yield of("bytes until it rests", "size", "", "bytes", 1)
    keys = [(_first_key(desk) * 1000, _first_key(bare) * 1000) for _round in range(rounds)]
    yield of_pairs(group, "exec to the first key echoed", keys, _LEAST, goal="≤ 1.35 ×")


def _painted(it: Recorded, key: bytes, *, quiet: float = _QUIET, first_row: int = _TEXT_ROW) -> tuple[float, int]:
    """Milliseconds from a key to the last change of the text that it brings, and the bytes of its paint."""
    shown, seen = it.screen(), len(it.pieces)
    before, last, size = shown.text(first_row), 0.0, 0
    began = it.send(key)
    it.read(2.0)
    it.until_quiet(quiet, 3)
    for at, piece in it.pieces[seen:]:
        shown.feed(piece)
        size += len(piece)
        after = shown.text(first_row)
        if after != before:
            before, last = after, at
    return (last - began) * 1000 if last else 0.0, size


def _keys(group: str, desk: list[str], bare: list[str], first: str, count: int) -> Iterator[Figure]:
    with Recorded(desk) as mine, Recorded(bare) as other:
        for it in (mine, other):
            it.until_written(first.encode())
            it.until_quiet(0.5, 5)
        pairs = list[tuple[float, float]]()
        for turn in range(count):
            key = _TYPED[turn % len(_TYPED)]
            pairs.append((_painted(mine, key)[0], _painted(other, key)[0]))
            for it in (mine, other):
                # What was drawn before is not drawn again for each key.
                it.until_quiet(0.02, 0.1)
        pairs = [pair for pair in pairs if all(pair)]
        yield of_pairs(group, "a key to the list it finds", pairs, _LEAST, goal="≤ 1.3 ×")
        yield alone(
            group, "the same, 99th of a hundred", [pair[0] for pair in pairs], unit="ms", goal="≤ 60 ms", part=0.99,
            baseline=f"{late([pair[1] for pair in pairs]):.0f} ms in bare Textual",
        )  # fmt: skip


def _sheets(folder: Path, count: int, rounds: int) -> Iterator[Figure]:
    desk, _bare, first = _words(folder, count)
    group, times, sizes = f"F6 and Esc at 80 × 24, {count:,} clients", list[float](), list[int]()
    back, back_sizes, told_apart = list[float](), list[int](), list[float]()
    with Recorded(desk) as it:
        it.until_written(first.encode())
        it.until_quiet(0.5, 5)
        for key in b"zzz":
            _painted(it, bytes([key]), quiet=0.8)
        for _round in range(rounds + 1):
            for key, found, bytes_found in ((_F6, times, sizes), (_ESCAPE, back, back_sizes)):
                took, size = _painted(it, key, quiet=0.8, first_row=0)
                found.append(took)
                bytes_found.append(size)
            _painted(it, _F6, quiet=0.8, first_row=0)
            told_apart.append(_painted(it, _ESCAPE_OF_KITTY, quiet=0.8, first_row=0)[0])
    # The first brings in the page's modules.
    yield alone(group, "F6, last change", times[1:], unit="ms", goal="≤ 100 ms")
    yield alone(group, "F6, written", sizes[1:], unit="bytes", goal="≤ 25,000")
    yield alone(group, "Esc, last change", back[1:], unit="ms", goal="≤ 100 ms")
    yield alone(group, "Esc of a terminal with kitty's keyboard protocol", told_apart[1:], unit="ms", goal="≤ 100 ms")
    yield alone(group, "Esc, written", back_sizes[1:], unit="bytes", goal="≤ 25,000")


def _rested(it: Recorded, seconds: float) -> tuple[float, float]:
    """Bytes a second, and the share of a core in percent."""
    it.until_quiet(0.5, 3)
    before, seen, began = it.cpu_seconds(), len(it.pieces), time.perf_counter()
    it.read_for(seconds)
    passed = time.perf_counter() - began
    return sum(len(piece) for _at, piece in it.pieces[seen:]) / passed, 100 * (it.cpu_seconds() - before) / passed


def _rest(folder: Path, seconds: float) -> Iterator[Figure]:
    """Without a call and with one, at three sizes."""
    path, names = folder / "rest.db", folder / "names200.txt"
    shutil.copy(folder / "clients200.db", path)
    desk = [sys.executable, "-m", "cli", "--db", str(path)]
    bare = [sys.executable, "-m", "bench.bare", str(names)]
    first = names.read_text().partition("\n")[0].encode()
    calls: tuple[bool, ...] = (False, True)
    for is_calling in calls:
        if is_calling:
            subprocess.run([*desk, "call", "start", "zzz"], check=True, stdout=subprocess.DEVNULL)
        for columns, rows, goal in ((80, 24, 300), (120, 40, 450), (200, 60, 900)):
            if not is_calling and columns > 80:
                continue
            group = f"At rest, {columns} × {rows}, {'a call runs' if is_calling else 'no call'}"
            least = [*bare] if is_calling else [*bare, "--still"]
            with Recorded(desk, columns, rows) as mine, Recorded(least, columns, rows) as other:
                for it in (mine, other):
                    it.until_written(first)
                time.sleep(2)
                turns = [(_rested(mine, seconds / 2), _rested(other, seconds / 2)) for _turn in range(2)]
                shares = [(turn[0][1], turn[1][1]) for turn in turns]
                baseline = _LEAST if is_calling else _STILL
                yield of_pairs(
                    group, "of a core", shares, baseline, unit="%", goal="≤ 0.5 %" if is_calling else "≤ 0.2 %"
                )
                yield alone(
                    group, "written", [turn[0][0] for turn in turns], unit="bytes a second",
                    goal=f"≤ {goal}" if is_calling else "", baseline=f"{turns[0][1][0]:.0f} bytes a second",
                )  # fmt: skip
                if columns == 80:
                    memory = [(mine.megabytes(), other.megabytes())]
                    yield of_pairs(group, "memory of one (PSS)", memory, baseline, unit="MiB", goal="≤ 36 MiB of 30")


def _memory(folder: Path, desks: int) -> Iterator[Figure]:
    """Of each of many desks on one store, which share the code of libraries."""
    desk, _bare, first = _words(folder, 200)
    with ExitStack() as all_of_them:
        shown = list[Recorded]()
        for _number in range(desks):
            shown.append(all_of_them.enter_context(Recorded(desk)))
            shown[-1].until_written(first.encode())
            for each in shown:
                # A terminal that nobody reads would stop the desk.
                each.until_quiet(0.01, 0.1)
        for each in shown:
            each.until_quiet(0.5, 3)
        sizes = [each.megabytes() for each in shown]
    yield alone("Memory", f"each of {desks} desks (PSS)", sizes, unit="MiB", goal="≤ 36 MiB")


def _demo(rounds: int) -> Iterator[Figure]:
    times = list[float]()
    for _round in range(rounds):
        with Recorded([sys.executable, "-m", "cli", "demo"]) as it:
            it.until_written(b"DEMO")
            times.append(it.pieces[-1][0] - it.began)
    yield alone("Demo", "exec to its data", times, unit="s", goal="≤ 2.5 s")


def main() -> None:
    """These figures alone, of stores that are made for them; with a number, only the memory of so many desks."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if sys.argv[1:]:
            stores.of_clients(folder / "clients200.db", 200)
            (figure,) = _memory(folder, int(sys.argv[1]))
            print(f"{figure.name}  {figure.median:.1f} {figure.unit}  {figure.goal}")
            return
        for count in (200, 10_000):
            stores.of_clients(folder / f"clients{count}.db", count)
        for figure in figures(folder, [10_000], 5):
            ratio = f"  {figure.ratio:.2f} ×" if figure.ratio is not None else ""
            print(f"{figure.group}: {figure.name}  {figure.median:.2f} {figure.unit}{ratio}  {figure.goal}", flush=True)


if __name__ == "__main__":
    main()
