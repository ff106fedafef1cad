"""Terms changed for the past and late work, in the shell: told, asked about, applied."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "ledger.db", capsys)
    made("client", "add", "acme", "Acme srl")
    made("agreement", "set", "acme", "--block", "10h", "--price", "800.00", "--renewal", "off")
    made("block", "sell", "acme", "--size", "1h", "--on", "2026-10-01")
    return made


def test_past_terms_list_the_entries_ask_and_recharge(shell: Shell) -> None:
    shell("log", "acme", "20", "vpn", "#12", "@2026-10-26")
    words = ("agreement", "set", "acme", "--increment", "30m", "--from", "2026-10-20")
    head = shell.json("verify")["head"]
    code, _out, error = shell(*words)
    assert code == 2 and "Change it for acme?" in error
    assert shell.json("verify")["head"] == head
    document = shell.json(*words, "--yes")
    (told,) = document["recharged"]
    assert (told["before_minutes"], told["after_minutes"], told["work_date"]) == (20, 30, "2026-10-26")
    new, old = shell.json("entry", "list")["entries"]
    if old["charged_minutes"] == 30:
        new, old = old, new
    assert (new["charged_minutes"], new["replaces"], old["voided"]) == (30, old["entry_id"], True)
    assert shell.json(*words, "--yes")["recharged"] == []


def test_late_work_is_shown_by_its_day_and_moved_when_a_manager_says_so(shell: Shell) -> None:
    shell("log", "acme", "1h", "friday", "@2026-10-23")
    shell("block", "sell", "acme", "--size", "10h", "--on", "2026-10-24")
    shell("log", "acme", "45", "tuesday", "@2026-10-20")
    shown = shell.json("account", "replay", "acme")
    assert [(each["work_date"], len(each["draws_by_work"])) for each in shown["entries"]] == [
        ("2026-10-20", 1),
        ("2026-10-23", 2),
    ]
    assert not shown["applied"]
    code, _out, error = shell("account", "replay", "acme", "--apply")
    assert code == 2 and "Move the draws of acme?" in error
    assert shell.json("account", "replay", "acme", "--apply", "--yes")["applied"]
    assert shell.json("account", "replay", "acme")["entries"] == []
    assert shell.json("verify")["ok"]
