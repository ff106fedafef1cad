"""All figures as one table: `python -m bench.table [--quick] [--entries N …] [--clients N …] [--to FOLDER]`.

Every ratio is against a baseline that is measured in turn in the same run. Writes `figures.md` and `figures.json`.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import desk, inside, verbs
from bench.pairs import Figure, write


def main() -> None:
    """Measure, print as it goes, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--clients", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--quick", action="store_true", help="small stores and few rounds, to see that all of it runs")
    parser.add_argument("--to", type=Path, default=Path("build/bench"))
    options = parser.parse_args()
    if options.quick:
        options.entries, options.clients, options.rounds = [100], [300], 3
    with tempfile.TemporaryDirectory() as folder:
        found = list(_told(_all(Path(folder), options.entries, options.clients, options.rounds)))
    print(write(found, options.to))
    print(f"written to {options.to}", file=sys.stderr)


def _all(folder: Path, entries: list[int], clients: list[int], rounds: int) -> Iterator[Figure]:
    yield from verbs.figures(folder, entries, clients, rounds)
    yield from inside.figures(folder, entries, clients, rounds)
    yield from desk.figures(folder, clients, rounds)


def _told(figures: Iterator[Figure]) -> Iterator[Figure]:
    for figure in figures:
        ratio = f"  {figure.ratio:.2f} ×" if figure.ratio is not None else ""
        print(f"{figure.group}: {figure.name}  {figure.median:.2f} {figure.unit}{ratio}", file=sys.stderr)
        yield figure


if __name__ == "__main__":
    main()
