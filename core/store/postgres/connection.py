"""A session of PostgreSQL: its reads and writes over one link, how changes are queued, and the end of a change."""

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from core.basics.errors import OutcomeUnknown, StoreBusy, StoreUnavailable
from core.basics.i18n import _
from core.store.place import Place
from core.store.postgres.answers import Answers
from core.store.postgres.dialect import PostgresDialect
from core.store.postgres.failures import (
    commit_failure,
    failure_of,
    is_lost,
    moved,
    newer,
    no_store,
    outcome_unknown,
    read_only,
)
from core.store.postgres.habits import Habits
from core.store.postgres.link import Answer, Link
from core.store.postgres.version import SCHEMA_VERSION
from core.store.scope import ChangeToken, Scope
from core.store.sql.session import LAST_ROW, Asking, Heads, Row, Session, Values, head_of, insert_sql

LOCK_SECONDS = 30.0
"""How long a change waits for its turn before it is refused."""
IDLE_SECONDS = 10.0
"""After this the server ends a change whose process stands still or cannot be reached, and frees its lock."""
_WHOLE_IDLE_SECONDS = 3600
MOVE_LOCK = "hashtextextended('monteore is moved: ' || :business, 0)"
"""The lock that every change shares, and that a move of the business takes alone."""
_CLOCK = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"
_LEAST_STEP = 0.05
"""Seconds. Smaller differences from the last reading of the server's clock are those of the link."""
_COUNTERS = {Scope.LEDGER: "ledger", Scope.OWN_CALL: "calls", Scope.PHONE: "phone"}


class Connection:
    """One session with the rows of one business: the `Session` of PostgreSQL."""

    def __init__(self, place: Place, *, reads_only: bool = False) -> None:
        self.dialect = PostgresDialect()
        self.place = place
        self.business = place.business
        self.reads_only = reads_only
        self.lock_seconds = LOCK_SECONDS
        """How long a change waits for its turn."""
        self.idle_seconds = IDLE_SECONDS
        """How long a change may stand still."""
        self.link = Link(place)
        """What carries the statements to the server."""
        self.ahead_seconds = 0.0
        """How far the server's clock is ahead of this machine's, as last seen; below zero: behind it."""
        self.scope: Scope | None = None
        """The scope of the open change."""
        self.heads = Heads(self.row)
        """The last row of the journal."""
        self.writes = Later(self)
        """Writes that are sent with the next statement that needs an answer, or with the end of the change."""
        self._guard = threading.RLock()
        self._is_whole = False
        self._answers = Answers()
        self._habits = Habits()

    def read_clock(self) -> None:
        """Read the server's clock."""
        began = time.time()
        (micros,) = self.rows(_CLOCK)[0]
        self._note_clock(micros, (began + time.time()) / 2)

    def _note_clock(self, micros: int, here: float) -> None:
        found = micros / 1_000_000 - here
        if abs(found - self.ahead_seconds) > _LEAST_STEP:
            self.ahead_seconds = found

    def ask(self, *statements: tuple[str, Values]) -> list[Answer]:
        """The answers of statements, all in one message; outside of a change, once more where the server was gone."""
        with self._guard:
            link = self.link
            texts = [link.merged(sql, values) for sql, values in statements]
            try:
                return link.send(*texts)
            except psycopg.Error as error:
                if link.is_held or not is_lost(error):
                    raise failure_of(error, self.place.short) from None
            link.drop()
            try:
                return link.send(*texts)
            except psycopg.Error as error:
                raise failure_of(error, self.place.short) from None

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows of a read."""
        known = self._answers.of((sql, values))
        if known is not None:
            return known
        found = self.ask((sql, values))[0].rows
        self._answers.note((sql, values), found)
        return found

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """The first row of a read, or `None`."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def ahead(self, ask: Callable[[Session], object]) -> None:
        """Fetch what reads will ask, in one message, inside an open change of the ledger: nobody else alters it now."""
        if self.scope is not Scope.LEDGER or self._is_whole:
            return
        asking = Asking(self.dialect)
        ask(asking)
        wanted = self._answers.lacking(asking.asked)
        if wanted:
            self._answers.put(zip(wanted, (answer.rows for answer in self.ask(*wanted)), strict=True))

    def run(self, sql: str, values: Values = ()) -> int:
        """Run one statement inside the open change; the number of rows it changed."""
        self._check_writable()
        self._answers.forget(sql)
        count = self.ask((sql, values))[0].changed
        self.link.has_changed = self.link.has_changed or count > 0
        return count

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Insert one row of the business, inside the open change."""
        self.run(insert_sql(table, tuple(row)), tuple(row.values()))

    def later(self, sql: str, values: Values) -> None:
        """Send a statement with the next one that needs an answer."""
        self._check_writable()
        self._answers.forget(sql)
        self.link.later(self.link.merged(sql, values))

    def flush(self) -> None:
        """Send what waits now, so that an error is that of the last writes."""
        if self.link.has_waiting:
            self.ask(("SELECT 1", ()))

    def _check_writable(self) -> None:
        if not self.link.is_held or self.reads_only:
            raise read_only(self.place.words)

    @contextmanager
    def reading(self, of: Hashable = None) -> Iterator[None]:
        """One consistent snapshot for several reads. What a kind of reading asks each time comes with its beginning."""
        with self._guard:
            link = self.link
            if link.is_held:
                yield
                return
            usual = self._habits.of(of) if of is not None else ()
            answers = self.ask(("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ()), *usual)
            link.is_held = True
            self._answers.begin_reading(zip(usual, (answer.rows for answer in answers[1:]), strict=True))
            try:
                yield
                if of is not None:
                    self._habits.note(of, self._answers.noted)
            finally:
                link.is_held = False
                self._answers.end()
                link.roll_back()

    @contextmanager
    def writing(self, scope: Scope = Scope.LEDGER, first: Sequence[tuple[str, Values]] = ()) -> Iterator[None]:
        """One change: its turn, then commit or roll back. Other sessions' changes of scope `LEDGER` wait.

        What it reads `first` is fetched in one message with the lock.
        """
        with self._guard:
            if self._is_whole and self.scope is None:
                with self._part(scope):
                    yield
                return
            if self.link.is_held:
                raise StoreBusy(_("a change is already under way in this session; try again"))
            if self.reads_only:
                raise read_only(self.place.words)
            self._begin(scope, first if scope is Scope.LEDGER else ())
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTSTP})
            self.link.is_held, self.scope = True, scope
            try:
                yield
                self._commit(scope)
            except BaseException:
                self.link.roll_back()
                raise
            finally:
                self.link.is_held, self.scope = False, None
                self._answers.end()
                self.heads.forget()
                signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _begin(self, scope: Scope, first: Sequence[tuple[str, Values]]) -> None:
        """Start a change, take the business's row for one of the ledger, and read what every change asks for."""
        lock = "SELECT 1 FROM business WHERE business_id = :business FOR NO KEY UPDATE"
        statements = (
            ("BEGIN ISOLATION LEVEL READ COMMITTED", ()),
            (f"SET LOCAL lock_timeout = {int(self.lock_seconds * 1000)}", ()),
            (f"SET LOCAL idle_in_transaction_session_timeout = {int(self.idle_seconds * 1000)}", ()),
            (lock if scope is Scope.LEDGER else "SELECT 1", ()),
            (f"SELECT pg_advisory_xact_lock_shared({MOVE_LOCK})", ()),
            ("SELECT moved_to FROM business WHERE business_id = :business", ()),
            ("SELECT version FROM store_version", ()),
            (LAST_ROW, ()),
            (_CLOCK, ()),
        )
        wanted = tuple(dict.fromkeys(first))
        self.link.has_changed = False
        try:
            found = self.ask(*statements, *wanted)
        except BaseException as error:
            self.link.roll_back()
            if isinstance(error, StoreBusy):
                raise StoreBusy(
                    _("{path} has been busy for {seconds} s; nothing was changed, try again").format(
                        path=self.place.short, seconds=int(self.lock_seconds)
                    )
                ) from None
            raise
        business, version, head, clock, *answers = (answer.rows for answer in found[5:])
        self._note_clock(clock[0][0], time.time())
        try:
            self.check_there(business)
            self.check_version(version[0][0])
        except BaseException:
            self.link.roll_back()
            raise
        self.heads.put(head_of(head))
        self._answers.put(zip(wanted, answers, strict=True))

    def check_there(self, found: Sequence[Row]) -> None:
        """Refuse a business that the database does not hold, or holds no more; `found` has its place of now."""
        if not found:
            raise no_store(self.place.words)
        if found[0][0] is not None:
            raise moved(self.place.words, found[0][0])

    def check_version(self, found: int) -> None:
        """Refuse a database whose tables another version of the program made."""
        if found > SCHEMA_VERSION:
            raise newer(self.place.words, found)

    def _commit(self, scope: Scope) -> None:
        """Send what waits, the count of the change and COMMIT in one message."""
        link = self.link
        if scope in _COUNTERS and (link.has_changed or link.has_waiting):
            self._count(scope)
        link.warnings.clear()
        try:
            last = link.send("COMMIT")[-1]
        except BaseException as error:
            if isinstance(error, StoreUnavailable):
                raise
            failure = commit_failure(error, self.place.short)
            if isinstance(failure, OutcomeUnknown):
                link.drop()
            raise failure from None
        if last.command != "COMMIT":
            raise StoreUnavailable(
                _("{path} took the change back; nothing was changed, try again").format(path=self.place.short)
            )
        if link.warnings:
            raise outcome_unknown(self.place.short, link.warnings[0])

    def _count(self, scope: Scope) -> None:
        self.later(
            "UPDATE change_count SET number = number + 1 WHERE business_id = :business AND counter = ?",
            (_COUNTERS[scope],),
        )

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Make a business in one transaction: changes inside are parts of it, and others see all of it or nothing."""
        with self._guard:
            self.ask(
                ("BEGIN ISOLATION LEVEL READ COMMITTED", ()),
                (f"SET LOCAL lock_timeout = {int(self.lock_seconds * 1000)}", ()),
                (f"SET LOCAL idle_in_transaction_session_timeout = '{_WHOLE_IDLE_SECONDS}s'", ()),
            )
            self.link.is_held = self._is_whole = True
            try:
                yield
                self._commit(Scope.QUIET)
            except BaseException:
                self.link.roll_back()
                raise
            finally:
                self.link.is_held = self._is_whole = False

    @contextmanager
    def _part(self, scope: Scope) -> Iterator[None]:
        """A change inside `whole`: taken back alone where it fails."""
        self.ask(("SAVEPOINT part", ()))
        self.scope = scope
        try:
            yield
            self.ask(("RELEASE SAVEPOINT part", ()))
        except BaseException:
            self.link.forget_waiting()
            with contextlib.suppress(psycopg.Error, StoreUnavailable):
                self.link.send("ROLLBACK TO SAVEPOINT part")
            raise
        finally:
            self.scope = None
            self.heads.forget()

    def changes(self, *, checks_files: bool = True) -> ChangeToken:
        """How often the store was changed. There are no files to check."""
        found: dict[str, int] = dict(
            self.rows("SELECT counter, number FROM change_count WHERE business_id = :business")
        )
        return ChangeToken(found.get("ledger", 0), found.get("calls", 0), found.get("phone", 0))

    def sign(self) -> None:
        """Unknown: there are no files to look at."""
        return None

    @property
    def notice_file(self) -> None:
        """There is none."""
        return None

    def close(self) -> None:
        """Close the connection."""
        with self._guard:
            self.link.close()


class Later:
    """The session for writes whose number of rows nobody asks for: they wait for the next statement that is asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect
        self.rows = connection.rows
        self.row = connection.row
        self.ahead = connection.ahead

    def run(self, sql: str, values: Values = ()) -> int:
        """Keep a statement for later; how many rows it will change is not known yet, and -1 is returned."""
        self._connection.later(sql, values)
        return -1

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Keep the insertion of one row for later."""
        self._connection.later(insert_sql(table, tuple(row)), tuple(row.values()))


_AS_SESSION: type[Session] = Connection
