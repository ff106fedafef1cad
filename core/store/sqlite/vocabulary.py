"""The words of full-text indexes, readable one by one for as long as they are needed."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.store.sql.session import Session


@contextmanager
def vocabularies(connection: Session, **indexes: str) -> Iterator[None]:
    """Temporary tables of the words of indexes: by the name of the table, the index and the kind of `fts5vocab`."""
    # A connection that only reads refuses temporary tables, too, although they lie outside the store.
    ((query_only,),) = connection.rows("PRAGMA query_only")
    connection.rows("PRAGMA query_only = off")
    made = list[str]()
    try:
        for table, told in indexes.items():
            index, kind = told.split()
            connection.run(f"CREATE VIRTUAL TABLE temp.{table} USING fts5vocab('main', '{index}', '{kind}')")
            made.append(table)
        yield
    finally:
        for table in reversed(made):
            connection.run(f"DROP TABLE temp.{table}")
        connection.rows(f"PRAGMA query_only = {int(query_only)}")
