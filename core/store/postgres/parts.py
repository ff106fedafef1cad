"""What is searched, made by the program: trigrams for parts of tickets, where the extension for them is there, and words anew.

Without trigrams the same is found by looking at each ticket.
"""

import contextlib
from collections.abc import Iterator

import psycopg

from core.store.postgres.connection import Connection
from core.store.postgres.dialect import client_vector, entry_vector, folded_name
from core.store.sql.forms import forms_of
from core.store.sql.session import Row

_WAIT_MS = 2000
_PAGE = 1000
_INDEXES = {
    "entry_ticket_parts": "entry USING gin (ticket %s)",
}
ARE_LACKING = (
    "SELECT (EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') OR EXISTS (SELECT 1 FROM "
    "pg_available_extension_versions WHERE name = 'pg_trgm' AND trusted) "
    "AND has_database_privilege(current_database(), 'CREATE')) "
    f"AND ({' OR '.join(f'to_regclass({name!r}) IS NULL' for name in _INDEXES)}) "
    "AND (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('journal'))"
)
"""Whether this login could make an index that is not there."""
ARE_THERE = f"SELECT {' AND '.join(f'to_regclass({name!r}) IS NOT NULL' for name in _INDEXES)}"
"""Whether parts of tickets are looked up in an index."""


def index(connection: Connection) -> None:
    """Make the indexes, and the extension if a login may; nothing where it is not installed, or others use the tables."""
    try:
        connection.link.send(
            "BEGIN",
            f"SET LOCAL lock_timeout = {_WAIT_MS}",
            "SELECT 1 FROM store_version FOR UPDATE",
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        )
        # The extension may be in a schema where nobody looks.
        ((operators,),) = connection.link.send(
            "SELECT quote_ident(nspname) || '.gin_trgm_ops' FROM pg_extension JOIN pg_namespace "
            "ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm'"
        )[0].rows
        made = [f"CREATE INDEX IF NOT EXISTS {name} ON {on % operators}" for name, on in _INDEXES.items()]
        connection.link.send(*made, "COMMIT")
    except psycopg.Error:
        with contextlib.suppress(psycopg.Error):
            connection.link.send("ROLLBACK")


def index_clients(connection: Connection) -> None:
    """Write what is searched of clients again, in all businesses, inside the open change."""
    numbers: dict[tuple[str, str], list[str]] = {}
    sql = (
        "SELECT business_id, client_id, digits FROM client_phone JOIN client USING (business_id, client_id) "
        "WHERE archived = 0"
    )
    for business, client_id, digits in connection.link.send(sql)[0].rows:
        numbers.setdefault((business, client_id), []).append(digits)
    sql = "SELECT business_id, client_id, code, name, contacts FROM client_search"
    for business, client_id, code, name, contacts in _pages(connection, sql):
        forms = forms_of((code, name, contacts), numbers.get((business, client_id), ()))
        connection.link.send(
            connection.link.merged(
                "UPDATE client_search SET words = ?, folded = ?, forms = ? WHERE business_id = ? AND client_id = ?",
                (client_vector(code, name, contacts, forms), folded_name(name), forms, business, client_id),
            )
        )


def index_entries(connection: Connection) -> None:
    """Write the words of entries with other than ASCII letters again, in all businesses, inside the open change."""
    texts = "note || ticket || contact"
    sql = "SELECT business_id, entry_id, note, ticket, contact FROM entry"
    for business, entry_id, *found in _pages(connection, sql, f"AND octet_length({texts}) <> char_length({texts})"):
        connection.link.send(
            connection.link.merged(
                "UPDATE entry_words SET words = ? WHERE business_id = ? AND entry_id = ?",
                (entry_vector(found), business, entry_id),
            )
        )


def _pages(connection: Connection, sql: str, where: str = "") -> Iterator[Row]:
    """The rows of all businesses, in parts. The first two columns are their key."""
    key = ", ".join(sql.replace(",", "").split()[1:3])
    last: tuple[str, str] | None = ("", "")
    while last:
        page = connection.link.merged(f"{sql} WHERE ({key}) > (?, ?) {where} ORDER BY {key} LIMIT {_PAGE}", last)
        rows = connection.link.send(page)[0].rows
        yield from rows
        last = (rows[-1][0], rows[-1][1]) if len(rows) == _PAGE else None
