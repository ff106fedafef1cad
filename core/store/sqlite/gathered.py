"""The writes of events, gathered and run by statement: hundreds of rows of an import or a replay in a few calls.

What adds a row, or adds to a number, may change places with others of its kind. It is kept until the connection runs any
other statement or commits; then each statement runs once with all its values, in the order in which rows refer to each other.
"""

from collections.abc import Callable, Iterator
from typing import Any

from core.basics.errors import MonteoreError
from core.store.sql.projection.adding import ADDING
from core.store.sql.session import Session, Values, bound, insertion
from core.store.sqlite.dialect import INDEX_ENTRY, SqliteDialect
from core.store.sqlite.failures import check_texts

_TABLES = ("journal", "entry", "block", "line", "import_entry")
"""Tables whose new rows are gathered, in the order in which they refer to each other."""
_STATEMENTS = (INDEX_ENTRY, *ADDING)
"""What is gathered besides and runs after the new rows: draws refer to entries and blocks."""
_MOST = 4000
"""How many are kept at most, so that the memory does not grow with a replay."""

Many = Callable[[str, Iterator[Values]], object]
"""Runs a statement with each of the values. Errors: those of `Session.run`."""


class Gathered:
    """The `Session` for the writes of events over one connection, whose `many` it uses."""

    def __init__(self, session: Session, many: Many, business: str) -> None:
        self.dialect: SqliteDialect = session.dialect  # type: ignore[assignment]
        self.rows = session.rows
        self.row = session.row
        self._session = session
        self._many = many
        self._business = business
        self._kept: dict[tuple[int, str], list[tuple[int, Values]]] = {}
        self._count = 0
        self.seq = 0
        """The journal row to which the next writes belong."""

    def run(self, sql: str, values: Values = ()) -> int:
        """Keep a statement that may wait, and run any other. Returns the number of rows of one that ran, else 0."""
        if sql not in _STATEMENTS:
            return self._session.run(sql, values)
        self._keep(len(_TABLES) + _STATEMENTS.index(sql), *bound(sql, values, self._business))
        return 0

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Keep a row of a table whose rows may wait, and insert any other."""
        if table == "journal":
            self.seq = row["seq"]
        if table in _TABLES:
            self._keep(_TABLES.index(table), insertion(table, tuple(row)), (self._business, *row.values()))
        else:
            self._session.insert(table, row)

    def _keep(self, place: int, sql: str, values: Values) -> None:
        check_texts(values)
        self._kept.setdefault((place, sql), []).append((self.seq, values))
        self._count += 1
        if self._count >= _MOST:
            self.write()

    def drop(self) -> None:
        """Forget what is kept: its change is over."""
        self._kept, self._count = {}, 0

    def write(self) -> None:
        """Run what is kept. Errors: those of `Session.run`; `seq` is then the first journal row that cannot be applied."""
        if not self._count:
            return
        kept, failure = self._kept, None
        self.drop()
        for place in sorted(kept):
            rows = kept[place]
            if failure is not None:
                rows = [row for row in rows if row[0] < self.seq]
            counted = _Counted(rows)
            try:
                self._many(place[1], counted)
            except MonteoreError as error:
                failure, self.seq = error, counted.seq
        if failure is not None:
            raise failure


class _Counted:
    """The values of rows, and the journal row of those that were given last."""

    def __init__(self, rows: list[tuple[int, Values]]) -> None:
        self._rows = iter(rows)
        self.seq = 0

    def __iter__(self) -> Iterator[Values]:
        return self

    def __next__(self) -> Values:
        self.seq, values = next(self._rows)
        return values
