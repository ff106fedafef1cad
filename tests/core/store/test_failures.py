"""What SQLite and the disk refuse, each with its sentence; a COMMIT that fails is told as what it is."""

import contextlib
import errno
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import OutcomeUnknown, StoreBusy, StoreUnavailable
from core.exports import move as moving
from core.exports.recovery import restore_backup
from core.journal.events import LockSet
from core.store.place import Place
from core.store.scope import Scope
from core.store.sqlite import failures, files, schema
from core.store.sqlite.engine import has_reset_bug, sqlite3
from core.store.sqlite.store import SqliteStore
from tests import templates
from tests.builders import MONDAY, MORNING, add_client, draft_of, open_business, place_in

ROOT = Path(__file__).parents[3]


class _Failing:
    """A connection of SQLite whose next COMMIT fails, before or after it is carried out."""

    def __init__(self, raw: Any, code: int, *, is_kept: bool) -> None:
        self._raw = raw
        self._code = code
        self._is_kept = is_kept

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def execute(self, sql: str, *values: Any) -> Any:
        if sql == "COMMIT" and self._code:
            if self._is_kept:
                self._raw.execute(sql)
            error = sqlite3.OperationalError("disk I/O error" if self._code == 10 else "database or disk is full")
            error.sqlite_errorcode, self._code = self._code, 0
            raise error
        return self._raw.execute(sql, *values)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.create(tmp_path / "ledger.db", {})
    yield opened
    opened.close()


def _fail(store: SqliteStore, code: int, *, is_kept: bool = False) -> None:
    connection = store._connection
    connection._raw = connection._transaction._raw = _Failing(connection._raw, code, is_kept=is_kept)


@pytest.mark.parametrize("is_kept", [False, True])
def test_an_input_or_output_error_at_the_commit_is_an_unknown_outcome_with_advice(
    store: SqliteStore, is_kept: bool
) -> None:
    _fail(store, 10, is_kept=is_kept)
    with pytest.raises(OutcomeUnknown, match=r"may be there or not.*same --key") as told, store.writing():
        store.append(LockSet(MONDAY), "anna", MORNING)
    assert told.value.exit_code == 3
    assert (store.head() is not None) is is_kept
    with store.writing():
        assert store.append(LockSet(MONDAY), "anna", MORNING) == 1 + is_kept


def test_a_full_disk_at_the_commit_is_told_as_such_and_nothing_is_kept(store: SqliteStore) -> None:
    _fail(store, 13)
    with pytest.raises(StoreUnavailable, match="is full; nothing was changed") as told, store.writing():
        store.append(LockSet(MONDAY), "anna", MORNING)
    assert not isinstance(told.value, OutcomeUnknown)
    assert store.head() is None


@pytest.mark.parametrize("code", [8, 10, 14])
def test_where_no_space_is_left_for_side_files_the_full_disk_is_named(
    code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    assert "full" not in str(failures.failure_of(error, Path("x.db")))
    monkeypatch.setattr(failures, "no_space", lambda path: True)
    assert "the disk of x.db is full" in str(failures.failure_of(error, Path("x.db")))


def test_the_operating_systems_full_disk_and_quota_are_named_too() -> None:
    for number in (errno.ENOSPC, errno.EDQUOT):
        assert "is full" in files.unreadable(Path("x.db"), OSError(number, "no"))
    assert "is full" not in files.unreadable(Path("x.db"), PermissionError(errno.EACCES, "no"))


def _leave(folder: Path, left: int) -> Path:
    filler = folder / "filler"
    space = os.statvfs(folder)
    filler.write_bytes(b"x" * max(0, space.f_bavail * space.f_frsize - left))
    return filler


@pytest.mark.parametrize("left", [0, 4096, 20_000, 32_768, 40_960])
def test_a_disk_with_less_than_a_side_files_space_is_told_as_full_at_opening_and_writing(
    small_disk: Path, left: int
) -> None:
    with open_business(small_disk) as business:
        client = add_client(business)
    filler = _leave(small_disk, left)
    kept = 0
    with pytest.raises(StoreUnavailable, match="full"), open_business(small_disk) as business:
        for _turn in range(100):
            business.entries.post(draft_of(client, 1, note="n" * 500))
            kept += 1
    filler.unlink()
    with open_business(small_disk) as business:
        assert len(business.queries.entries()) == kept
        business.entries.post(draft_of(client, 1))
        assert business.verify().ok


def test_a_disk_without_room_for_a_copy_is_told_as_full_by_backup_and_restore(small_disk: Path) -> None:
    with open_business(small_disk) as business:
        client = add_client(business)
        for number in range(3):
            business.entries.post(draft_of(client, 1, note=f"{number} " + "n" * 500))
        whole = Path(business.session.store.make_backup("", MORNING).path)
    whole = Path(shutil.move(whole, small_disk.parent / "whole.backup"))
    clock = FakeClock(MORNING)
    _leave(small_disk, 200_000)
    with open_business(small_disk) as business:
        for refused in (
            lambda: business.session.store.make_backup("", MORNING + timedelta(hours=1)),
            lambda: restore_backup(place_in(small_disk), str(whole), clock),
        ):
            with pytest.raises(StoreUnavailable, match=f"^the disk of {small_disk}.* is full; nothing was changed"):
                refused()
        assert business.verify().ok
    assert not list(small_disk.glob(".*")) and not list((small_disk / "backups").glob(".*"))


@pytest.mark.parametrize("left", [0, 70_000, 200_000, 500_000, 900_000])
def test_a_disk_that_fills_up_in_the_middle_of_a_move_is_told_and_everything_stays(
    tmp_path: Path, small_disk: Path, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "migrate", templates.by_migrations)
    with open_business(tmp_path) as business:
        client = add_client(business)
        for number in range(300):
            business.entries.post(draft_of(client, 1, note=f"{number} " + "n" * 500))
    filler = _leave(small_disk, left)
    with open_business(tmp_path) as business:
        with pytest.raises(StoreUnavailable) as told:
            moving.move(business.session, Place.parse(str(small_disk / "ledger.db")))
        assert str(told.value) == (
            f"the disk of {small_disk} is full; nothing was changed, free some space and try again"
        )
        assert business.verify().ok
    assert list(small_disk.iterdir()) == [filler] and not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("content", [b"", b"no store", None])
def test_what_is_wrong_with_a_backup_is_told_of_the_file_that_was_named(tmp_path: Path, content: bytes | None) -> None:
    with open_business(tmp_path) as business:
        add_client(business)
    source = tmp_path / "other.backup"
    if content is None:
        with contextlib.closing(sqlite3.connect(source)) as foreign:
            foreign.execute("CREATE TABLE a(b)")
    else:
        source.write_bytes(content)
    with pytest.raises(StoreUnavailable) as told:
        restore_backup(place_in(tmp_path), str(source), FakeClock(MORNING))
    assert str(told.value).startswith(str(source))


def test_no_room_for_a_new_store_is_told_as_a_full_disk_and_nothing_is_left(small_disk: Path) -> None:
    filler = _leave(small_disk, 0)
    with pytest.raises(StoreUnavailable, match="full"):
        SqliteStore.create(small_disk / "ledger.db", {})
    assert list(small_disk.iterdir()) == [filler]


@pytest.mark.parametrize(
    ("version", "is_affected"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_the_versions_that_may_lose_a_commit_beside_a_checkpoint_are_known(
    version: tuple[int, ...], is_affected: bool
) -> None:
    assert has_reset_bug(version) is is_affected


def test_with_such_a_version_a_call_waits_in_the_queue_too(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.sqlite.connection.has_reset_bug", lambda version: True)
    second = store.again()
    second._connection.lock_seconds = 0.1
    from core.store.sqlite.locks import QueueLock

    with QueueLock(store.path), pytest.raises(StoreBusy), second.writing(Scope.QUIET):
        pass
    second.close()


_LIFE = """
import sys
sys.modules["pysqlite3"] = None
from pathlib import Path
from sqlite_utils.utils import sqlite3
assert sqlite3.__name__ == "sqlite3", sqlite3
from tests.builders import add_client, draft_of, open_business, place_in
folder = Path(sys.argv[1])
with open_business(folder) as business:
    client = add_client(business)
    business.clients.edit(client.client_id, name="Panificio Città", contacts=("Maria Rossi",))
    found = [business.queries.find_clients(text).hits for text in ("citta", "maria", "acme", "srl")]
    assert [[row.client.client_id for row in hits] for hits in found] == [[client.client_id]] * 3 + [[]], found
    entry = business.entries.post(draft_of(client, 15, ticket="77")).entry
    call = business.calls.start(client.client_id)
    business.calls.heartbeat()
    business.calls.cancel()
    business.entries.void(entry.entry_id)
with open_business(folder) as business:
    view = business.verify()
    assert view.ok, view.problems
print(sqlite3.sqlite_version)
"""


def test_a_store_lives_on_the_interpreters_own_sqlite(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LIFE, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    import sqlite3 as own

    assert done.stdout.strip() == own.sqlite_version


def test_a_store_made_by_one_sqlite_is_used_by_the_other(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LIFE, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with open_business(tmp_path) as business:
        client = business.queries.resolve_client("acme")
        business.clients.edit(client.client_id, name="Forno Nuovo")
        assert [row.client for row in business.queries.find_clients("forno").hits] == [
            business.queries.client(client.client_id)
        ]
        assert business.queries.find_clients("citta").hits == ()
        assert business.verify().ok


def test_a_lock_of_a_strangers_program_is_told_after_the_wait_and_readers_go_on(store: SqliteStore) -> None:
    store._connection.lock_seconds = 0.2
    stranger = sqlite3.connect(store.path, isolation_level=None)
    try:
        for hold, let_go in (("BEGIN IMMEDIATE", "ROLLBACK"), ("BEGIN EXCLUSIVE", "COMMIT")):
            stranger.execute(hold)
            with pytest.raises(StoreBusy, match="has been busy"), store.writing():
                pass
            assert store.head() is None
            stranger.execute(let_go)
        with store.path.with_name(store.path.name + ".lock").open("r+b") as side:
            fcntl.flock(side, fcntl.LOCK_EX)
            with pytest.raises(StoreBusy, match="has been busy"), store.writing():
                pass
    finally:
        stranger.close()
    with store.writing():
        assert store.append(LockSet(MONDAY), "anna", MORNING) == 1
