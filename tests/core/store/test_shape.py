"""Tables, indexes and guards are those of a store, whatever else a file holds; where one is missing, `verify` names it."""

from contextlib import closing
from pathlib import Path

import pytest

from core.audit.doctor import findings
from core.basics.clock import SystemClock
from core.basics.errors import Refused
from core.exports.recovery import restore_backup
from core.model.health import Foreign
from core.store.place import Place
from core.store.sqlite.engine import sqlite3
from core.store.sqlite.store import SqliteStore
from core.store.sqlite.tables import statements_of_today
from tests.builders import add_client, draft_of, open_business


def made(folder: Path, *statements: str) -> Path:
    """A store with an entry and a running call, changed by statements that are run without guards."""
    with open_business(folder) as business:
        client = add_client(business)
        business.entries.post(draft_of(client, 15, note="router"))
        business.calls.start(client.client_id)
        assert business.verify().problems == ()
        path = business.session.store.place.path
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        for _name, sql in guards:
            raw.execute(sql)
    return path


def problems(folder: Path) -> tuple[str, ...]:
    with open_business(folder) as business:
        return business.verify().problems


def rewritten(path: Path, name: str, old: str, new: str) -> None:
    """Change the statement that SQLite keeps of a table."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        ((sql,),) = raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchall()
        assert old in sql
        raw.execute("PRAGMA writable_schema = on")
        raw.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (sql.replace(old, new), name))


_DOES = "BEGIN SELECT 1; END"
INDEXES = [statement.split(" ON ")[0].split()[-1] for statement in statements_of_today() if "INDEX " in statement[:20]]


def test_each_index_that_is_missing_is_named(tmp_path: Path) -> None:
    made(tmp_path, *(f"DROP INDEX {name}" for name in INDEXES))
    path = tmp_path / "ledger.db"
    with closing(SqliteStore.open(path, query_only=True)) as store, closing(store.check()) as check:
        found = check.shape()
    assert found == [f"the index {name} is missing" for name in sorted(INDEXES)] and len(found) > 60


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP TABLE unsent", ("the table unsent is missing",)),
        ("DROP TABLE entry_fts", ("the table entry_fts is missing",)),
        ("CREATE TABLE friend (name TEXT)", ("the table friend is not one of the store",)),
        ("CREATE INDEX friend ON entry (note)", ("the index friend is not one of the store",)),
        (
            "ALTER TABLE block RENAME COLUMN price_minor TO price",
            ("the table block has price INTEGER NOT NULL where it was made with price_minor INTEGER NOT NULL",),
        ),
        (
            "ALTER TABLE mail ADD COLUMN mood TEXT",
            ("the table mail has mood TEXT where it was made with -",),
        ),
        (
            "ALTER TABLE entry DROP COLUMN spans",
            ("the table entry has - where it was made with spans TEXT NOT NULL DEFAULT ''",),
        ),
        ("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER UNIQUE)", ()),
        ("CREATE INDEX of_tool ON _sqlite_migrations (name)", ()),
        ("ANALYZE", ()),
    ],
)
def test_tables_that_are_missing_changed_or_of_others_are_named(
    tmp_path: Path, statement: str, told: tuple[str, ...]
) -> None:
    made(tmp_path, statement)
    assert problems(tmp_path) == told


@pytest.mark.parametrize(
    ("statements", "drop"),
    [
        (("CREATE TABLE friend (name TEXT)", "CREATE INDEX of_friend ON friend (name)"), 'DROP TABLE "friend"'),
        (("CREATE TABLE friend (name TEXT)", f"CREATE TRIGGER t DELETE ON FRIEND {_DOES}"), 'DROP TABLE "friend"'),
        (('CREATE VIEW "my ""sums" AS SELECT 1',), 'DROP VIEW "my ""sums"'),
        (("CREATE VIEW sums AS SELECT 1", f"CREATE TRIGGER t INSTEAD OF INSERT ON sums {_DOES}"), 'DROP VIEW "sums"'),
        (('CREATE TABLE "order" (name TEXT)',), 'DROP TABLE "order"'),
        (("CREATE INDEX friend ON entry (note)",), 'DROP INDEX "friend"'),
        (("CREATE UNIQUE INDEX idx__sqlite_migrations_x ON entry (note)",), 'DROP INDEX "idx__sqlite_migrations_x"'),
        ((f"CREATE TRIGGER friend AFTER INSERT ON mail {_DOES}",), 'DROP TRIGGER "friend"'),
        ((f"CREATE TRIGGER entry_fts_x AFTER INSERT ON entry {_DOES}",), 'DROP TRIGGER "entry_fts_x"'),
        (("CREATE TABLE _tool (a)", f"CREATE TRIGGER t AFTER INSERT ON _tool {_DOES}"), 'DROP TRIGGER "t"'),
        (
            ("CREATE VIRTUAL TABLE _t USING fts5(a)", f"CREATE TRIGGER _t_x DELETE ON entry {_DOES}"),
            'DROP TRIGGER "_t_x"',
        ),
        (("CREATE VIRTUAL TABLE friend USING fts5(name)",), 'DROP TABLE "friend"'),
        (("CREATE TABLE entry_fts_mine (name TEXT)",), 'DROP TABLE "entry_fts_mine"'),
        (
            (
                "CREATE TABLE friend (client_id TEXT, business_id TEXT, "
                "FOREIGN KEY (business_id, client_id) REFERENCES client)",
                "INSERT INTO friend VALUES ('nobody', 'none')",
            ),
            'DROP TABLE "friend"',
        ),
    ],
)
def test_what_somebody_added_is_one_fault_and_dropping_it_as_told_mends_the_store(
    tmp_path: Path, statements: tuple[str, ...], drop: str
) -> None:
    path = made(tmp_path, *statements)
    (problem,) = problems(tmp_path)
    assert isinstance(problem, Foreign) and problem.drop == drop
    with open_business(tmp_path) as business:
        told = [each.told for each in findings(business.session, business.recovery.folder) if each.about == "file"]
    acts = drop.startswith(("DROP INDEX", "DROP TRIGGER"))
    assert told == [
        f"{problem}; it may change or refuse what is written: run in {path}: {drop}; then run: monteore verify"
        if acts
        else f"{problem}; the store does not need it: copy from it what you need, then run in {path}: {drop}"
    ]
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(problem.drop)
    assert problems(tmp_path) == ()


def test_a_backup_with_a_table_of_somebody_says_how_it_can_be_restored(tmp_path: Path) -> None:
    path = made(tmp_path, "CREATE TABLE friend (name TEXT)")
    copy = path.with_name("copy.db")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("VACUUM INTO ?", (str(copy),))
    with pytest.raises(Refused, match='not one of the store; in a copy of this file run: DROP TABLE "friend"; then'):
        restore_backup(Place.parse(str(tmp_path / "other.db")), str(copy), SystemClock())


def test_an_index_of_other_columns_is_named(tmp_path: Path) -> None:
    made(tmp_path, "DROP INDEX entry_day", "CREATE INDEX entry_day ON entry (business_id, note)")
    assert problems(tmp_path) == ("the index entry_day has note) where it was made with work_date)",)


@pytest.mark.parametrize(
    ("table", "lost"),
    [
        ("entry", " CHECK (charged_minutes >= 0)"),
        ("call_span", ", FOREIGN KEY (business_id, call_id) REFERENCES call"),
        ("account", " NOT NULL DEFAULT ''"),
    ],
)
def test_a_table_that_lost_a_condition_is_named(tmp_path: Path, table: str, lost: str) -> None:
    path = made(tmp_path)
    rewritten(path, table, lost, "")
    (problem,) = (each for each in problems(tmp_path) if each.startswith(f"the table {table} has "))
    assert " where it was made with " in problem


def test_columns_that_stand_elsewhere_and_other_spaces_are_in_order(tmp_path: Path) -> None:
    path = made(tmp_path, "DELETE FROM unsent")
    old, new = "name TEXT NOT NULL, body TEXT NOT NULL", "body TEXT NOT NULL,\n  name TEXT NOT NULL"
    rewritten(path, "unsent", old, new)
    assert problems(tmp_path) == ()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE call_span SET elapsed_ms = 1", "call "),
        ("DELETE FROM call_span", "call "),
        ("DELETE FROM change_count WHERE counter = 'phone'", "change_count phone "),
        ("UPDATE change_count SET business_id = 'x' WHERE counter = 'calls'", "change_count calls "),
    ],
)
def test_a_running_call_has_its_stretch_and_a_store_its_counters(tmp_path: Path, statement: str, told: str) -> None:
    made(tmp_path, statement)
    (problem,) = problems(tmp_path)
    assert problem.startswith(told) and problem.endswith("does not have the form it must have")
