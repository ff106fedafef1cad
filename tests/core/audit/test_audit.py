"""The auditor names the first row that does not fit, and tells a kept number that the journal does not bear out."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from core.business import Business
from core.store.sqlite.store import SqliteStore
from tests.builders import MONDAY, add_client, days, draft_of, fake_clock, open_business, prepaid_terms

GUARDS = ("journal_no_update", "journal_no_delete", "journal_no_replace", "draw_no_update", "draw_no_delete")


def _busy_store(folder: Path) -> Path:
    with open_business(folder) as business:
        client = add_client(business)
        business.agreements.set(client.client_id, prepaid_terms(increment_minutes=15), days(1))
        first = business.entries.post(draft_of(client, 500)).entry
        business.entries.post(draft_of(client, 30, key="k"))
        business.entries.void(first.entry_id)
        business.invoices.mark([business.queries.lines()[0].line_id], "7", MONDAY)
        business.lock.set(days(-5))
        assert business.verify().ok
        return business.session.store.place.path


def _by_hand(path: Path, *statements: tuple[str, tuple[Any, ...]]) -> None:
    raw = sqlite3.connect(path, isolation_level=None)
    guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in guards:
        if name in GUARDS:
            raw.execute(f"DROP TRIGGER {name}")
    for sql, values in statements:
        raw.execute(sql, values)
    for name, sql in guards:
        if name in GUARDS:
            raw.execute(sql)
    raw.close()


def _count(path: Path) -> int:
    with open_business(path.parent) as business:
        return business.verify().rows


@pytest.mark.parametrize("column", ["recorded_at", "actor", "kind", "body", "previous", "digest"])
def test_any_row_that_is_changed_by_hand_is_named(tmp_path: Path, column: str) -> None:
    path = _busy_store(tmp_path)
    rows = _count(path)
    for seq in range(1, rows + 1):
        raw = sqlite3.connect(path)
        ((value,),) = raw.execute(f"SELECT {column} FROM journal WHERE seq = ?", (seq,)).fetchall()
        raw.close()
        _by_hand(path, (f"UPDATE journal SET {column} = ? WHERE seq = ?", (f"{value} ", seq)))
        with open_business(tmp_path) as business:
            view = business.verify()
        assert (view.ok, view.first_bad_row) == (False, seq)
        assert any(str(seq) in problem for problem in view.problems)
        _by_hand(path, (f"UPDATE journal SET {column} = ? WHERE seq = ?", (value, seq)))
    with open_business(tmp_path) as business:
        assert business.verify().ok


def test_a_row_taken_out_is_named(tmp_path: Path) -> None:
    path = _busy_store(tmp_path)
    _by_hand(path, ("DELETE FROM journal WHERE seq = 3", ()))
    with open_business(tmp_path) as business:
        assert business.verify().first_bad_row == 3


def test_a_tail_cut_off_is_found_by_the_kept_balance_and_by_a_digest_printed_before(tmp_path: Path) -> None:
    path = _busy_store(tmp_path)
    with open_business(tmp_path) as business:
        printed = business.verify().head
        assert business.verify(printed).ok
    _by_hand(path, ("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)", ()))
    with open_business(tmp_path) as business:
        view = business.verify(printed)
        assert not view.ok
        assert any(printed in problem for problem in view.problems)


def test_a_rewritten_history_with_sound_digests_breaks_the_printed_one(tmp_path: Path) -> None:
    path = _busy_store(tmp_path)
    with open_business(tmp_path) as business:
        printed = business.verify().head
        rows = list(business.session.store.journal())
    from core.journal.chain import digest_of
    from core.journal.row import GENESIS

    previous, changes = GENESIS, []
    for row in rows:
        body = row.body.replace(":80000", ":90000")
        digest = digest_of(row.seq, row.recorded_at, row.actor, row.kind, body, previous)
        values = (body, previous, digest, row.seq)
        changes.append(("UPDATE journal SET body = ?, previous = ?, digest = ? WHERE seq = ?", values))
        previous = digest
    _by_hand(path, *changes)
    with open_business(tmp_path) as business:
        assert business.verify().first_bad_row is None
        assert not business.verify(printed).ok


def test_a_sound_chain_that_draws_more_than_a_block_holds_is_told(tmp_path: Path) -> None:
    from core.journal.chain import digest_of

    with open_business(tmp_path) as business:
        client = add_client(business)
        business.entries.post(draft_of(client, 30))
        (row,) = list(business.session.store.journal())[-1:]
        path = business.session.store.place.path
    body = json.loads(row.body)
    body["charge"]["minutes"] = body["draws"][0]["minutes"] = 700
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = digest_of(row.seq, row.recorded_at, row.actor, row.kind, text, row.previous)
    _by_hand(path, ("UPDATE journal SET body = ?, digest = ? WHERE seq = ?", (text, digest, row.seq)))
    with open_business(tmp_path) as business:
        view = business.verify()
    assert (view.ok, view.first_bad_row) == (False, row.seq)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET remaining_minutes = remaining_minutes + 1",
        "UPDATE account SET overdraft_minutes = overdraft_minutes + 1",
        "UPDATE block SET remaining_minutes = remaining_minutes - 1 WHERE remaining_minutes > 0",
        "UPDATE entry SET charged_minutes = charged_minutes + 1",
        "UPDATE entry SET voided = 1 WHERE voided = 0",
        "UPDATE entry SET overdraft_minutes = 5 WHERE voided = 0",
        "UPDATE line SET status = 'paid' WHERE status = 'invoiced'",
        "UPDATE draw SET minutes = minutes + 1",
        "DELETE FROM draw",
        "DELETE FROM entry WHERE key = 'k'",
    ],
)
def test_a_kept_number_changed_by_hand_is_told(tmp_path: Path, statement: str) -> None:
    path = _busy_store(tmp_path)
    _by_hand(path, (statement, ()))
    with open_business(tmp_path) as business:
        view = business.verify()
    assert not view.ok
    assert view.first_bad_row is None
    assert view.problems


def test_a_missing_guard_is_refused_for_writing_and_told_by_the_audit(tmp_path: Path) -> None:
    path = _busy_store(tmp_path)
    raw = sqlite3.connect(path)
    raw.execute("DROP TRIGGER journal_no_update")
    raw.close()
    store = SqliteStore.open(path, query_only=True)
    with Business(store, fake_clock(), "anna") as business:
        view = business.verify()
    assert not view.ok
    assert any("journal_no_update" in problem for problem in view.problems)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (
            ("DROP TRIGGER draw_no_delete", "CREATE TRIGGER draw_no_delete BEFORE DELETE ON draw BEGIN SELECT 1; END"),
            "the guard draw_no_delete is not what it was when it was made",
        ),
        (
            (
                "DROP TRIGGER journal_no_update",
                "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal WHEN new.seq = 0 "
                "BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
            ),
            "the guard journal_no_update is not what it was when it was made",
        ),
        (
            ("CREATE TRIGGER friend AFTER INSERT ON block BEGIN UPDATE account SET remaining_minutes = 0; END",),
            "the trigger friend is not one of the store",
        ),
        (("CREATE VIEW sums AS SELECT count(*) FROM entry",), "the view sums is not one of the store"),
        (
            ("DROP TRIGGER draw_no_delete", "CREATE VIEW draw_no_delete AS SELECT 1"),
            "the guard draw_no_delete is missing",
        ),
    ],
)
def test_a_guard_that_was_changed_and_what_was_added_to_the_schema_are_told(
    tmp_path: Path, statements: tuple[str, ...], told: str
) -> None:
    path = _busy_store(tmp_path)
    raw = sqlite3.connect(path)
    for statement in statements:
        raw.execute(statement)
    raw.close()
    with Business(SqliteStore.open(path, query_only=True), fake_clock(), "anna") as business:
        view = business.verify()
    assert not view.ok and view.problems[0] == told


def test_guards_that_are_spaced_otherwise_are_in_order(tmp_path: Path) -> None:
    path = _busy_store(tmp_path)
    raw = sqlite3.connect(path)
    for name, sql in raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
        raw.execute(sql.replace(" BEGIN", "\n  BEGIN"))
    raw.close()
    with open_business(tmp_path) as business:
        assert business.verify().ok


def test_a_word_that_the_index_of_notes_lost_or_kept_is_told(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        posted = business.entries.post(draft_of(client, 30, note="vpn down")).entry
        assert business.verify().ok
    path = tmp_path / "ledger.db"
    columns = "rowid, note, ticket, contact"
    take_out = f"INSERT INTO entry_fts (entry_fts, {columns}) SELECT 'delete', {columns} FROM entry"
    put_in = f"INSERT INTO entry_fts ({columns}) SELECT rowid, ?, ticket, contact FROM entry"
    _by_hand(path, (take_out, ()))
    with open_business(tmp_path) as business:
        assert any(posted.entry_id in problem for problem in business.verify().problems)
    _by_hand(path, (put_in, ("vpn up",)))
    with open_business(tmp_path) as business:
        assert any("down" in problem for problem in business.verify().problems)


def test_a_part_of_a_number_that_the_index_of_clients_lost_is_told(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        business.clients.edit(client.client_id, phones=["02 1234567"])
        assert business.verify().ok
    columns = "rowid, code, name, contacts, forms"
    take_out = (
        f"INSERT INTO client_search_fts (client_search_fts, {columns}) SELECT 'delete', {columns} FROM client_search"
    )
    put_in = f"INSERT INTO client_search_fts ({columns}) SELECT rowid, code, name, contacts, '' FROM client_search"
    _by_hand(tmp_path / "ledger.db", (take_out, ()), (put_in, ()))
    with open_business(tmp_path) as business:
        assert any(client.client_id in problem for problem in business.verify().problems)


def test_words_that_the_index_of_notes_gives_to_another_entry_are_told(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        for note in ("vpn down", "fax jams"):
            business.entries.post(draft_of(client, 30, note=note))
    columns = "rowid, note, ticket, contact"
    others = "(SELECT rowid AS number, note AS other FROM entry) WHERE entry.rowid <> number"
    _by_hand(
        tmp_path / "ledger.db",
        (f"INSERT INTO entry_fts (entry_fts, {columns}) SELECT 'delete', {columns} FROM entry", ()),
        (f"INSERT INTO entry_fts ({columns}) SELECT entry.rowid, other, ticket, contact FROM entry JOIN {others}", ()),
    )
    with open_business(tmp_path) as business:
        problems = business.verify().problems
    assert len(problems) == 1 and "entry_fts" in problems[0]


def test_a_row_that_repeats_an_id_is_named_although_rows_after_it_are_replayed_with_it(tmp_path: Path) -> None:
    from core.journal.chain import digest_of

    with open_business(tmp_path) as business:
        client = add_client(business)
        ids = [business.entries.post(draft_of(client, 15)).entry.entry_id for _number in range(8)]
        rows = list(business.session.store.journal())
        path = business.session.store.place.path
    previous, changes, bad = "0" * 64, [], 0
    for row in rows:
        body = row.body
        if f'"entry_id":"{ids[5]}"' in body:
            body, bad = body.replace(ids[5], ids[2]), row.seq
        digest = digest_of(row.seq, row.recorded_at, row.actor, row.kind, body, previous)
        changes.append(
            ("UPDATE journal SET body = ?, previous = ?, digest = ? WHERE seq = ?", (body, previous, digest, row.seq))
        )
        previous = digest
    _by_hand(path, *changes)
    with open_business(tmp_path) as business:
        assert business.verify().first_bad_row == bad


def test_a_long_check_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.audit import audit

    monkeypatch.setattr(audit, "_TOLD_AFTER", 4)
    told = list[tuple[int, int]]()
    with open_business(tmp_path) as business:
        add_client(business)
        rows = business.verify(None, lambda done, total: told.append((done, total))).rows
    assert told == [(done, rows) for done in range(4, rows + 1, 4)] and told


def test_a_replay_that_cannot_be_kept_is_no_fault_of_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    from core.basics.errors import StoreUnavailable

    with open_business(tmp_path) as business:
        add_client(business)
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
        with pytest.raises(StoreUnavailable, match="TMPDIR"):
            business.verify()
        monkeypatch.undo()
        assert business.verify().ok
