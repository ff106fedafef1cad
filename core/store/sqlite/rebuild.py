"""The journal replayed into a fresh store, and the comparison of every table made from it, cell by cell.

The fresh store is a database in a temporary file whose name is removed at once: it goes away with the connections. One
without a file would stay in memory, however large, where SQLite is built so. It is attached to the live connection, so that
SQLite counts the rows that are the same on both sides. Only a table with others is read, in the order of its keys, some
hundreds of rows at a time.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.basics.dataclass import dataclass
from core.basics.errors import Duplicate, RowRefused, StoreUnavailable, Usage
from core.basics.i18n import _
from core.journal.events import Event
from core.store.protocol import Difference
from core.store.sql.projection import ledger as projection
from core.store.sql.session import Row, Session
from core.store.sqlite import schema
from core.store.sqlite.connection import Connection
from core.store.sqlite.dialect import SqliteDialect

_PAGE = 500
_CONTRADICTIONS = (Duplicate, RowRefused, Usage)
"""What a row raises that the tables refuse. Anything else, such as a full disk, is no fault of the journal."""
_WORDS = "search_words"
_WORDS_OF_ENTRIES = "entry_words"
_INDEXES = ("client_search_fts", "entry_fts")
_ELSEWHERE = ("journal", "_sqlite_migrations", "sqlite_", *_INDEXES)


@cache
def _schema() -> tuple[str, ...]:
    """The statements that make the tables of today, without the triggers that refuse changes."""
    made = Connection.temporary()
    try:
        schema.migrate(made.db)
        schema.drop_guards(made.db)
        rows = made.rows(
            # The replay finds these by their ids alone: to keep their other indexes would take a third of its time.
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'client_search_fts_*' "
            "AND name NOT GLOB 'entry_fts_*' AND name NOT GLOB 'sqlite_*' "
            "AND NOT (type = 'index' AND tbl_name IN ('entry', 'draw', 'import_entry') AND sql NOT GLOB 'CREATE UNIQUE*') "
            "ORDER BY rowid"
        )
    finally:
        made.close()
    return tuple(row[0] for row in rows)


@dataclass(frozen=True)
class Source:
    """A table to compare: where its rows come from, their columns, and how many of the first ones make a row's key."""

    name: str
    rows_from: str
    columns: tuple[str, ...]
    key_length: int


class _WordsLater(SqliteDialect):
    """The words of entries are left out; the whole index is made when all entries are there."""

    def index_words(self, session: Session, column: str, value: str, texts: Sequence[str] | None = None) -> None:
        """Nothing."""

    def forget_words(self, session: Session, client_id: str) -> None:
        """Nothing: none are there."""


class Rebuild:
    """One replay. `apply` takes the events in the order of the journal, then `differences` compares."""

    def __init__(self, live: Session, not_from_journal: tuple[str, ...]) -> None:
        self._live = live
        self._not_from_journal = not_from_journal
        # A name of its own: two replays may be attached to one connection.
        self._name = f"replay_{id(self)}"
        try:
            with TemporaryDirectory(prefix="monteore-") as folder:
                # The name goes away at once, and the file with the connections.
                path = Path(folder) / "replay.db"
                self._scratch = Connection.temporary(path)
                self._make_tables()
                self._attach(path)
        except OSError as error:
            sentence = _("no temporary file can be made ({reason}); set TMPDIR to a folder with room, and try again")
            raise StoreUnavailable(sentence.format(reason=error.strerror)) from None
        self._writes = self._scratch.gathered
        self._scratch.run("BEGIN")

    def _make_tables(self) -> None:
        self._scratch.dialect = _WordsLater()
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -16384"):
            self._scratch.rows(f"PRAGMA {pragma}")
        self._scratch.run("BEGIN")
        for statement in _schema():
            self._scratch.run(statement)
        self._scratch.run("COMMIT")

    def _attach(self, path: Path) -> None:
        self._live.run(f"ATTACH ? AS {self._name}", (str(path),))

    def _detach(self) -> None:
        self._live.run(f"DETACH {self._name}")

    def apply(self, seq: int, recorded_at: str, event: Event) -> int | None:
        """Bring the fresh tables up to date with one row; the first row that they refuse, which may be one before it."""
        self._writes.seq = seq
        try:
            projection.apply(self._writes, seq, recorded_at, event)
        except _CONTRADICTIONS:
            return self._writes.seq
        return None

    def finish(self) -> int | None:
        """Bring the fresh tables up to date with all rows; the first row that they refuse."""
        try:
            self._writes.write()
        except _CONTRADICTIONS:
            return self._writes.seq
        return None

    def differences(self) -> Iterator[Difference]:
        """Every cell in which the live tables are not what the journal says, and every row that only one side has."""
        self._index_words()
        self._scratch.run("COMMIT")
        for source in self._sources():
            if not self._is_same(source):
                yield from self._compared(source)
        yield from self._words()

    def close(self) -> None:
        """Let the fresh store go, outside of the snapshot in which it was compared."""
        try:
            self._detach()
        finally:
            self._scratch.close()

    def _is_same(self, source: Source) -> bool:
        """Whether both sides hold the same rows of a table with a key, as SQLite compares them: in a tenth of the time."""
        if source.rows_from != source.name:
            return False
        key, others = source.columns[: source.key_length], source.columns[source.key_length :]
        # With the sign no index of the other columns is used to find the row.
        same = " AND ".join(
            [f"kept.{name} = told.{name}" for name in key] + [f"kept.{name} IS +told.{name}" for name in others]
        )
        kept, told = f"main.{source.name}", f"{self._name}.{source.name}"
        ((equal, ours, theirs),) = self._live.rows(
            f"SELECT (SELECT count(*) FROM {kept} AS kept NOT INDEXED CROSS JOIN {told} AS told "
            f"ON told.business_id = kept.business_id AND {same} WHERE kept.business_id = :business), "
            f"(SELECT count(*) FROM {kept} WHERE business_id = :business), "
            f"(SELECT count(*) FROM {told} WHERE business_id = :business)"
        )
        return bool(equal == ours == theirs)

    def _index_words(self) -> None:
        """Index the words of all entries at once."""
        self._scratch.run("INSERT INTO entry_fts (entry_fts) VALUES ('rebuild')")

    def _sources(self) -> Iterator[Source]:
        for (table,) in self._scratch.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
            if table.startswith(_ELSEWHERE) or table in self._not_from_journal:
                continue
            info = [row for row in self._scratch.rows(f"PRAGMA table_info({table})") if row[1] != "business_id"]
            names = [row[1] for row in info if f"{table}.{row[1]}" not in self._not_from_journal]
            key = [row[1] for row in sorted(info, key=lambda row: int(row[5])) if row[5]]
            if key:
                columns = (*key, *(name for name in names if name not in key))
                yield Source(table, table, columns, len(key))
            else:
                # Without a key a row can stand there twice: equal rows are compared by their number.
                listed = ", ".join(names)
                counted = (
                    f"(SELECT business_id, {listed}, count(*) AS times FROM {table} GROUP BY business_id, {listed})"
                )
                yield Source(table, counted, (*names, "times"), len(names))

    def _words(self) -> Iterator[Difference]:
        """What the full-text indexes hold otherwise than they should."""
        with _words_of_search(self._live), _words_of_search(self._scratch):
            for source in _sources_of_words():
                yield from self._compared(source, _sorted_pages)

    def _compared(
        self, source: Source, pages: Callable[[Session, Source], Iterator[list[Row]]] | None = None
    ) -> Iterator[Difference]:
        read = pages or _pages
        kept_pages, told_pages = read(self._live, source), read(self._scratch, source)
        kept_page, told_page = next(kept_pages), next(told_pages)
        while kept_page == told_page:
            if not kept_page:
                return
            kept_page, told_page = next(kept_pages), next(told_pages)
        kept_rows, told_rows = _rows(kept_page, kept_pages), _rows(told_page, told_pages)
        kept, told = next(kept_rows, None), next(told_rows, None)
        size = source.key_length
        while kept or told:
            if kept == told:
                kept, told = next(kept_rows, None), next(told_rows, None)
            elif told is None or (kept is not None and kept[:size] < told[:size]):
                assert kept is not None
                yield Difference(source.name, _key(kept[:size]), "", True, False)
                kept = next(kept_rows, None)
            elif kept is None or told[:size] < kept[:size]:
                yield Difference(source.name, _key(told[:size]), "", False, True)
                told = next(told_rows, None)
            else:
                for name, mine, other in zip(source.columns, kept, told, strict=True):
                    if mine != other:
                        yield Difference(source.name, _key(kept[:size]), name, mine, other)
                kept, told = next(kept_rows, None), next(told_rows, None)


def _sources_of_words() -> Iterator[Source]:
    words = (
        "(SELECT coalesce(business_id, :business) AS business_id, coalesce(client_id, doc) AS client_id, col, offset, "
        f"term FROM {_WORDS} LEFT JOIN client_search ON client_search.rowid = {_WORDS}.doc)"
    )
    yield Source("client_search_fts", words, ("client_id", "col", "offset", "term"), 4)
    # Every word of every entry would be compared for minutes: how many words each entry has, and how often each
    # word occurs in each column, tell an index that differs from its entries as well.
    sizes = (
        "(SELECT entry.business_id, entry_id, hex(sz) AS words FROM entry "
        "LEFT JOIN entry_fts_docsize ON id = entry.rowid)"
    )
    yield Source("entry_fts", sizes, ("entry_id", "words"), 1)
    counts = f"(SELECT :business AS business_id, term, col, doc, cnt FROM {_WORDS_OF_ENTRIES})"
    yield Source("entry_fts", counts, ("term", "col", "doc", "cnt"), 2)


def _key(values: tuple[Any, ...]) -> str:
    return " ".join(str(value) for value in values)


def _rows(page: list[Row], pages: Iterator[list[Row]]) -> Iterator[Row]:
    """The rows of a page and of those after it."""
    while page:
        yield from page
        page = next(pages)


def _pages(connection: Session, source: Source) -> Iterator[list[Row]]:
    """The rows of a source in the order of their keys, a page at a time; the last pages are empty."""
    key = ", ".join(source.columns[: source.key_length])
    listed = ", ".join(source.columns)
    marks = ", ".join("?" * source.key_length)
    last: Row = ()
    while True:
        after = f"AND ({key}) > ({marks})" if last else ""
        page = connection.rows(
            f"SELECT {listed} FROM {source.rows_from} AS compared WHERE business_id = :business {after} "
            f"ORDER BY {key} LIMIT {_PAGE}",
            last,
        )
        yield page
        if page:
            last = page[-1][: source.key_length]


def _sorted_pages(connection: Session, source: Source) -> Iterator[list[Row]]:
    """The same by one statement: a source that no index sorts would be sorted anew for each page."""
    assert isinstance(connection, Connection)
    key, listed = ", ".join(source.columns[: source.key_length]), ", ".join(source.columns)
    yield from connection.pages(
        f"SELECT {listed} FROM {source.rows_from} WHERE business_id = :business ORDER BY {key}", _PAGE
    )
    while True:
        yield []


@contextmanager
def _words_of_search(connection: Session) -> Iterator[None]:
    """Make the full-text indexes readable word by word, for as long as it is compared."""
    # A connection that only reads refuses temporary tables, too, although they lie outside the store.
    ((query_only,),) = connection.rows("PRAGMA query_only")
    connection.rows("PRAGMA query_only = off")
    try:
        connection.run(f"CREATE VIRTUAL TABLE temp.{_WORDS} USING fts5vocab('main', 'client_search_fts', 'instance')")
        connection.run(f"CREATE VIRTUAL TABLE temp.{_WORDS_OF_ENTRIES} USING fts5vocab('main', 'entry_fts', 'col')")
        try:
            yield
        finally:
            connection.run(f"DROP TABLE temp.{_WORDS_OF_ENTRIES}")
            connection.run(f"DROP TABLE temp.{_WORDS}")
    finally:
        connection.rows(f"PRAGMA query_only = {int(query_only)}")
