"""The same question to other programs that keep time in files: what each client has, and one entry more.

Each gets as many entries of two hundred clients, half an hour apart, in its own format, and answers as a whole process. A
program that is not installed is left out, and so is one that took over `LIMIT_SECONDS` for a tenth of the entries. They only
add up what is in a file: none knows agreements, blocks or who paid what.
"""

import datetime as dt
import functools
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import stores
from bench.pairs import Figure, cpu_of, in_pairs

CLIENTS = 200
END = dt.datetime(2026, 1, 1)
LIMIT_SECONDS = 20.0
"""A program that takes so long in the warming-up run is asked for no larger file."""


@dataclass(frozen=True)
class Entry:
    """Work of so many minutes for a client."""

    start: dt.datetime
    minutes: int
    client: str

    @property
    def end(self) -> dt.datetime:
        """When it ended."""
        return self.start + dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Peer:
    """A program: `fill` writes the entries, `ask` is its line for what all clients have, `append` those for one entry more."""

    name: str
    program: str
    fill: Callable[[Path, Sequence[Entry]], None]
    ask: Callable[[Path], list[str]]
    append: Callable[[Path, Entry], list[list[str]]]
    variable: str = ""
    """The name of the environment's variable that says where the program keeps its files."""


def entries(count: int) -> list[Entry]:
    """So many entries, the same every time."""
    chance = random.Random(11)
    return [
        Entry(
            END - dt.timedelta(minutes=30 * (count - number)),
            chance.randint(5, 25),
            f"acme{chance.randrange(CLIENTS)}",
        )
        for number in range(count)
    ]


def figures(folder: Path, counts: Sequence[int], rounds: int) -> Iterator[Figure]:
    """Both questions at each number of entries, beside each program that is installed."""
    slow = set[str]()
    for count in counts:
        store = folder / f"peers{count}.db"
        stores.of_history(store, count)
        number = itertools.count(1)
        mine = [sys.executable, "-m", "cli", "--db", str(store)]
        added = lambda mine=mine, number=number: [*mine, "log", "acme", "15m", f"note {next(number)}", "--yes"]  # noqa: E731
        made = entries(count)
        for peer in PEERS:
            if peer.name in slow or not shutil.which(peer.program):
                continue
            place = folder / f"{peer.name}{count}"
            peer.fill(place, made)
            environment = {**os.environ, peer.variable: str(place)} if peer.variable else None
            asked = functools.partial(cpu_of, peer.ask(place), environment)
            if asked() > LIMIT_SECONDS:
                slow.add(peer.name)
            group = f"Beside other programs, CPU, {count:,} entries"
            yield in_pairs(
                group, "`balance` of all clients", lambda mine=mine: cpu_of([*mine, "balance"]),
                f"`{' '.join(peer.ask(Path()))}`".replace(" -f .", ""), asked, rounds,
            )  # fmt: skip
            later = itertools.count(1)
            yield in_pairs(
                group, "`log`, then `balance C`",
                lambda mine=mine, added=added: cpu_of(added()) + cpu_of([*mine, "balance", "acme"]),
                f"an entry, then its client, in {peer.name}",
                lambda peer=peer, place=place, environment=environment, later=later: sum(
                    cpu_of(line, environment) for line in peer.append(place, _next(next(later)))
                ),
                rounds,
            )  # fmt: skip


def _next(number: int) -> Entry:
    return Entry(END + dt.timedelta(minutes=30 * number), 5, "acme7")


def _fill_journal(place: Path, made: Sequence[Entry]) -> None:
    place.write_text("".join(_in_journal(entry) for entry in made))


def _in_journal(entry: Entry) -> str:
    return f"{entry.start:%Y-%m-%d} call\n    client:{entry.client}  {entry.minutes} min\n    work\n\n"


def _append_to_journal(program: str, place: Path, entry: Entry) -> list[list[str]]:
    with place.open("a") as journal:
        journal.write(_in_journal(entry))
    return [[program, "-f", str(place), "balance", f"client:{entry.client}"]]


def _summary(*words: str) -> list[str]:
    """The list of all intervals with their sum: `totals`, which only sums, is an extension in Python that few have."""
    return ["timew", "summary", *words, "1970-01-02", "-", "2100-01-01"]


def _fill_timewarrior(place: Path, made: Sequence[Entry]) -> None:
    (place / "data").mkdir(parents=True)
    (place / "timewarrior.cfg").touch()
    for month, group in itertools.groupby(made, lambda entry: f"{entry.start:%Y-%m}"):
        lines = (f"inc {entry.start:%Y%m%dT%H%M%SZ} - {entry.end:%Y%m%dT%H%M%SZ} # {entry.client}\n" for entry in group)
        (place / "data" / f"{month}.data").write_text("".join(lines))
    # Its list of tags is made by the first question.
    subprocess.run(
        _summary(),
        env={**os.environ, "TIMEWARRIORDB": str(place)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def _append_to_timewarrior(_place: Path, entry: Entry) -> list[list[str]]:
    times = [f"{entry.start:%Y-%m-%dT%H:%M:%SZ}", "-", f"{entry.end:%Y-%m-%dT%H:%M:%SZ}"]
    return [["timew", "track", *times, entry.client], _summary(entry.client)]


def _fill_watson(place: Path, made: Sequence[Entry]) -> None:
    place.mkdir()
    frames = [
        [int(entry.start.timestamp()), int(entry.end.timestamp()), entry.client, f"{number:032x}", [], 0]
        for number, entry in enumerate(made)
    ]
    (place / "frames").write_text(json.dumps(frames, indent=1))


def _append_to_watson(_place: Path, entry: Entry) -> list[list[str]]:
    times = ["-f", f"{entry.start:%Y-%m-%d %H:%M:%S}", "-t", f"{entry.end:%Y-%m-%d %H:%M:%S}"]
    return [["watson", "add", *times, entry.client], ["watson", "report", "--all", "--no-pager", "-p", entry.client]]


PEERS = (
    *(
        Peer(
            program,
            program,
            _fill_journal,
            lambda place, program=program: [program, "-f", str(place), "balance", "client"],
            functools.partial(_append_to_journal, program),
        )
        for program in ("hledger", "ledger")
    ),
    Peer(
        "timewarrior",
        "timew",
        _fill_timewarrior,
        lambda _place: _summary(),
        _append_to_timewarrior,
        "TIMEWARRIORDB",
    ),
    Peer(
        "Watson",
        "watson",
        _fill_watson,
        lambda _place: ["watson", "report", "--all", "--no-pager"],
        _append_to_watson,
        "WATSON_DIR",
    ),
)
