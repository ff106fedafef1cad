"""What the plan of an import decided is recorded only as long as nothing else was recorded since."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.imports import parts, run
from core.imports.clients_of import Finder
from core.imports.rows import EntryRow
from core.ledger.entries import Entries
from core.model.clients import Client
from core.model.terms import Threshold
from tests.builders import MONDAY, add_client, draft_of, fake_clock, open_business, prepaid_terms, remaining

ROWS = 30
PART = 10


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notes of rows that are decided inside a change; parts have ten rows, however slow the machine is."""
    monkeypatch.setattr(parts, "PART_SECONDS", 600)
    monkeypatch.setattr(run, "PART_ROWS", PART)
    notes, post = list[str](), Entries.post_in_change

    def noted(self: Entries, draft: Any, **options: Any) -> Any:
        notes.append(draft.note)
        return post(self, draft, **options)

    monkeypatch.setattr(Entries, "post_in_change", noted)
    return notes


def file_of(minutes: int, code: str = "acme") -> bytes:
    lines = [f"{code},{MONDAY},{minutes},row {number}" for number in range(ROWS)]
    return "\n".join(["client,date,duration,note", *lines]).encode()


def test_rows_are_decided_again_from_the_part_on_before_which_somebody_else_recorded_something(
    tmp_path: Path, decided: list[str]
) -> None:
    with open_business(tmp_path) as business, open_business(tmp_path) as other:
        client = add_client(business, terms=prepaid_terms(block_minutes=100, threshold=Threshold(0)), blocks=(100,))
        plan = business.imports.plan(file_of(10), "entries.csv")

        def beside(done: int, _total: int) -> None:
            if done == PART:
                other.entries.post(draft_of(client, 45, note="beside"))

        view = business.imports.carry_out(plan, yes=True, progress=beside)
        assert (view.imported, plan.renewals) == (ROWS, 2)
        assert decided == ["beside", *(f"row {number}" for number in range(PART, ROWS))]
        # 345 minutes of blocks of 100: one renewal came with what was posted beside, at another row than in the plan.
        assert (view.renewals, remaining(business, client)) == (2, 55)
        assert business.verify().ok


def test_rows_are_recorded_as_planned_where_nobody_else_recorded_anything(tmp_path: Path, decided: list[str]) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business, terms=prepaid_terms(block_minutes=100, threshold=Threshold(0)), blocks=(100,))
        for name, imported in (("first", ROWS), ("again", 0)):
            view = business.imports.entries(file_of(10), "entries.csv", yes=True)
            assert (name, view.imported, remaining(business, client)) == (name, imported, 0)
        assert decided == []
        # A client that the import adds has no id in the plan.
        business.imports.entries(b"client,date,duration\nnew,2026-03-02,15\n", "entries.csv", create_clients=True)
        assert len(decided) == 1
        assert business.verify().ok


def test_rows_are_decided_again_on_another_day(tmp_path: Path, decided: list[str]) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock=clock) as business:
        client = add_client(business, terms=prepaid_terms(block_minutes=100, threshold=Threshold(0)), blocks=(100,))
        plan = business.imports.plan(file_of(10), "entries.csv")
        clock.advance(timedelta(days=1))
        business.imports.carry_out(plan, yes=True)
        assert len(decided) == ROWS
        sold = sorted(block.sold_on for block in business.session.store.reads.blocks(client.client_id))
        assert sold == [MONDAY, business.today, business.today]


def test_whose_work_a_row_is_is_asked_once_for_rows_that_name_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, client_of = list[str](), Finder.client_of

    def noted(self: Finder, row: EntryRow) -> Client:
        asked.append(row.client_text)
        return client_of(self, row)

    monkeypatch.setattr(Finder, "client_of", noted)
    with open_business(tmp_path) as business:
        for code in ("acme", "beta"):
            add_client(business, code, terms=prepaid_terms(), blocks=(600,))
        data = file_of(10) + file_of(10, "beta").partition(b"note")[2]
        plan = business.imports.plan(data, "entries.csv")
        assert (len(plan.rows), asked) == (2 * ROWS, ["acme", "beta"])
