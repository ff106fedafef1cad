"""Hours adjusted, transferred and credited in the shell, as people and scripts type them."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell

REASON = ("--reason", "goodwill")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "ledger.db", capsys)
    made("client", "add", "acme", "Acme srl")
    made("agreement", "set", "acme", "--block", "10h", "--price", "800.00", "--renewal", "off")
    made("block", "sell", "acme")
    return made


def test_hours_are_given_and_taken_with_a_sign(shell: Shell) -> None:
    assert shell.json("account", "adjust", "acme", "+2h", *REASON)["remaining_minutes"] == 720
    assert shell.json("account", "adjust", "acme", "-1h30", *REASON)["remaining_minutes"] == 630
    statement = shell.json("statement", "acme", "--month", "2026-11")
    assert (statement["adjusted_minutes"], statement["closing_minutes"]) == (30, 630)
    assert [block["reason"] for block in statement["blocks"]] == ["", "goodwill", "goodwill"]
    assert shell.json("invoice", "list")["lines"][0]["amount"] == "800.00"


def test_the_same_key_adjusts_once(shell: Shell) -> None:
    first = shell.json("account", "adjust", "acme", "+2h", *REASON, "--key", "k1")
    assert shell.json("account", "adjust", "acme", "+2h", *REASON, "--key", "k1") == first
    assert len(shell.json("block", "list")["blocks"]) == 2


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (("2h", *REASON), 2, "+2h to give hours, -2h to take them"),
        (("+2", *REASON), 2, "2 minutes or 2 hours"),
        (("+2h",), 2, "say why"),
        (("-11h", *REASON), 1, "10:00 h left"),
        (("-1h", *REASON, "--expires", "2026-12-31"), 2, "leave --expires out"),
        (("+1h", *REASON, "--expires", "2026-10-31"), 2, "cannot expire before that day"),
    ],
)
def test_an_adjustment_that_cannot_be_says_what_to_write(
    shell: Shell, words: tuple[str, ...], exit_code: int, said: str
) -> None:
    head = shell.json("verify")["head"]
    code, _out, error = shell("account", "adjust", "acme", *words)
    assert (code, said in error) == (exit_code, True), error
    assert shell.json("verify")["head"] == head


def test_hours_move_between_accounts(shell: Shell) -> None:
    shell("account", "add", "acme/servers")
    shell("agreement", "set", "acme/servers", "--block", "10h", "--price", "800.00", "--renewal", "off")
    found = shell.json("account", "transfer", "acme", "acme/servers", "2h", "--reason", "servers")["clients"]
    assert [(each["account"], each["remaining_minutes"]) for each in found] == [("acme", 480), ("acme/servers", 120)]


def test_a_part_of_a_block_is_credited(shell: Shell) -> None:
    block_id = shell.json("block", "list")["blocks"][0]["block_id"]
    line_id = shell.json("invoice", "list")["lines"][0]["line_id"]
    credit = shell.json("block", "credit", block_id, "--minutes", "90", "--reason", "unhappy", "--key", "k1")
    assert (credit["amount"], credit["minutes"], credit["corrects"]) == ("-120.00", 90, line_id)
    assert (credit["block_id"], credit["remaining_minutes"]) == (block_id, 510)
    assert shell.json("block", "credit", block_id, "--minutes", "90", "--reason", "unhappy", "--key", "k1") == credit
    code, _out, error = shell("block", "credit", block_id, "--minutes", "9h")
    assert code == 1 and "8:30 h left" in error


def test_a_void_says_that_the_agreement_does_not_use_what_comes_back(shell: Shell) -> None:
    entry_id = shell.json("log", "acme", "30")["entry_id"]
    shell("agreement", "move", "acme", "--to", "break-fix", "--hourly-rate", "60.00", "--hours", "credit", "--yes")
    code, out, said = shell("entry", "void", entry_id)
    assert (code, "0:30 back to acme" in out) == (0, True)
    assert "0:30 h are left, which this agreement does not use" in said
    assert "agreement move acme --to break-fix --hours keep|credit|forfeit" in said


def test_included_hours_that_are_used_up_are_told_as_such_and_what_comes_back_is_used(shell: Shell) -> None:
    shell("client", "add", "beta", "Beta")
    terms = ("--kind", "managed", "--fee", "300", "--included", "1h", "--from", "2026-01-01", "--yes")
    shell("agreement", "set", "beta", *terms)
    code, out, _said = shell("log", "beta", "60")
    assert (code, "beta has 0:00 h left" in out) == (0, True)
    assert "remaining 0:00" in shell("balance", "beta")[1]
    code, out, said = shell("entry", "void", shell.json("entry", "list", "beta")["entries"][0]["entry_id"])
    assert (code, "beta has 1:00 h left" in out, said) == (0, True, "")
    shell("client", "archive", "beta", "--yes")
    assert "managed, archived" in shell("client", "list", "--all")[1]
