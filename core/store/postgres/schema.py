"""Make the tables, the guards and the row of a business, in one change of the database."""

import re
from collections.abc import Sequence
from functools import cache

from core.store.postgres.tables import INDEXES, TABLES
from core.store.postgres.version import GUARD_STATE, GUARDS, SCHEMA_VERSION
from core.store.sql.session import Row

APPEND_ONLY = "monteore_append_only"
"""The function of the guards."""
OF_ROWS = "journal_no_update"
"""The guard that looks at updates one by one, as a row of the journal may be emptied of its texts."""
COVERED = ("business_id", "seq", "recorded_at", "actor", "kind", "body", "previous", "digest")
_EMPTIED = " AND ".join(
    [*(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in COVERED), "NEW.texts IS NULL", "NEW.salt IS NULL"]
)
"""The one update of a journal row that its guard lets pass: the texts and their salt are emptied."""
_MIGRATIONS: dict[int, tuple[str, ...]] = {
    2: ("ALTER TABLE business ADD COLUMN moved_to TEXT",),
    3: (
        "ALTER TABLE client_search ADD COLUMN seq BIGINT NOT NULL DEFAULT 0",
        "UPDATE client_search SET seq = client.seq FROM client WHERE client.business_id = client_search.business_id "
        "AND client.client_id = client_search.client_id",
        "ALTER TABLE client_search ALTER COLUMN seq DROP DEFAULT",
        "CREATE INDEX client_search_seq ON client_search (business_id, seq)",
        # The first tables of version 2 had it not yet.
        "CREATE TABLE IF NOT EXISTS unsent (business_id TEXT NOT NULL, technician TEXT NOT NULL, name TEXT NOT NULL, "
        "body TEXT NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (business_id, technician, name))",
    ),
    4: (
        "ALTER TABLE client_search ADD COLUMN forms TEXT NOT NULL DEFAULT ''",
        "DROP INDEX IF EXISTS client_phone_parts",
        "DROP FUNCTION IF EXISTS monteore_numbers(text)",
    ),
    5: (
        "ALTER TABLE journal DROP CONSTRAINT IF EXISTS journal_business_id_previous_key, "
        "DROP CONSTRAINT IF EXISTS journal_business_id_digest_key",
    ),
    6: (
        "UPDATE client_search SET code = '', name = '', contacts = '' FROM client WHERE client.business_id = "
        "client_search.business_id AND client.client_id = client_search.client_id AND client.archived = 1",
    ),
}
"""By version, what brings the tables of the version before to it."""
WORDS_SINCE = 3
"""The version since which words are parted as they are now: those of entries in older tables are written again."""
FORMS_SINCE = 6
"""The version since which a client's row of the search holds what it does now: those of older tables are written again."""
COUNTERS = ("ledger", "calls", "phone")


@cache
def statements() -> str:
    """Everything that a new database gets, in order."""
    version = (
        "CREATE TABLE store_version (version BIGINT NOT NULL); "
        f"INSERT INTO store_version (version) VALUES ({SCHEMA_VERSION});"
    )
    return "\n".join((_by_bytes(TABLES), INDEXES, version, guards()))


def migration(found: int) -> tuple[str, ...]:
    """What brings the tables of an older version to the present one, to be run under the lock of the version's row."""
    steps = [_by_bytes(step) for version in range(found + 1, SCHEMA_VERSION + 1) for step in _MIGRATIONS[version]]
    return (*steps, f"UPDATE store_version SET version = {SCHEMA_VERSION}")


def _by_bytes(tables: str) -> str:
    """The tables with every text compared by its bytes."""
    return re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', tables)


def guards() -> str:
    """The statements that make the guards."""
    made = [
        f"CREATE FUNCTION {APPEND_ONLY}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION "
        f"'% is append-only', TG_TABLE_NAME USING ERRCODE = '{GUARD_STATE}'; END $body$;"
    ]
    for table, names in GUARDS.items():
        for name in names:
            verb = name.rpartition("_")[2].upper()
            each = f"FOR EACH ROW WHEN (NOT ({_EMPTIED}))" if name == OF_ROWS else "FOR EACH STATEMENT"
            made.append(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {each} EXECUTE FUNCTION {APPEND_ONLY}();")
    return "\n".join(made)


@cache
def unique_keys() -> dict[str, str]:
    """By the name of a key or unique index, its columns as `Duplicate` says them; the business is left out."""
    found: dict[str, str] = {}
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\);", TABLES, re.DOTALL):
        for kind, listed in re.findall(r"(PRIMARY\s+KEY|UNIQUE)\s+\(([^)]*)\)", body):
            columns = re.findall(r"\w+", listed)
            name = f"{table}_pkey" if kind != "UNIQUE" else f"{table}_{'_'.join(columns)}_key"
            found[name] = _said(table, columns)
    for name, table, listed in re.findall(r"CREATE UNIQUE INDEX (\w+)\s+ON (\w+)\s+\(([^)]*)\)", INDEXES):
        found[name] = _said(table, re.findall(r"\w+", listed))
    return found


def _said(table: str, columns: list[str]) -> str:
    return ", ".join(f"{table}.{column}" for column in columns if column != "business_id")


GUARDS_THERE = (
    "SELECT tgname FROM pg_trigger WHERE tgrelid IN (to_regclass('journal'), to_regclass('draw')) "
    "AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
)
"""Reads the names of the guards that are there and on."""


def missing_guards(rows: Sequence[Row]) -> list[str]:
    """The guards that `GUARDS_THERE` did not find, by name."""
    return sorted({name for names in GUARDS.values() for name in names} - {row[0] for row in rows})
