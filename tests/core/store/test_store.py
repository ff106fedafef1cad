"""The store as a file: each thing that can be wrong has its sentence, and nothing foreign is touched."""

import os
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from core.basics.errors import StoreUnavailable
from core.business import Business
from core.journal.events import LockSet
from core.store.sql.phone_keys import PHONE_COLUMNS
from core.store.sqlite import files, version
from core.store.sqlite.migrations import registry
from core.store.sqlite.store import SqliteStore
from tests.builders import BLOCK, MONDAY, MORNING, add_client, draft_of, fake_clock, open_business, remaining
from tests.waiting import wait_until


def _raw(path: Path):  # type: ignore[no-untyped-def]
    return sqlite3.connect(path, isolation_level=None)


def _made(folder: Path) -> Path:
    with open_business(folder) as business:
        add_client(business)
        return business.session.store.path


def test_a_folder_is_refused_with_a_name_that_would_do(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="is a folder"):
        SqliteStore.open(tmp_path)


def test_a_missing_store_is_not_made_by_opening(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no store at"):
        SqliteStore.open(tmp_path / "ledger.db")
    assert list(tmp_path.iterdir()) == []


def test_a_store_in_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist"):
        SqliteStore.create(tmp_path / "nowhere" / "ledger.db", {})
    assert list(tmp_path.iterdir()) == []


def test_the_default_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "monteore" / "ledger.db"
    SqliteStore.create(path, {}, is_default=True).close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"code,name\nacme,Acme\n" * 300, b"SQLite format 3\0 and then nothing"])
def test_a_file_that_is_no_store_is_refused_and_left_as_it_was(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable):
        SqliteStore.open(path)
    assert path.read_bytes() == content
    assert [found.name for found in tmp_path.iterdir()] == ["clients.csv"]


def test_another_programs_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    raw = _raw(path)
    raw.execute("CREATE TABLE t (x)")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="not a Monteore store"):
        SqliteStore.open(path)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["other.db"]


def test_a_newer_version_is_refused_at_opening_and_inside_every_change(tmp_path: Path) -> None:
    path = _made(tmp_path)
    store = SqliteStore.open(path)
    raw = _raw(path)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StoreUnavailable, match="newer"), store.writing():
        store.append(LockSet(MONDAY), "anna", MORNING)
    store.close()
    with pytest.raises(StoreUnavailable, match="newer"):
        SqliteStore.open(path)


def before_businesses(path: Path) -> None:
    """Bring a store back to the form of the migration before the one that put the business into every key."""
    old = path.with_name("old.db")
    db = Database(old)
    registry.apply(db, stop_before="m010_business")
    db.execute("ATTACH ? AS made", (str(path),))
    for (name,) in db.execute("SELECT name FROM main.sqlite_master WHERE sql LIKE '%STRICT%'").fetchall():
        columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({name})").fetchall())
        db.execute(f"DELETE FROM main.{name}")
        db.execute(f"INSERT INTO main.{name} ({columns}) SELECT {columns} FROM made.{name}")
    db.execute("INSERT INTO client_search_fts (client_search_fts) VALUES ('rebuild')")
    db.execute("DETACH made")
    db.execute(f"PRAGMA application_id = {version.APPLICATION_ID}")
    db.execute("PRAGMA user_version = 9")
    db.execute("PRAGMA journal_mode = wal")
    db.close()
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    os.replace(old, path)


def test_numbers_of_an_older_store_are_found_by_index_after_its_migration(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    business.clients.add("acme", "Acme", phones=["02 1234567 / 335 7654321"], contacts=["Paolo <06 9999 00xx>"])
    business.close()
    before_businesses(tmp_path / "ledger.db")
    raw = sqlite3.connect(tmp_path / "ledger.db")
    for column in ("e164", "tail", "prefix"):
        raw.execute(f"DROP INDEX client_phone_{column}")
    for column in PHONE_COLUMNS:
        raw.execute(f"ALTER TABLE client_phone DROP COLUMN {column.partition(' ')[0]}")
    raw.execute("UPDATE client_phone SET digits = ''")
    raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'm007_numbers'")
    raw.execute("PRAGMA user_version = 6")
    raw.commit()
    raw.close()
    with open_business(tmp_path) as business:
        assert business.queries.caller("335 7654321").is_exact
        assert business.queries.caller("06 9999 0042").contact == "Paolo"
        assert [row.client.code for row in business.queries.find_clients("76543").hits] == ["acme"]


def test_an_older_version_is_migrated_after_a_backup_and_its_guards_are_made_again(tmp_path: Path) -> None:
    path = _made(tmp_path)
    raw = _raw(path)
    raw.execute("PRAGMA user_version = 0")
    raw.execute("DROP TRIGGER journal_no_update")
    raw.close()
    with open_business(tmp_path) as business:
        assert business.verify().ok
        assert remaining(business, business.queries.resolve_client("acme")) == BLOCK
    raw = _raw(path)
    assert raw.execute("PRAGMA user_version").fetchall() == [(version.SCHEMA_VERSION,)]
    raw.close()
    copy = tmp_path / "ledger.db.v0.backup"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    backup = _raw(copy)
    assert backup.execute("SELECT code FROM client").fetchall() == [("acme",)]
    backup.close()


def test_a_store_whose_search_was_filled_by_triggers_goes_on_without_them(tmp_path: Path) -> None:
    path = _made(tmp_path)
    before_businesses(path)
    raw = _raw(path)
    columns = "code, name, contacts"
    new, old = (", ".join(f"{which}.{name}" for name in columns.split(", ")) for which in ("new", "old"))
    taken_out = (
        f"INSERT INTO client_search_fts (client_search_fts, rowid, {columns}) VALUES ('delete', old.rowid, {old})"
    )
    put_in = f"INSERT INTO client_search_fts (rowid, {columns}) VALUES (new.rowid, {new})"
    for name, verb, body in (
        ("ai", "INSERT", put_in),
        ("ad", "DELETE", taken_out),
        ("au", "UPDATE", f"{taken_out}; {put_in}"),
    ):
        raw.execute(f"CREATE TRIGGER client_search_{name} AFTER {verb} ON client_search BEGIN {body}; END")
    raw.execute("DROP TABLE change_count")
    raw.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm006%'")
    raw.execute("PRAGMA user_version = 4")
    raw.close()
    with open_business(tmp_path) as business:
        client = business.queries.resolve_client("acme")
        business.clients.edit(client.client_id, name="Forno Nuovo")
        assert [row.client.code for row in business.queries.find_clients("forno").hits] == ["acme"]
        assert [row for row in business.queries.find_clients("srl").hits if row.why] == []
        assert business.verify().ok
    raw = _raw(path)
    assert raw.execute("SELECT name FROM sqlite_master WHERE name LIKE 'client_search_a_'").fetchall() == []
    raw.execute("INSERT INTO client_search_fts (client_search_fts, rank) VALUES ('integrity-check', 1)")
    raw.close()


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_network_file_system_is_refused(tmp_path: Path, kind: str) -> None:
    mounts = f"21 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 21 0:40 / {tmp_path} rw,relatime shared:1 - {kind} host:/x rw\n"
    with pytest.raises(StoreUnavailable, match="network file system"):
        files.refuse_network(tmp_path / "ledger.db", mounts)


def test_a_local_disk_beside_a_network_mount_is_not_refused(tmp_path: Path) -> None:
    near = tmp_path / "shared"
    mounts = f"21 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 21 0:40 / {near} rw - nfs4 host:/x rw\n"
    files.refuse_network(tmp_path / "shared-not" / "ledger.db", mounts)
    assert files.file_system_of(near / "deep", mounts) == "nfs4"


def test_the_store_and_its_side_files_are_for_the_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with open_business(tmp_path) as business:
            add_client(business)
            modes = {found.name: oct(stat.S_IMODE(found.stat().st_mode)) for found in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert set(modes) == {"ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.lock"}
    assert set(modes.values()) == {"0o600"}


def test_a_store_of_several_writers_is_told_how_to_move_and_can_still_be_read(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        add_client(business)
        path = business.session.store.path
    tmp_path.chmod(0o2770)
    path.chmod(0o660)
    with pytest.raises(StoreUnavailable, match=f"monteore setup shared --store {path}"):
        open_business(tmp_path)
    with Business.open(path, read_only=True) as business:
        assert business.verify().ok
    # A folder with the bit and a file of its owner's alone is one person's.
    path.chmod(0o600)
    with open_business(tmp_path) as business:
        add_client(business, "beta")
        assert {oct(stat.S_IMODE(found.stat().st_mode)) for found in tmp_path.iterdir()} == {"0o600"}


def test_a_store_that_nobody_can_write_is_read_as_a_copy_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, scratch = tmp_path / "read-only", tmp_path / "scratch"
    place.mkdir()
    scratch.mkdir()
    with open_business(place) as business:
        add_client(business)
        head, path = business.head, business.session.store.path
        # Another connection keeps the log, as after a killed process.
        business.second()
        files = {name: (place / name).read_bytes() for name in ("ledger.db", "ledger.db-wal")}
    for name, content in files.items():
        (place / name).write_bytes(content)
    assert files["ledger.db-wal"]
    before = {found.name: found.read_bytes() for found in place.iterdir()}
    monkeypatch.setenv("SQLITE_TMPDIR", str(scratch))
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.W_OK)
    with Business.open(path, read_only=True) as business:
        assert business.head == head and business.verify().ok and business.session.store.path == path
    assert {found.name: found.read_bytes() for found in place.iterdir()} == before
    assert not any(scratch.iterdir())
    with pytest.raises(StoreUnavailable, match="cannot be read and written"):
        Business.open(path)


@pytest.mark.parametrize("table", ["journal", "draw"])
@pytest.mark.parametrize("change", ["UPDATE {} SET seq = seq + 100", "DELETE FROM {}"])
def test_history_cannot_be_updated_or_deleted(tmp_path: Path, table: str, change: str) -> None:
    with open_business(tmp_path) as business:
        business.entries.post(draft_of(add_client(business), 15))
        path = business.session.store.path
    raw = _raw(path)
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        raw.execute(change.format(table))
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        raw.execute("INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1")
    raw.close()


def test_the_store_is_durable_and_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    store = SqliteStore.open(_made(tmp_path))
    connection = store._connection
    assert connection.row("PRAGMA journal_mode") == ("wal",)
    assert connection.row("PRAGMA synchronous") == (2,)
    assert connection.row("PRAGMA foreign_keys") == (1,)
    store.close()


def test_recorded_instants_only_grow_when_the_clock_steps_back(tmp_path: Path) -> None:
    store = SqliteStore.create(tmp_path / "ledger.db", {})
    with store.writing():
        for _turn in range(3):
            store.append(LockSet(MONDAY), "anna", MORNING)
        store.append(LockSet(MONDAY), "anna", MORNING.replace(year=2020))
    instants = [row.recorded_at for row in store.journal()]
    assert instants == sorted(set(instants))
    store.close()


def test_a_change_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    store = SqliteStore.open(_made(tmp_path))
    head = store.head()
    with pytest.raises(ZeroDivisionError), store.writing():
        store.append(LockSet(MONDAY), "anna", MORNING)
        raise ZeroDivisionError
    assert store.head() == head
    store.close()


def test_two_who_make_the_same_store_share_one(tmp_path: Path) -> None:
    first = SqliteStore.create(tmp_path / "ledger.db", {"timezone": "Europe/Rome"})
    second = SqliteStore.create(tmp_path / "ledger.db", {"timezone": "Asia/Tokyo"})
    assert second.reads.setting("timezone") == "Europe/Rome"
    first.close()
    second.close()
    assert not [found for found in tmp_path.iterdir() if found.name.startswith(".")]


def test_a_full_disk_is_told_and_loses_nothing_that_was_acknowledged(small_disk: Path) -> None:
    with open_business(small_disk) as business:
        client = add_client(business)
        filler = small_disk / "filler"
        space = os.statvfs(small_disk)
        filler.write_bytes(b"x" * max(0, space.f_bavail * space.f_frsize - 60_000))
        acknowledged = []
        with pytest.raises(StoreUnavailable, match="full"):
            for _turn in range(500):
                acknowledged.append(business.entries.post(draft_of(client, 1, note="n" * 500)).entry.entry_id)
        assert {entry.entry_id for entry in business.queries.entries()} == set(acknowledged)
        filler.unlink()
        acknowledged.append(business.entries.post(draft_of(client, 1)).entry.entry_id)
    with open_business(small_disk) as business:
        assert {entry.entry_id for entry in business.queries.entries()} == set(acknowledged)
        assert business.verify().ok


def test_a_change_of_a_store_without_a_log_waits_for_who_reads_it(tmp_path: Path) -> None:
    path = _made(tmp_path)
    # As a backup that was put back by hand.
    copy = path.with_name("copy.db")
    with closing(sqlite3.connect(path)) as source:
        source.execute("VACUUM INTO ?", (str(copy),))
    reader = sqlite3.connect(copy, isolation_level=None, check_same_thread=False)
    with closing(reader), Business.open(copy, clock=fake_clock()) as business:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entry").fetchall()
        waiting = threading.Thread(target=lambda: business.clients.add("beta", "Beta"))
        waiting.start()
        connection = business.session.store._connection  # type: ignore[attr-defined]
        # It holds the write lock, and asked for the file alone once it tried to commit: nobody else can begin to read.
        wait_until(lambda: _is_locked(copy), lambda: "it never tried to commit")
        reader.execute("COMMIT")
        waiting.join()
        assert connection.rows("SELECT count(*) FROM client WHERE business_id = :business AND code = 'beta'") == [(1,)]


def _is_locked(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=0)) as other:
        try:
            other.execute("SELECT count(*) FROM entry").fetchall()
        except sqlite3.OperationalError:
            return True
    return False


def test_the_journal_of_an_older_store_keeps_rows_and_guards_and_loses_the_indexes_of_its_digests(
    tmp_path: Path,
) -> None:
    path = _made(tmp_path)
    raw = _raw(path)
    rows = raw.execute("SELECT * FROM journal ORDER BY seq").fetchall()
    raw.close()
    before_businesses(path)
    with open_business(tmp_path) as business:
        assert business.verify().ok
    raw = _raw(path)
    assert len(rows) > 3 and raw.execute("SELECT * FROM journal ORDER BY seq").fetchall() == rows
    assert len(raw.execute("PRAGMA index_list(journal)").fetchall()) == 1
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        raw.execute("UPDATE journal SET digest = previous")
    raw.close()


def test_of_a_store_that_is_filled_at_once_a_failed_change_is_taken_back_alone_and_an_unfinished_one_leaves_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    with pytest.raises(ZeroDivisionError), SqliteStore.filled(path, {"timezone": "UTC"}, now=MORNING) as store:
        assert not path.exists()
        add_client(Business(store, fake_clock(), "anna"))
        raise ZeroDivisionError
    assert [each for each in tmp_path.iterdir() if each.suffix != ".lock"] == []
    with SqliteStore.filled(path, {"timezone": "UTC"}, now=MORNING) as store:
        business = Business(store, fake_clock(), "anna")
        acme = add_client(business)
        with pytest.raises(ZeroDivisionError), business.session.changing():
            business.session.append([LockSet(MONDAY)])
            raise ZeroDivisionError
        business.entries.post(draft_of(acme, 30))
        with store.reading(), store.lease("daily"):
            assert business.session.lock_date() is None
    with Business.open(path, clock=fake_clock(), technician="anna") as business:
        assert remaining(business, acme) == BLOCK - 30
        assert business.session.lock_date() is None
        view = business.verify()
        assert view.ok, view.problems
    assert {each.name for each in tmp_path.iterdir()} <= {"ledger.db", "ledger.db.lock"}
