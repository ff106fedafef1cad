"""What the conformance tests need of an engine besides the `Store` protocol: new places, short waits, changes by hand."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from core.store.engines import make_store, store_at
from core.store.place import Place
from core.store.protocol import Store

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds after which a test stops waiting for another process: far more than it takes."""


class Engine(Protocol):
    """One engine under test."""

    name: str

    def place(self, folder: Path) -> Place:
        """A place where no store is yet."""
        ...

    def open(self, place: Place, *, lock_seconds: float | None = None) -> Store:
        """The store at a place, made where there is none; its changes wait so long for their turn."""
        ...

    def lets_calls_pass(self) -> bool:
        """Whether changes of a call pass the queue; a library with a known fault may forbid it."""
        ...

    def queue_of(self, place: Place) -> AbstractContextManager[object]:
        """Hold the turn of changes of the ledger without any change."""
        ...

    def tamper(self, place: Place, statements: Sequence[str]) -> None:
        """Change the store behind Monteore's back, guards included."""
        ...


class Sqlite:
    """The engine of a file."""

    name = "sqlite"

    def place(self, folder: Path) -> Place:
        return Place.of_file(folder / "ledger.db")

    def open(self, place: Place, *, lock_seconds: float | None = None) -> Store:
        store = store_at(place) if place.path.exists() else make_store(place, {})
        if lock_seconds is not None:
            store._connection.lock_seconds = lock_seconds  # type: ignore[attr-defined]
        return store

    def lets_calls_pass(self) -> bool:
        from core.store.sqlite.connection import has_reset_bug, sqlite3

        return not has_reset_bug(sqlite3.sqlite_version_info)

    def queue_of(self, place: Place) -> AbstractContextManager[object]:
        from core.store.sqlite.locks import queue_lock

        return queue_lock(place.path)

    def tamper(self, place: Place, statements: Sequence[str]) -> None:
        from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

        raw = sqlite3.connect(place.path, isolation_level=None)
        for statement in statements:
            raw.execute(statement)
        raw.close()


ENGINES = {engine.name: engine for engine in (Sqlite(),)}


class Other:
    """A process of its own at a store, told what to do by lines and answering in lines; see `other_process.py`."""

    def __init__(self, engine: Engine, place: Place, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.other_process", engine.name, place.address, *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def hears(self) -> str:
        """Its next line; empty where it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def tell(self, line: str = "") -> None:
        """Let it go on."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self) -> int:
        """Its exit code, after it was told to continue."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        code = self.process.wait(timeout=PATIENCE)
        self.process.stdout.close()
        return code

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.end()
