"""`monteore log` asks about work of more than eight hours, as the desk does."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell


@pytest.fixture
def acme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path / "ledger.db", capsys)
    shell("client", "add", "acme", "Acme Srl")
    return shell


@pytest.mark.parametrize("typed", ["20h", "24h", "14h20m", "0:00-8:01 @yesterday"])
def test_work_of_more_than_eight_hours_is_posted_only_by_who_is_sure(acme: Shell, typed: str) -> None:
    code, _out, error = acme("log", "acme", *typed.split())
    assert code == 2
    assert "h of work: is it meant? Nothing was changed; add --yes to go on" in error
    assert acme.json("entry", "list")["entries"] == []
    assert acme("log", "acme", *typed.split(), "--yes")[0] == 0


def test_a_working_day_is_not_asked_about(acme: Shell) -> None:
    assert acme("log", "acme", "8h")[0] == 0
