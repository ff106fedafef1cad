"""The whole journal out and in again: the same head, the same balances, or nothing at all."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.archive import archive_lines, restore
from core.clock import FakeClock
from core.demo import make_demo
from core.entry_export import entries_text
from core.errors import Refused
from core.importing import import_entries
from core.ledger import Ledger
from core.views import VerifyView
from tests.builders import MORNING, add_client, draft_of, fake_clock, open_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    opened = open_ledger(tmp_path, FakeClock(MORNING))
    client = add_client(opened)
    opened.post(draft_of(client, 400, ticket="7", note="=1+1 server"))
    opened.void_entry(opened.post(draft_of(client, 5)).entry.entry_id)
    return opened


def test_the_sample_comes_back_with_its_head_and_balances(tmp_path: Path) -> None:
    make_demo(tmp_path / "demo.db", today=date(2026, 11, 2))
    with Ledger.open(tmp_path / "demo.db") as old:
        text = "\n".join(archive_lines(old))
        rows, head = restore(tmp_path / "new.db", text)
        with Ledger.open(tmp_path / "new.db") as new:
            assert (rows, head) == (old.verify().rows, old.verify().head)
            assert new.verify(head).ok
            assert new.store.reads.balances() == old.store.reads.balances()
            assert new.zone == old.zone
            assert "\n".join(archive_lines(new)) == text
            new.post(draft_of(new.queries.clients()[0].client, 5, date(2026, 11, 2)))
            assert new.verify().ok


def damaged(text: str, place: int) -> str:
    lines = text.split("\n")
    row = json.loads(lines[place])
    row[4] = row[4].replace("400", "300").replace("Acme", "Acne")
    lines[place] = json.dumps(row)
    return "\n".join(lines)


def test_an_archive_that_does_not_fit_makes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    text = "\n".join(archive_lines(ledger))
    target = tmp_path / "new.db"
    for wrong, words in (
        (damaged(text, 1), "row 1 of the archive does not fit"),
        ("\n".join(text.split("\n")[:-1]), "ends too early"),
        ("hello", "no archive of a journal"),
        (text.replace('"version": 1', '"version": 2'), "newer version"),
    ):
        with pytest.raises(Refused, match=words):
            restore(target, wrong)
        assert [path.name for path in tmp_path.iterdir() if "new" in path.name] == []


def test_the_files_of_billing_exports_travel_and_are_repeated_elsewhere(ledger: Ledger, tmp_path: Path) -> None:
    run = ledger.billing.export()
    text = "\n".join(archive_lines(ledger))
    restore(tmp_path / "new.db", text)
    with Ledger.open(tmp_path / "new.db") as new:
        assert new.billing.again(run.run_id).content == run.content
    head, *rows = text.split("\n")
    for wrong in (text.replace('"content": "', '"content": "AAAA'), "\n".join([head, *rows[:-1]])):
        with pytest.raises(Refused):
            restore(tmp_path / "other.db", wrong)
    without = "\n".join([head.replace('"files": 1', '"files": 0'), *rows[:-1]])
    restore(tmp_path / "older.db", without)
    with Ledger.open(tmp_path / "older.db") as older:
        assert older.verify().ok
        with pytest.raises(Refused, match="is not kept here"):
            older.billing.again(run.run_id)


def test_a_store_that_somebody_made_meanwhile_stays(ledger: Ledger, tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    text = "\n".join(archive_lines(ledger))
    verify = Ledger.verify

    def made_meanwhile(self: Ledger, head: str | None = None) -> VerifyView:
        with Ledger.open(target, create=True) as other:
            other.add_client("late", "Late")
        return verify(self, head)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "verify", made_meanwhile)
        with pytest.raises(Refused, match="exists already"):
            restore(target, text)
    with Ledger.open(target) as other:
        assert [row.client.code for row in other.queries.clients()] == ["late"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_archive_does_not_go_over_a_store(ledger: Ledger) -> None:
    with pytest.raises(Refused, match="exists already"):
        restore(ledger.store.path, "\n".join(archive_lines(ledger)))


@pytest.mark.parametrize(("format_name", "file"), [("csv", "e.csv"), ("timewarrior", "e.json"), ("toggl", "e.csv")])
def test_our_importers_read_our_exports(ledger: Ledger, tmp_path: Path, format_name: str, file: str) -> None:
    entries = ledger.queries.entries(include_voided=False)
    text = entries_text(format_name, entries, ledger.zone)
    (tmp_path / "other").mkdir()
    other = open_ledger(tmp_path / "other", fake_clock())
    other.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
    add_client(other)
    view = import_entries(other, text.encode(), file)
    assert (view.bad, view.imported, view.worked_seconds) == ((), 1, 24000)
    (entry,) = other.queries.entries()
    assert entry.client.code == "acme"
    # Toggl has no field for a ticket: it stays in the description.
    assert "#7" in entry.note if format_name == "toggl" else entry.ticket == "7"
