"""All figures as one table: `python -m bench.table [--quick] [--only GROUP …] [--to FOLDER]`.

Every ratio is against a baseline that is measured in turn in the same run. Writes `figures.md` and `figures.json`.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import bulk, inside, peers, phone, started, stores, verbs, writers
from bench.pairs import Figure, write

GROUPS = ("desk", "phone", "verbs", "history", "peers", "inside", "writers", "bulk")


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    entries: tuple[int, ...] = (1_000, 10_000)
    history: int = 1_000_000
    peers: tuple[int, ...] = (1_000, 10_000, 100_000)
    clients: tuple[int, ...] = (10_000, 100_000)
    rows: tuple[int, ...] = (10_000, 100_000)
    rounds: int = 11
    rings: int = 120
    writers: int = 32
    seconds: float = 20.0


QUICK = Sizes((1_000,), 100_000, (1_000, 10_000), (10_000,), (10_000,), 5, 40, 32, 8.0)
"""All rows in some minutes."""
LEAST = Sizes((100,), 2_000, (300,), (300,), (300,), 3, 4, 4, 2.0)
"""To see that all of it runs."""


def main() -> None:
    """Measure, print as it goes, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller stores and fewer rounds: under six minutes")
    parser.add_argument("--least", action="store_true", help="the smallest stores, to see that all of it runs")
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, help="some groups of rows")
    parser.add_argument("--to", type=Path, default=Path("build/bench"))
    options = parser.parse_args()
    sizes = LEAST if options.least else QUICK if options.quick else Sizes()
    with tempfile.TemporaryDirectory() as folder:
        found = list(_told(_all(Path(folder), sizes, options.only)))
    print(write(found, options.to))
    print(f"written to {options.to}", file=sys.stderr)


def _all(folder: Path, sizes: Sizes, wanted: Sequence[str]) -> Iterator[Figure]:
    entries, clients, rounds = list(sizes.entries), list(sizes.clients), sizes.rounds
    stores.of_clients(folder / "clients200.db", 200)
    for count in clients:
        stores.of_clients(folder / f"clients{count}.db", count)
    groups: dict[str, Callable[[], Iterator[Figure]]] = {
        "desk": lambda: started.figures(folder, clients, rounds),
        "phone": lambda: phone.figures(sizes.rings),
        "verbs": lambda: verbs.figures(folder, entries, clients, rounds),
        "history": lambda: verbs.of_history(folder, sizes.history, rounds),
        "peers": lambda: peers.figures(folder, sizes.peers, max(3, rounds // 3)),
        "inside": lambda: inside.figures(folder, clients, rounds),
        "writers": lambda: writers.figures(folder, sizes.writers, sizes.seconds),
        "bulk": lambda: bulk.figures(folder, list(sizes.rows), rounds),
    }
    for name in wanted:
        yield from groups[name]()


def _told(figures: Iterator[Figure]) -> Iterator[Figure]:
    for figure in figures:
        ratio = f"  {figure.ratio:.2f} ×" if figure.ratio is not None else ""
        print(f"{figure.group}: {figure.name}  {figure.median:.2f} {figure.unit}{ratio}", file=sys.stderr, flush=True)
        yield figure


if __name__ == "__main__":
    main()
