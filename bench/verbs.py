"""Whole processes: a shell verb against the least program that could do its work, and how it grows with the history."""

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import stores
from bench.pairs import Figure, cpu_of, in_pairs

_LEAST = """
import sqlite3, click
from pydantic import BaseModel
from sqlite_utils import Database
class Entry(BaseModel):
    note: str
    minutes: int
connection = sqlite3.connect({path!r}, isolation_level=None)
connection.execute("PRAGMA journal_mode = wal")
connection.execute("PRAGMA synchronous = full")
Database(connection)["entry"].insert(Entry(note="printer", minutes=15).model_dump())
"""
_NAME = "interpreter, sqlite-utils, pydantic, click, one insert"


def figures(folder: Path, entries: list[int], clients: list[int], rounds: int) -> Iterator[Figure]:
    """The everyday verbs at each size of history, and the lists of all clients at each number of them."""
    least = [sys.executable, "-c", _LEAST.format(path=str(folder / "least.db"))]
    number = itertools.count(1)
    for count in entries:
        path = folder / f"entries{count}.db"
        stores.of_entries(path, count)
        program = [sys.executable, "-m", "cli", "--db", str(path)]
        verbs = {
            "`balance C`": lambda program=program: [*program, "balance", "acme"],
            "`log`": lambda program=program: [*program, "log", "acme", "15m", f"printer {next(number)}", "--yes"],
            "`call start`": lambda program=program: [*program, "call", "start", "acme"],
            "`phone pop`": lambda program=program: [*program, "phone", "pop", "02 1234567"],
        }
        for name, words in verbs.items():
            yield in_pairs(
                f"Processes, CPU, {count:,} entries", name, lambda words=words: cpu_of(words()), _NAME,
                lambda: cpu_of(least), rounds, goal="≤ 0.40 ×",
            )  # fmt: skip
    small = folder / "clients200.db"
    for count in clients:
        path = folder / f"clients{count}.db"
        for words in (["client", "list"], ["balance"]):
            yield in_pairs(
                "Lists, CPU of the process", f"`{' '.join(words)}`, {count:,} clients",
                lambda words=words, path=path: cpu_of([sys.executable, "-m", "cli", "--db", str(path), *words]),
                "the same of 200 clients",
                lambda words=words: cpu_of([sys.executable, "-m", "cli", "--db", str(small), *words]),
                max(3, rounds // 3), goal="≤ 0.5 s at 10,000, ≤ 3 s at 100,000",
            )  # fmt: skip


def of_history(folder: Path, entries: int, rounds: int) -> Iterator[Figure]:
    """How the everyday verbs grow with the history."""
    small, large = folder / "history_small.db", folder / "history.db"
    stores.of_history(small, 2000)
    stores.of_history(large, entries)
    number = itertools.count(1)
    for name, words in (
        ("balance C", lambda: ["balance", "acme"]),
        ("log", lambda: ["log", "acme", "15m", f"printer {next(number)}", "--yes"]),
        ("call start", lambda: ["call", "start", "acme"]),
        ("phone pop", lambda: ["phone", "pop", "02 1234567"]),
    ):
        yield in_pairs(
            f"Processes, CPU, {entries:,} entries", f"`{name}`",
            lambda words=words: cpu_of([sys.executable, "-m", "cli", "--db", str(large), *words()]),
            "the same of 2,000 entries",
            lambda words=words: cpu_of([sys.executable, "-m", "cli", "--db", str(small), *words()]),
            rounds, goal="≤ 1.2 ×",
        )  # fmt: skip
