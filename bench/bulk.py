"""Whole processes with much to do: `verify`, imports with others who record meanwhile, a statement as PDF."""

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench import stores
from bench.pairs import Figure, alone, cost_of
from core.business import Business
from core.model.work import Draft, Work

_GROUP = "Bulk, whole processes"
_PAUSE = 0.05
_BESIDE_ROWS = 4000


def figures(folder: Path, rows: list[int], rounds: int) -> Iterator[Figure]:
    """At each number of rows."""
    for count in rows:
        store, file = folder / f"import{count}.db", _file(folder, count)
        _prepare(store)
        cpu, memory = cost_of([*_program(store), "import", "entries", str(file), "--yes"])
        name = f"`import entries`, {count:,} rows"
        yield alone(_GROUP, name, [count / cpu], unit="rows a second of CPU", goal="≥ 6,000")
        yield alone(_GROUP, f"{name}, memory", [memory], unit="MiB", goal="≤ 120 MiB, flat")
        with stores.opened(store) as business:
            length = sum(1 for _row in business.session.store.journal())
        cpu, memory = cost_of([*_program(store), "verify"])
        name = f"`verify`, journal of {length:,} rows"
        yield alone(_GROUP, name, [length / cpu], unit="rows a second of CPU", goal="≥ 60,000")
        yield alone(_GROUP, f"{name}, memory", [memory], unit="MiB", goal="flat")
    yield _waits(folder)
    yield _statement(folder, rounds)


def _program(store: Path) -> list[str]:
    return [sys.executable, "-m", "cli", "--db", str(store)]


def _prepare(store: Path) -> None:
    with stores.opened(store, create=True) as business:
        stores.first_client(business)


def _file(folder: Path, count: int) -> Path:
    file = folder / f"entries{count}.csv"
    with file.open("w") as opened:
        opened.write("client,date,duration,note")
        opened.writelines(f"\nacme,{stores.TODAY},{5 + number % 30},row {number}" for number in range(count))
    return file


def _waits(folder: Path) -> Figure:
    """How long somebody waits who logs while an import runs."""
    store, file, waits = folder / "beside.db", _file(folder, _BESIDE_ROWS), list[float]()
    _prepare(store)
    with Business.open(store, technician="bea") as business:
        client_id = business.queries.resolve_client("acme").client_id
        importer = subprocess.Popen(
            [*_program(store), "import", "entries", str(file), "--yes"], stdout=subprocess.DEVNULL
        )
        for number in itertools.count():
            if importer.poll() is not None:
                break
            began = time.monotonic()
            business.entries.post(Draft(client_id, Work(business.today, 60), note=f"beside {number}"), sure=True)
            waits.append((time.monotonic() - began) * 1000)
            time.sleep(_PAUSE)
    return alone(_GROUP, "who logs beside an import waits, worst", waits, unit="ms", goal="≤ 1,000", part=1.0)


def _statement(folder: Path, rounds: int) -> Figure:
    store = folder / "statement.db"
    stores.of_entries(store, 300, clients=1)
    month, target = f"{stores.TODAY:%Y-%m}", folder / "statement.pdf"
    words = [*_program(store), "statement", "acme", "--month", month, "--format", "pdf", "--output", str(target)]
    values = [cost_of([*words, "--force"])[0] for _round in range(max(3, rounds // 2))]
    return alone(_GROUP, "statement of 300 entries as PDF, CPU", values, unit="s", goal="≤ 0.5 s")
