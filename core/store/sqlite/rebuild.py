"""The journal replayed into a fresh store, and the comparison of every table made from it, cell by cell.

The fresh store is a database in a temporary file. One without a file would stay in memory, however large, where SQLite is
built so.

It is attached to the connection of the live store: SQLite counts the rows that are the same on both sides, some thousands at
a time. Only where some differ both sides are read, in the order of their keys. This happens in many short snapshots: one long
one would keep SQLite from emptying its write-ahead log. The replay is brought up to the journal's head of each snapshot first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any, ParamSpec

from core.basics.dataclass import dataclass
from core.basics.errors import Duplicate, RowRefused, StoreUnavailable, Usage
from core.journal.events import Event
from core.store.sql.projection import entries
from core.store.sql.projection import ledger as projection
from core.store.sql.session import Row, Session
from core.store.sqlite.dialect import SqliteDialect
from core.store.sqlite.scratch import scratch
from core.store.sqlite.settled import ALL_SETTLED, Settled
from core.store.sqlite.tables import statements_of_today
from core.store.sqlite.vocabulary import vocabularies
from core.store.verifying import Difference, KeptEntry, Reading

P = ParamSpec("P")

_PAGE = 500
_COUNTED = 5000
"""How many rows SQLite compares at a time."""
_SNAPSHOT_SECONDS, _REST_SECONDS = 0.05, 0.01
"""How long a snapshot is kept for one page after the other, and how long none is kept then: a writer that finds all of the
log copied into the file, and nobody who reads in it, begins it anew."""
_CONTRADICTIONS = (Duplicate, RowRefused, Usage)
"""What a row raises that the tables refuse. Anything else, such as a full disk, is no fault of the journal."""
_WORDS = "search_words"
_WORDS_OF_ENTRIES = "entry_words"
_INDEXES = ("client_search_fts", "entry_fts")
_VOCABULARIES = {_WORDS: "client_search_fts instance", _WORDS_OF_ENTRIES: "entry_fts col"}
_ELSEWHERE = ("journal", "_sqlite_migrations", "sqlite_", *_INDEXES)


@cache
def _schema() -> tuple[str, ...]:
    """The statements that make the tables of the replay, which has no triggers."""
    return tuple(
        statement
        for statement in statements_of_today()
        # The replay finds these by their ids alone: to keep their other indexes would take a third of its time.
        if not statement.startswith("CREATE INDEX ") or statement.split()[4] not in ("entry", "draw", "import_entry")
    )


@dataclass(frozen=True)
class Source:
    """A table to compare: where its rows come from, their columns, and how many of the first ones make a row's key."""

    name: str
    rows_from: str
    columns: tuple[str, ...]
    key_length: int

    @property
    def is_table(self) -> bool:
        """Whether its rows are those of a table with a key."""
        return self.rows_from == self.name


Page = tuple[list[Row], Row | None]
"""Rows in the order of their keys, and the beginning of the last key up to which they are complete; `None` at the end."""


class _WordsLater(SqliteDialect):
    """The words of entries are left out; the whole index is made when all entries are there."""

    def index_words(self, session: Session, column: str, value: str, texts: Sequence[str] | None = None) -> None:
        """Nothing."""

    def forget_words(self, session: Session, client_id: str) -> None:
        """Nothing: none are there."""


class Rebuild:
    """One replay. `apply` takes the events in the order of the journal, then `differences` compares."""

    def __init__(self, live: Session, not_from_journal: tuple[str, ...], *, is_quick: bool = False) -> None:
        self._live = live
        self._not_from_journal = not_from_journal
        # A name of its own: two replays may be attached to one connection.
        self._name = f"replay_{id(self)}"
        self._scratch = scratch(attach=self._attach)
        self._scratch.dialect = _WordsLater()
        self._writes = self._scratch.gathered
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -16384"):
            self._scratch.rows(f"PRAGMA {pragma}")
        self._scratch.run("BEGIN")
        for statement in _schema():
            self._scratch.run(statement)
        self._settled = Settled(live, self._scratch, self._writes) if is_quick else None
        self._session: Session = self._settled or self._writes

    def apply(self, seq: int, recorded_at: str, event: Event) -> int | None:
        """Bring the fresh tables up to date with one row; the first row that they refuse, which may be one before it."""
        self._writes.seq = seq
        return self._refused(projection.apply, self._session, seq, recorded_at, event)

    def post(self, seq: int, recorded_at: str, body: Mapping[str, Any]) -> int | None:
        """The same by the JSON body of a plain entry."""
        self._writes.seq = seq
        return self._refused(entries.post, self._session, seq, recorded_at, body)

    def kept(self, first: int, last: int) -> Mapping[int, KeptEntry]:
        """Live entries that may be as the journal rows from one to another posted them; none for a whole replay."""
        return {} if self._settled is None else self._settled.kept(first, last)

    def settle(self, kept: Sequence[KeptEntry]) -> None:
        """Take note that kept entries are what their rows posted."""
        if self._settled is not None:
            self._settled.settle(kept)

    def finish(self) -> int | None:
        """Bring the fresh tables up to date with all rows; the first row that they refuse."""
        refused = self._refused(self._write_rest)
        if refused is None:
            # The live connection sees what is committed.
            self._scratch.run("COMMIT")
            self._scratch.run("BEGIN")
        return refused

    def _write_rest(self) -> None:
        if self._settled is not None:
            self._settled.compare()
        self._writes.write()

    def _refused(self, write: Callable[P, object], *values: P.args, **named: P.kwargs) -> int | None:
        """Write into the fresh tables; the row that they refuse, or `None`."""
        try:
            write(*values, **named)
        except _CONTRADICTIONS:
            return self._writes.seq
        return None

    def differences(self, reading: Reading) -> Iterator[Difference]:
        """Every cell in which the live tables are not what the journal says, and every row that only one side has.

        A row that changes while others are compared is compared as it is in the snapshot of its page.
        """
        if self._settled is not None:
            with reading() as fits:
                if fits and not self._settled.fits():
                    yield Difference("entry", "", "", True, False)
        for source in self._sources():
            if self._settled is None or source.name not in ALL_SETTLED:
                yield from self._compared(source, reading, _page)

    def words(self, reading: Reading) -> Iterator[Difference]:
        """What the full-text indexes hold otherwise than they should."""
        self._index_words()
        yield from self._words(reading)

    def close(self) -> None:
        """Detach and close the fresh store."""
        try:
            self._detach()
        finally:
            self._scratch.close()

    def _attach(self, path: Path) -> None:
        self._live.run(f"ATTACH ? AS {self._name}", (str(path),))

    def _detach(self) -> None:
        # Inside a snapshot in which it was read it stays, until the connection is closed.
        with suppress(StoreUnavailable):
            self._live.run(f"DETACH {self._name}")

    def _index_words(self) -> None:
        """Index the words of all entries at once."""
        self._scratch.run("INSERT INTO entry_fts (entry_fts) VALUES ('rebuild')")
        # Entries that are replayed from here on are indexed one by one.
        self._scratch.dialect = self._writes.dialect = SqliteDialect()

    def _same(self, source: Source, last: Row) -> tuple[bool, Row | None]:
        """Whether the rows that follow a key are the same on both sides, and the last key compared; `None` at the end."""
        key, others = source.columns[: source.key_length], source.columns[source.key_length :]
        listed, marks = ", ".join(key), ", ".join("?" * len(key))
        after = f"AND ({listed}) > ({marks})" if last else ""
        ends = self._scratch.rows(
            f"SELECT {listed} FROM {source.name} WHERE business_id = :business {after} ORDER BY {listed} "
            f"LIMIT 1 OFFSET {_COUNTED - 1}",
            last,
        )
        end = ends[0] if ends else None
        until = f"AND ({listed}) <= ({marks})" if end else ""
        # With the sign, no index of these columns is used to find a row.
        same = " AND ".join(["true", *(f"+kept.{name} IS +told.{name}" for name in others)])
        kept, told = (
            f"(SELECT * FROM {place}.{source.name} WHERE business_id = :business {after} {until})"
            for place in ("main", self._name)
        )
        # What is settled is not in the replay: its number was compared.
        ours = f"(SELECT count(*) FROM {told if self._is_settled(source) else kept})"
        ((equal, ours, theirs),) = self._live.rows(
            f"SELECT (SELECT count(*) FROM {told} AS told CROSS JOIN main.{source.name} AS kept "
            f"USING (business_id, {listed}) WHERE {same}), {ours}, (SELECT count(*) FROM {told})",
            (*last, *(end or ())) * 3,
        )
        return equal == ours == theirs, end

    def _is_settled(self, source: Source) -> bool:
        """Whether rows of a table are settled, so that the replay has only the others."""
        return self._settled is not None and source.name == "entry"

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

    def _words(self, reading: Reading) -> Iterator[Difference]:
        """What the full-text indexes hold otherwise than they should."""
        with vocabularies(self._live, **_VOCABULARIES), vocabularies(self._scratch, **_VOCABULARIES):
            yield from self._compared(_SIZES, reading, _page)
            yield from self._compared(_CLIENT_WORDS, reading, _terms)
            yield from self._compared(_CLIENT_SIZES, reading, _page)
            # The counts are those of all businesses in the file; the scratch database has one.
            ((is_alone,),) = self._live.rows(
                "SELECT (SELECT count(*) FROM entry) = (SELECT count(*) FROM entry WHERE business_id = :business)"
            )
            if is_alone:
                yield from self._compared(_COUNTS, reading, _terms)

    def _compared(
        self, source: Source, reading: Reading, page: Callable[[Session, Source, Row], Page]
    ) -> Iterator[Difference]:
        last: Row | None = ()
        while last is not None:
            found = list[Difference]()
            with reading() as fits:
                if not fits:
                    return
                until = monotonic() + _SNAPSHOT_SECONDS
                while last is not None and not found:
                    is_same, end = self._same(source, last) if source.is_table else (False, None)
                    if is_same:
                        last = end
                    else:
                        found, last = self._read(source, page, last)
                    if monotonic() > until:
                        break
            sleep(_REST_SECONDS if last is not None else 0)
            yield from found

    def _read(
        self, source: Source, page: Callable[[Session, Source, Row], Page], last: Row
    ) -> tuple[list[Difference], Row | None]:
        """The differences of the page that follows a key, and the last key up to which they are complete."""
        (kept, kept_end), (told, told_end) = page(self._live, source, last), page(self._scratch, source, last)
        end = min((each for each in (kept_end, told_end) if each is not None), key=_place, default=None)
        found = [] if kept == told else list(_differences(source, _until(kept, end), _until(told, end)))
        return found, end


def _until(rows: list[Row], last: Row | None) -> Iterator[Row]:
    """The rows up to a key, or up to the beginning of one."""
    return (row for row in rows if last is None or _place(row[: len(last)]) <= _place(last))


def _place(key: Row) -> list[tuple[int, Any]]:
    """A key in SQLite's order of values of several types, which a table that was made anew by hand may hold."""
    return [(_RANKS.get(type(value), 1), 0 if value is None else value) for value in key]


_RANKS = {type(None): 0, str: 2, bytes: 3}
"""The order of types; numbers have rank 1."""


def _differences(source: Source, kept_rows: Iterator[Row], told_rows: Iterator[Row]) -> Iterator[Difference]:
    """The differences of rows that are in the order of their keys on both sides."""
    kept, told = next(kept_rows, None), next(told_rows, None)
    size = source.key_length
    while kept or told:
        if kept == told:
            kept, told = next(kept_rows, None), next(told_rows, None)
        elif told is None or (kept is not None and _place(kept[:size]) < _place(told[:size])):
            assert kept is not None
            yield Difference(source.name, _key(kept[:size]), "", True, False)
            kept = next(kept_rows, None)
        elif kept is None or _place(told[:size]) < _place(kept[:size]):
            yield Difference(source.name, _key(told[:size]), "", False, True)
            told = next(told_rows, None)
        else:
            for name, mine, other in zip(source.columns, kept, told, strict=True):
                if mine != other:
                    yield Difference(source.name, _key(kept[:size]), name, mine, other)
            kept, told = next(kept_rows, None), next(told_rows, None)


# Words of a client who is not there have the number of its row, as a text: rows are sorted by their keys.
_CLIENT_WORDS = Source(
    "client_search_fts",
    "(SELECT coalesce(business_id, :business) AS business_id, term, coalesce(client_id, doc || '') AS client_id, col, offset "
    f"FROM {_WORDS} LEFT JOIN client_search ON client_search.rowid = {_WORDS}.doc WHERE col <> 'forms')",
    ("term", "client_id", "col", "offset"),
    4,
)
# Parts of numbers are many: how many each client has tells whose are lacking. The column itself is compared as all others.
_CLIENT_SIZES = Source(
    "client_search_fts",
    "(SELECT client_search.business_id, client_id, hex(sz) AS words FROM client_search "
    "LEFT JOIN client_search_fts_docsize ON id = client_search.rowid)",
    ("client_id", "words"),
    1,
)
# Every word of every entry would be compared for minutes: how many words each entry has, and how often each word occurs in
# each column, name the entry or the word of most differences. The check of the file finds that an index differs at all.
_SIZES = Source(
    "entry_fts",
    "(SELECT entry.business_id, entry_id, hex(sz) AS words FROM entry LEFT JOIN entry_fts_docsize ON id = entry.rowid)",
    ("entry_id", "words"),
    1,
)
_COUNTS = Source(
    "entry_fts",
    f"(SELECT :business AS business_id, term, col, doc, cnt FROM {_WORDS_OF_ENTRIES})",
    ("term", "col", "doc", "cnt"),
    2,
)


def _key(values: tuple[Any, ...]) -> str:
    return " ".join(str(value) for value in values)


def _page(connection: Session, source: Source, last: Row) -> Page:
    """The rows of a source that follow a key."""
    key = ", ".join(source.columns[: source.key_length])
    after = f"AND ({key}) > ({', '.join('?' * source.key_length)})" if last else ""
    rows = connection.rows(
        f"SELECT {', '.join(source.columns)} FROM {source.rows_from} AS compared WHERE business_id = :business {after} "
        f"ORDER BY {key} LIMIT {_PAGE}",
        last,
    )
    return rows, rows[-1][: source.key_length] if len(rows) == _PAGE else None


def _terms(connection: Session, source: Source, last: Row) -> Page:
    """All rows of some words that follow one. The full-text index sorts by words alone, and finds them without a scan."""
    rows_of = (
        f"SELECT {', '.join(source.columns)} FROM {source.rows_from} AS compared WHERE business_id = :business AND term"
    )
    rows = connection.rows(f"{rows_of} > ? ORDER BY term LIMIT {_PAGE}", last or ("",))
    if len(rows) < _PAGE:
        return sorted(rows, key=_place), None
    cut = rows[-1][0]
    whole = [row for row in rows if row[0] != cut] or connection.rows(f"{rows_of} = ?", (cut,))
    return sorted(whole, key=_place), whole[-1][:1]
