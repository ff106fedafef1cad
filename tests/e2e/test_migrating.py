"""A store that gets a newer schema under many open sessions, and one that many sessions open at once after an update."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from core.business import Business
from core.store.sqlite.version import SCHEMA_VERSION
from tests.builders import add_client, open_business
from tests.waiting import PATIENCE_SECONDS, wait_until

ROOT = Path(__file__).parents[2]
FORMS = [pytest.param(4, id="four"), pytest.param(50, id="fifty", marks=pytest.mark.soak)]
ENDLESS = 1_000_000


def _sessions(store: Path, count: int, posts: int, known: int = 0) -> "list[subprocess.Popen[str]]":
    return [
        subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.migrating_process", str(store), f"tech{number}", str(posts), str(known)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(count)
    ]


def _ends(sessions: "list[subprocess.Popen[str]]") -> list[str]:
    told = [each.communicate(timeout=PATIENCE_SECONDS) for each in sessions]
    assert not any(err for _out, err in told), [err[-500:] for _out, err in told if err]
    return [out.strip() for out, _err in told]


def _acknowledged(store: Path) -> list[str]:
    return [line for told in store.parent.glob("*.acknowledged") for line in told.read_text().split("\n")[:-1]]


@pytest.mark.parametrize("count", FORMS)
def test_a_migration_under_open_sessions_loses_nothing_and_ends_their_writes(tmp_path: Path, count: int) -> None:
    store = tmp_path / "ledger.db"
    with open_business(tmp_path, SystemClock()) as business:
        add_client(business)
        sessions = _sessions(store, count, ENDLESS, SCHEMA_VERSION)
        try:
            # They all post when the newer program comes: it waits for its turn as anybody does.
            wait_until(lambda: len(list(tmp_path.glob("*.acknowledged"))) == count, lambda: "a session never posted")
            newer = business.session.store._connection  # type: ignore[attr-defined]
            with newer.writing(checked=False):
                newer.run("ALTER TABLE setting RENAME COLUMN value TO content")
                newer.run(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
                rows = newer.rows("SELECT max(seq) FROM journal WHERE business_id = :business")
            ends = _ends(sessions)
        finally:
            for each in sessions:
                each.kill()
        assert all(end.startswith("StoreNewer ") and "start again" in end for end in ends), ends
        # Nobody wrote into tables that he does not know.
        assert newer.rows("SELECT max(seq) FROM journal WHERE business_id = :business") == rows
        with newer.writing(checked=False):
            newer.run("ALTER TABLE setting RENAME COLUMN content TO value")
            newer.run(f"PRAGMA user_version = {SCHEMA_VERSION}")
        entries = {entry.entry_id for entry in business.queries.entries(limit=ENDLESS)}
        acknowledged = _acknowledged(store)
        assert len(acknowledged) == len(set(acknowledged)) and set(acknowledged) == entries
        view = business.verify()
        assert view.ok, view.problems


@pytest.mark.parametrize("count", FORMS)
def test_many_sessions_open_an_older_store_at_once_and_one_of_them_migrates_it(tmp_path: Path, count: int) -> None:
    store = tmp_path / "ledger.db"
    old = ROOT / "tests/core/store/data/version4.db.gz"
    store.write_bytes(gzip.decompress(old.read_bytes()))
    assert _ends(_sessions(store, count, 2)) == ["done"] * count
    assert [found.name for found in tmp_path.glob("*.backup")] == ["ledger.db.v4.backup"]
    with Business.open(store, clock=SystemClock()) as business:
        notes = [entry.note for entry in business.queries.entries(limit=ENDLESS)]
        assert sorted(note for note in notes if note.startswith("tech")) == sorted(
            f"tech{number} {post}" for number in range(count) for post in range(2)
        )
        view = business.verify()
        assert view.ok, view.problems
