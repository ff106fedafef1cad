"""The store in one SQLite file: made in one step, opened with care, migrated under the lock after a backup."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.basics import identity
from core.basics.errors import StoreExists, StoreTakenBack, StoreUnavailable
from core.basics.identity import Who
from core.journal.chain import GENESIS, JournalRow, event_of, new_salt, row_for
from core.journal.codec import instant_text, recorded_after
from core.journal.events import ClockConfirmed, Event, JournalRechained, SettingSet
from core.rules.actors import SYSTEM
from core.store.place import Place
from core.store.protocol import ChangeToken, Scope
from core.store.sql.reading import Reading
from core.store.sqlite import continuity, files, version
from core.store.sqlite.connection import Connection
from core.store.sqlite.heads import COLUMNS
from core.store.sqlite.locks import lease, queue_lock
from core.store.sqlite.search import Search

if TYPE_CHECKING:
    from core.model.backups import Backup
    from core.model.security import Refusal
    from core.store.sql.call_records import RecordRows
    from core.store.sql.calls import CallRows
    from core.store.sql.exports import ExportRows
    from core.store.sql.figures import Figures
    from core.store.sql.import_runs import ImportRuns
    from core.store.sql.listing import Listing
    from core.store.sql.outbox import OutboxRows
    from core.store.sql.phone import PhoneRows
    from core.store.sql.proposals import ProposalRows
    from core.store.sql.statements import StatementRows
    from core.store.sqlite.rebuild import Rebuild

_PAGE = 2000
_ROW = ", ".join(COLUMNS)


class SqliteStore:
    """The `Store` protocol over one file. Reads need no lock; `append` only inside `writing`.

    What not every shell verb uses is imported at its first use.
    """

    not_from_journal: tuple[str, ...] = (
        "call",
        "call_span",
        "call_words",
        "call_change",
        "change_count",
        "mail",
        "phone_call",
        "phone_event",
        "call_record",
        "call_record_file",
        "call_verdict",
        "refusal",
        "export_run.content",
    )

    def __init__(self, connection: Connection) -> None:
        self.path = connection.path
        self._copies = contextlib.ExitStack()
        self.make_salt = new_salt
        self.place = Place.of_file(connection.path)
        self._connection = connection
        self.reads = Reading(connection)
        self.search = Search(connection)

    @cached_property
    def calls(self) -> "CallRows":
        """Live calls."""
        from core.store.sql.calls import CallRows

        return CallRows(self._connection)

    @cached_property
    def listing(self) -> "Listing":
        """Long lists and counts."""
        from core.store.sql.listing import Listing

        return Listing(self._connection)

    @cached_property
    def statements(self) -> "StatementRows":
        """Statements."""
        from core.store.sql.statements import StatementRows

        return StatementRows(self._connection)

    @cached_property
    def figures(self) -> "Figures":
        """Sums for the reports."""
        from core.store.sql.figures import Figures

        return Figures(self._connection)

    @cached_property
    def proposals(self) -> "ProposalRows":
        """Proposals and the catalogue."""
        from core.store.sql.proposals import ProposalRows

        return ProposalRows(self._connection)

    @cached_property
    def exports(self) -> "ExportRows":
        """Export runs."""
        from core.store.sql.exports import ExportRows

        return ExportRows(self._connection)

    @cached_property
    def import_runs(self) -> "ImportRuns":
        """Import runs."""
        from core.store.sql.import_runs import ImportRuns

        return ImportRuns(self._connection)

    @cached_property
    def outbox(self) -> "OutboxRows":
        """Mail."""
        from core.store.sql.outbox import OutboxRows

        return OutboxRows(self._connection)

    @cached_property
    def phone(self) -> "PhoneRows":
        """Phone calls and their events."""
        from core.store.sql.phone import PhoneRows

        return PhoneRows(self._connection)

    @cached_property
    def records(self) -> "RecordRows":
        """Call records, and verdicts on their calls."""
        from core.store.sql.call_records import RecordRows

        return RecordRows(self._connection)

    @classmethod
    def open(cls, path: Path, *, query_only: bool = False) -> "SqliteStore":
        """Open an existing store. Errors: `StoreUnavailable` with one sentence for each thing that can be wrong.

        With `query_only`, one that nobody can write, as on a read-only file system, is read as a private copy.
        """
        files.check_existing(path, reads_only=query_only)
        files.refuse_network(path)
        copies = contextlib.ExitStack()
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
            connection.check_version()
            if connection.version() < version.SCHEMA_VERSION:
                _migrate(connection)
            if query_only:
                connection.run("PRAGMA query_only = on")
            else:
                connection.check_guards()
        except BaseException:
            connection.close()
            copies.close()
            raise
        connection.path = path
        made = cls(connection)
        made._copies = copies
        return made

    @classmethod
    def create(
        cls, path: Path, settings: dict[str, str], *, is_default: bool = False, now: datetime | None = None
    ) -> "SqliteStore":
        """Make a store, or open the one that somebody else made meanwhile; nobody ever sees a half-made file."""
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
        from core.store.sqlite import schema

        files.make_folder(path, is_default=is_default)
        files.refuse_network(path)
        files.refuse_leftovers(path)
        files.clear_drafts(path)
        draft = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
        try:
            files.premake(draft)
            connection = Connection(draft)
            try:
                connection.prepare()
                connection.run("PRAGMA journal_mode = wal")
                with connection.writing(checked=False):
                    schema.migrate(connection.db)
                    rows = [SettingSet(name, value) for name, value in settings.items()]
                    cls(connection).append_all(rows, SYSTEM, now or datetime.now(UTC))
                yield cls(connection)
                # Only the file itself gets the new name: bring all of the write-ahead log into it.
                connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()
            files.publish(draft, path)
            continuity.forget(path)
        except FileExistsError:
            raise StoreExists(str(path)) from None
        except OSError as error:
            raise StoreUnavailable(files.unreadable(path, error)) from None
        finally:
            for end in ("", "-wal", "-shm", ".lock"):
                draft.with_name(draft.name + end).unlink(missing_ok=True)

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

        return backups.make(self._connection, backups.folder_of(self.path, folder), now)

    def made_backups(self, folder: str) -> "tuple[Backup, ...]":
        """The backups of this store in a folder, the newest first."""
        from core.store.sqlite import backups

        return backups.listed(self.path, backups.folder_of(self.path, folder))

    def writing(self, scope: Scope = Scope.LEDGER) -> AbstractContextManager[None]:
        """One change, all or nothing, durable when the block ends."""
        return self._connection.writing(scope)

    def reading(self) -> AbstractContextManager[None]:
        """One consistent snapshot."""
        return self._connection.reading()

    def append(self, event: Event, actor: str, now: datetime) -> int:
        """Record one event; the number of its journal row."""
        return self.append_all((event,), actor, now)[0].seq

    def append_all(
        self, events: Iterable[Event], actor: str | Callable[[Event], str], now: datetime
    ) -> tuple[JournalRow, ...]:
        """Record events after the last row; recorded instants grow, a `ClockConfirmed` apart."""
        self._check_scope()
        head = self.head()
        rows = []
        for event in events:
            seq, last, previous = (head.seq, head.recorded_at, head.digest) if head else (0, "", GENESIS)
            by = actor if isinstance(actor, str) else actor(event)
            # The confirmed clock is what later rows follow, even where an earlier clock was ahead of it.
            last = "" if isinstance(event, ClockConfirmed) else last
            head = row_for(seq + 1, recorded_after(last, now), by, event, previous, self.make_salt)
            self._record(head, event)
            rows.append(head)
        return tuple(rows)

    def _check_scope(self) -> None:
        if self._connection.scope is not Scope.LEDGER:
            raise RuntimeError("journal rows are recorded inside writing(Scope.LEDGER)")

    def append_row(self, row: JournalRow) -> None:
        """Record a row of another store as it is, inside `writing`; the caller has checked the chain."""
        self._check_scope()
        self._record(row, event_of(row))

    def _record(self, row: JournalRow, event: Event) -> None:
        self._connection.insert("journal", {name: getattr(row, name) for name in COLUMNS})
        self._connection.heads.put(row)
        from core.store.sql.projection import ledger as projection

        projection.apply(self._connection, row.seq, row.recorded_at, event)

    def journal(self) -> Iterator[JournalRow]:
        """Every recorded row, first to last, a page at a time."""
        last = 0
        while True:
            rows = self._connection.rows(
                f"SELECT {_ROW} FROM journal WHERE business_id = :business AND seq > ? ORDER BY seq LIMIT ?",
                (last, _PAGE),
            )
            for row in rows:
                yield JournalRow(*row)
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def head(self) -> JournalRow | None:
        """The last recorded row."""
        return self._connection.heads.last()

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

    def changes(self) -> ChangeToken:
        """How often the store was changed."""
        return self._connection.changes()

    def lease(self, name: str) -> AbstractContextManager[None]:
        """The sole right to a long task, by a lock on `FILE.NAME.lock`."""
        return lease(self.path, name)

    def note_refusal(self, technician: str, what: str, at: datetime) -> None:
        """Count a refusal in the table `refusal`; this session may be one that only reads."""
        with contextlib.closing(self.again()) as other, other.writing(Scope.QUIET):
            other._connection.run(
                "INSERT INTO refusal (business_id, technician, what, day, number, first_at, last_at) "
                "VALUES (:business, ?, ?, ?, 1, ?, ?) ON CONFLICT (business_id, technician, what, day) "
                "DO UPDATE SET number = number + 1, last_at = excluded.last_at",
                (technician, what, at.date().isoformat(), instant_text(at), instant_text(at)),
            )

    def refusals(self) -> "Sequence[Refusal]":
        """Every refusal of the table `refusal`, the latest first."""
        from core.store.sql.security import SecurityReads

        return SecurityReads(self._connection).refusals()

    def who(self) -> Who:
        """Who uses this file. Errors: `Refused`, `StoreUnavailable`."""
        try:
            return identity.who(self.path.stat().st_uid)
        except OSError as error:
            raise StoreUnavailable(files.unreadable(self.path, error)) from None

    def again(self) -> "SqliteStore":
        """A second connection to the same file."""
        return SqliteStore.open(self.path)

    def problems(self) -> list[str]:
        """What is wrong with the file itself, with its guards, and with the form of what no event makes."""
        from core.store.sqlite.checks import problems

        return problems(self._connection)

    def rebuild(self) -> "Rebuild":
        """A fresh store to replay the journal into, for the comparison with the tables of this one."""
        from core.store.sqlite.rebuild import Rebuild

        return Rebuild(self._connection, self.not_from_journal)

    def first_row_with_texts(self) -> int | None:
        """The first row of the first format whose body holds personal texts, or `None`."""
        from core.store.sqlite import erasure

        return erasure.first_row_with_texts(self._connection)

    def rechain(self) -> JournalRechained:
        """Write every row anew in the second format, inside `writing`; the event to record of it."""
        from core.store.sqlite import erasure

        return erasure.rechain(self._connection, self.journal(), self.make_salt)

    def erase(self, client_id: str) -> int:
        """Empty a client's texts wherever no event changes them, inside `writing`."""
        from core.store.sqlite import erasure

        return erasure.erase(self._connection, client_id)

    def move_client(self, client_id: str, into_id: str) -> None:
        """Give what no event moves of a client to another one, inside `writing`."""
        from core.store.sqlite import merging

        merging.move_client(self._connection, client_id, into_id)

    def purge(self) -> bool:
        """Leave no trace of erased texts in the files."""
        from core.store.sqlite import erasure

        return erasure.purge(self._connection)

    def backups(self) -> tuple[str, ...]:
        """Copies of the store that migrations made, by name."""
        from core.store.sqlite import erasure

        return erasure.backups(self.path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
        self._copies.close()


def _migrate(connection: Connection) -> None:
    """Bring an older store up to date: a backup beside it first, then the migrations in one write."""
    from core.store.sqlite import schema

    path = connection.path
    with queue_lock(path):
        found = connection.version()
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
        connection.check_version()
        if connection.version() < version.SCHEMA_VERSION:
            schema.migrate(connection.db)
