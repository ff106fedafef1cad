"""The writes of events run by statement: hundreds of rows in a few calls, and nothing reads the store without them."""

from pathlib import Path

import pytest

from core.basics.dataclass import replace
from core.basics.errors import Duplicate, RowRefused, StoreUnavailable, Usage
from core.imports import parts
from core.store.sql.projection.entries import SUMMED
from core.store.sqlite import failures
from core.store.sqlite.connection import Connection
from tests.builders import MONDAY, add_client, draft_of, open_business


def test_a_part_of_an_import_runs_each_statement_once_for_all_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART_SECONDS", 60.0)
    calls = list[str]()
    execute = Connection._execute
    with open_business(tmp_path) as business:
        client = add_client(business)
        business.blocks.sell(client.client_id, size_minutes=6000)
        lines = [f"acme,{MONDAY},{5 + number},row {number}" for number in range(100)]
        plan = business.imports.plan("\n".join(["client,date,duration,note", *lines]).encode(), "entries.csv")
        writes = business.session.store._connection.gathered  # type: ignore[attr-defined]
        many = writes._many
        # On a busy machine a part of an import ends before its last row.
        monkeypatch.setattr(parts, "PART_SECONDS", 600)
        monkeypatch.setattr(writes, "_many", lambda sql, values: calls.append(sql) or many(sql, values))
        monkeypatch.setattr(
            Connection, "_execute", lambda self, sql, *more: calls.append(sql) or execute(self, sql, *more)
        )
        assert business.imports.carry_out(plan, yes=True).imported == 100
        monkeypatch.undo()
        gathered = [
            sql
            for sql in calls
            if sql.startswith(("INSERT INTO entry ", "INSERT INTO entry_fts", "INSERT INTO draw", "UPDATE block SET"))
        ]
        assert len(calls) <= 50, calls
        # The first row runs alone; the words of all other entries are one row of values.
        assert len(gathered) == 8 and "json_each" in "".join(gathered)
        assert business.verify().ok


def test_a_nul_in_a_text_is_refused_in_each_row_and_what_looks_like_one_in_json_is_kept(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        typed = "see \\u0000 in the log"
        for before in (0, 1):
            for broken in (replace(draft_of(client, 30), note="a\0b"), replace(draft_of(client, 30), ticket="\0")):
                with pytest.raises(Usage, match="NUL"), business.session.changing():
                    for _entry in range(before):
                        business.entries.post_in_change(draft_of(client, 30))
                    business.entries.post_in_change(broken)
            with business.session.changing():
                ids = [
                    business.entries.post_in_change(replace(draft_of(client, 30), note=typed))[0]
                    for _entry in range(before + 1)
                ]
            assert {business.queries.entry(entry_id).note for entry_id in ids} == {typed}
        assert business.verify().ok


def test_a_read_inside_a_change_sees_what_was_recorded_before_it(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        session = business.session
        with session.changing():
            entry_id, _decision = business.entries.post_in_change(draft_of(client, 30, key="k"))
            read = session.store.reads.entry(entry_id)
            assert read is not None and read.worked_seconds == 1800
        with pytest.raises(Duplicate), session.changing():
            business.entries.post_in_change(draft_of(client, 30), entry_id=entry_id)
        assert business.verify().ok


def test_of_what_is_added_to_the_numbers_of_a_row_the_part_that_is_refused_is_named(tmp_path: Path) -> None:
    (take,) = (sql for sql in SUMMED if sql.startswith("UPDATE block"))
    with open_business(tmp_path) as business:
        client = add_client(business, blocks=(600, 60))
        first, second = (block.block_id for block in business.session.store.reads.blocks(client.client_id))
        store = business.session.store
        writes = store._connection.gathered  # type: ignore[attr-defined]

        def add(*parts: tuple[int, int, str]) -> None:
            for seq, minutes, block_id in parts:
                writes.seq = seq
                writes.run(take, (minutes, block_id))
            writes.write()

        size = {block.block_id: block.size_minutes for block in store.reads.blocks(client.client_id)}
        with pytest.raises(RowRefused) as refused, store.writing():
            add((11, 1, second), (12, 1, first), (13, size[first] - 1, first), (14, 2, first), (15, 1, first))
        assert refused.value.seq == 14
        with store.writing():
            add((11, 10, first), (12, 5, second), (13, 20, first), (14, -30, first))
        left = {block.block_id: block.remaining_minutes for block in store.reads.blocks(client.client_id)}
        assert left == {first: size[first], second: size[second] - 5}


def test_after_an_error_that_is_no_rows_nothing_more_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk ends SQLite's transaction, and each statement after it would be a change of its own."""
    with open_business(tmp_path) as business:
        client = add_client(business, blocks=(600, 60))
        store, ran = business.session.store, list[str]()
        writes = store._connection.gathered  # type: ignore[attr-defined]

        def many(sql: str, values: object) -> None:
            ran.append(sql)
            raise failures.disk_full(tmp_path)

        monkeypatch.setattr(writes, "_many", many)
        with pytest.raises(StoreUnavailable, match="is full"):
            business.entries.post(draft_of(client, 620))
        assert len(ran) == 1
        monkeypatch.undo()
        business.entries.post(draft_of(client, 30))
        assert business.verify().ok
