"""The machine's clock in doubt, locks and restored blocks, as scripts meet them."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from tests.cli.conftest import MORNING
from tests.cli.test_shell import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "ledger.db", capsys)
    made("client", "add", "acme", "Acme Srl")
    made("agreement", "set", "acme", "--block", "10h", "--price", "800.00", "--renewal", "off", "--validity", "10d",
         "--timezone", "Europe/Rome")  # fmt: skip
    made("block", "sell", "acme")
    return made


def _clock_shows(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    def now(_clock: SystemClock) -> datetime:
        return moment

    monkeypatch.setattr(SystemClock, "now", now)


@pytest.mark.parametrize(
    "words",
    [
        ("log", "acme", "15", "router"),
        ("daily",),
        ("client", "add", "other", "Other Srl"),
        ("client", "edit", "acme", "--name", "Acme Spa"),
        ("agreement", "set", "acme", "--price", "900.00"),
        ("block", "sell", "acme"),
        ("proposal", "add", "acme", "Patches"),
        ("business", "Rete snc"),
        ("lock", "2026-09-30"),
    ],
    ids=" ".join,
)
def test_a_clock_in_doubt_is_a_question_that_yes_answers_for_good(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    _clock_shows(monkeypatch, MORNING + timedelta(days=36))
    head = shell.json("verify")["head"]
    code, out, error = shell(*words)
    assert (code, out) == (2, "")
    assert "Is the clock right?" in error
    assert "--yes" in error
    assert shell.json("verify")["head"] == head
    assert shell(*words, "--yes")[0] == 0
    assert shell("log", "acme", "15", "again")[0] == 0


def test_an_edit_asks_too_and_keeps_what_it_does_not_say(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    entry_id = shell.json("log", "acme", "15", "@yesterday", "#4821", "router")["entry_id"]
    _clock_shows(monkeypatch, MORNING - timedelta(minutes=6))
    assert shell("entry", "edit", entry_id, "20")[0] == 2
    edited = shell.json("entry", "edit", entry_id, "20", "--yes")
    assert (edited["worked_seconds"], edited["ticket"], edited["note"]) == (1200, "4821", "router")
    assert edited["work_date"] == "2026-11-01"


@pytest.mark.parametrize("words", [("lock", "2026-11-02"), ("lock", "2030-01-01"), ("daily", "--date", "2026-11-03")])
def test_days_to_come_are_refused(shell: Shell, words: tuple[str, ...]) -> None:
    code, _out, error = shell(*words)
    assert code == 1
    assert error.count("\n") == 1


def test_a_lock_is_opened_again_with_a_reason(shell: Shell) -> None:
    assert shell.json("lock", "2026-10-31")["lock_date"] == "2026-10-31"
    assert shell("lock", "2026-09-30")[0] == 1
    assert shell("lock", "2026-09-30", "--reopen")[0] == 2
    code, _out, said = shell("lock", "none")
    assert (code, "--reopen --reason" in said) == (2, True)
    reopened = shell.json("lock", "2026-09-30", "--reopen", "--reason", "a call was forgotten")
    assert reopened["lock_date"] == "2026-09-30"
    assert shell("log", "acme", "15", "@2026-10-15", "visit")[0] == 0
    assert shell.json("lock", "none", "--reopen", "--reason", "all of it")["lock_date"] is None


def test_a_forfeiture_is_taken_back(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    _clock_shows(monkeypatch, MORNING + timedelta(days=20))
    block_id = shell.json("daily")["forfeited"][0]["block_id"]
    restored = shell.json("block", "restore", block_id, "--until", "2026-12-24", "--reason", "a visit was forgotten")
    assert restored["remaining_minutes"] == 600
    assert restored["blocks"][0]["expires_on"] == "2026-12-24"
    assert shell("block", "restore", block_id)[0] == 1
