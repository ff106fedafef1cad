"""A file that is replaced, removed or taken back under an open session is noticed before anything is written."""

import os
import shutil
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused, StoreReplaced, StoreTakenBack, StoreUnavailable
from core.business import Business
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


def test_a_desk_is_told_of_it_without_writing(business: Business) -> None:
    told: list[object] = []
    watcher = Watcher(business.session.store.changes, lambda: business.today, told.append)
    watcher.mark()
    os.replace(copy_of(business), path_of(business))
    watcher.poll()
    watcher.poll()
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
    open_business(tmp_path).close()
    assert (old.exists(), fresh.exists(), other.exists()) == (False, True, True)
