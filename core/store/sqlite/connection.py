"""The connection to SQLite: the recipe, how changes are queued, and the end of a change.

The recipe is measured in docs/store.md: autocommit reads with fetchall, and one write at a time behind a `flock` on a
side file and BEGIN IMMEDIATE. sqlite-utils is imported for migrations alone: it costs a shell verb a tenth of its time.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from core.basics import ending
from core.basics.errors import MonteoreError, StoreBusy, StoreNewer
from core.basics.i18n import _
from core.store.scope import ChangeToken, Scope
from core.store.sql.session import BUSINESS, Session, Values, bound, insert_sql
from core.store.sqlite import files, filestate, version
from core.store.sqlite.continuity import Continuity, Heads
from core.store.sqlite.dialect import SqliteDialect
from core.store.sqlite.engine import has_reset_bug, sqlite3
from core.store.sqlite.failures import check_texts, disk_full, failure_of, is_busy, is_full
from core.store.sqlite.locks import LOCK_SECONDS, QueueLock

if TYPE_CHECKING:
    from sqlite_utils import Database

    from core.store.sqlite.diagnosis import Diagnosis
    from core.store.sqlite.gathered import Gathered
    from core.store.sqlite.transaction import Transaction

_READ_SECONDS = 30.0
_BUSY_SNAPSHOT = 517
_KNOWS_FRAMES = (3, 51, 0)
"""The first version of SQLite that tells how long its log is without copying it."""
MOST_LOG_KEPT = 8 * 1024 * 1024
"""Bytes. A write-ahead log that grew larger is cut to this size once its pages are in the file."""
_MOST_STATEMENTS = 1000
"""How many compiled statements a connection keeps. Many postings use more than Python's 128, and would compile each anew."""
_PAUSE = 0.0005
"""Seconds between two tries of a statement."""
_COUNTERS = {Scope.LEDGER: "ledger", Scope.OWN_CALL: "calls", Scope.PHONE: "phone"}


class Connection:
    """One process's connection to one store file: the `Session` of SQLite."""

    dialect: SqliteDialect = SqliteDialect()
    business = BUSINESS

    def __init__(self, path: Path, own: "sqlite3.Connection | None" = None) -> None:
        """Connect to a store; `own` is a connection to a file that nobody else uses."""
        self.path = path
        self.lock_seconds = LOCK_SECONDS
        """How long a change waits for its turn."""
        self.read_seconds = _READ_SECONDS
        """How long a statement waits while another connection recovers, resets or empties the write-ahead log."""
        self.scope: Scope | None = None
        """The scope of the open change."""
        self.heads = Heads(self.row)
        """The last row of the journal."""
        self._guard = threading.RLock()
        self._gathered: Gathered | None = None
        self._depth = 0
        self._is_whole = False
        self._token: tuple[tuple[int, int], ChangeToken] | None = None
        uri = f"file:{quote(str(path.absolute()))}?mode=rw"
        self._raw = own or _connected(path, uri, uri=True, timeout=0.0)
        # To make a cursor takes as long as half of a small statement.
        self._cursor = self._raw.cursor()
        self.continuity: Continuity | None = None if own else Continuity(path, self._frames)
        """Notices a file that was replaced; `None` for a temporary one."""

    @classmethod
    def temporary(cls, path: Path | None = None) -> Self:
        """A database in a file that nobody else uses; without a path in memory, as most SQLite builds keep it."""
        named = path or Path("temporary")
        return cls(named, _connected(named, str(path or "")))

    def ahead(self, ask: Callable[[Session], object]) -> None:
        """Nothing: a read costs no round trip."""

    @cached_property
    def _transaction(self) -> "Transaction":
        from core.store.sqlite.transaction import Transaction

        return Transaction(self._raw, self.path)

    @property
    def writes(self) -> Session:
        """The session for the writes of events."""
        return self.gathered

    @cached_property
    def gathered(self) -> "Gathered":
        """The same as what it is. What it keeps is written before any other statement, and before a commit."""
        from core.store.sqlite.gathered import Gathered

        self._gathered = Gathered(self, self._many, self.business)
        return self._gathered

    @cached_property
    def db(self) -> "Database":
        """The same connection for sqlite-utils, which owns the schema."""
        from sqlite_utils import Database

        return Database(self._raw, execute_plugins=False)

    def prepare(self) -> None:
        """Set what SQLite keeps per connection: durable commits, enforced keys, distrust of the schema."""
        for pragma in ("foreign_keys = on", "synchronous = full", "trusted_schema = off", "recursive_triggers = on"):
            self.run(f"PRAGMA {pragma}")
        self.rows(f"PRAGMA journal_size_limit = {MOST_LOG_KEPT}")

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a read, fetched at once: an open cursor would pin a snapshot."""
        with self._guard:
            try:
                found: list[tuple[Any, ...]] = self._execute(sql, values, self._cursor).fetchall()
                return found
            except (sqlite3.Error, UnicodeError) as error:
                raise self._failure(error) from None

    def row(self, sql: str, values: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        """The first row of a read, or `None`."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def run(self, sql: str, values: tuple[Any, ...] = ()) -> int:
        """Run one statement; the number of rows it changed. Errors: `StoreUnavailable`, `Duplicate`."""
        check_texts(values)
        with self._guard:
            try:
                # Rows that nobody fetches would pin a snapshot as long as their cursor lives.
                return int(self._execute(sql, values, self._raw).rowcount)
            except (sqlite3.Error, UnicodeError, OverflowError) as error:
                raise self._failure(error) from None

    def _many(self, sql: str, values: Iterable[Values]) -> None:
        try:
            self._cursor.executemany(sql, values)
        except (sqlite3.Error, UnicodeError, OverflowError) as error:
            raise failure_of(error, self.path) from None

    def _execute(self, sql: str, values: tuple[Any, ...], on: "sqlite3.Connection | sqlite3.Cursor") -> Any:
        """Run a statement, again and again while the file is busy: with a busy timeout SQLite would wait in BEGIN, too."""
        if self._gathered is not None:
            self._gathered.write()
        bound_sql, bound_values = bound(sql, values, self.business)
        deadline = 0.0
        while True:
            try:
                return on.execute(bound_sql, bound_values)
            except sqlite3.Error as error:
                if not is_busy(error) or error.sqlite_errorcode == _BUSY_SNAPSHOT:
                    raise
                now = time.monotonic()
                deadline = deadline or now + self.read_seconds
                if now > deadline:
                    raise
            time.sleep(_PAUSE)

    @contextmanager
    def waiting_for_readers(self) -> Iterator[None]:
        """Let SQLite wait for other readers: emptying the write-ahead log needs them to be done, and does not fail."""
        self.run(f"PRAGMA busy_timeout = {int(self.read_seconds * 1000)}")
        try:
            yield
        finally:
            self.run("PRAGMA busy_timeout = 0")

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Insert one row of the business, inside the open write.

        Values are those that SQLite takes: text, integers, bytes and `None`.

        `Table.insert` of sqlite-utils works out columns and conversions anew for each row: a posting took
        2.0 ms in place of 1.4 ms.
        """
        self.run(insert_sql(table, tuple(row)), tuple(row.values()))

    @contextmanager
    def reading(self, of: Hashable = None) -> Iterator[None]:
        """One consistent snapshot for several reads; short, and nothing waits inside."""
        with self._guard:
            if self._depth or self._is_whole:
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
    def writing(self, scope: Scope = Scope.LEDGER, *, checked: bool = True) -> Iterator[None]:
        """One change: its turn, BEGIN IMMEDIATE, commit or roll back; signals wait from BEGIN to the end."""
        with self._guard:
            if self._depth:
                raise StoreBusy(_("a change is already under way in this session; try again"))
            if self._is_whole:
                with self._part(scope):
                    yield
                return
            transaction = self._transaction
            deadline = time.monotonic() + self.lock_seconds
            with self._turn(scope) as side:
                ending.let_go()
                if checked:
                    self.check_files()
                transaction.begin(self.lock_seconds, deadline)
                self._depth, self.scope = 1, scope
                try:
                    memory = self.continuity if scope is Scope.LEDGER else None
                    if checked:
                        self._refuse_newer(self.heads.begin())
                        if memory:
                            memory.check(self.row, self.business, self.heads.mark(), side)
                    before = self._raw.total_changes
                    yield
                    changed = self._count(scope, before)
                    head = self.heads.mark() if memory else None
                    transaction.commit(self.lock_seconds)
                    self.heads.committed()
                    if changed and self.continuity:
                        self.continuity.tell(side)
                        if memory:
                            memory.remember(head, self.business, side)
                        if checked:
                            with contextlib.suppress(sqlite3.Error):
                                self.continuity.note_files()
                except BaseException:
                    transaction.roll_back()
                    raise
                finally:
                    self._end_change()
                    transaction.end()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Fill a file that nobody else has in one transaction: changes inside are parts of it, and all stays or nothing."""
        with self._guard:
            self.run("BEGIN IMMEDIATE")
            self._is_whole = True
            try:
                yield
                self._transaction.commit(self.lock_seconds)
            except BaseException:
                self._transaction.roll_back()
                raise
            finally:
                self._is_whole = False

    @contextmanager
    def _part(self, scope: Scope) -> Iterator[None]:
        """A change inside `whole`: taken back alone where it fails."""
        self.run("SAVEPOINT part")
        self._depth, self.scope = 1, scope
        try:
            self.heads.begin()
            before = self._raw.total_changes
            yield
            self._count(scope, before)
            self.run("RELEASE part")
            self._transaction.commits += 1
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._raw.execute("ROLLBACK TO part")
                self._raw.execute("RELEASE part")
            raise
        finally:
            self._end_change()

    def _count(self, scope: Scope, before: int) -> bool:
        """Write what is gathered, and count the open change if it altered anything; whether it did."""
        if self._gathered is not None:
            self._gathered.write()
        changed = self._raw.total_changes != before
        if scope in _COUNTERS and changed:
            self.run(
                "UPDATE change_count SET number = number + 1 WHERE business_id = :business AND counter = ?",
                (_COUNTERS[scope],),
            )
        return changed

    def _end_change(self) -> None:
        self._depth, self.scope = 0, None
        self.heads.forget()
        if self._gathered is not None:
            self._gathered.end()

    def _frames(self) -> tuple[int, int, int] | None:
        """Bytes in a page, frames in the write-ahead log, and those copied into the file; `None` if SQLite is too old."""
        if sqlite3.sqlite_version_info < _KNOWS_FRAMES:
            return None
        (found,) = self._cursor.execute("PRAGMA wal_checkpoint(NOOP)").fetchall()
        return self._page_size, int(found[1]), int(found[2])

    @cached_property
    def _page_size(self) -> int:
        return self.pragma("page_size")

    def _turn(self, scope: Scope) -> AbstractContextManager[int | None]:
        """The place in the queue, with its side file; changes of a call alone need none, see docs/store.md."""
        if scope is Scope.LEDGER or has_reset_bug(sqlite3.sqlite_version_info):
            return QueueLock(self.path, self.lock_seconds)
        return contextlib.nullcontext()

    def copy_into(self, target: Path) -> None:
        """Copy the whole database into an empty file, as one state, not synchronised yet. Errors: `StoreUnavailable`."""
        with self._guard:
            try:
                into = sqlite3.connect(str(target))
                try:
                    into.execute("PRAGMA synchronous = off")
                    self._raw.backup(into)
                finally:
                    into.close()
            except sqlite3.Error as error:
                raise (disk_full(target.parent) if is_full(error, target) else failure_of(error, self.path)) from None

    def changes(self, *, checks_files: bool = True) -> ChangeToken:
        """How often the store was changed; reads the counters only after a commit, another connection's or an own one.

        Errors: `StoreReplaced` for a file that is no longer the one that was opened, `StoreDisturbed`; both only where the
        files are to be checked, which takes most of the time. `StoreNewer`.
        """
        if checks_files:
            self.check_files()
        # Asked before the counters are read: a commit between the two is seen at the next call.
        seen = (self.pragma("data_version"), self._transaction.commits)
        if self._token is None or self._token[0] != seen:
            self._refuse_newer(self.pragma("user_version"))
            found = dict(self.rows("SELECT counter, number FROM change_count WHERE business_id = :business"))
            self._token = (seen, ChangeToken(found.get("ledger", 0), found.get("calls", 0), found.get("phone", 0)))
        return self._token[1]

    def sign(self) -> Hashable:
        """Size and time of the file, its log and its side file, as the file system tells them."""
        return filestate.sign(self.path)

    @property
    def notice_file(self) -> Path | None:
        """The side file at which changes queue, made where there is none yet; `None` for a temporary database."""
        if self.continuity is None:
            return None
        side = Path(filestate.side_of(self.path))
        # Without the right to make it this session records nothing either: whoever does makes it.
        with contextlib.suppress(OSError):
            files.premake_once(side)
        return side

    def check_files(self) -> None:
        """Compare the files with what they were, outside of a change. Errors: `StoreReplaced`, `StoreDisturbed`."""
        if self.continuity is None or self._depth:
            return
        with self._guard:
            try:
                self.continuity.check_files(self.business)
            except sqlite3.Error as error:
                raise self._failure(error) from None

    def _refuse_newer(self, found: int) -> None:
        """Errors: `StoreNewer` for a file that was older when it was opened."""
        if found > version.SCHEMA_VERSION:
            raise StoreNewer(str(self.path))

    def _failure(self, error: Exception) -> MonteoreError:
        """The error to raise in the place of an engine's."""
        return self._diagnosis.failure(error, self.path)

    @cached_property
    def _diagnosis(self) -> "Diagnosis":
        from core.store.sqlite.diagnosis import Diagnosis

        return Diagnosis(self._raw)

    def check_readable(self, tables: Collection[str] = ()) -> None:
        """Read all texts of some tables, of all by default. Errors: `TextUnreadable` for one that is not UTF-8."""
        with self._guard:
            self._diagnosis.check_readable(self.path, tables)

    def pragma(self, name: str) -> int:
        """A number that SQLite keeps of the file or of the connection."""
        found = self.row(f"PRAGMA {name}")
        return int(found[0]) if found else 0

    def interrupt(self) -> None:
        """End the statement that another thread runs, which fails there."""
        self._raw.interrupt()

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._raw.close()
            if self.continuity is not None:
                self.continuity.close()


def _connected(path: Path, database: str, **options: Any) -> "sqlite3.Connection":
    """A connection in autocommit, which threads share one after another. Errors: `StoreUnavailable`."""
    try:
        made: sqlite3.Connection = sqlite3.connect(
            database,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_MOST_STATEMENTS,
            **options,
        )
    except sqlite3.Error as error:
        raise failure_of(error, path) from None
    return made
