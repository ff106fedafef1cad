"""Indexes of the database's own making: trigrams for parts of numbers and tickets, where the extension for them is there.

Without them the same is found by looking at each number and ticket.
"""

import contextlib

import psycopg

from core.store.postgres.connection import Connection
from core.store.postgres.dialect import client_vector, entry_vector, folded_name

_WAIT_MS = 2000
_PAGE = 1000
_INDEXES = {
    "client_phone_parts": "client_phone USING gin (digits %s)",
    "entry_ticket_parts": "entry USING gin (ticket %s)",
}
ARE_LACKING = (
    "SELECT (EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') OR EXISTS (SELECT 1 FROM "
    "pg_available_extension_versions WHERE name = 'pg_trgm' AND trusted) "
    "AND has_database_privilege(current_database(), 'CREATE')) "
    f"AND ({' OR '.join(f'to_regclass({name!r}) IS NULL' for name in _INDEXES)}) "
    "AND (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('journal'))"
)
"""Whether this login could make the indexes that are not there."""
ARE_THERE = f"SELECT {' AND '.join(f'to_regclass({name!r}) IS NOT NULL' for name in _INDEXES)}"
"""Whether parts of numbers and tickets are looked up in indexes."""


def index(connection: Connection) -> None:
    """Make the indexes, and the extension if a login may; nothing where it is not installed, or others use the tables."""
    try:
        connection.send(
            "BEGIN",
            f"SET LOCAL lock_timeout = {_WAIT_MS}",
            "SELECT 1 FROM store_version FOR UPDATE",
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        )
        # The extension may be in a schema where nobody looks.
        ((operators,),) = connection.send(
            "SELECT quote_ident(nspname) || '.gin_trgm_ops' FROM pg_extension JOIN pg_namespace "
            "ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm'"
        )[0].rows
        made = [f"CREATE INDEX IF NOT EXISTS {name} ON {on % operators}" for name, on in _INDEXES.items()]
        connection.send(*made, "COMMIT")
    except psycopg.Error:
        with contextlib.suppress(psycopg.Error):
            connection.send("ROLLBACK")


def index_anew(connection: Connection) -> None:
    """Write the words of texts with other than ASCII letters again, in all businesses, inside the open change."""
    for sql, columns in (
        ("SELECT business_id, client_id, code, name, contacts FROM client_search", "words = ?, folded = ?"),
        ("SELECT business_id, entry_id, note, ticket, contact FROM entry", "words = ?"),
    ):
        _, key, *texts = (name.strip(",") for name in sql.split()[1:6])
        table = "client_search" if key == "client_id" else "entry_words"
        last: tuple[str, str] | None = ("", "")
        while last:
            page = connection.merged(
                f"{sql} WHERE (business_id, {key}) > (?, ?) AND octet_length({' || '.join(texts)}) <> "
                f"char_length({' || '.join(texts)}) ORDER BY business_id, {key} LIMIT {_PAGE}",
                last,
            )
            rows = connection.send(page)[0].rows
            for business, name, *found in rows:
                is_client = key == "client_id"
                words = (client_vector(*found), folded_name(found[1])) if is_client else (entry_vector(found),)
                sql_of_row = f"UPDATE {table} SET {columns} WHERE business_id = ? AND {key} = ?"
                connection.send(connection.merged(sql_of_row, (*words, business, name)))
            last = (rows[-1][0], rows[-1][1]) if len(rows) == _PAGE else None
