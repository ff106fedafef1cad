"""A check beside sessions that write: what they record is checked too, and no read keeps the log from being emptied."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.audit import audit
from core.business import Business
from core.store.sqlite import rebuild
from core.store.sqlite.engine import sqlite3
from tests.builders import add_client, draft_of, open_business

MOST_CHANGES = 16


@pytest.fixture
def business(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Business:
    monkeypatch.setattr(rebuild, "_PAGE", 2)
    monkeypatch.setattr(rebuild, "_SNAPSHOT_SECONDS", 0)
    monkeypatch.setattr(rebuild, "_REST_SECONDS", 0)
    opened = open_business(tmp_path)
    for code in ("acme", "vivai"):
        client = add_client(opened, code)
        for number in range(4):
            opened.entries.post(draft_of(client, 15, note=f"printer {number}"))
    return opened


class Beside:
    """Another session that does something before each snapshot of a check."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.snapshots, self.busy = 0, 0
        self._other = open_business(folder, technician="marco")
        self._path = folder / "ledger.db"
        reading = audit._Check._reading

        @contextmanager
        def watched(check: audit._Check) -> Iterator[bool]:
            self.snapshots += 1
            self.act()
            with sqlite3.connect(self._path, isolation_level=None) as opened:
                ((is_busy, _pages, _moved),) = opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self.busy += is_busy
            with reading(check) as fits:
                yield fits

        monkeypatch.setattr(audit._Check, "_reading", watched)

    def act(self) -> None:
        """Post an entry or void the one before."""
        if self.snapshots < MOST_CHANGES:
            client = self._other.queries.resolve_client("acme" if self.snapshots % 2 else "vivai")
            posted = self._other.entries.post(draft_of(client, 30, note=f"beside {self.snapshots}", technician="marco"))
            if self.snapshots % 3 == 0:
                self._other.entries.void(posted.entry.entry_id, "twice")
        elif self.snapshots == MOST_CHANGES + 1:
            add_client(self._other, "late")


def test_what_is_written_meanwhile_is_checked_and_no_snapshot_outlives_its_page(
    business: Business, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = Beside(tmp_path, monkeypatch)
    view = business.verify()
    assert view.ok, view.problems
    head = business.session.store.head()
    assert head is not None and (view.rows, view.head) == (head.seq, head.digest)
    assert beside.snapshots > MOST_CHANGES + 10 and beside.busy == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET remaining_minutes = remaining_minutes + 1",
        "UPDATE entry SET note = 'other' WHERE note = 'printer 3'",
        "DELETE FROM draw WHERE rowid = (SELECT max(rowid) FROM draw)",
        "INSERT INTO entry_fts (rowid, note) VALUES (1, 'more')",
    ],
)
def test_a_cell_that_is_wrong_is_found_beside_writers_too(
    business: Business, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    opened = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    guards = opened.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'draw%'"
    ).fetchall()
    for name, _sql in guards:
        opened.execute(f"DROP TRIGGER {name}")
    opened.execute(statement)
    for _name, sql in guards:
        opened.execute(sql)
    opened.close()
    Beside(tmp_path, monkeypatch)
    view = business.verify()
    assert not view.ok and view.first_bad_row is None and view.problems


def test_an_erasure_in_the_middle_of_a_check_is_no_fault(
    business: Business, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = Beside(tmp_path, monkeypatch)
    erased = business.queries.resolve_client("vivai").client_id
    with open_business(tmp_path) as other:

        def act() -> None:
            if beside.snapshots in (2, 40):
                other.erasure.erase(erased)

        monkeypatch.setattr(beside, "act", act)
        view = business.verify()
    assert view.ok, view.problems
    # It began anew: the first pass ends at the snapshot that meets the erasure.
    assert beside.snapshots > 10
    assert not any("printer" in entry.note for entry in business.queries.entries(client_id=erased))
