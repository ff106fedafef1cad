"""The connection to SQLite: the recipe, the queue lock, and every engine error as one sentence.

The recipe is measured in docs/store.md: autocommit reads with fetchall, and one write at a time behind a `flock` on a
side file and BEGIN IMMEDIATE. This is the only place that imports the SQLite module, the one that sqlite-utils chose:
two SQLite libraries in one process drop each other's locks.
"""

import fcntl
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from core.basics.errors import StoreBusy, StoreUnavailable
from core.basics.i18n import _
from core.store.sqlite import files, schema

LOCK_SECONDS = 30.0
_HELD_SIGNALS = {signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGTSTP}

EngineError = sqlite3.Error
IntegrityError = sqlite3.IntegrityError


def sentence_for(error: Exception, path: Path) -> StoreUnavailable:
    """An engine error as what happened and what to do next."""
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return StoreBusy(_("{path} is busy; nothing was changed, try again in a moment").format(path=path))
    if "full" in text:
        return StoreUnavailable(
            _("the disk of {path} is full; nothing was changed, free some space and try again").format(path=path)
        )
    if "not a database" in text:
        return StoreUnavailable(
            _("{path} is not a Monteore store; name the right file with --db or MONTEORE_DB").format(path=path)
        )
    if "malformed" in text or "corrupt" in text:
        return StoreUnavailable(_("{path} is damaged; keep it, and put a backup copy in its place").format(path=path))
    if "readonly" in text or "unable to open" in text:
        return StoreUnavailable(
            _("{path} cannot be opened for writing; check its permissions and those of its folder").format(path=path)
        )
    if "append-only" in text:
        return StoreUnavailable(_("{path} refused to change its history; run: monteore verify").format(path=path))
    return StoreUnavailable(
        _("the store {path} gave an error ({reason}); run: monteore verify").format(path=path, reason=error)
    )


class Connection:
    """One process's door to one store file. Methods raise `StoreUnavailable`, never an engine error."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.RLock()
        self._depth = 0
        uri = f"file:{quote(str(path.absolute()))}?mode=rw"
        try:
            self._raw = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30.0, check_same_thread=False)
        except sqlite3.Error as error:
            raise sentence_for(error, path) from None
        self.db = Database(self._raw, execute_plugins=False)

    @classmethod
    def temporary(cls) -> Self:
        """A database without a name, in memory and, as it grows, in a temporary file that goes away with it."""
        made = cls.__new__(cls)
        made.path, made._guard, made._depth = Path("temporary"), threading.RLock(), 0
        made._raw = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        made.db = Database(made._raw, execute_plugins=False)
        return made

    def prepare(self) -> None:
        """Set what SQLite keeps per connection: durable commits, enforced keys, distrust of the schema."""
        for pragma in ("foreign_keys = on", "synchronous = full", "trusted_schema = off", "recursive_triggers = on"):
            self.run(f"PRAGMA {pragma}")

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a read, fetched at once: an open cursor would pin a snapshot."""
        with self._guard:
            try:
                return list(self._raw.execute(sql, values).fetchall())
            except sqlite3.Error as error:
                raise sentence_for(error, self.path) from None

    def row(self, sql: str, values: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        """The first row of a read, or `None`."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def run(self, sql: str, values: tuple[Any, ...] = ()) -> int:
        """Run one statement; the number of rows it changed. Errors: `StoreUnavailable`, `IntegrityError` as it is."""
        with self._guard:
            try:
                return int(self._raw.execute(sql, values).rowcount)
            except sqlite3.IntegrityError:
                raise
            except sqlite3.Error as error:
                raise sentence_for(error, self.path) from None

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Insert one row through sqlite-utils, inside the open write."""
        try:
            self.db.table(table).insert(row)
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise sentence_for(error, self.path) from None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One consistent snapshot for several reads; short, and nothing waits inside."""
        with self._guard:
            if self._depth:
                yield
                return
            self.run("BEGIN")
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                self.run("COMMIT")

    @contextmanager
    def writing(self, *, checked: bool = True) -> Iterator[None]:
        """One change: queue lock, BEGIN IMMEDIATE, commit or roll back; signals wait until it is over."""
        with self._guard:
            if self._depth:
                raise StoreBusy(_("a change is already under way in this session; try again"))
            with queue_lock(self.path), _signals_held():
                self.run("BEGIN IMMEDIATE")
                self._depth += 1
                try:
                    if checked:
                        self.check_version()
                    yield
                    self.run("COMMIT")
                except BaseException:
                    if self._raw.in_transaction:
                        self._raw.execute("ROLLBACK")
                    raise
                finally:
                    self._depth -= 1

    def check_version(self) -> None:
        """Refuse a file that is no store, or that a newer version made; several versions run at once on a jump host."""
        application, version = self._pragma("application_id"), self._pragma("user_version")
        if application != schema.APPLICATION_ID:
            raise StoreUnavailable(
                _("{path} is not a Monteore store; name the right file with --db or MONTEORE_DB").format(path=self.path)
            )
        if version > schema.SCHEMA_VERSION:
            raise StoreUnavailable(
                _("{path} was made by a newer Monteore (version {new}, this one knows {old}); update this one").format(
                    path=self.path, new=version, old=schema.SCHEMA_VERSION
                )
            )

    def check_guards(self) -> None:
        """Refuse to write where the append-only triggers are missing: somebody changed the store by hand."""
        present = {row[0] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        if not schema.guard_names() <= present:
            raise StoreUnavailable(
                _("{path} was changed by hand (its guards are gone); run: monteore verify").format(path=self.path)
            )

    def version(self) -> int:
        """The schema version of the file."""
        return self._pragma("user_version")

    def data_version(self) -> int:
        """A number that changes when another connection commits."""
        return self._pragma("data_version")

    def _pragma(self, name: str) -> int:
        found = self.row(f"PRAGMA {name}")
        return int(found[0]) if found else 0

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._raw.close()


@contextmanager
def queue_lock(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Wait in line for the right to write: `flock` on a side file, which the kernel drops when a holder dies."""
    side = path.with_name(path.name + ".lock")
    try:
        files.premake_once(side)
        descriptor = os.open(side, os.O_RDWR)
    except OSError as error:
        raise StoreUnavailable(files.unreadable(side, error)) from None
    try:
        deadline, pause = time.monotonic() + seconds, 0.001
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreBusy(
                        _("{path} has been busy for {seconds} s; nothing was changed, try again").format(
                            path=path, seconds=int(seconds)
                        )
                    ) from None
                time.sleep(pause)
                pause = min(pause * 1.5, 0.02)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let no hang-up, stop or interrupt fall between BEGIN and COMMIT in this thread."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
