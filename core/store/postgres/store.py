"""The store in PostgreSQL: one business of a database, made in one transaction, opened with care."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg

from core.basics.clock import Clock, SystemClock
from core.basics.errors import Duplicate, LeaseTaken, Refused, StoreExists, StoreUnavailable
from core.basics.i18n import _
from core.basics.identity import Who
from core.journal.events import SettingSet
from core.journal.row import JournalRow
from core.rules.actors import SYSTEM
from core.store.place import Place
from core.store.postgres import parts, roles, schema
from core.store.postgres.connection import MOVE_LOCK, Connection
from core.store.postgres.failures import failure_of, no_store
from core.store.postgres.search import Search
from core.store.postgres.version import SCHEMA_VERSION
from core.store.protocol import Asked, FirstReads
from core.store.scope import Scope
from core.store.sql.outbox import OutboxRows
from core.store.sql.session import Asking
from core.store.sql.store import Reading, SqlStore

if TYPE_CHECKING:
    from core.model.backups import Backup
    from core.model.health import Finding
    from core.store.postgres.checks import Check
    from core.store.postgres.rebuild import Rebuild

_HAS_TABLES = "SELECT to_regclass('store_version') IS NOT NULL"
_MAKING = "monteore: the tables are made"
_PURGE_MS = 5000
_MIGRATION_MS = 10_000
_WITH_TEXTS = (
    "journal, client, client_search, client_phone, client_fiscal, account, agreement, entry, entry_words, used_key, "
    "statement, proposal, contest, correction, mail, call, call_words, unsent, phone_call, phone_event, call_record, "
    "call_verdict, export_run"
)
"""The tables that hold texts which an erasure empties."""


class ServerClock(SystemClock):
    """The server's time, reckoned from this machine's by how far the two were apart at the last change."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def now(self) -> datetime:
        """The present instant in UTC."""
        return super().now() + timedelta(seconds=self._connection.ahead_seconds)


class PostgresStore(SqlStore):
    """The `Store` protocol over one business of a database. Reads need no lock; `append` only inside `writing`."""

    _connection: Connection
    makes_backups = False
    knows_outcomes = True

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.place = connection.place
        self.search = Search(connection, connection.dialect)

    @classmethod
    def exists(cls, place: Place) -> bool:
        """Whether the database holds the business. Errors: `StoreUnavailable`."""
        with contextlib.closing(Connection(place)) as connection:
            return _has_tables(connection) and _has_business(connection)

    @classmethod
    def open(cls, place: Place, *, reads_only: bool = False) -> "PostgresStore":
        """Open the store of a business. Errors: `StoreUnavailable` with one sentence for each thing that can be wrong."""
        connection = Connection(place, reads_only=reads_only)
        try:
            if not _has_tables(connection):
                raise no_store(place.words)
            version, business, guards, secured, lacks_parts = (
                answer.rows
                for answer in connection.ask(
                    ("SELECT version FROM store_version", ()),
                    ("SELECT 1 FROM business WHERE business_id = :business", ()),
                    (schema.GUARDS_THERE, ()),
                    (roles.HAS_ROLES, ()),
                    (parts.ARE_LACKING, ()),
                )
            )
            connection.check_version(version[0][0])
            connection.dialect.is_secured = bool(secured[0][0])
            if version[0][0] < SCHEMA_VERSION:
                _migrate(connection)
            if lacks_parts[0][0] and not reads_only:
                parts.index(connection)
            if not business:
                raise roles.not_a_member(connection) if secured[0][0] else no_store(place.words)
            if not reads_only and schema.missing_guards(guards):
                raise StoreUnavailable(
                    _("{path} was changed by hand (its guards are gone); run: monteore verify").format(path=place.words)
                )
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    @classmethod
    def create(cls, place: Place, settings: dict[str, str], *, now: datetime | None = None) -> "PostgresStore":
        """Make the store of a business, or open the one that somebody else made meanwhile."""
        with contextlib.suppress(StoreExists), cls.made(place, settings, now=now):
            pass
        return cls.open(place)

    @classmethod
    @contextmanager
    def made(cls, place: Place, settings: dict[str, str], *, now: datetime | None = None) -> Iterator["PostgresStore"]:
        """The store of a new business to fill; others see it when the block ends well, else nothing is left of it.

        `settings` are the first rows of its journal, recorded at `now`. Errors: `StoreExists`.
        """
        connection = Connection(place)
        try:
            _make_tables(connection)
            with connection.whole():
                try:
                    connection.run("INSERT INTO business (business_id) VALUES (:business)")
                except Duplicate:
                    raise StoreExists(place.words) from None
                for counter in schema.COUNTERS:
                    connection.insert("change_count", {"counter": counter, "number": 0})
                store = cls(connection)
                if settings:
                    with connection.writing():
                        rows = [SettingSet(name, value) for name, value in settings.items()]
                        store.append_all(rows, SYSTEM, now or datetime.now(UTC))
                yield store
        finally:
            connection.close()

    def writing(self, scope: Scope = Scope.LEDGER, first: FirstReads | None = None) -> AbstractContextManager[None]:
        """One change, all or nothing, durable when the block ends; what it reads first comes with the lock."""
        asking = Asking(self._connection.dialect)
        if first is not None:
            first(Asked(Reading(asking), OutboxRows(asking)))
        self._import_ahead(scope)
        return self._connection.writing(scope, asking.asked)

    def append_row(self, row: JournalRow) -> None:
        """Record a row of another store as it is; what its tables refuse raises at once."""
        super().append_row(row)
        self._connection.flush()

    @contextmanager
    def moving(self, to: Place, now: datetime) -> Iterator[Callable[[], str]]:
        """Nobody writes in the block; what it yields marks the business as moved, so that it is only read from then on."""
        connection = self._connection

        def close() -> str:
            connection.run("UPDATE business SET moved_to = ? WHERE business_id = :business", (to.words,))
            return self.place.words

        with self.writing():
            connection.run("SET LOCAL idle_in_transaction_session_timeout = 0")
            connection.row(f"SELECT pg_advisory_xact_lock({MOVE_LOCK})")
            yield close

    def findings(self, now: datetime) -> "Sequence[Finding]":
        """The server's version, how safely it keeps changes, its clock, and whom this login is."""
        from core.store.postgres.health import findings

        return findings(self._connection, now)

    @contextmanager
    def _without_guards(self) -> Iterator[None]:
        self._connection.run("ALTER TABLE journal DISABLE TRIGGER journal_no_update")
        yield
        self._connection.run("ALTER TABLE journal ENABLE TRIGGER journal_no_update")

    def make_backup(self, folder: str, now: datetime) -> "Backup":
        """Errors: `Refused`: the server has backups of its own."""
        raise Refused(
            _(
                "a database is backed up with the server's own tools; a copy of the journal makes: "
                "monteore export --format jsonl"
            )
        )

    def made_backups(self, folder: str) -> "tuple[Backup, ...]":
        """None."""
        return ()

    def taken_back(self) -> int | None:
        """`None`: no file remembers what the server acknowledged."""
        return None

    def trust_file(self) -> None:
        """Nothing: there is no file."""

    @contextmanager
    def lease(self, name: str) -> Iterator[None]:
        """The sole right to a long task, by a lock that the server keeps for a connection of its own.

        It is that of a transaction, so that a pool of sessions leaves the connection to its holder.
        """
        with contextlib.closing(Connection(self.place)) as holder:
            holder.ask(("BEGIN", ()), ("SET LOCAL idle_in_transaction_session_timeout = 0", ()))
            held = holder.row(
                "SELECT pg_try_advisory_xact_lock(hashtextextended('monteore ' || :business || ' ' || ?, 0))", (name,)
            )
            if not (held and held[0]):
                raise LeaseTaken(name)
            yield

    def who(self) -> Who:
        """The login of the database, with the rights of its role; with every right where there are no roles."""
        return roles.who(self._connection)

    def clock(self) -> Clock:
        """The clock of the server, which all who work on the business share."""
        self._connection.read_clock()
        return ServerClock(self._connection)

    def again(self) -> "PostgresStore":
        """A second connection to the same business."""
        made = Connection(self.place)
        made.dialect.is_secured = self._connection.dialect.is_secured
        made.link.silence = self._connection.link.silence
        return PostgresStore(made)

    def bound_waits(self) -> None:
        """Let a server that answers nobody be told after some seconds."""
        self._connection.link.bound_waits()

    def problems(self) -> list[str]:
        """What is wrong with the guards, with the database, and with the form of what no event makes."""
        from core.store.postgres.checks import problems

        return problems(self._connection)

    def check(self) -> "Check":
        """A check of what `problems` tells."""
        from core.store.postgres.checks import Check

        return Check(self._connection)

    def rebuild(self, *, is_quick: bool = False) -> "Rebuild":
        """A fresh store to replay the journal into, for the comparison with the tables of this one."""
        from core.store.postgres.rebuild import Rebuild

        # Tables that a newer version altered meanwhile would not fit.
        self._connection.check_version(self._connection.rows("SELECT version FROM store_version")[0][0])
        return Rebuild(self._connection, self.not_from_journal)

    def purge(self) -> bool:
        """Write the tables that held texts anew, so that no page keeps them; `False` where others use them."""
        with contextlib.closing(Connection(self.place)) as connection:
            try:
                connection.link.maintain(f"SET lock_timeout = {_PURGE_MS}")
                connection.link.maintain(f"VACUUM (FULL) {_WITH_TEXTS}")
            except psycopg.Error:
                return False
        return True

    def backups(self) -> tuple[str, ...]:
        """None."""
        return ()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _has_tables(connection: Connection) -> bool:
    row = connection.row(_HAS_TABLES)
    return bool(row and row[0])


def _has_business(connection: Connection) -> bool:
    return connection.row("SELECT 1 FROM business WHERE business_id = :business") is not None


def _migrate(connection: Connection) -> None:
    """Bring older tables up to date under the lock of their version's row, which is waited for some seconds."""
    try:
        connection.link.send("BEGIN", f"SET LOCAL lock_timeout = {_MIGRATION_MS}")
        ((found,),) = connection.link.send("SELECT version FROM store_version FOR UPDATE")[0].rows
        if found < SCHEMA_VERSION:
            connection.link.send(*schema.migration(found))
            if found < schema.FORMS_SINCE:
                parts.index_clients(connection)
            if found < schema.WORDS_SINCE:
                parts.index_entries(connection)
            if roles.has_roles(connection):
                connection.link.send(roles.statements(roles.schema_of(connection)))
        connection.link.send("COMMIT")
    except psycopg.Error as error:
        with contextlib.suppress(psycopg.Error):
            connection.link.send("ROLLBACK")
        raise failure_of(error, connection.place.words) from None


def _make_tables(connection: Connection) -> None:
    """Make the tables where there are none, all or nothing. Errors: `StoreUnavailable`."""
    if _has_tables(connection):
        return
    encoding = connection.row("SHOW server_encoding")
    if encoding is None or encoding[0] != "UTF8":
        raise StoreUnavailable(
            _("{path} keeps texts as {encoding}; make the database with: createdb --encoding UTF8").format(
                path=connection.place.words, encoding=encoding[0] if encoding else "-"
            )
        )
    try:
        connection.link.send("BEGIN", f"SELECT pg_advisory_xact_lock(hashtextextended('{_MAKING}', 0))")
        if not connection.link.send(_HAS_TABLES)[0].rows[0][0]:
            connection.link.send(schema.statements())
        connection.link.send("COMMIT")
        parts.index(connection)
    except psycopg.Error as error:
        with contextlib.suppress(psycopg.Error):
            connection.link.send("ROLLBACK")
        raise failure_of(error, connection.place.words) from None
