"""`monteore export`: every table out, and back in where there is a way in."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from cli.main import run


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MONTEORE_DB", str(tmp_path / "a.db"))
    for words in (
        ["client", "add", "acme", "=HYPERLINK(1)", "--phone", "+39 02 1234567", "--email", "a@acme.example"],
        ["agreement", "set", "acme", "--block", "10h", "--threshold", "5h", "--price", "800"],
        ["block", "sell", "acme"],
        ["log", "acme", "6h", "server"],
        ["proposal", "add", "acme", "Patch", "--due", "2026-01-31"],
    ):
        assert run(words) == 0
    return tmp_path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("table", "count", "column", "value"),
    [
        ("clients", 1, "name", "'=HYPERLINK(1)"),
        ("agreements", 1, "kind", "prepaid"),
        ("blocks", 2, "size_minutes", "600"),
        ("lines", 2, "amount", "800.00"),
        ("proposals", 1, "title", "Patch"),
        ("entries", 1, "duration", "21600s"),
    ],
)
def test_each_table_is_a_csv(
    store: Path, capsys: pytest.CaptureFixture[str], table: str, count: int, column: str, value: str
) -> None:
    capsys.readouterr()
    assert run(["export", "--format", "csv", "--what", table, "--client", "acme"]) == 0
    found = rows(capsys.readouterr().out)
    assert len(found) == count
    assert found[0][column] == value


def test_all_of_it_is_one_archive_of_the_same_bytes(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one.zip", "two.zip"):
        assert run(["export", "--format", "csv", "--what", "all", "--output", str(store / name)]) == 0
    assert (store / "one.zip").read_bytes() == (store / "two.zip").read_bytes()
    with zipfile.ZipFile(store / "one.zip") as archive:
        assert set(archive.namelist()) == {
            "clients.csv", "corrections.csv", "agreements.csv", "blocks.csv", "lines.csv", "proposals.csv", "entries.csv",
            "charges.csv", "draws.csv",
        }  # fmt: skip
        clients = archive.read("clients.csv")
    (store / "clients.csv").write_bytes(clients)
    capsys.readouterr()
    assert run(["--db", str(store / "b.db"), "import", "clients", str(store / "clients.csv"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["imported"] == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--what", "blocks"],
        ["--format", "csv", "--what", "all"],
        ["--format", "csv", "--what", "lines", "--since", "today"],
        ["--client", "acme"],
        ["--json"],
        ["--format", "csv", "--json"],
    ],
)
def test_what_cannot_be_asked_for_is_told(store: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    capsys.readouterr()
    assert run(["export", *words]) == 2
    assert capsys.readouterr().err.startswith("monteore: ")


def test_an_invoice_export_that_cannot_be_shown_needs_a_file(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["invoice", "export", "--format", "xlsx"]) == 2
    assert run(["invoice", "export", "--format", "xlsx", "--dry-run"]) == 0
    assert "2 lines would go out; nothing is recorded" in capsys.readouterr().err
    assert run(["invoice", "export", "--format", "xlsx", "--output", str(store / "lines.xlsx")]) == 0
    assert run(["invoice", "runs", "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])["runs"][0]["run_id"]
    assert run(["invoice", "export", "--again", found]) == 2
    assert "--output FILE" in capsys.readouterr().err
    assert run(["invoice", "export", "--again", found, "--output", str(store / "again.xlsx")]) == 0
    assert (store / "again.xlsx").read_bytes() == (store / "lines.xlsx").read_bytes()


def test_a_run_is_not_recorded_where_its_file_cannot_be_written(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (store / "mine.csv").write_text("mine")
    for target, said in (
        (store / "mine.csv", "exists already"),
        (store / "no" / "x.csv", "nothing can be written into"),
    ):
        capsys.readouterr()
        assert run(["invoice", "export", "--output", str(target)]) == 1
        assert said in capsys.readouterr().err
    assert run(["invoice", "runs", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"runs": []}
    assert run(["invoice", "export", "--output", str(store / "mine.csv"), "--force"]) == 0


def test_the_ending_tells_the_format_and_a_run_what_it_held(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["invoice", "export", "--dry-run", "--json"]) == 0
    dry = json.loads(capsys.readouterr().out)
    assert (dry["run_id"], len(dry["lines"])) == ("", 2)
    assert run(["invoice", "export", "--output", str(store / "lines.xlsx")]) == 0
    assert zipfile.is_zipfile(store / "lines.xlsx")
    capsys.readouterr()
    assert run(["invoice", "runs", "--json"]) == 0
    (made,) = json.loads(capsys.readouterr().out)["runs"]
    assert (made["lines"], made["line_ids"]) == (2, dry["lines"])
    assert made["totals"] == [{"amount": "1600.00", "currency": "EUR"}]
    assert run(["invoice", "list", "--json"]) == 0
    assert {line["run"] for line in json.loads(capsys.readouterr().out)["lines"]} == {made["run_id"]}


def test_the_history_of_an_archived_client_can_be_read_and_the_client_brought_back(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["client", "archive", "acme", "--yes"]) == 0
    capsys.readouterr()
    for words in (
        ["statement"],
        ["client", "show"],
        ["balance"],
        ["entry", "list"],
        ["invoice", "list"],
        ["block", "list"],
    ):
        assert run([*words, "acme"]) == 0, words
        assert capsys.readouterr().out
    assert run(["log", "acme", "5"]) == 2
    assert "acme is archived; bring it back first: monteore client archive acme --undo" in capsys.readouterr().err
    assert run(["client", "archive", "acme", "--undo"]) == 0
    assert run(["client", "archive", "acme", "--undo"]) == 1
    assert run(["log", "acme", "5"]) == 0
    assert run(["verify"]) == 0
