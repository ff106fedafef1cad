"""The whole journal out and in again: the same head, the same balances, or nothing at all."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.audit.audit import audit
from core.audit.result import VerifyView
from core.basics.clock import FakeClock
from core.basics.errors import Refused
from core.business import Business
from core.exports.archive import archive_lines, restore
from core.exports.tables import standing_entries, table_csv
from core.model.work import Draft, Span, Work
from core.rules.windows import parse_window
from core.store.protocol import Store
from tests.builders import MORNING, add_client, draft_of, open_business, prepaid_terms, work_of
from tests.samples import MANUAL, SampleOf


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path, FakeClock(MORNING))
    client = add_client(opened)
    opened.entries.post(draft_of(client, 400, ticket="7", note="=1+1 server"))
    opened.entries.void(opened.entries.post(draft_of(client, 5)).entry.entry_id)
    return opened


def test_the_sample_comes_back_with_its_head_and_balances(tmp_path: Path, sample_of: SampleOf) -> None:
    with Business.open(sample_of(MANUAL), read_only=True) as old:
        text = "\n".join(archive_lines(old.session))
        rows, head = restore(tmp_path / "new.db", text)
        with Business.open(tmp_path / "new.db") as new:
            verified = old.verify()
            assert (rows, head) == (verified.rows, verified.head)
            assert new.verify(head).ok
            assert new.session.store.reads.balances() == old.session.store.reads.balances()
            assert new.zone == old.zone
            assert "\n".join(archive_lines(new.session)) == text
            new.entries.post(draft_of(new.queries.clients()[0].client, 5, date(2026, 11, 2)))
            assert new.verify().ok


def damaged(text: str, place: int) -> str:
    lines = text.split("\n")
    row = json.loads(lines[place])
    row[4] = row[4].replace("400", "300").replace("Rome", "Oslo")
    lines[place] = json.dumps(row)
    return "\n".join(lines)


def test_an_archive_that_does_not_fit_makes_nothing(business: Business, tmp_path: Path) -> None:
    text = "\n".join(archive_lines(business.session))
    target = tmp_path / "new.db"
    for wrong, words in (
        (damaged(text, 1), "row 1 of the archive does not fit"),
        ("\n".join(text.split("\n")[:-1]), "ends too early"),
        ("hello", "no archive of a journal"),
        (text.replace('"version": 2', '"version": 3'), "newer version"),
    ):
        with pytest.raises(Refused, match=words):
            restore(target, wrong)
        assert [path.name for path in tmp_path.iterdir() if "new" in path.name] == []


def test_the_files_of_billing_exports_travel_and_are_repeated_elsewhere(business: Business, tmp_path: Path) -> None:
    run = business.billing.export()
    text = "\n".join(archive_lines(business.session))
    restore(tmp_path / "new.db", text)
    with Business.open(tmp_path / "new.db") as new:
        assert new.billing.again(run.run_id).content == run.content
    head, *rows = text.split("\n")
    for wrong in (text.replace('"content": "', '"content": "AAAA'), "\n".join([head, *rows[:-1]])):
        with pytest.raises(Refused):
            restore(tmp_path / "other.db", wrong)
    without = "\n".join([head.replace('"files": 1', '"files": 0'), *rows[:-1]])
    restore(tmp_path / "older.db", without)
    with Business.open(tmp_path / "older.db") as older:
        assert older.verify().ok
        with pytest.raises(Refused, match="is not kept here"):
            older.billing.again(run.run_id)


def test_a_store_that_somebody_made_meanwhile_stays(business: Business, tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    text = "\n".join(archive_lines(business.session))

    def made_meanwhile(store: Store, head: str | None = None) -> VerifyView:
        with Business.open(target, create=True) as other:
            other.clients.add("late", "Late")
        return audit(store, head)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.exports.archive.audit", made_meanwhile)
        with pytest.raises(Refused, match="exists already"):
            restore(target, text)
    with Business.open(target) as other:
        assert [row.client.code for row in other.queries.clients()] == ["late"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_archive_does_not_go_over_a_store(business: Business) -> None:
    with pytest.raises(Refused, match="exists already"):
        restore(business.session.store.place.path, "\n".join(archive_lines(business.session)))


@pytest.mark.parametrize(("format_name", "file"), [("csv", "e.csv"), ("timewarrior", "e.json"), ("toggl", "t.csv")])
def test_our_importers_read_our_exports_to_the_minute(tmp_path: Path, format_name: str, file: str) -> None:
    terms = prepaid_terms(
        windows=(parse_window("evening mon-fri 18:00-22:00 1.5"),), timezone="Europe/Rome", increment_minutes=15
    )
    stores = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        clock = FakeClock(MORNING + timedelta(days=2))
        # The business sits elsewhere: clock times are the agreement's.
        opened = Business.open(tmp_path / name / "l.db", clock=clock, technician="anna", create=True, timezone="UTC")
        add_client(opened, terms=terms, blocks=(6000,))
        stores.append(opened)
    old, new = stores
    evening = Span(datetime(2026, 3, 3, 16, 50, tzinfo=UTC), 1800)
    client_id = old.queries.resolve_client("acme").client_id
    for work, ticket, note in (
        (Work(date(2026, 3, 3), 1800, (evening,), "remote"), "7", "=1+1 evening"),
        (Work(date(2026, 3, 3), 600, (replace(evening, seconds=600),), "phone", no_charge=True), "", "a gift"),
        (work_of(25, date(2026, 3, 2)), "8", "by day"),
    ):
        old.entries.post(Draft(client_id, work, ticket, note, technician="marco"))
    gone = old.entries.post(Draft(client_id, work_of(5, date(2026, 3, 2)))).entry
    old.entries.void(gone.entry_id)
    view = new.imports.entries(standing_entries(old.queries, format_name).encode(), file, yes=True)
    assert (view.bad, view.imported) == ((), 3)

    def told(business: Business) -> list[tuple[object, ...]]:
        return [
            (e.work_date, e.worked_seconds, e.charged_minutes, e.no_charge, e.ticket, e.work_type, e.note)
            for e in business.queries.entries(include_voided=False)
        ]

    assert sorted(told(new)) == sorted(told(old))
    assert [entry[2] for entry in sorted(told(new))] == [30, 0, 45]
    assert new.imports.entries(standing_entries(old.queries, format_name).encode(), file).existing == 3


def test_phones_and_notes_come_back_from_a_csv_as_they_were(business: Business, tmp_path: Path) -> None:
    client = business.queries.resolve_client("acme")
    business.clients.edit(client.client_id, phones=["+39 02 1234567"], name="=Acme, srl")
    (tmp_path / "new").mkdir()
    with open_business(tmp_path / "new") as new:
        new.imports.clients(table_csv(business.queries, "clients").encode(), "clients.csv")
        back = new.queries.resolve_client("acme")
        assert [phone.raw for phone in back.phones] == ["+39 02 1234567"]
        assert back.name == "=Acme, srl"


def test_every_charge_and_draw_stands_in_a_table(business: Business) -> None:
    charges = list(csv.DictReader(io.StringIO(table_csv(business.queries, "charges"))))
    assert [(row["charged_minutes"], row["drawn_minutes"], row["voided"]) for row in charges] == [
        ("400", "400", ""),
        ("5", "0", "yes"),
    ]
    draws = list(csv.DictReader(io.StringIO(table_csv(business.queries, "draws"))))
    assert [row["minutes"] for row in draws] == ["400"]


def test_a_name_that_several_clients_have_is_not_guessed(business: Business) -> None:
    for code in ("rossi1", "rossi2"):
        business.clients.add(code, "Rossi")
    text = b"client,date,duration\nRossi,2026-03-02,15\nrossi2,2026-03-02,15\n"
    view = business.imports.entries(text, "e.csv")
    (bad,) = view.bad
    assert (bad.row_number, bad.column) == (2, "client")
    assert "rossi1, rossi2" in bad.sentence
