"""A new store's tables as a copy: the migrations of all versions cost a test 60 ms, the script they lead to 12, a copy 2.

What a store of before goes through is tested by the tests of the migrations, which start from tables that are there.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from core.store.sqlite import rebuild, schema, version
from core.store.sqlite.connection import Connection
from core.store.sqlite.engine import sqlite3
from core.store.sqlite.tables import END, SCRIPT

by_migrations = schema.migrate
replay_schema = rebuild._schema
empty = rebuild.scratch


@cache
def script() -> tuple[str, ...]:
    """The statements that make what the migrations make in an empty database, its rows included."""
    made = Database(sqlite3.connect(":memory:", isolation_level=None), execute_plugins=False)
    by_migrations(made)
    shadows = _shadows(made)
    objects = made.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    statements = [sql for name, sql in objects if not name.startswith(("sqlite_", *shadows))]
    # Makes the table of the planner's figures, which the rows then fill.
    statements += ["ANALYZE sqlite_schema", "DELETE FROM sqlite_stat1"]
    for name in made.table_names():
        if not name.startswith(("sqlite_sequence", *shadows)):
            for row in made.execute(f"SELECT * FROM [{name}]").fetchall():
                statements.append(f"INSERT INTO [{name}] VALUES ({', '.join(_literal(made, value) for value in row)})")
    return (
        *sorted(statements, key=lambda each: each.startswith("CREATE TRIGGER")),
        f"PRAGMA application_id = {version.APPLICATION_ID}",
        f"PRAGMA user_version = {version.SCHEMA_VERSION}",
    )


def tables() -> str:
    """The script of `core/store/sqlite/tables.sql`."""
    made = Database(sqlite3.connect(":memory:", isolation_level=None), execute_plugins=False)
    by_migrations(made)
    others = ("sqlite_", "_sqlite_migrations", "idx__sqlite_migrations", *_shadows(made))
    objects = made.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger' ORDER BY rowid"
    )
    return END.join(sql for name, sql in objects.fetchall() if not name.startswith(others)) + ";\n"


def _shadows(made: Database) -> tuple[str, ...]:
    """How the names of the tables start that SQLite keeps for a virtual table."""
    return tuple(f"{name}_" for name in made.table_names() if "USING" in made.table(name).schema)


def _literal(made: Database, value: object) -> str:
    return str(made.execute("SELECT quote(?)", (value,)).fetchone()[0])


def migrate(db: Database) -> None:
    """`schema.migrate`, by a copy of the pages where nothing is there yet."""
    if db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        by_migrations(db)
        return
    # The pages cannot be copied within the caller's transaction.
    is_in_transaction = db.conn.in_transaction
    if is_in_transaction:
        db.execute("COMMIT")
    _template().backup(db.conn)
    if is_in_transaction:
        db.execute("BEGIN IMMEDIATE")
    # The planner reads its figures again.
    db.execute("ANALYZE sqlite_schema")


@cache
def _template() -> sqlite3.Connection:
    """A database made by the script."""
    made: sqlite3.Connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    for statement in script():
        made.execute(statement)
    return made


def use() -> None:
    """Let stores and replays of all tests have their tables as copies."""
    schema.migrate = migrate
    rebuild._schema = tuple  # type: ignore[assignment]
    rebuild.scratch = _replay


def _replay(fill: object = None, attach: Callable[[Path], object] | None = None) -> Connection:
    """The database of a replay with its tables, which take a third of the time of a short journal's replay to make."""
    assert fill is None
    return empty(lambda path: path.write_bytes(_replay_image()), attach)


@cache
def _replay_image() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "replay.db"
        made = sqlite3.connect(str(path), isolation_level=None)
        for statement in replay_schema():
            made.execute(statement)
        made.close()
        return path.read_bytes()


def shape(make: Callable[[Database], None]) -> list[tuple[object, ...]]:
    """What a way of making the tables leaves in an empty database: objects, rows, numbers; not the times of migrations."""
    made = Database(sqlite3.connect(":memory:", isolation_level=None), execute_plugins=False)
    make(made)
    found: list[tuple[object, ...]] = made.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    for name in sorted(set(made.table_names()) - {"_sqlite_migrations"}):
        if name.startswith(_shadows(made)):
            continue
        found += [(name, *row) for row in made.execute(f"SELECT * FROM [{name}]").fetchall()]
    found += [made.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")]
    return sorted(found, key=repr)


if __name__ == "__main__":
    SCRIPT.write_text(tables(), encoding="utf-8")
