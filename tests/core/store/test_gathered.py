"""The writes of events run by statement: hundreds of rows in a few calls, and nothing reads the store without them."""

from pathlib import Path

import pytest

from core.basics.errors import Duplicate
from core.imports import parts
from core.store.sqlite.connection import Connection
from tests.builders import MONDAY, add_client, draft_of, open_business


def test_a_part_of_an_import_runs_each_statement_once_for_fifty_rows(
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
        monkeypatch.setattr(Connection, "_execute", lambda self, sql, row: calls.append(sql) or execute(self, sql, row))
        assert business.imports.carry_out(plan, yes=True).imported == 100
        monkeypatch.undo()
        gathered = [
            sql for sql in calls if sql.startswith(("INSERT INTO entry ", "INSERT INTO draw", "UPDATE block SET"))
        ]
        assert len(calls) <= 50, calls
        assert len(gathered) == 3 * 2
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
