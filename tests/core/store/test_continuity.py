"""A file that is replaced, removed or taken back under an open session is noticed before anything is written."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused, StoreDisturbed, StoreNewer, StoreReplaced, StoreTakenBack, StoreUnavailable
from core.business import Business
from core.store.sqlite.connection import MOST_LOG_KEPT
from core.store.sqlite.engine import sqlite3
from core.store.sqlite.version import SCHEMA_VERSION
from tests.builders import MORNING, add_client, draft_of, head_of, open_business
from tui.messages import LedgerUnreadable
from tui.watcher import Watcher

CLOCK = FakeClock(MORNING)


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path, CLOCK)
    add_client(opened)
    return opened


def path_of(business: Business) -> Path:
    return business.session.store.place.path


def copy_of(business: Business, name: str = "copy.db") -> Path:
    target = path_of(business).with_name(name)
    with business.session.store.writing():
        pass
    business.session.store._connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
    shutil.copy(path_of(business), target)
    return target


def post(business: Business, minutes: int = 15) -> None:
    business.entries.post(draft_of(business.queries.resolve_client("acme"), minutes))


def test_a_store_that_is_removed_takes_no_more_work(business: Business) -> None:
    path_of(business).unlink()
    with pytest.raises(StoreReplaced, match="was removed"):
        post(business)


def test_a_store_that_another_file_replaces_takes_no_more_work(business: Business) -> None:
    copy = copy_of(business)
    post(business)
    os.replace(copy, path_of(business))
    with pytest.raises(StoreReplaced, match="Quit and start again"):
        post(business)
    with pytest.raises(StoreReplaced):
        business.calls.start(business.queries.resolve_client("acme").client_id)


def side(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def zero(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def renew(path: Path) -> None:
    os.replace(shutil.copy(path, path.with_name("copy")), path)


DISTURBED: dict[str, Callable[[Path], object]] = {
    "the store is emptied": lambda path: os.truncate(path, 0),
    "the store is cut": lambda path: halve(path),
    "the log is removed": lambda path: side(path, "-wal").unlink(),
    "the log is moved": lambda path: side(path, "-wal").rename(side(path, "-moved")),
    "a copy takes the place of the log": lambda path: renew(side(path, "-wal")),
    "the log is cut": lambda path: halve(side(path, "-wal")),
    "the log is zeroed": lambda path: zero(side(path, "-wal")),
    "the index of the log is removed": lambda path: side(path, "-shm").unlink(),
}


@pytest.mark.parametrize("disturb", DISTURBED.values(), ids=DISTURBED.keys())
def test_a_store_whose_files_others_cut_remove_or_write_takes_no_more_work(
    business: Business, disturb: Callable[[Path], object]
) -> None:
    post(business)
    head = head_of(business)
    disturb(path_of(business))
    for _turn in range(2):
        with pytest.raises(StoreDisturbed, match=r"nothing was changed\. Quit everywhere, then run: monteore verify"):
            post(business)
        with pytest.raises(StoreDisturbed):
            business.calls.start(business.queries.resolve_client("acme").client_id)
        with pytest.raises(StoreDisturbed):
            business.session.store.changes()
    assert head_of(business) == head


def test_an_older_copy_that_is_written_over_an_open_store_is_noticed_although_its_log_has_the_newest_rows(
    business: Business,
) -> None:
    older, client = copy_of(business), business.queries.resolve_client("acme")
    for _turn in range(30):
        business.entries.post(draft_of(client, 1, note="n" * 1000))
    # The file has pages of its own that the copy lacks, and the log that follows does not hold them.
    business.session.store._connection.rows("PRAGMA wal_checkpoint(PASSIVE)")  # type: ignore[attr-defined]
    post(business)
    path_of(business).write_bytes(older.read_bytes())
    with pytest.raises(StoreDisturbed):
        post(business)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux tells the name of an open file")
def test_changes_that_follow_each_other_leave_the_times_of_the_log_alone(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(business)
    log, touched = side(path_of(business), "-wal"), list[str]()

    def watched(name: str) -> None:
        known = getattr(os, name)

        def noted(path: object, *others: object, **named: object) -> object:
            is_log = (
                os.readlink(f"/proc/self/fd/{path}") == str(log) if isinstance(path, int) else str(path) == str(log)
            )
            if is_log:
                touched.append(name)
            return known(path, *others, **named)

        monkeypatch.setattr(os, name, noted)

    # Each of these makes Linux write the times of the log with the next commit, which takes as long as the commit itself.
    for name in ("stat", "fstat", "lstat", "utime", "open"):
        watched(name)
    for _turn in range(3):
        post(business)
        business.calls.heartbeat()
    assert touched == []


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 51), reason="this SQLite does not tell how long the log is")
def test_after_a_commit_the_files_are_looked_at_only_where_the_log_began_anew(business: Business) -> None:
    post(business)
    raw, looks = business.session.store._connection._raw, list[int]()  # type: ignore[attr-defined]

    def look(sql: str) -> None:
        looks[-1] += sql == "PRAGMA wal_checkpoint(NOOP)"

    raw.set_trace_callback(look)
    for statement in ("SELECT 1", "PRAGMA wal_checkpoint(PASSIVE)", "SELECT 1"):
        looks.append(0)
        raw.execute(statement).fetchall()
        post(business)
    raw.set_trace_callback(None)
    assert looks == [1, 2, 1]


def test_checkpoints_a_vacuum_and_a_new_time_of_the_file_are_no_disturbance(business: Business) -> None:
    path = path_of(business)
    with Business.open(path, clock=CLOCK, technician="luca") as other:
        raw = other.session.store._connection  # type: ignore[attr-defined]
        for statement in ("PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(RESTART)", "VACUUM", "SELECT 1"):
            post(other)
            post(business)
            raw.rows(statement)
            post(business)
            assert other.session.store.purge()
            os.utime(path)
            post(business)
        assert other.verify().ok


def test_a_log_that_a_long_change_and_a_long_read_made_large_is_cut_again(business: Business) -> None:
    log = side(path_of(business), "-wal")
    raw = business.session.store._connection  # type: ignore[attr-defined]
    with Business.open(path_of(business), clock=CLOCK, technician="luca") as reader:
        with reader.session.store.reading():
            reader.session.store.reads.clients()
            with raw.writing():
                raw.run("UPDATE setting SET value = value || ? WHERE business_id = :business", ("x" * MOST_LOG_KEPT,))
            post(business)
            assert log.stat().st_size > MOST_LOG_KEPT
        for _turn in range(2):
            post(business)
    assert log.stat().st_size <= MOST_LOG_KEPT


def test_a_newer_version_makes_open_sessions_read_only_and_asks_for_a_restart(business: Business) -> None:
    told: list[object] = []
    watcher = Watcher(business.session.store.changes, lambda: business.today, told.append)
    watcher.mark(business.session.store.changes())
    with Business.open(path_of(business), clock=CLOCK, technician="luca") as other:
        raw = other.session.store._connection  # type: ignore[attr-defined]
        with raw.writing():
            raw.run("ALTER TABLE setting RENAME COLUMN value TO content")
            raw.run("PRAGMA user_version = 999")
        assert business.queries.resolve_client("acme").code == "acme"
        with pytest.raises(StoreNewer, match=r"by a newer Monteore.*Quit and start again"):
            post(business)
        with pytest.raises(StoreNewer):
            business.session.store.reads.setting("timezone")
        watcher.take(watcher.look())
        assert [type(message) for message in told] == [LedgerUnreadable]
        raw.run(f"PRAGMA user_version = {SCHEMA_VERSION}")
        raw.run("ALTER TABLE setting RENAME COLUMN content TO value")


def test_a_state_older_than_the_newest_backup_is_told_even_where_nothing_beside_the_store_remembers(
    business: Business, tmp_path: Path
) -> None:
    path, older = path_of(business), copy_of(business)
    post(business)
    business.recovery.back_up()
    acknowledged = head_of(business)[0]
    business.close()
    shutil.copy(older, path)
    for end in ("-wal", "-shm", ".lock"):
        side(path, end).unlink(missing_ok=True)
    with Business.open(path, clock=CLOCK, technician="anna") as later:
        assert later.session.store.taken_back() == acknowledged
        assert not later.verify().ok
        with pytest.raises(StoreTakenBack, match=f"up to journal row {acknowledged}"):
            post(later)
        with pytest.raises(StoreTakenBack):
            later.recovery.back_up()
        CLOCK.advance(timedelta(seconds=1))
        assert later.recovery.accept() == acknowledged
    with Business.open(path, clock=CLOCK, technician="anna") as accepted:
        post(accepted)
        assert accepted.session.store.taken_back() is None and accepted.verify().ok
        accepted.recovery.back_up()
    for end in ("", ".lock"):
        side(path, end).unlink()
    # A new store of the same name has other first rows: the backups are of another one.
    with Business.open(path, clock=CLOCK, technician="anna", create=True, timezone="UTC") as new:
        add_client(new, "bianchi")


def test_a_desk_is_told_of_it_without_writing(business: Business) -> None:
    told: list[object] = []
    watcher = Watcher(business.session.store.changes, lambda: business.today, told.append)
    watcher.mark(business.session.store.changes())
    os.replace(copy_of(business), path_of(business))
    watcher.take(watcher.look())
    watcher.take(watcher.look())
    assert [type(message) for message in told] == [LedgerUnreadable]


def test_an_older_copy_written_into_the_same_file_is_noticed_by_the_session_and_by_the_next_one(
    business: Business,
) -> None:
    copy = copy_of(business)
    post(business)
    acknowledged = head_of(business)[0]
    path = path_of(business)
    business.session.store._connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
    with path.open("r+b") as file, copy.open("rb") as old:
        shutil.copyfileobj(old, file)
        file.truncate()
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    with Business.open(path, clock=CLOCK, technician="anna") as later:
        before = head_of(later)
        with pytest.raises(StoreTakenBack, match=f"up to journal row {acknowledged}.*monteore store accept"):
            post(later)
        assert head_of(later) == before
        assert later.recovery.accept() == acknowledged
        post(later)
        assert later.verify().ok
        with pytest.raises(Refused, match="nothing to accept"):
            later.recovery.accept()


def test_a_copy_elsewhere_and_a_new_store_under_an_old_name_have_no_memory_of_another(business: Business) -> None:
    post(business)
    folder = path_of(business).parent
    moved = folder / "elsewhere"
    moved.mkdir()
    shutil.copy(copy_of(business), moved / "ledger.db")
    with Business.open(moved / "ledger.db", clock=CLOCK, technician="anna") as there:
        post(there)
    path = path_of(business)
    business.close()
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    with Business.open(path, clock=CLOCK, technician="anna", create=True, timezone="UTC") as new:
        add_client(new, "bianchi")


def test_rechaining_gives_rows_new_digests_and_open_sessions_go_on(business: Business) -> None:
    with Business.open(path_of(business), clock=CLOCK, technician="luca") as other:
        post(other)
        post(business)
        with business.session.changing():
            business.session.append([business.session.store.rechain()])
        post(other)
        assert other.verify().ok


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_a_store_is_not_made_beside_the_log_of_another(tmp_path: Path, end: str) -> None:
    path = tmp_path / "ledger.db"
    path.with_name(path.name + end).write_bytes(b"left over")
    with pytest.raises(StoreUnavailable, match="move them away first"):
        Business.open(path, clock=CLOCK, technician="anna", create=True, timezone="UTC")
    assert [each.name for each in tmp_path.iterdir()] == [path.name + end]


def test_drafts_of_killed_creations_are_cleared_and_fresh_ones_stay(tmp_path: Path) -> None:
    old, fresh, other = (
        tmp_path / name for name in (".ledger.db.0123456789ab", ".ledger.db.0123456789ac", ".ledger.db.mine")
    )
    for each in (old, fresh, other):
        each.write_bytes(b"")
    for each in (old, other):
        os.utime(each, (1, 1))
    with open_business(tmp_path) as business:
        assert (old.exists(), fresh.exists(), other.exists()) == (False, True, True)
        copy = tmp_path / "backups" / ".ledger.db-20260302T090000000000Z.backup.0123456789ab"
        copy.parent.mkdir()
        copy.write_bytes(b"")
        os.utime(copy, (1, 1))
        business.recovery.back_up()
        assert not copy.exists() and len(business.recovery.backups()) == 1
