"""Verbs that log typed work ask about more than eight hours, as the desk does."""

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


def test_a_correction_that_makes_work_so_long_asks_and_one_of_its_note_does_not(acme: Shell) -> None:
    entry = acme.json("log", "acme", "30")["entry_id"]
    code, _out, error = acme("entry", "edit", entry, "300h")
    assert code != 0
    code, _out, error = acme("entry", "edit", entry, "9h")
    assert code == 2 and "This is 9:00 h of work: is it meant?" in error
    assert acme.json("entry", "list")["entries"][0]["worked_seconds"] == 1_800
    longer = acme.json("entry", "edit", entry, "9h", "--yes")["entry_id"]
    assert acme("entry", "edit", longer, "server")[0] == 0


def test_a_call_and_a_proposal_whose_length_was_said_so_long_ask(acme: Shell) -> None:
    acme("call", "start", "acme", "@-10h")
    code, _out, error = acme("call", "stop", "9h")
    assert code == 2 and "This is 9:00 h of work: is it meant?" in error
    assert acme("call", "stop", "9h", "--yes")[0] == 0
    proposal = acme.json("proposal", "add", "acme", "server", "--estimate", "9h")["proposal_id"]
    code, _out, error = acme("proposal", "done", proposal)
    assert code == 2 and "This is 9:00 h of work: is it meant?" in error
    assert acme("proposal", "done", proposal, "--yes")[0] == 0
