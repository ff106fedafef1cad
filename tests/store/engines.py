"""What the conformance tests need of an engine besides the `Store` protocol: new places, short waits, changes by hand."""

import itertools
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from core.store.engines import exists, make_store, store_at
from core.store.place import Place
from core.store.protocol import Store
from tests.store import server

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds after which a test stops waiting for another process: far more than it takes."""


class Engine(Protocol):
    """One engine under test."""

    name: str
    has_one_writer: bool
    """Whether a change of any scope keeps all others waiting."""

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
        """Change the store behind Monteore's back; the guards are away meanwhile."""
        ...

    def spoil_words(self, place: Place) -> None:
        """Write a word into the search for entries that no entry holds."""
        ...

    def without_guard(self, place: Place) -> AbstractContextManager[None]:
        """The guard against updates of the journal is away meanwhile."""
        ...


class Sqlite:
    """The engine of a file."""

    name = "sqlite"
    has_one_writer = True

    def place(self, folder: Path) -> Place:
        return Place.of_file(folder / "ledger.db")

    def open(self, place: Place, *, lock_seconds: float | None = None) -> Store:
        store = store_at(place) if place.path.exists() else make_store(place, {})
        if lock_seconds is not None:
            store._connection.lock_seconds = lock_seconds  # type: ignore[attr-defined]
        return store

    def lets_calls_pass(self) -> bool:
        from core.store.sqlite.engine import has_reset_bug, sqlite3

        return not has_reset_bug(sqlite3.sqlite_version_info)

    def queue_of(self, place: Place) -> AbstractContextManager[object]:
        from core.store.sqlite.locks import QueueLock

        return QueueLock(place.path)

    def tamper(self, place: Place, statements: Sequence[str]) -> None:
        from core.store.sqlite import guards

        db = self._raw(place)
        guards.drop_guards(db)
        for statement in statements:
            db.execute(statement)
        guards.make_guards(db)
        db.close()

    def spoil_words(self, place: Place) -> None:
        self.tamper(place, ["INSERT INTO entry_fts (rowid, note, ticket, contact) VALUES (1, 'foreign', '', '')"])

    @contextmanager
    def without_guard(self, place: Place) -> Iterator[None]:
        from core.store.sqlite import guards

        db = self._raw(place)
        db.execute("DROP TRIGGER journal_no_update")
        yield
        guards.make_guards(db)
        db.close()

    def _raw(self, place: Place) -> Database:
        return Database(sqlite3.connect(place.path, isolation_level=None))


class Postgres:
    """The engine of a server. Each test has a business of its own in one database."""

    name = "postgresql"
    has_one_writer = False

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def place(self, folder: Path) -> Place:
        return Place.parse(server.shared().url(server.shared_database(), f"b{next(self._numbers)}"))

    def open(self, place: Place, *, lock_seconds: float | None = None) -> Store:
        store = store_at(place) if exists(place) else make_store(place, {})
        if lock_seconds is not None:
            store._connection.lock_seconds = lock_seconds  # type: ignore[attr-defined]
        return store

    def lets_calls_pass(self) -> bool:
        return True

    @contextmanager
    def queue_of(self, place: Place) -> Iterator[None]:
        import psycopg

        with psycopg.connect(place.server) as holder:
            holder.execute("SELECT 1 FROM business WHERE business_id = %s FOR NO KEY UPDATE", (place.business,))
            yield

    def tamper(self, place: Place, statements: Sequence[str]) -> None:
        import psycopg

        with psycopg.connect(place.server) as raw:
            raw.execute("SET session_replication_role = replica")
            for statement in statements:
                raw.execute(statement.encode())

    def spoil_words(self, place: Place) -> None:
        self.tamper(
            place,
            [f"UPDATE entry_words SET words = CAST('foreign' AS tsvector) WHERE business_id = '{place.business}'"],
        )

    @contextmanager
    def without_guard(self, place: Place) -> Iterator[None]:
        import psycopg

        with psycopg.connect(place.server, autocommit=True) as raw:
            raw.execute("ALTER TABLE journal DISABLE TRIGGER journal_no_update")
            yield
            raw.execute("ALTER TABLE journal ENABLE TRIGGER journal_no_update")


ENGINES: dict[str, Engine] = {engine.name: engine for engine in (Sqlite(), Postgres())}


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
