"""The journal replayed into a fresh SQLite database without a name, and the comparison with PostgreSQL's tables.

The projection is the same SQL in both engines, so both must come to the same rows. The words of the searches are worked
out again and compared by the server.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from core.store.postgres.dialect import client_vector, entry_vector, folded_name
from core.store.sql.session import Row, Values
from core.store.sqlite import rebuild
from core.store.verifying import Difference, Reading

_PAGE = 1000


class Rebuild(rebuild.Rebuild):
    """One replay."""

    def _attach(self, path: Path) -> None:
        """Nothing: the server does not read files of SQLite."""

    def _detach(self) -> None:
        """Nothing."""

    def _index_words(self) -> None:
        """Nothing: the server's words are compared."""

    def _same(self, source: rebuild.Source, last: Row) -> tuple[bool, Row | None]:
        """Not known without reading the rows of both sides."""
        return False, None

    def _words(self, reading: Reading) -> Iterator[Difference]:
        """The words of clients and entries that are not those of their texts."""
        yield from self._misfits(
            reading,
            "client_search",
            "SELECT client_id, code, name, contacts, forms FROM client_search WHERE business_id = :business "
            "AND client_id > ? ORDER BY client_id LIMIT ?",
            ("words", "folded"),
            lambda row: (client_vector(*row[1:5]), folded_name(row[2])),
        )
        yield from self._misfits(
            reading,
            "entry_words",
            "SELECT entry_id, note, ticket, contact FROM entry WHERE business_id = :business "
            "AND entry_id > ? ORDER BY entry_id LIMIT ?",
            ("words",),
            lambda row: (entry_vector(row[1:4]),),
        )

    def _misfits(
        self,
        reading: Reading,
        table: str,
        sql: str,
        columns: Sequence[str],
        words_of: Callable[[Row], Sequence[str]],
    ) -> Iterator[Difference]:
        key = sql.split()[1].rstrip(",")
        last: str | None = ""
        while last is not None:
            with reading() as fits:
                rows = self._live.rows(sql, (last, _PAGE)) if fits else []
                found = self._misfit(table, key, columns, [(row[0], *words_of(row)) for row in rows]) if rows else []
            yield from (Difference(table, str(name), "words", "-", "-") for (name,) in found)
            last = rows[-1][0] if len(rows) == _PAGE else None

    def _misfit(self, table: str, key: str, columns: Sequence[str], told: Sequence[Row]) -> Sequence[Row]:
        """The ids of rows whose words are not the told ones."""
        kept = ", ".join(f"kept.{name}" for name in columns)
        cast = ", ".join(f"CAST(told.{name} AS tsvector)" if name == "words" else f"told.{name}" for name in columns)
        marks = ", ".join(f"({', '.join('?' * (len(columns) + 1))})" for _row in told)
        values: Values = tuple(value for row in told for value in row)
        return self._live.rows(
            f"SELECT told.id FROM (VALUES {marks}) AS told (id, {', '.join(columns)}) LEFT JOIN {table} AS kept "
            f"ON kept.business_id = :business AND kept.{key} = told.id "
            f"WHERE ROW({kept}) IS DISTINCT FROM ROW({cast}) ORDER BY 1",
            values,
        )
