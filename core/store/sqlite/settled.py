"""Entries, draws and rows of imports that need no replay: each is compared at once with the live row.

They are compared as text of SQLite's JSON. A row that is the same is not written into the replay, and counted. One that
differs is written there: events that follow may make it what the live row is. Where one of these is to change an entry that
was not written, it is written first, as the journal has it. So an entry that no event changes costs one comparison, and any
other is compared when all are replayed.

This only finds out whether anything is wrong. What it is, the whole replay tells.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from core.basics.errors import StoreUnavailable
from core.journal.chain import event_of
from core.journal.codec import canonical, parsed
from core.journal.events import EntryPosted
from core.journal.row import JournalRow
from core.store.sql.projection import entries
from core.store.sql.session import COLUMNS, Row, Session, Values
from core.store.sqlite.gathered import Gathered
from core.store.verifying import POSTED_COLUMNS, KeptEntry

ALL_SETTLED = ("draw", "import_entry")
"""Tables of which no row is written into the replay."""
_PAGE = 500
_MOST_DRAWS = 1000
"""How many draws are read at most for a page of entries; those of an entry whose draws are cut are compared one by one."""
_DRAW_COLUMNS = ("draw_id", "entry_id", "block_id", "minutes", "seq")
_SOURCE_OF_DRAWS = (
    "FROM (SELECT * FROM draw WHERE business_id = :business AND draw_id BETWEEN ? AND ? AND seq BETWEEN ? AND ? "
    "ORDER BY draw_id)"
)
_COUNTING_KEPT = "SELECT count(*) FROM entry WHERE business_id = :business AND seq BETWEEN ? AND ?"
_ACCOUNT, _DEDUCTED, _OVERDRAFT = (
    POSTED_COLUMNS.index(name) for name in ("account_id", "deducted_minutes", "overdraft_minutes")
)
_CHANGE = re.compile(r"UPDATE entry SET [^;]*? WHERE (business_id = :business AND .*)", re.DOTALL)
"""A statement that changes entries, with its condition."""
_NAMED = re.compile(r"\b(entry|draw|import_entry)\b")
"""The tables whose new rows are compared at once."""
_NUL = "\\u0000"


class Settled:
    """The session of a projection that writes a replay. It also changes the numbers of accounts and blocks, as any other."""

    def __init__(self, live: Session, replay: Session, writes: Gathered) -> None:
        self._live = live
        self._replay = replay
        self._writes = writes
        self.dialect = writes.dialect
        self.ahead = writes.ahead
        self._entries = _Page(live, replay, "entry", "seq")
        self._draws = _Page(live, replay, "draw", "draw_id")
        self._drawn = 0
        self._imported = _Imported(live)
        self._taken: dict[str, int] = {}
        """Minutes to take from blocks, by their ids: few have most of the draws."""
        self._moved: dict[str, tuple[int, int]] = {}
        """Minutes and overdraft to add to accounts."""
        self._is_sound = True
        self._source: str | None = None
        """FROM and WHERE of the read of kept entries; `None` before the first one, which names the columns."""

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows of a read."""
        self._add_sums()
        return self._writes.rows(sql, values)

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """The first row of a read."""
        self._add_sums()
        return self._writes.row(sql, values)

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Compare an entry, or that it was imported, with the live one, later; insert any other row into the replay."""
        if table == "import_entry":
            self._imported.add(row["entry_id"], row["run_id"])
        elif table != "entry":
            self._writes.insert(table, row)
        elif self._entries.holds(row):
            self._compare_entries()

    def run(self, sql: str, values: Values = ()) -> int:
        """Compare a draw with the live one, later, and run any other statement in the replay."""
        if sql == entries.TAKE:
            self._take(*values)
            return 0
        if sql == entries.BALANCE:
            self._move(*values)
            return 0
        if sql == entries.DRAW:
            self._drawn += 1
            entry_id, block_id, minutes, seq = values
            row = {"draw_id": self._drawn, "entry_id": entry_id, "block_id": block_id, "minutes": minutes, "seq": seq}
            if self._draws.holds(row):
                self._compare_draws()
            return 0
        condition = _condition(sql)
        if condition:
            self._fetch(condition, values[len(values) - condition.count("?") :])
        elif condition is None:
            self._is_sound = False
        self._add_sums()
        return self._writes.run(sql, values)

    def kept(self, first: int, last: int) -> dict[int, KeptEntry]:
        """The live entries of journal rows whose other columns are as a posting leaves them, by row, with their draws."""
        ((number,),) = self._live.rows(_COUNTING_KEPT, (first, last))
        if number > last - first + 1:
            # A journal row posts one entry at most. Another program wrote more, and there may be any number of them.
            return {}
        found = {
            row[-1]: KeptEntry(row, []) for row in self._as_json(POSTED_COLUMNS, self._source_of_kept(), (first, last))
        }
        numbers = (self._drawn + 1, self._drawn + _MOST_DRAWS, first, last)
        for draw in self._as_json(_DRAW_COLUMNS, _SOURCE_OF_DRAWS, numbers):
            kept = found.get(draw[-1])
            if kept is not None:
                kept.draws.append(draw)
        return found

    def _as_json(self, columns: Sequence[str], source: str, values: Values) -> Sequence[Sequence[Any]]:
        """Live rows, read as one JSON text: SQLite takes its mutex three times for each value that is fetched."""
        listed = ", ".join(columns)
        try:
            ((text,),) = self._live.rows(f"SELECT json_group_array(json_array({listed})) {source}", values)
            rows: list[list[Any]] = parsed(text)
        except (StoreUnavailable, ValueError):
            # Another program may have written a blob: JSON cannot hold it, or SQLite takes it for JSONB and writes no JSON.
            # Any other failure comes back from this read.
            return self._live.rows(f"SELECT {listed} {source}", values)
        return rows

    def settle(self, kept: Sequence[KeptEntry]) -> None:
        """Take note that kept entries are what their rows posted, without a replay."""
        self._entries.same += len(kept)
        draws = [draw for each in kept for draw in each.draws]
        numbers = range(self._drawn + 1, self._drawn + 1 + len(draws))
        # A draw is never changed, so it has the number that it got.
        if [draw[0] for draw in draws] != list(numbers):
            self._is_sound = False
        self._drawn += len(draws)
        self._draws.same += len(draws)
        for _draw_id, _entry_id, block_id, minutes, _seq in draws:
            self._take(minutes, block_id)
        for each in kept:
            self._move(-each.entry[_DEDUCTED], each.entry[_OVERDRAFT], each.entry[_ACCOUNT])

    def _source_of_kept(self) -> str:
        if self._source is None:
            table = self._replay.rows("SELECT name, coalesce(dflt_value, 'NULL') FROM pragma_table_info('entry')")
            others = [f"{name} IS {default}" for name, default in table if name not in (*POSTED_COLUMNS, "business_id")]
            self._source = (
                f"FROM entry WHERE business_id = :business AND seq BETWEEN ? AND ? AND {' AND '.join(others)}"
            )
        return self._source

    def _take(self, minutes: int, block_id: str) -> None:
        """Take minutes from a block, later."""
        self._taken[block_id] = self._taken.get(block_id, 0) + minutes

    def _move(self, minutes: int, overdraft: int, account_id: str) -> None:
        """Add to the numbers of an account, later."""
        before = self._moved.get(account_id, (0, 0))
        self._moved[account_id] = (before[0] + minutes, before[1] + overdraft)

    def fits(self) -> bool:
        """Whether the live tables have the entries that are not in the replay, and so many more as this has, in a snapshot."""
        is_sound = self._is_sound and self._imported.same == self._imported.told
        return is_sound and all(
            page.same == count(self._live, page.table) - count(self._replay, page.table)
            for page in (self._entries, self._draws, self._imported)
        )

    def compare(self) -> None:
        """Compare what waits, and bring the replay up to date."""
        self._compare_entries()
        self._compare_draws()
        self._imported.compare()

    def _compare_entries(self) -> None:
        for row in self._entries.differing():
            self._writes.insert("entry", row)
        self._add_sums()

    def _compare_draws(self) -> None:
        # A draw is never changed, so each of them must be the same.
        if self._draws.differing():
            self._is_sound = False

    def _add_sums(self) -> None:
        for block_id, minutes in self._taken.items():
            self._writes.run(entries.TAKE, (minutes, block_id))
        for account_id, (minutes, overdraft) in self._moved.items():
            self._writes.run(entries.BALANCE, (minutes, overdraft, account_id))
        self._taken, self._moved = {}, {}

    def _fetch(self, condition: str, values: Values) -> None:
        """Write the entries of a condition into the replay that are not there, as the journal has them.

        Those who changed them meanwhile have recorded it, and what they recorded is replayed too.
        """
        self.compare()
        sql = f"SELECT entry_id, seq FROM entry WHERE ({condition}) AND seq < ?"
        for entry_id, seq in self._live.rows(sql, (*values, self._writes.seq)):
            is_there = "SELECT 1 FROM entry WHERE business_id = :business AND entry_id = ?"
            if self._replay.row(is_there, (entry_id,)) is None:
                self._write(entry_id, seq)

    def _write(self, entry_id: str, seq: int) -> None:
        sql = f"SELECT {', '.join(COLUMNS)} FROM journal WHERE business_id = :business AND seq = ?"
        found = [JournalRow(*row) for row in self._live.rows(sql, (seq,))]
        try:
            event = event_of(found[0])
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            event = None
        if isinstance(event, EntryPosted) and event.entry_id == entry_id:
            entries.post_event(_Alone(self._writes), seq, found[0].recorded_at, event)
            self._entries.same -= 1
        else:
            self._is_sound = False


class _Page:
    """New rows of a table that wait to be compared, in the order of a column."""

    def __init__(self, live: Session, replay: Session, table: str, order: str) -> None:
        self._live = live
        self.table = table
        self._order = order
        self._replay = replay
        self._known: tuple[str, Values] | None = None
        self._rows: list[dict[str, Any]] = []
        self.same = 0
        """How many rows were the same."""

    def holds(self, row: dict[str, Any]) -> bool:
        """Whether there are enough rows with this one."""
        self._rows.append(row)
        return len(self._rows) >= _PAGE

    def differing(self) -> list[dict[str, Any]]:
        """The rows that are not the same in the live table; none waits any more."""
        rows, self._rows = self._rows, []
        if not rows:
            return []
        sql, rest = self._reading(tuple(rows[0]))
        # By their numbers: any number of rows between two of them may have been settled otherwise.
        try:
            found = self._live.rows(sql, (canonical([row[self._order] for row in rows]),))
        except StoreUnavailable:
            if not self._holds_blob():
                raise
            # JSON has none: no row is taken for the same.
            return rows
        told = [[*row.values(), *rest] for row in rows]
        text = f"[{','.join([kept for (kept,) in found])}]"
        if text == canonical(told) and _NUL not in text:
            self.same += len(rows)
            return []
        kept = {text for (text,) in found if _NUL not in text}
        differing = [row for row, values in zip(rows, told, strict=True) if canonical(values) not in kept]
        self.same += len(rows) - len(differing)
        return differing

    def _holds_blob(self) -> bool:
        """Whether a live row holds a blob, which only another program can write."""
        names = [name for (name,) in self._replay.rows("SELECT name FROM pragma_table_info(?)", (self.table,))]
        types = ", ".join(f"typeof({name})" for name in names)
        return self._live.row(f"SELECT 1 FROM {self.table} WHERE 'blob' IN ({types}) LIMIT 1") is not None

    def _reading(self, columns: tuple[str, ...]) -> tuple[str, Values]:
        """The read of live rows by a list of numbers, as JSON of these columns and all others; what the others hold in a
        new row."""
        if self._known is None:
            table = self._replay.rows(
                "SELECT name, coalesce(dflt_value, 'NULL') FROM pragma_table_info(?)", (self.table,)
            )
            others = {name: default for name, default in table if name not in (*columns, "business_id")}
            rest = self._replay.rows(f"SELECT {', '.join(others.values())}")[0] if others else ()
            sql = (
                f"SELECT json_array({', '.join((*columns, *others))}) FROM {self.table} WHERE business_id = :business "
                f"AND {self._order} IN (SELECT value FROM json_each(?)) ORDER BY {self._order} LIMIT {_PAGE + 1}"
            )
            self._known = sql, rest
        return self._known


class _Imported:
    """Which entries came by which import. No event changes that."""

    table = "import_entry"

    def __init__(self, live: Session) -> None:
        self._live = live
        self._run_of: dict[str, str] = {}
        self.told = 0
        """How many rows the journal tells of."""
        self.same = 0
        """How many of them were the same."""

    def add(self, entry_id: str, run_id: str) -> None:
        """Compare a row, now or later."""
        self.told += 1
        self._run_of[entry_id] = run_id
        if len(self._run_of) >= _PAGE:
            self.compare()

    def compare(self) -> None:
        """Compare what waits."""
        if self._run_of:
            # The unary plus keeps SQLite from using an index on `run_id`: rows are found by `entry_id`.
            sql = (
                "SELECT count(*) FROM json_each(?) AS told CROSS JOIN import_entry ON business_id = :business "
                "AND entry_id = told.key AND +run_id = told.value"
            )
            ((number,),) = self._live.rows(sql, (canonical(self._run_of),))
            self.same += number
            self._run_of = {}


def count(session: Session, table: str) -> int:
    """How many rows a table has."""
    ((number,),) = session.rows(f"SELECT count(*) FROM {table} WHERE business_id = :business")
    return int(number)


class _Alone:
    """The session for an entry without its words, its draws and what it changes of numbers, all of which are known."""

    def __init__(self, writes: Gathered) -> None:
        self.dialect = writes.dialect
        self.insert = writes.insert
        self.rows, self.row, self.ahead = writes.rows, writes.row, writes.ahead

    def run(self, sql: str, values: Values = ()) -> int:
        """Nothing."""
        return 0


@cache
def _condition(sql: str) -> str | None:
    """Which entries a statement changes; empty for none, `None` if that is not known."""
    found = _CHANGE.fullmatch(sql)
    if found is not None:
        return found[1]
    return None if _NAMED.search(sql) else ""
