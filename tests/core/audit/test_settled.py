"""A quick check replays only entries that an event changes after they were posted, and finds what the whole replay finds."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.audit.audit import _Check
from core.business import Business
from core.model.clients import Client
from core.model.terms import RenewalMode
from core.store.sqlite import settled
from core.store.sqlite.checks import Check
from core.store.sqlite.engine import sqlite3
from core.store.sqlite.rebuild import Rebuild
from core.store.verifying import Difference
from tests.builders import add_client, draft_of, head_of, open_business, prepaid_terms


@contextmanager
def quick(business: Business) -> Iterator[_Check]:
    """A quick check alone."""
    with closing(business.session.store.check()) as faults:
        yield _Check(business.session.store, faults, None, is_quick=True)


def is_found(business: Business) -> bool:
    """Whether a quick check finds anything."""
    with quick(business) as check:
        return not check.run(None).ok


def by_hand(path: Path, *statements: str) -> None:
    """Run statements without the triggers, which stand again afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        for _name, sql in guards:
            raw.execute(sql)


def void(business: Business, _client: Client, entry_id: str) -> None:
    business.entries.void(entry_id, "by mistake")


def settle(business: Business, client: Client, _entry_id: str) -> None:
    business.blocks.sell(client.client_id, sure=True)


def merge(business: Business, client: Client, _entry_id: str) -> None:
    business.merging.merge(client.client_id, add_client(business, "other").client_id, sure=True)


def erase(business: Business, client: Client, _entry_id: str) -> None:
    business.erasure.erase(client.client_id)


def charge(business: Business, client: Client, _entry_id: str) -> None:
    business.agreements.put(client.client_id, lambda _before: prepaid_terms(), None)


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many entries each replay held at its end."""
    numbers, close = list[int](), Rebuild.close

    def counted(rebuild: Rebuild) -> None:
        numbers.append(rebuild._scratch.rows("SELECT count(*) FROM entry")[0][0])
        close(rebuild)

    monkeypatch.setattr(Rebuild, "close", counted)
    return numbers


@pytest.mark.parametrize("page", [1, 3, 500])
@pytest.mark.parametrize("change", [void, settle, merge, erase, charge])
def test_a_change_of_an_entry_that_is_undone_by_hand_is_found(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    replayed: list[int],
    page: int,
    change: Callable[[Business, Client, str], None],
) -> None:
    monkeypatch.setattr(settled, "_PAGE", page)
    path = tmp_path / "ledger.db"
    with open_business(tmp_path) as business:
        client = business.clients.add("acme", "Acme srl")
        if change is not charge:
            terms = prepaid_terms(renewal=RenewalMode.ASK)
            business.agreements.set(client.client_id, terms, None)
            business.blocks.sell(client.client_id, sure=True)
        posted = business.entries.post(draft_of(client, 700, note="router"), sure=True).entry
        add_client(business, "vivai")
        for number in range(7):
            business.entries.post(draft_of(business.queries.resolve_client("vivai"), 10, note=f"more {number}"))
        before = row_of(path, posted.entry_id)
        assert business.verify().ok and replayed == [0]
        change(business, client, posted.entry_id)
        after = row_of(path, posted.entry_id)
        assert business.verify().ok and replayed[1] <= 1
    assert before != after
    undone = ", ".join(f"{name} = {_literal(value)}" for name, value in before.items() if value != after[name])
    by_hand(path, f"UPDATE entry SET {undone} WHERE entry_id = '{posted.entry_id}'")
    with open_business(tmp_path) as business:
        assert is_found(business)
        problems = business.verify().problems
    named = [name for name in before if before[name] != after[name]]
    assert [name for name in named if not any(f"{posted.entry_id}: {name}" in each for each in problems)] == []


def row_of(path: Path, entry_id: str) -> dict[str, Any]:
    """The row of an entry."""
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute("SELECT * FROM entry WHERE entry_id = ?", (entry_id,))
        return dict(zip([column[0] for column in found.description], found.fetchone(), strict=True))


def _literal(value: object) -> str:
    return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO entry SELECT business_id, 'e0', {} FROM entry LIMIT 1",
        "DELETE FROM entry WHERE note = 'printer 2'",
        "UPDATE entry SET seq = 3 WHERE note = 'printer 2'",
        "UPDATE entry SET note = 'printer 3' WHERE note = 'printer 2'",
        "UPDATE entry SET note = note || char(0) WHERE note = 'printer 2'",
        "UPDATE entry SET charged_seq = 4 WHERE note = 'printer 2'",
        "INSERT INTO draw SELECT business_id, 99, entry_id, block_id, minutes, seq FROM draw LIMIT 1",
        "DELETE FROM draw WHERE draw_id = 2",
        "UPDATE draw SET draw_id = 9 WHERE draw_id = 2",
        "UPDATE draw SET entry_id = (SELECT min(entry_id) FROM draw) WHERE draw_id = 2",
        # Sums of both rows stay as they were.
        "UPDATE draw SET minutes = minutes + iif(draw_id = 1, 5, -5) WHERE draw_id < 3",
        "UPDATE entry SET deducted_minutes = deducted_minutes + iif(note = 'printer 1', 5, -5) "
        "WHERE note IN ('printer 1', 'printer 2')",
        "UPDATE entry SET note = iif(note = 'printer 1', 'printer 2', 'printer 1') "
        "WHERE note IN ('printer 1', 'printer 2')",
    ],
)
def test_rows_added_taken_out_and_changed_are_found(tmp_path: Path, statement: str) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        for number in range(4):
            business.entries.post(draft_of(client, 15, note=f"printer {number}"))
        assert not is_found(business)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(entry)")][2:]
    rest = ", ".join("NULL" if name == "key" else name for name in columns)
    by_hand(tmp_path / "ledger.db", statement.format(rest))
    with open_business(tmp_path) as business:
        assert is_found(business) and business.verify().problems


def test_a_client_whom_the_search_lost_is_named(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        clients = [add_client(business, code).client_id for code in ("acme", "vivai")]
    by_hand(tmp_path / "ledger.db", f"DELETE FROM client_search WHERE client_id = '{clients[0]}'")
    with open_business(tmp_path) as business:
        assert any(f"client_search {clients[0]}" in each for each in business.verify().problems)


def test_an_entry_that_is_voided_while_a_check_runs_is_fetched(tmp_path: Path, replayed: list[int]) -> None:
    with open_business(tmp_path) as business, open_business(tmp_path) as other:
        client = add_client(business)
        ids = [business.entries.post(draft_of(client, 15)).entry.entry_id for _number in range(4)]
        differences = Rebuild.differences

        def voiding(rebuild: Rebuild, reading: Any) -> Any:
            other.entries.void(ids[1], "twice")
            return differences(rebuild, reading)

        with pytest.MonkeyPatch.context() as patch, quick(business) as check:
            patch.setattr(Rebuild, "differences", voiding)
            view = check.run(None)
    assert view.ok and replayed == [1] and not check.is_rewritten


def test_clients_who_are_merged_while_a_check_runs_are_read_again(tmp_path: Path) -> None:
    with open_business(tmp_path) as business, open_business(tmp_path) as other:
        clients = [add_client(business, code).client_id for code in ("acme", "vivai")]
        business.entries.post(draft_of(business.queries.client(clients[0]), 15))
        with quick(business) as check:
            other.merging.merge(*clients, sure=True)
            check.run(None)
        assert check.is_rewritten and business.verify().ok


def test_words_that_the_check_of_the_file_does_not_compare_are_compared_by_a_quick_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Check, "words_fit", False)
    monkeypatch.setattr(Rebuild, "words", lambda *_given: iter([Difference("entry_words", "e1", "words", "-", "-")]))
    with open_business(tmp_path) as business:
        assert is_found(business)


def test_a_statement_that_changes_entries_in_a_way_not_known_is_left_to_the_whole_replay() -> None:
    named = "UPDATE entry SET a = ? WHERE business_id = :business AND entry_id = ?"
    assert settled._condition(named) == "business_id = :business AND entry_id = ?"
    assert settled._condition("DELETE FROM entry WHERE business_id = :business AND entry_id = ?") is None
    assert settled._condition("UPDATE block SET a = ? WHERE business_id = :business AND cause_entry_id = ?") == ""


@pytest.mark.parametrize(
    ("statement", "is_told"),
    [
        ("DELETE FROM import_entry WHERE entry_id = (SELECT max(entry_id) FROM import_entry)", "import_entry"),
        ("UPDATE import_entry SET run_id = (SELECT min(run_id) FROM import_run) WHERE run_id <> "
         "(SELECT min(run_id) FROM import_run)", "run_id is"),
        ("INSERT INTO import_entry SELECT business_id, entry_id, (SELECT min(run_id) FROM import_run) FROM entry "
         "WHERE note = 'by hand'", "import_entry"),
        ("UPDATE import_entry SET entry_id = (SELECT entry_id FROM entry WHERE note = 'by hand') "
         "WHERE entry_id = (SELECT max(entry_id) FROM import_entry)", "import_entry"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", [1, 3, 500])
def test_what_an_import_brought_is_compared_without_a_replay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: int, statement: str, is_told: str
) -> None:
    monkeypatch.setattr(settled, "_PAGE", page)
    with open_business(tmp_path) as business:
        business.entries.post(draft_of(add_client(business, blocks=(6000,)), 5, note="by hand"))
        for number in range(2):
            rows = "".join(f"\nacme,2026-03-02,{minutes},work {number}" for minutes in range(1, 6))
            business.imports.entries(f"client,date,duration,note{rows}".encode(), f"{number}.csv")
        business.imports.undo(business.imports.runs()[0].run_id)
        assert not is_found(business)
    by_hand(tmp_path / "ledger.db", statement)
    with open_business(tmp_path) as business:
        assert is_found(business) and any(is_told in each for each in business.verify().problems)


def test_replayed_entries_with_many_settled_ones_between_them_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settled, "_PAGE", 3)
    with open_business(tmp_path) as business:
        client = add_client(business)
        for number in range(12):
            # Such a text is replayed.
            business.entries.post(draft_of(client, 5, note='say "hello"' if number in (1, 11) else "router"))
        assert not is_found(business)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("entry", name) for name in ("worked_seconds", "charged_minutes", "overdraft_minutes", "billed_minutes")),
        *(("entry", name) for name in ("deducted_minutes", "no_charge", "ticket", "note")),
        ("draw", "minutes"),
    ],
)
def test_a_value_that_only_looks_the_same_is_found_in_a_table_made_anew_without_types(
    tmp_path: Path, table: str, column: str
) -> None:
    path = tmp_path / "ledger.db"
    with open_business(tmp_path) as business:
        business.entries.post(draft_of(add_client(business), 15, ticket="107", note="12"))
        business.entries.post(draft_of(add_client(business, "vivai"), 20))
    _without_type(path, table, column)
    ((value,),) = _found(path, f"SELECT {column} FROM {table} LIMIT 1")
    other = f"'{value}'" if isinstance(value, int) else value
    by_hand(path, f"UPDATE {table} SET {column} = {other} WHERE rowid = (SELECT min(rowid) FROM {table})")
    ((changed,),) = _found(path, f"SELECT {column} FROM {table} LIMIT 1")
    assert type(changed) is not type(value) and str(changed) == str(value)
    with open_business(tmp_path) as business:
        assert is_found(business)
        assert any(f": {column} is {value}, the journal says {value}" in each for each in business.verify().problems)


@pytest.mark.parametrize(
    ("table", "column"),
    [("block", "remaining_minutes"), ("line", "amount_minor"), ("draw", "draw_id"), ("call_span", "elapsed_ms")],
)
def test_a_column_without_its_type_is_found_though_each_of_its_values_is_right(
    tmp_path: Path, table: str, column: str
) -> None:
    with open_business(tmp_path) as business:
        business.entries.post(draft_of(add_client(business), 15))
        assert business.verify().ok
    _without_type(tmp_path / "ledger.db", table, column)
    with open_business(tmp_path) as business:
        assert is_found(business)
        problems = business.verify().problems
    (problem,) = problems
    assert problem.startswith(f"the table {table} has ") and " where it was made with " in problem


@pytest.mark.parametrize("column", ["recorded_at", "actor", "kind", "body", "previous", "digest", "texts", "salt"])
def test_a_row_of_the_journal_that_holds_a_blob_is_named(tmp_path: Path, column: str) -> None:
    path = tmp_path / "ledger.db"
    with open_business(tmp_path) as business:
        business.entries.post(draft_of(add_client(business), 15, note="router"))
        row, _digest = head_of(business)
    _without_type(path, "journal", column)
    by_hand(path, f"UPDATE journal SET {column} = CAST({column} AS BLOB) WHERE seq = {row}")
    with open_business(tmp_path) as business:
        view = business.verify()
    assert (view.ok, view.first_bad_row) == (False, row)


@pytest.mark.parametrize("kind", ["TEXT", "BLOB"])
def test_a_row_of_the_journal_whose_number_is_none_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "ledger.db"
    with open_business(tmp_path) as business:
        business.entries.post(draft_of(add_client(business), 15, note="router"))
        row, _digest = head_of(business)
    _without_type(path, "journal", "seq")
    by_hand(path, f"UPDATE journal SET seq = CAST(seq AS {kind}) WHERE seq = {row}")
    with open_business(tmp_path) as business:
        view = business.verify()
    assert (view.ok, view.first_bad_row) == (False, row)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("entry", name) for name in ("entry_id", "note", "worked_seconds", "recorded_at", "voided")),
        *(("draw", name) for name in ("draw_id", "minutes")),
        ("client", "client_id"),
        ("block", "block_id"),
        ("account", "account_id"),
        ("client_search", "client_id"),
        ("line", "line_id"),
    ],
)
def test_a_blob_in_a_table_made_anew_without_types_is_named_with_its_row(
    tmp_path: Path, table: str, column: str
) -> None:
    path = tmp_path / "ledger.db"
    with open_business(tmp_path) as business:
        business.entries.post(draft_of(add_client(business), 15, note="router"))
    _without_type(path, table, column)
    by_hand(
        path, f"UPDATE {table} SET {column} = CAST({column} AS BLOB) WHERE rowid = (SELECT max(rowid) FROM {table})"
    )
    ((key,),) = _found(path, f"SELECT {_KEYS[table]} FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})")
    with open_business(tmp_path) as business:
        assert is_found(business)
        problems = business.verify().problems
    assert any(f"{table} {key}" in each and "b'" in each for each in problems)


@pytest.mark.parametrize("kind", ["BLOB", "INTEGER"])
def test_a_row_of_the_journal_of_an_entry_that_nobody_pays_without_its_json_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "ledger.db"
    with open_business(tmp_path) as business:
        business.entries.post(draft_of(add_client(business), 15, no_charge=True))
        row, _digest = head_of(business)
    _without_type(path, "journal", "body")
    by_hand(path, f"UPDATE journal SET body = CAST(body AS {kind}) WHERE seq = {row}")
    with open_business(tmp_path) as business:
        view = business.verify()
    assert (view.ok, view.first_bad_row) == (False, row)


@pytest.mark.parametrize("value", ["x'1335'", "x'172b'", "x'270a22'"])
def test_a_blob_that_sqlite_takes_for_json_is_named(tmp_path: Path, value: str) -> None:
    path = tmp_path / "ledger.db"
    with open_business(tmp_path) as business:
        business.entries.post(draft_of(add_client(business), 15, note="5"))
    _without_type(path, "entry", "note")
    by_hand(path, f"UPDATE entry SET note = {value}")
    with open_business(tmp_path) as business:
        assert is_found(business)
        assert any("entry" in each for each in business.verify().problems)


_KEYS = {
    "entry": "entry_id", "draw": "draw_id", "client": "client_id", "block": "block_id", "account": "account_id",
    "client_search": "client_id", "line": "line_id",
}  # fmt: skip


def _without_type(path: Path, table: str, column: str) -> None:
    """Take its type from a column, which then keeps any value as it is."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        ((made,),) = raw.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchall()
        without = re.sub(rf"\b{column} (INTEGER|TEXT)", column, made).replace(" STRICT", "")
        raw.execute("PRAGMA writable_schema = on")
        raw.execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (without, table))


def _found(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return [tuple(row) for row in raw.execute(sql).fetchall()]
