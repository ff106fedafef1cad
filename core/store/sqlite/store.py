"""The store in one SQLite file: made in one step, opened with care, migrated under the lock after a backup."""

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.basics import identity
from core.basics.errors import StoreExists, StoreTakenBack, StoreUnavailable
from core.basics.identity import Who
from core.store.place import Place
from core.store.sql.store import SqlStore
from core.store.sqlite import continuity, files, version
from core.store.sqlite.connection import Connection
from core.store.sqlite.locks import QueueLock, lease

if TYPE_CHECKING:
    from core.model.backups import Backup
    from core.store.sqlite.checks import Check
    from core.store.sqlite.rebuild import Rebuild
    from core.store.sqlite.search import Search


_BULK_CACHE_KIB = 32_000
"""Pages that a connection keeps at most while it records many changes, in KiB."""
_SECOND_CACHE_KIB = 256
"""Pages that a second connection keeps, in KiB, in place of SQLite's 2,000."""


class SqliteStore(SqlStore):
    """The `Store` protocol over one file. Reads need no lock; `append` only inside `writing`.

    What not every shell verb uses is imported at its first use.
    """

    _connection: Connection
    makes_backups = True

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.path = connection.path
        self._copies = contextlib.ExitStack()
        self.place = Place.of_file(connection.path)

    @cached_property
    def search(self) -> "Search":
        """The search for clients."""
        from core.store.sqlite.search import Search

        return Search(self._connection)

    @classmethod
    def open(cls, path: Path, *, query_only: bool = False) -> "SqliteStore":
        """Open an existing store. Errors: `StoreUnavailable` with one sentence for each thing that can be wrong.

        With `query_only`, one that nobody can write, as on a read-only file system, is read as a private copy.
        """
        files.check_existing(path, reads_only=query_only)
        files.refuse_network(path)
        copies = contextlib.ExitStack()
        copy: Path | None = None
        try:
            copy = copies.enter_context(files.readable_copy(path)) if query_only else None
            connection = Connection(copy or path)
        except OSError as error:
            copies.close()
            raise StoreUnavailable(files.unreadable(path, error)) from None
        except BaseException:
            copies.close()
            raise
        try:
            connection.prepare()
            if _version_of(connection) < version.SCHEMA_VERSION:
                _migrate(connection)
            if query_only:
                connection.run("PRAGMA query_only = on")
            else:
                triggers = connection.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                version.check_guards(path, {name for (name,) in triggers})
        except BaseException:
            connection.close()
            copies.close()
            raise
        connection.path = path
        if copy is not None:
            # The copy's files are its own; what was acknowledged is remembered beside the store.
            connection.continuity = continuity.Continuity(path, lambda: None)
        made = cls(connection)
        made._copies = copies
        return made

    @classmethod
    def create(
        cls, path: Path, settings: dict[str, str], *, is_default: bool = False, now: datetime | None = None
    ) -> "SqliteStore":
        """Make a store, or open the one that somebody else made meanwhile; nobody ever sees a half-made file."""
        files.refuse_moved(path)
        with contextlib.suppress(StoreExists), cls.made(path, settings, is_default=is_default, now=now):
            pass
        return cls.open(path)

    @classmethod
    @contextmanager
    def made(
        cls, path: Path, settings: dict[str, str], *, is_default: bool = False, now: datetime | None = None
    ) -> Iterator["SqliteStore"]:
        """A new store to fill, under a hidden name; it takes its own when the block ends well, else nothing is left of it.

        `settings` are the first rows of its journal, recorded at `now`.
        Errors: `StoreExists` where a file of that name came meanwhile; that one stays.
        """
        import glob

        from core.store.sqlite import schema

        files.make_folder(path, is_default=is_default)
        files.refuse_network(path)
        files.refuse_interrupted(path)
        files.refuse_leftovers(path)
        files.clear_drafts(path.parent, glob.escape(path.name))
        draft = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
        try:
            files.premake(draft)
            connection = Connection(draft)
            try:
                connection.prepare()
                connection.run("PRAGMA journal_mode = wal")
                with connection.writing(checked=False):
                    schema.migrate(connection.db)
                    from core.journal.events import SettingSet
                    from core.rules.actors import SYSTEM

                    rows = [SettingSet(name, value) for name, value in settings.items()]
                    cls(connection).append_all(rows, SYSTEM, now or datetime.now(UTC))
                yield cls(connection)
                # Only the file itself gets the new name: bring all of the write-ahead log into it.
                connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()
            files.premake_once(path.with_name(path.name + ".lock"))
            with QueueLock(path):
                if path.exists():
                    raise FileExistsError(path)
                continuity.forget(path)
                files.publish(draft, path)
        except FileExistsError:
            raise StoreExists(str(path)) from None
        except StoreUnavailable as error:
            from core.store.sqlite import backups

            raise backups.naming(path, error, draft) from None
        except OSError as error:
            raise StoreUnavailable(files.unreadable(path, error)) from None
        finally:
            for left in path.parent.glob(f"{glob.escape(draft.name)}*"):
                left.unlink(missing_ok=True)

    @classmethod
    @contextmanager
    def filled(cls, path: Path, settings: dict[str, str], *, now: datetime) -> Iterator["SqliteStore"]:
        """The same, for much that is made at once: all changes of the block are written by one commit."""
        with cls.made(path, settings, now=now) as store:
            # Nobody else knows the file yet.
            store._connection.continuity = None
            with store.in_bulk(), store._connection.whole():
                yield store

    @classmethod
    @contextmanager
    def restoring(
        cls, path: Path, source: Path, now: datetime
    ) -> Iterator[tuple["SqliteStore", "SqliteStore | None", list[str]]]:
        """A copy of a backup to check and change, the present store to read (`None` if it cannot be), and a list.

        When the block ends well the copy takes the store's place, and the list gets the path where the old one is kept.
        """
        from core.store.sqlite import backups

        with backups.draft_of(source, path) as draft:
            made = cls.open(draft)
            try:
                present: SqliteStore | None = None
                with contextlib.suppress(StoreUnavailable):
                    present = cls.open(path, query_only=True)
                kept: list[str] = []
                try:
                    yield made, present, kept
                finally:
                    if present is not None:
                        present.close()
                # Only the file itself gets the new name: bring all of the write-ahead log into it.
                made._connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                made.close()
            aside = backups.put_in_place(draft, path, now)
            if aside is not None:
                kept.append(str(aside))

    def make_backup(self, folder: str, now: datetime) -> "Backup":
        """Make a checked backup in a folder (empty: `backups` beside the store), and rotate the older ones."""
        from core.store.sqlite import backups

        return backups.make(self._connection, files.folder_of_backups(self.path, folder), now)

    def made_backups(self, folder: str) -> "tuple[Backup, ...]":
        """The backups of this store in a folder, the newest first."""
        from core.store.sqlite import copies

        return copies.listed(self.path, files.folder_of_backups(self.path, folder))

    def taken_back(self) -> int | None:
        """The last acknowledged journal row that this file lacks; `None` if it lacks none."""
        memory, connection = self._connection.continuity, self._connection
        if memory is None:
            return None
        try:
            memory.check(connection.row, connection.business, connection.heads.mark())
        except StoreTakenBack as error:
            return error.seq
        return None

    def trust_file(self) -> None:
        """Let the next change be made although the file lacks acknowledged changes, or was replaced by another state."""
        if self._connection.continuity is not None:
            self._connection.continuity.is_trusted = True

    @contextmanager
    def in_bulk(self) -> Iterator[None]:
        """Keep more pages: each row of an import writes to indexes in places that have nothing to do with each other."""
        ((before,),) = self._connection.rows("PRAGMA cache_size")
        self._connection.rows(f"PRAGMA cache_size = -{_BULK_CACHE_KIB}")
        try:
            yield
        finally:
            self._connection.rows(f"PRAGMA cache_size = {before}")
            self._connection.rows("PRAGMA shrink_memory")

    def lease(self, name: str) -> AbstractContextManager[None]:
        """The sole right to a long task, by a lock on `FILE.NAME.lock`."""
        return lease(self.path, name)

    def who(self) -> Who:
        """Who uses this file. Errors: `Refused`, `StoreUnavailable`."""
        try:
            return identity.who(self.path.stat().st_uid)
        except OSError as error:
            raise StoreUnavailable(files.unreadable(self.path, error)) from None

    def bound_waits(self) -> None:
        """Nothing: no server can be silent."""

    def again(self) -> "SqliteStore":
        """A second connection to the same file. It keeps few pages: a desk has several, and the system keeps the file."""
        other = SqliteStore.open(self.path)
        other._connection.rows(f"PRAGMA cache_size = -{_SECOND_CACHE_KIB}")
        return other

    def problems(self) -> list[str]:
        """What is wrong with the file itself, with its guards, and with the form of what no event makes."""
        from core.store.sqlite.checks import problems

        return problems(self._connection, self.not_from_journal)

    def check(self) -> "Check":
        """A check of what `problems` tells, in a thread of its own."""
        from core.store.sqlite.checks import Check

        return Check(self._connection, self.not_from_journal)

    def rebuild(self, *, is_quick: bool = False) -> "Rebuild":
        """A fresh store to replay the journal into, for the comparison with the tables of this one."""
        from core.store.sqlite.rebuild import Rebuild

        return Rebuild(self._connection, self.not_from_journal, is_quick=is_quick)

    @contextmanager
    def moving(self, to: Place, now: datetime) -> Iterator[Callable[[], str]]:
        """Nobody writes in the block; what it yields puts the file aside, where nobody can write to it."""
        from core.store.sqlite import backups

        with self.writing():
            yield lambda: str(backups.put_aside(self.path, now))

    @contextmanager
    def _without_guards(self) -> Iterator[None]:
        from core.store.sqlite import guards

        guards.drop_guards(self._connection.db)
        yield
        guards.make_guards(self._connection.db)

    def erase(self, client_id: str) -> int:
        """Empty a client's texts wherever no event changes them, inside `writing`."""
        self._connection.rows("PRAGMA secure_delete = on")
        return super().erase(client_id)

    def purge(self) -> bool:
        """Leave no trace of erased texts in the files."""
        from core.store.sqlite import purging

        return purging.purge(self._connection)

    def backups(self) -> tuple[str, ...]:
        """Copies of the store that migrations made, by name."""
        from core.store.sqlite import purging

        return purging.backups(self.path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
        self._copies.close()


def _version_of(connection: Connection) -> int:
    """The version of the tables. Errors: `StoreUnavailable` for a file that is no store, or that a newer version made."""
    found = connection.pragma("user_version")
    version.check_version(connection.path, connection.pragma("application_id"), found)
    return found


def _migrate(connection: Connection) -> None:
    """Bring an older store up to date: a backup beside it first, then the migrations in one write."""
    from core.store.sqlite import schema

    path = connection.path
    with QueueLock(path):
        found = connection.pragma("user_version")
        if found >= version.SCHEMA_VERSION:
            return
        copy = path.with_name(f"{path.name}.v{found}.backup")
        try:
            copy.unlink(missing_ok=True)
            files.premake(copy)
        except OSError as error:
            raise StoreUnavailable(files.unreadable(copy, error)) from None
        connection.run("VACUUM INTO ?", (str(copy),))
        descriptor = os.open(copy, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        files.sync_folder(path.parent)
    # An older schema cannot be compared with the memory of acknowledged changes; the first change after this is.
    with connection.writing(checked=False):
        if _version_of(connection) < version.SCHEMA_VERSION:
            schema.migrate(connection.db)
