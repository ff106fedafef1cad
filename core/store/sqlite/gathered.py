"""The writes of events, gathered and run by statement: hundreds of rows of an import or a replay in a few calls.

What the first journal row of a change writes is run at once, as most changes have no other. Of later rows what adds a row,
or adds to a number, may change places with others of its kind. It is kept until the connection runs any other statement or
commits; then each statement runs once with all its values, in the order in which rows refer to each other. What is added to
the numbers of one row is summed first.
"""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import length_hint
from typing import Any

from core.basics.errors import Duplicate, MonteoreError, RowRefused
from core.store.sql.projection.entries import ADDING, SUMMED
from core.store.sql.session import Session, Values, bound, insert_sql
from core.store.sqlite.dialect import INDEX_ENTRIES, INDEX_ENTRY, SqliteDialect
from core.store.sqlite.failures import check_texts

_TABLES = {"journal": 0, "entry": 1, "block": 2, "line": 3, "import_entry": 4}
"""Tables whose new rows are gathered, in the order in which they refer to each other."""
_STATEMENTS = {sql: place for place, sql in enumerate((INDEX_ENTRY, *ADDING), start=len(_TABLES))}
"""What is gathered besides and runs after the new rows: draws refer to entries and blocks."""
_WORDS = _STATEMENTS[INDEX_ENTRY]
_BOUND_LATER = frozenset({_WORDS, *(_STATEMENTS[sql] for sql in SUMMED)})
"""Those of which another statement, or one with other values, is run."""
_NUL = "\\u0000"
"""How JSON writes a NUL; a text that reads so has the same in its JSON, after a backslash."""
_MOST = 4000
"""How many are kept at most, so that the memory does not grow with a replay."""

Many = Callable[[str, Iterable[Values]], object]
"""Runs a statement with each of the values. Errors: those of `Session.run`."""


class Gathered:
    """The `Session` for the writes of events over one connection, whose `many` it uses."""

    def __init__(self, session: Session, many: Many, business: str) -> None:
        self.dialect: SqliteDialect = session.dialect  # type: ignore[assignment]
        self.rows = session.rows
        self.row = session.row
        self.ahead = session.ahead
        self._session = session
        self._many = many
        self._business = business
        self._kept: dict[str, _Kept] = {}
        """By statement, those that wait for nothing now included: few are used."""
        self._in_order: list[_Kept] = []
        self._count = 0
        self._has_row = False
        """Whether the open change has a journal row."""
        self._is_first = False
        """Whether the next writes belong to the first journal row of the change."""
        self._is_checked = False
        """Whether the texts of the next writes are known to hold no NUL."""
        self.seq = 0
        """The journal row to which the next writes belong."""

    def run(self, sql: str, values: Values = ()) -> int:
        """Keep a statement that may wait, and run any other. Returns the number of rows of one that ran, else 0."""
        place = _STATEMENTS.get(sql)
        if place is None:
            return self._session.run(sql, values)
        if self._is_first:
            text, bound_values = bound(sql, values, self._business)
            self._many(text, (bound_values,))
            return 0
        if place not in _BOUND_LATER:
            sql, values = bound(sql, values, self._business)
        # The only texts among these values are ids of rows that were checked when they came.
        self._keep(place, sql, values)
        return 0

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Keep a row of a table whose rows may wait, and insert any other."""
        if table == "journal":
            self._begin(row)
        place = _TABLES.get(table)
        if place is None:
            self._session.insert(table, row)
            return
        if not self._is_checked:
            check_texts(row.values())
        # The business is the first value of every insertion.
        sql, values = _inserting(table, tuple(row)), (self._business, *row.values())
        if self._is_first:
            self._many(sql, (values,))
        else:
            self._keep(place, sql, values)

    def _begin(self, row: dict[str, Any]) -> None:
        """A journal row begins. Its JSON holds the texts of all that it writes, and escapes each NUL in them."""
        self.seq = row["seq"]
        self._is_first, self._has_row = not self._has_row, True
        self._is_checked = _NUL not in row["body"] and _NUL not in (row["texts"] or "") and "\0" not in row["actor"]

    def _keep(self, place: int, sql: str, values: Values) -> None:
        kept = self._kept.get(sql)
        if kept is None:
            kept = self._kept[sql] = _Kept(place, sql)
            self._in_order = sorted(self._kept.values(), key=lambda each: (each.place, each.sql))
        kept.values.append(values)
        kept.seqs.append(self.seq)
        self._count += 1
        if self._count >= _MOST:
            self.write()

    def end(self) -> None:
        """Forget what is kept: its change is over."""
        self._has_row = self._is_first = self._is_checked = False
        self.drop()

    def drop(self) -> None:
        """Forget what is kept."""
        if self._count:
            self._count = 0
            for kept in self._in_order:
                if kept.values:
                    kept.values.clear()
                    kept.seqs.clear()

    def write(self) -> None:
        """Run what is kept. Errors: those of `Session.run`; `seq` is then the first journal row that cannot be applied."""
        if not self._count:
            return
        failure: RowRefused | Duplicate | None = None
        for kept in self._in_order:
            if failure is not None:
                # Rows after the one that failed do not matter any more.
                kept.cut(self.seq)
            if not kept.values:
                continue
            try:
                if kept.place == _WORDS:
                    self._run_words(kept)
                elif kept.sql in SUMMED:
                    self._run_sums(kept)
                else:
                    self._run(kept.sql, kept.values, kept.seqs)
            except (RowRefused, Duplicate) as error:
                failure = error
            except MonteoreError:
                # A full disk ends the transaction: what ran after it would be kept, each statement by itself.
                self.drop()
                raise
        self.drop()
        if failure is not None:
            failure.seq = self.seq
            raise failure

    def _run(self, sql: str, values: Sequence[Values], seqs: Sequence[int]) -> None:
        """Run a statement with each of the values; where one fails `seq` is its journal row."""
        left = iter(values)
        try:
            self._many(sql, left)
        except MonteoreError:
            self.seq = seqs[len(values) - length_hint(left) - 1]
            raise

    def _run_sums(self, kept: "_Kept") -> None:
        """Run a statement once for each row that it adds to. Where a sum is refused its parts run, up to the one that is."""
        if len(kept.values) == 1:
            self._run_bound(kept.sql, kept.values, kept.seqs)
            return
        parts: dict[object, list[tuple[Values, int]]] = {}
        for values, seq in zip(kept.values, kept.seqs, strict=True):
            parts.setdefault(values[-1], []).append((values, seq))
        sums = [
            (*map(sum, zip(*(values[:-1] for values, _seq in each), strict=True)), key) for key, each in parts.items()
        ]
        try:
            self._run_bound(kept.sql, sums, range(len(sums)))
        except (RowRefused, Duplicate):
            refused = parts[sums[self.seq][-1]]
            self._run_bound(kept.sql, [values for values, _seq in refused], [seq for _values, seq in refused])
            self.seq = refused[-1][1]
            raise

    def _run_words(self, kept: "_Kept") -> None:
        """Write the words of all entries together; where that fails `seq` is the journal row of the first."""
        if len(kept.values) == 1:
            self._run_bound(INDEX_ENTRY, kept.values, kept.seqs)
        else:
            ids = json.dumps([entry_id for (entry_id,) in kept.values])
            self._run_bound(INDEX_ENTRIES, [(ids,)], kept.seqs[:1])

    def _run_bound(self, sql: str, values: Sequence[Values], seqs: Sequence[int]) -> None:
        text, first = bound(sql, values[0], self._business)
        self._run(text, [first, *(bound(sql, each, self._business)[1] for each in values[1:])], seqs)


@cache
def _inserting(table: str, columns: tuple[str, ...]) -> str:
    """`insert_sql` with a mark in the place of the business."""
    return insert_sql(table, columns).replace(":business", "?")


class _Kept:
    """A statement, the values that it waits to run with, and the journal row of each."""

    def __init__(self, place: int, sql: str) -> None:
        self.place = place
        self.sql = sql
        self.values: list[Values] = []
        self.seqs: list[int] = []

    def cut(self, seq: int) -> None:
        """Forget what belongs to a journal row or to later ones."""
        length = bisect_left(self.seqs, seq)
        self.values, self.seqs = self.values[:length], self.seqs[:length]
