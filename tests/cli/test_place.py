"""The store named on the command line: a path, a URL, or one line of advice."""

import json
from pathlib import Path

import pytest

from cli.main import run


def test_a_url_of_sqlite_names_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite://{tmp_path / 'ledger.db'}"
    assert run(["client", "add", "acme", "Acme", "--db", url]) == 0
    assert (tmp_path / "ledger.db").exists()
    capsys.readouterr()
    assert run(["client", "list", "--json", "--db", str(tmp_path / "ledger.db")]) == 0
    assert "acme" in json.dumps(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("verb", [["client", "list"], ["log", "acme 15m hello"], ["client", "add", "acme", "Acme"]])
def test_another_engine_is_refused_in_one_line_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, verb: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([*verb, "--db", "mysql://host/db"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert "name a file, sqlite:///" in said.err
    assert list(tmp_path.iterdir()) == []
