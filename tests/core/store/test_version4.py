"""A store of schema version 4, whose journal holds its texts in the chain: it migrates, verifies, and is written anew.

`data/version4.db.gz` was made by the version before: two clients, one of them archived, entries, a void, blocks, a
renewal approved and one refused, an issued statement, an export run, proposals, payments, a lock and settings.
"""

import gzip
import json
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from core.basics.errors import Refused
from core.business import Business
from core.exports.archive import archive_lines, restore
from tests.builders import draft_of, fake_clock

OLD_HEAD = "b79a26e8352efc715a9d5dbe3204f239908517784b54f56d2cf59abc3bb0b6fa"
OLD_ROWS = 29
COLUMNS = "seq, recorded_at, actor, kind, body, previous, digest"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "ledger.db"
    target.write_bytes(gzip.decompress((Path(__file__).parent / "data" / "version4.db.gz").read_bytes()))
    return target


def opened(path: Path) -> Business:
    return Business.open(path, clock=fake_clock(), technician="anna")


def journal_of(path: Path) -> list[tuple[object, ...]]:
    raw = sqlite3.connect(path)
    try:
        return list(raw.execute(f"SELECT {COLUMNS} FROM journal WHERE seq <= ? ORDER BY seq", (OLD_ROWS,)).fetchall())
    finally:
        raw.close()


def test_the_journal_is_byte_equal_up_to_the_old_head_and_its_settings_follow_as_rows(path: Path) -> None:
    before = journal_of(path)
    with opened(path) as business:
        view = business.verify(OLD_HEAD)
        assert (view.problems, view.rechained_at) == ((), None)
        added = list(business.session.store.journal())[OLD_ROWS:]
    assert journal_of(path) == before
    assert before[-1][-1] == OLD_HEAD
    assert {json.loads(row.body)["name"]: json.loads(row.body)["value"] for row in added} == {
        "business_name": "Rete snc",
        "statements_through": "2026-03",
        "timezone": "Europe/Rome",
    }
    assert {row.actor for row in added} == {"system"}
    assert [found.name for found in path.parent.glob("*.backup")] == ["ledger.db.v4.backup"]


def test_a_later_row_keeps_its_texts_beside_the_chain(path: Path) -> None:
    with opened(path) as business:
        client = business.queries.resolve_client("acme")
        business.confirm_clock()
        business.entries.post(draft_of(client, 5, business.today.replace(day=3), note="Mario again"))
        row = list(business.session.store.journal())[-1]
        assert "Mario" not in row.body
        assert "Mario again" in (row.texts or "")
        assert business.verify(OLD_HEAD).ok


def test_writing_the_journal_anew_takes_its_texts_out_of_the_chain_and_the_old_head_still_answers(path: Path) -> None:
    with opened(path) as business:
        before = {name: business.session.store.reads.setting(name) for name in ("timezone", "business_name")}
        clients = business.queries.clients(include_archived=True)
        business.confirm_clock()
        migrated = business.verify().head
        view = business.erasure.rechain()
        assert view.old_head == migrated
        rows = list(business.session.store.journal())
        assert view.row == len(rows) == rows[-1].seq
        bodies = "".join(row.body for row in rows)
        for text in ("Mario", "Acme", "acme.example", "347 7654321", "contract 12/2026", "Printer"):
            assert text not in bodies
        found = business.verify(migrated)
        assert (found.problems, found.rechained_at) == ((), view.row)
        # Its issued statement shows a digest of the former chain, and that is provable, too.
        printed = business.statements.read(clients[0].client.client_id, "2026-03").view.digest
        assert business.verify(printed).rechained_at == view.row
        assert not business.verify("f" * 64).ok
        assert business.queries.clients(include_archived=True) == clients
        assert {name: business.session.store.reads.setting(name) for name in before} == before
        assert business.erasure.rechain().row is None
        assert business.verify(migrated).ok


def test_a_client_of_an_old_journal_is_not_erased_before_it_is_written_anew(path: Path) -> None:
    with opened(path) as business:
        client = business.queries.resolve_client("acme")
        head = business.session.store.head()
        with pytest.raises(Refused, match="store rechain"):
            business.erasure.erase(client.client_id)
        assert business.session.store.head() == head
        assert business.queries.client(client.client_id) == client


def test_a_journal_that_does_not_fit_is_not_written_anew(path: Path) -> None:
    with opened(path) as business:
        connection = business.session.store._connection  # type: ignore[attr-defined]
        connection.run("DROP TRIGGER journal_no_update")
        connection.run("UPDATE journal SET actor = 'nobody' WHERE seq = 4")
        before = list(business.session.store.journal())
        with pytest.raises(Refused, match="row 4"):
            business.erasure.rechain()
        assert list(business.session.store.journal()) == before


def test_an_archive_of_version_1_is_still_read(path: Path, tmp_path: Path) -> None:
    with opened(path) as business:
        lines = list(archive_lines(business.session))
        balances = business.session.store.reads.balances()
    # Version 1: no settings among the rows; they stood in the head line.
    head = json.loads(lines[0]) | {"version": 1, "rows": OLD_ROWS, "head": OLD_HEAD}
    files = [line for line in lines[1:] if line.startswith("{")]
    rows = [line for line in lines[1:] if line.startswith("[")][:OLD_ROWS]
    target = tmp_path / "new.db"
    assert restore(target, "\n".join([json.dumps(head), *rows, *files])) == (OLD_ROWS, OLD_HEAD)
    with opened(target) as new:
        assert new.verify(OLD_HEAD).problems == ()
        assert new.session.store.reads.balances() == balances
        assert new.zone.key == "Europe/Rome"
        assert new.session.store.reads.setting("business_name") == "Rete snc"
