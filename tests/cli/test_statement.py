"""`monteore statement` as a manager uses it."""

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from cli.main import run
from core.business import Business
from tests.builders import add_client, draft_of, prepaid_terms
from tests.core.ledger.test_statements import APRIL, MARCH

FORMATS = ("txt", "md", "html", "pdf", "csv", "xlsx", "json")


@pytest.fixture
def store(tmp_path: Path) -> str:
    path = tmp_path / "ledger.db"
    from core.basics.clock import FakeClock
    from tests.builders import MORNING

    with Business.open(
        path, clock=FakeClock(MORNING), technician="anna", create=True, timezone="Europe/Rome"
    ) as business:
        client = add_client(business)
        business.entries.post(draft_of(client, 45, note="=2+5 <b>bold</b> #x *y* [red]", ticket="7"))
        business.entries.post(draft_of(client, 15, note="printer"))
    with Business.open(path, technician="anna") as business:
        business.confirm_clock()
    return str(path)


def test_json_has_the_stable_keys_and_adds_up(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["statement", "acme", "--month", MARCH, "--json", "--db", store]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"client", "month", "opening_minutes", "closing_minutes", "entries", "blocks", "digest"} <= set(found)
    gained = found["sold_minutes"] + found["renewed_minutes"]
    assert (
        found["closing_minutes"]
        == found["opening_minutes"] + gained - found["charged_minutes"] - found["forfeited_minutes"]
    )
    assert (found["closing_minutes"], found["issued_at"], len(found["digest"])) == (540, None, 64)


def test_an_issued_statement_keeps_its_bytes_in_every_format_under_voids(store: str, tmp_path: Path) -> None:
    files = {ending: tmp_path / f"one.{ending}" for ending in FORMATS}
    for file in files.values():
        assert run(["statement", "acme", "--month", MARCH, "--issue", "--output", str(file), "--db", store]) == 0
    assert files["pdf"].read_bytes().startswith(b"%PDF")
    assert files["pdf"].stat().st_mode & 0o777 == 0o600
    with Business.open(Path(store)) as business:
        business.entries.void(business.queries.entries()[0].entry_id)
        business.clients.edit(business.queries.resolve_client("acme").client_id, name="Another name")
    for ending, file in files.items():
        again = tmp_path / f"two.{ending}"
        assert run(["statement", "acme", "--month", MARCH, "--output", str(again), "--db", store]) == 0
        if ending != "json":
            assert again.read_bytes() == file.read_bytes(), ending
    assert json.loads((tmp_path / "two.json").read_text())["changed_since"] is True
    assert run(["statement", "acme", "--month", APRIL, "--db", store]) == 0


def test_a_spreadsheet_holds_dates_reasons_and_proposals_and_its_balance_adds_up(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Business.open(Path(store)) as business:
        client = business.queries.resolve_client("acme")
        business.agreements.set(client.client_id, prepaid_terms(increment_minutes=30), date(2026, 4, 1))
        business.proposals.add(client.client_id, "Patches", estimate_minutes=90, due_on=date(2026, 4, 9))
    assert run(["log", "acme", "20", "@2026-04-02", "mouse", "--db", store]) == 0
    capsys.readouterr()
    assert run(["statement", "acme", "--month", APRIL, "--format", "csv", "--db", store]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["date"], row["what"]) for row in rows] == [
        ("2026-04-01", "opening"), ("2026-04-02", "entry"), ("2026-04-09", "proposal"), ("2026-04-30", "closing"),
    ]  # fmt: skip
    opening, entry, proposal, closing = rows
    assert (entry["worked_minutes"], entry["charged_minutes"], entry["why"]) == (
        "20.00",
        "30",
        "0:20 → step 0:30 → 0:30",
    )
    assert (proposal["note"], proposal["charged_minutes"]) == ("Patches, about 1:30 h", "")
    assert int(opening["balance_change"]) + int(entry["balance_change"]) == int(closing["balance_change"]) == 510


def test_a_note_is_shown_as_typed_and_runs_nowhere(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = ["statement", "acme", "--month", MARCH, "--db", store]
    assert run([*base, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["note"] for row in rows if row["what"] == "entry"} == {"'=2+5 <b>bold</b> #x *y* [red]", "printer"}
    assert run([*base, "--format", "html"]) == 0
    assert "=2+5 &lt;b&gt;bold&lt;/b&gt;" in capsys.readouterr().out
    assert run([*base, "--format", "md"]) == 0
    assert "\\<b\\>bold" in capsys.readouterr().out
    assert run([*base, "--output", str(tmp_path / "s.xlsx")]) == 0
    sheet = zipfile.ZipFile(tmp_path / "s.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--month", "2026-13"], 2, "is no month"),
        (["--month", "2999-01"], 2, "has not begun"),
        (["--format", "pdf"], 2, "goes into a file"),
        (["--output", "acme.doc"], 2, "is no format of a statement"),
    ],
)
def test_what_cannot_be_is_one_line(
    store: str, words: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["statement", "acme", *words, "--db", store]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert told.err.count("\n") == 1


def test_another_file_is_not_written_over(store: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("mine")
    words = ["statement", "acme", "--month", MARCH, "--output", str(file), "--db", store]
    assert run(words) == 1
    assert file.read_text() == "mine"
    assert run([*words, "--force"]) == 0
    assert "Acme srl" in file.read_text()


def test_it_speaks_italian(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "it", "statement", "acme", "--month", MARCH, "--db", store]) == 0
    shown = capsys.readouterr().out
    assert "Estratto conto ore" in shown
    assert "marzo 2026" in shown
    assert "800,00 €" in shown


def test_the_business_has_a_name(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["business", "Helpdesk Srl", "--db", store]) == 0
    assert run(["statement", "acme", "--month", MARCH, "--db", store]) == 0
    assert "Helpdesk Srl" in capsys.readouterr().out
