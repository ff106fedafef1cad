"""`monteore account`, and `client/account` in the other verbs."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import run


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("MONTEORE_DB", str(tmp_path / "m.db"))
    for line in (
        "client add acme Acme",
        "agreement set acme --block 10h --threshold 5h --price 800 --renewal off",
        "block sell acme",
        "account add acme/servers",
        "agreement set acme/servers --block 20h --threshold 5h --price 1500 --renewal off",
        "block sell acme/servers",
    ):
        assert run(line.split()) == 0, capsys.readouterr().err
    capsys.readouterr()
    return tmp_path


def document(capsys: pytest.CaptureFixture[str], line: str) -> Any:
    assert run([*line.split(), "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_every_verb_knows_the_account_after_the_slash(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    posted = document(capsys, "log acme/servers 45 disk replaced")
    assert (posted["client"], posted["account"], posted["remaining_minutes"]) == ("acme", "acme/servers", 1155)
    balance = document(capsys, "balance acme")
    assert (balance["account"], balance["accounts"], balance["remaining_minutes"]) == ("acme", ["acme/servers"], 600)
    assert document(capsys, "balance acme/servers")["remaining_minutes"] == 1155
    assert [each["account"] for each in document(capsys, "balance")["clients"]] == ["acme", "acme/servers"]
    assert [each["account"] for each in document(capsys, "invoice list")["lines"]] == ["acme", "acme/servers"]
    assert [each["account"] for each in document(capsys, "entry list acme/servers")["entries"]] == ["acme/servers"]
    call = document(capsys, "call start acme/servers")
    assert (call["client"], call["account"]) == ("acme", "acme/servers")
    assert run(["balance", "acme/nothing"]) == 2
    assert "acme has no account nothing; it has: acme, acme/servers" in capsys.readouterr().err


def test_an_entry_keeps_its_account_unless_the_line_names_another(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = document(capsys, "log acme/servers 45 disk")["entry_id"]
    edited = document(capsys, f"entry edit {entry} 30")
    assert (edited["account"], edited["charged_minutes"]) == ("acme/servers", 30)
    assert document(capsys, f"entry edit {edited['entry_id']} acme 30")["account"] == "acme"


def test_a_group_shares_an_account(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["client", "add", "beta", "Beta"]) == 0
    capsys.readouterr()
    shared = document(capsys, "account share acme/servers beta")
    assert (shared["shared_with"], shared["default_of"]) == (["beta"], ["beta"])
    posted = document(capsys, "log beta 30 vpn")
    assert (posted["client"], posted["account"]) == ("beta", "acme/servers")
    assert document(capsys, "balance beta")["client"] == "beta"
    listed = document(capsys, "account list beta")["accounts"]
    assert [each["account"] for each in listed] == ["beta/beta", "acme/servers"]


def test_a_file_names_accounts_in_a_column_or_after_a_slash(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = store / "entries.csv"
    path.write_text("client,account,date,minutes,note\nacme,servers,2026-01-05,15,a\nacme/servers,,2026-01-05,20,b\n")
    assert document(capsys, f"import entries {path} --yes")["imported"] == 2
    entries = document(capsys, "entry list")["entries"]
    assert {(each["note"], each["account"]) for each in entries} == {("a", "acme/servers"), ("b", "acme/servers")}
    assert document(capsys, f"import entries {path} --yes")["existing"] == 2
    path.write_text("client,account,date,minutes\nacme,laptops,2026-01-05,15\n")
    assert run(["import", "entries", str(path), "--yes"]) == 1
    assert "acme has no account laptops" in capsys.readouterr().err
