"""What the SQL shared by all engines runs on: a connection, and the words that an engine has of its own."""

from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol

from core.journal.row import JournalRow
from core.store.scope import ChangeToken, Scope

BUSINESS = "main"
"""The business whose rows a store of one business holds."""

Values = tuple[Any, ...]
Row = tuple[Any, ...]


COLUMNS = ("seq", "recorded_at", "actor", "kind", "body", "previous", "digest", "texts", "salt")
"""The columns of the journal, in the order of `JournalRow`."""
ROW = ", ".join(COLUMNS)
"""The same as SQL."""

LAST_ROW = f"SELECT {ROW} FROM journal WHERE business_id = :business ORDER BY seq DESC LIMIT 1"
"""The last row of the journal."""


def head_of(rows: Sequence[Row]) -> JournalRow | None:
    """The journal row that `LAST_ROW` found."""
    return JournalRow(*rows[0]) if rows else None


class Dialect(Protocol):
    """What engines say differently. Shared SQL marks values with `?` and holds no `%`."""

    row_number: str
    """The column that tells rows of a table without a key apart, in the order in which they were written."""

    def like(self, column: str) -> str:
        """The condition that a column fits a pattern, capitals of ASCII aside; its one value comes from `part` or `start`."""
        ...

    def part(self, text: str) -> str:
        """The pattern of a text that holds this one."""
        ...

    def start(self, text: str) -> str:
        """The pattern of a text that begins with this one."""
        ...

    def field(self, column: str, name: str) -> str:
        """A field of the JSON object in a column, as text; NULL where the object has none."""
        ...

    def columns(self) -> str:
        """The SELECT of the names of a table's columns that rows are inserted with; its one value is the table."""
        ...

    def ticket_part(self) -> str:
        """The condition that the ticket of an `entry` holds a text; its one value comes from `part`."""
        ...

    def fits_words(self) -> str:
        """The condition that each word of a query begins a word of an entry's note, ticket or contact.

        Case and accents do not count. The condition's one value comes from `words_query`.
        """
        ...

    def words_query(self, text: str) -> str:
        """The value for `fits_words`; empty if the text holds no letter and no digit, and so asks for nothing."""
        ...

    def index_words(self, session: "Session", column: str, value: str, texts: Sequence[str] | None = None) -> None:
        """Add the words of entries to their index, inside the open change; `column` is `entry_id` or `client_id`.

        `texts` are note, ticket and contact where the caller knows them; else they are read.
        """
        ...

    def forget_words(self, session: "Session", client_id: str) -> None:
        """Take the words of a client's entries out of the index, inside the open change and before they are altered."""
        ...

    def index_client(self, session: "Session", client_id: str, code: str, name: str, contacts: str, forms: str) -> None:
        """Bring the search for a client's code, name, contacts and `forms_of` them up to date, inside the open change."""
        ...


class Session(Protocol):
    """One connection to the rows of one business.

    Every read fetches all it asks for; `run` and `insert` stand inside an open change. A statement names the business as
    `:business`, for which the session gives its own; `insert` puts it into the row.

    Errors: `StoreUnavailable`; `Duplicate` for a row whose key is there already.
    """

    @property
    def dialect(self) -> Dialect:
        """The engine's own words."""
        ...

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows of a read."""
        ...

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """The first row of a read, or `None`."""
        ...

    def run(self, sql: str, values: Values = ()) -> int:
        """Run one statement; the number of rows it changed."""
        ...

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Insert one row."""
        ...

    def ahead(self, ask: Callable[["Session"], object]) -> None:
        """Inside a change, fetch what some reads will ask, in one round trip; an engine without round trips does nothing."""
        ...


class Heads:
    """The journal's head as one connection knows it. Outside a change it is read each time."""

    def __init__(self, row: Callable[[str, Values], Row | None]) -> None:
        self._row = row
        self._is_kept = False
        self._last: JournalRow | None = None

    def put(self, last: JournalRow | None) -> None:
        """Keep the last row, or one that the open change has added."""
        self._is_kept, self._last = True, last

    def forget(self) -> None:
        """Read the head again when it is asked for: the open change altered the journal, or is over."""
        self._is_kept, self._last = False, None

    def last(self) -> JournalRow | None:
        """The last row; `None` for an empty journal."""
        if self._is_kept:
            return self._last
        found = self._row(LAST_ROW, ())
        return JournalRow(*found) if found else None


class Connected(Session, Protocol):
    """A `Session` with changes, snapshots and counters."""

    @property
    def scope(self) -> Scope | None:
        """The scope of the open change."""
        ...

    @property
    def heads(self) -> Heads:
        """The last row of the journal."""
        ...

    @property
    def writes(self) -> Session:
        """The session for writes whose number of rows nobody asks for; an engine may send them later, in their order."""
        ...

    def writing(self, scope: Scope = Scope.LEDGER) -> AbstractContextManager[None]:
        """One change."""
        ...

    def reading(self, of: Hashable = None) -> AbstractContextManager[None]:
        """One consistent snapshot."""
        ...

    def changes(self, *, checks_files: bool = True) -> ChangeToken:
        """How often the store was changed."""
        ...

    def sign(self) -> Hashable:
        """What differs after a change of another session; `None` if unknown."""
        ...

    @property
    def notice_file(self) -> Path | None:
        """The file whose time is set after each commit; `None` if there is none."""
        ...


class Asking:
    """A session that answers nothing and remembers what it was asked."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.asked: list[tuple[str, Values]] = []

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """No rows."""
        self.asked.append((sql, values))
        return []

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """No row."""
        self.asked.append((sql, values))
        return None

    def run(self, sql: str, values: Values = ()) -> int:
        """Nothing is written."""
        raise RuntimeError("what is asked ahead writes nothing")

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Nothing is written."""
        raise RuntimeError("what is asked ahead writes nothing")

    def ahead(self, ask: Callable[[Session], object]) -> None:
        """Nothing: the reads themselves are remembered."""


class Reader:
    """The base of classes that read."""

    def __init__(self, session: Session) -> None:
        self._rows = session.rows
        self._row = session.row
        self._dialect = session.dialect
        self._ahead = session.ahead


def bound(sql: str, values: Values, business: str) -> tuple[str, Values]:
    """A statement whose `:business` became `?`, and its values with the business in those places."""
    text, count, placed = _places(sql)
    if placed is None:
        return sql, values
    # What is left over or missing is for the engine to refuse: it never expects none.
    return text, placed((*values, business)) if len(values) == count else ()


@lru_cache(maxsize=1024)
def _places(sql: str) -> tuple[str, int, Callable[[Values], Values] | None]:
    """A statement with `?` in place of `:business`, how many other values it has, and what puts the business, given as the
    last value, into its places; `None` where it is not named."""
    first, *parts = sql.split(":business")
    count = first.count("?")
    order = list(range(count))
    for part in parts:
        more = part.count("?")
        order += (-1, *range(count, count + more))
        count += more
    text = "?".join((first, *parts))
    if not parts:
        return text, count, None
    return text, count, itemgetter(*order) if len(order) > 1 else _alone


def _alone(values: Values) -> Values:
    return values


def marks(count: int) -> str:
    """So many question marks with commas between them."""
    return ", ".join("?" * count)


def among(column: str, ids: str | Sequence[str] | None) -> tuple[str, Values]:
    """A further condition that a column is an id, one of some ids, or (`None`) anything; and its values."""
    if ids is None:
        return "", ()
    if isinstance(ids, str):
        return f"AND {column} = ?", (ids,)
    return f"AND {column} IN ({marks(len(ids))})", tuple(ids)


def total(column: str) -> str:
    """The sum of an integer column as an integer: without the cast some engines answer with a decimal."""
    return f"CAST(sum({column}) AS BIGINT)"


def day(text: str | None) -> date | None:
    """A date column that may be empty."""
    return date.fromisoformat(text) if text else None


@cache
def insert_sql(table: str, columns: tuple[str, ...]) -> str:
    """The statement that inserts one row of the business."""
    return f"INSERT INTO {table} (business_id, {', '.join(columns)}) VALUES (:business, {marks(len(columns))})"
