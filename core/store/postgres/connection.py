"""The connection to PostgreSQL: each round trip in one place, how changes are queued, and the end of a change.

Statements that need no answer wait until the next one that does, and go with it: values are put into the statements here
(psycopg's client cursor), so that any number of them is one message. Every message is counted in `trips`.
"""

import contextlib
import re
import signal
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

import psycopg
from psycopg import ClientCursor

from core.basics.errors import OutcomeUnknown, StoreBusy, StoreUnavailable
from core.basics.i18n import _
from core.store.place import Place
from core.store.postgres.dialect import PostgresDialect
from core.store.postgres.failures import (
    NOT_REPLICATED,
    commit_failure,
    connect_failure,
    failure_of,
    is_lost,
    no_store,
    outcome_unknown,
    silent,
    unstorable,
)
from core.store.postgres.habits import Habits
from core.store.postgres.silence import ANSWER_SECONDS, Silence
from core.store.postgres.version import SCHEMA_VERSION
from core.store.scope import ChangeToken, Scope
from core.store.sql.session import LAST_ROW, Asking, Heads, Row, Session, Values, bound, head_of, insert_sql

LOCK_SECONDS = 30.0
"""How long a change waits for its turn before it is refused."""
IDLE_SECONDS = 10.0
"""After this the server ends a change whose process stands still or cannot be reached, and frees its lock."""
_WHOLE_IDLE_SECONDS = 3600
_REACH = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Seconds and milliseconds after which a server that does not answer counts as gone."""
MOVE_LOCK = "hashtextextended('monteore is moved: ' || :business, 0)"
"""The lock that every change shares, and that a move of the business takes alone."""
_WRITTEN = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")
_CLOCK = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"
_MOST_KEPT = 200
_MOST_READ = 200
"""Answers of so many rows, and so many answers, are kept while a reading is open."""
_LEAST_STEP = 0.05
"""Seconds. Smaller differences from the last reading of the server's clock are those of the link."""
_COUNTERS = {Scope.LEDGER: "ledger", Scope.OWN_CALL: "calls", Scope.PHONE: "phone"}


class _Answer(NamedTuple):
    """What one statement gave: its rows, how many rows it concerned, and the command as the server names it."""

    rows: list[Row]
    changed: int
    command: str


class Connection:
    """One session with the rows of one business: the `Session` of PostgreSQL."""

    def __init__(self, place: Place, *, reads_only: bool = False) -> None:
        self.dialect = PostgresDialect()
        self.place = place
        self.business = place.business
        # For the policies of the database. It ends with the transaction, so that a session of a pool does not keep it.
        self._named = f"SET LOCAL monteore.business = '{place.business}'"
        self.reads_only = reads_only
        self.lock_seconds = LOCK_SECONDS
        """How long a change waits for its turn."""
        self.idle_seconds = IDLE_SECONDS
        """How long a change may stand still."""
        self.silence: Silence | None = None
        """What ends the wait for a server that answers nobody; `None` where nobody waits in front of a screen."""
        self.trips = 0
        """How many messages were sent and answered."""
        self.ahead_seconds = 0.0
        """How far the server's clock is ahead of this machine's, as last seen; below zero: behind it."""
        self.scope: Scope | None = None
        """The scope of the open change."""
        self.heads = Heads(self.row)
        """The last row of the journal."""
        self.writes = Later(self)
        """Writes that are sent with the next statement that needs an answer, or with the end of the change."""
        self._close_too: Callable[[], None] = lambda: None
        self._guard = threading.RLock()
        self._depth = 0
        self._is_whole = False
        self._has_changed = False
        self._waiting: list[str] = []
        self._warnings: list[str] = []
        self._fetched: dict[tuple[str, Values], list[Row]] = {}
        """Answers that came ahead of their reads, while the open change of the ledger has not written to their tables."""
        self._habits = Habits()
        self._read: dict[tuple[str, Values], None] | None = None
        """What the open reading has asked, in order; `None` outside of one."""
        self._raw: psycopg.Connection[Any] | None = None
        with self._guard:
            self._open()

    def _open(self) -> "psycopg.Connection[Any]":
        """The connection; a new one where there is none any more and no change is open."""
        if self._raw is not None and not self._raw.closed:
            return self._raw
        if self._raw is not None and self._depth:
            raise StoreUnavailable(
                _("the connection to {path} was lost; nothing was changed, try again").format(path=self.place.short)
            )
        if self.silence is not None and self.silence.is_there:
            raise silent(self.place.short)
        try:
            self._raw = connected(self.place)
        except psycopg.Error as error:
            raise connect_failure(error, self.place.short) from None
        self._raw.add_notice_handler(self._note)
        return self._raw

    def _note(self, told: psycopg.errors.Diagnostic) -> None:
        if told.sqlstate == NOT_REPLICATED:
            self._warnings.append(told.message_primary or "")

    def merged(self, sql: str, values: Values) -> str:
        """A statement with its values in their places. Errors: `Usage` for a text that cannot be kept."""
        text, all_values = _marked(*bound(sql, values, self.business))
        if not all_values:
            return text
        # Truth is kept as 0 and 1, as in SQLite, which takes it for numbers.
        all_values = tuple(int(value) if isinstance(value, bool) else value for value in all_values)
        if any(isinstance(value, str) and "\0" in value for value in all_values):
            raise unstorable()
        try:
            merged: str = ClientCursor(self._open()).mogrify(text.encode(), all_values)
        except (psycopg.Error, UnicodeError) as error:
            raise failure_of(error, self.place.short) from None
        return merged

    def send(self, *statements: str) -> list[_Answer]:
        """Send statements in one message, after those that wait, and read their answers. Errors: psycopg's own."""
        raw = self._open()
        waiting, self._waiting = self._waiting, []
        self.trips += 1
        answers: list[_Answer] = []
        is_first = raw.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        before = (self._named,) if is_first else ()
        waits = self.silence.during(raw.fileno()) if self.silence is not None else contextlib.nullcontext()
        with waits, contextlib.closing(raw.cursor()) as cursor:
            cursor.execute("; ".join((*before, *waiting, *statements)).encode())
            while True:
                rows = cursor.fetchall() if cursor.description else []
                answers.append(_Answer(rows, cursor.rowcount, cursor.statusmessage or ""))
                if not cursor.nextset():
                    break
        del answers[: len(before)]
        if any(answer.changed for answer in answers[: len(waiting)]):
            self._has_changed = True
        return answers[len(waiting) :]

    def maintain(self, statement: str) -> None:
        """Run a statement that stands alone in its message, as VACUUM does. Errors: psycopg's own."""
        self._open().execute(statement.encode())

    def read_clock(self) -> None:
        """Read the server's clock."""
        began = time.time()
        (micros,) = self.rows(_CLOCK)[0]
        self._note_clock(micros, (began + time.time()) / 2)

    def _note_clock(self, micros: int, here: float) -> None:
        found = micros / 1_000_000 - here
        if abs(found - self.ahead_seconds) > _LEAST_STEP:
            self.ahead_seconds = found

    def ask(self, *statements: tuple[str, Values]) -> list[_Answer]:
        """The answers of statements, all in one message; outside of a change, once more where the server was gone."""
        with self._guard:
            texts = [self.merged(sql, values) for sql, values in statements]
            try:
                return self.send(*texts)
            except psycopg.Error as error:
                if self._depth or not is_lost(error):
                    raise failure_of(error, self.place.short) from None
            self._drop()
            try:
                return self.send(*texts)
            except psycopg.Error as error:
                raise failure_of(error, self.place.short) from None

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows of a read."""
        known = self._fetched.get((sql, values)) if self._fetched else None
        if known is not None:
            if self._read is not None:
                self._read[sql, values] = None
            return list(known)
        found = self.ask((sql, values))[0].rows
        if self._read is not None and len(found) <= _MOST_KEPT and len(self._fetched) < _MOST_READ:
            # The snapshot of a reading gives the same answer each time.
            self._read[sql, values] = None
            self._fetched[sql, values] = list(found)
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
        wanted = [each for each in asking.asked if each not in self._fetched]
        if wanted:
            for each, answer in zip(wanted, self.ask(*wanted), strict=True):
                self._fetched[each] = answer.rows

    def _forget_fetched(self, sql: str) -> None:
        """Forget the answers about the table that a statement writes."""
        table = _WRITTEN.match(sql)
        for each in [each for each in self._fetched if not table or re.search(rf"\b{table[1]}\b", each[0])]:
            del self._fetched[each]

    def run(self, sql: str, values: Values = ()) -> int:
        """Run one statement inside the open change; the number of rows it changed."""
        self._check_writable()
        self._forget_fetched(sql)
        count = self.ask((sql, values))[0].changed
        self._has_changed = self._has_changed or count > 0
        return count

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Insert one row of the business, inside the open change."""
        self.run(insert_sql(table, tuple(row)), tuple(row.values()))

    def later(self, sql: str, values: Values) -> None:
        """Send a statement with the next one that needs an answer."""
        self._check_writable()
        self._forget_fetched(sql)
        self._waiting.append(self.merged(sql, values))

    def flush(self) -> None:
        """Send what waits now, so that an error is that of the last writes."""
        if self._waiting:
            self.ask(("SELECT 1", ()))

    def _check_writable(self) -> None:
        if not self._depth or self.reads_only:
            raise StoreUnavailable(
                _("{path} was opened to read only; nothing was changed").format(path=self.place.words)
            )

    @contextmanager
    def reading(self, of: Hashable = None) -> Iterator[None]:
        """One consistent snapshot for several reads. What a kind of reading asks each time comes with its beginning."""
        with self._guard:
            if self._depth:
                yield
                return
            usual = self._habits.of(of) if of is not None else ()
            answers = self.ask(("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ()), *usual)
            self._depth += 1
            self._read = {}
            self._fetched = {each: answer.rows for each, answer in zip(usual, answers[1:], strict=True)}
            try:
                yield
                if of is not None:
                    self._habits.note(of, self._read)
            finally:
                self._depth -= 1
                self._read, self._fetched = None, {}
                self._roll_back()

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
            if self._depth:
                raise StoreBusy(_("a change is already under way in this session; try again"))
            if self.reads_only:
                raise StoreUnavailable(
                    _("{path} was opened to read only; nothing was changed").format(path=self.place.words)
                )
            self._begin(scope, first if scope is Scope.LEDGER else ())
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTSTP})
            self._depth, self.scope = 1, scope
            try:
                yield
                self._commit(scope)
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._depth, self.scope = 0, None
                self._fetched = {}
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
        self._has_changed = False
        try:
            found = self.ask(*statements, *wanted)
        except BaseException as error:
            self._roll_back()
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
            self._roll_back()
            raise
        self.heads.put(head_of(head))
        self._fetched = dict(zip(wanted, answers, strict=True))

    def check_there(self, found: Sequence[Row]) -> None:
        """Refuse a business that the database does not hold, or holds no more; `found` has its place of now."""
        if not found:
            raise no_store(self.place.words)
        if found[0][0] is not None:
            raise StoreUnavailable(
                _("{path} was moved to {place}; nothing was changed, name that one with --db or MONTEORE_DB").format(
                    path=self.place.words, place=found[0][0]
                )
            )

    def check_version(self, found: int) -> None:
        """Refuse a database whose tables another version of the program made."""
        if found > SCHEMA_VERSION:
            raise StoreUnavailable(
                _("{path} was made by a newer Monteore (version {new}, this one knows {old}); update this one").format(
                    path=self.place.words, new=found, old=SCHEMA_VERSION
                )
            )

    def _commit(self, scope: Scope) -> None:
        """Send what waits, the count of the change and COMMIT in one message."""
        if scope in _COUNTERS and (self._has_changed or self._waiting):
            self._count(scope)
        self._warnings.clear()
        try:
            last = self.send("COMMIT")[-1]
        except BaseException as error:
            if isinstance(error, StoreUnavailable):
                raise
            failure = commit_failure(error, self.place.short)
            if isinstance(failure, OutcomeUnknown):
                self._drop()
            raise failure from None
        if last.command != "COMMIT":
            raise StoreUnavailable(
                _("{path} took the change back; nothing was changed, try again").format(path=self.place.short)
            )
        if self._warnings:
            raise outcome_unknown(self.place.short, self._warnings[0])

    def _count(self, scope: Scope) -> None:
        self.later(
            "UPDATE change_count SET number = number + 1 WHERE business_id = :business AND counter = ?",
            (_COUNTERS[scope],),
        )

    def _roll_back(self) -> None:
        """End the transaction, or the connection where that fails."""
        self._waiting.clear()
        if self._raw is None or self._raw.closed:
            return
        if self._raw.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
            return
        try:
            self.send("ROLLBACK")
        except psycopg.Error:
            self._drop()

    def _drop(self) -> None:
        """Give up the connection; the next use makes a new one, if no change is open."""
        self._waiting.clear()
        if self._raw is not None:
            with contextlib.suppress(psycopg.Error):
                self._raw.close()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Make a business in one transaction: changes inside are parts of it, and others see all of it or nothing."""
        with self._guard:
            self.ask(
                ("BEGIN ISOLATION LEVEL READ COMMITTED", ()),
                (f"SET LOCAL lock_timeout = {int(self.lock_seconds * 1000)}", ()),
                (f"SET LOCAL idle_in_transaction_session_timeout = '{_WHOLE_IDLE_SECONDS}s'", ()),
            )
            self._depth, self._is_whole = 1, True
            try:
                yield
                self._commit(Scope.QUIET)
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._depth, self._is_whole = 0, False

    @contextmanager
    def _part(self, scope: Scope) -> Iterator[None]:
        """A change inside `whole`: taken back alone where it fails."""
        self.ask(("SAVEPOINT part", ()))
        self.scope = scope
        try:
            yield
            self.ask(("RELEASE SAVEPOINT part", ()))
        except BaseException:
            self._waiting.clear()
            with contextlib.suppress(psycopg.Error, StoreUnavailable):
                self.send("ROLLBACK TO SAVEPOINT part")
            raise
        finally:
            self.scope = None
            self.heads.forget()

    def bound_waits(self) -> None:
        """From now on until this connection is closed, a server that answers nobody raises an error after some seconds."""
        if self.silence is None:
            self.silence = Silence(self._knock)
            self._close_too = self.silence.end

    def _knock(self) -> None:
        """Make a connection and give it up. A refusal of the server, which has too many, is an answer, too."""
        try:
            connected(self.place, connect_timeout=ANSWER_SECONDS).close()
        except psycopg.Error as error:
            if "FATAL" not in str(error):
                raise

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
            self._close_too()
            if self._raw is not None:
                self._raw.close()


def connected(place: Place, **options: Any) -> "psycopg.Connection[Any]":
    """A new connection to the server of a place. Errors: psycopg's own."""
    usual: dict[str, Any] = dict(_REACH)
    if "," in place.address:
        usual["target_session_attrs"] = "primary"
    return psycopg.connect(
        place.server,
        autocommit=True,
        cursor_factory=ClientCursor,
        prepare_threshold=None,
        client_encoding="UTF8",
        application_name="monteore",
        **{name: value for name, value in usual.items() if f"{name}=" not in place.address} | options,
    )


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


def _marked(sql: str, values: Values) -> tuple[str, Values]:
    return (_formatted(sql) if values else sql), values


@lru_cache(maxsize=1024)
def _formatted(sql: str) -> str:
    """A statement with psycopg's marks; no shared SQL holds a question mark or a percent sign of another meaning."""
    return sql.replace("%", "%%").replace("?", "%s")


_AS_SESSION: type[Session] = Connection
