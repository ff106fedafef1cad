"""A client without an agreement in the shell: its work waits, and the agreement tells what it charges and what it leaves."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "ledger.db", capsys)
    made("client", "add", "acme", "Acme srl")
    return made


PREPAID = ("agreement", "set", "acme", "--block", "10h", "--threshold", "5h", "--price", "800.00", "--renewal", "off")


def test_log_charges_nothing_and_has_no_balance(shell: Shell) -> None:
    logged = shell.json("log", "acme", "20", "@2026-10-30", "printer")
    assert (logged["charged_minutes"], logged["overdraft_minutes"], logged["worked_seconds"]) == (0, 0, 1200)
    assert (logged["waits"], logged["remaining_minutes"], logged["renewals"]) == (True, None, [])
    assert logged["explanation"] == "0:20, waits: no agreement yet"
    code, out, _error = shell("log", "acme", "1:15", "@2026-10-31")
    assert code == 0
    assert "acme has no agreement yet; its work waits for one: monteore agreement set acme" in out


def test_balance_ends_with_zero_and_says_what_waits(shell: Shell) -> None:
    shell("log", "acme", "20", "@2026-10-30")
    shell("log", "acme", "1:15", "@2026-10-31")
    balance = shell.json("balance", "acme")
    assert (balance["kind"], balance["remaining_minutes"], balance["waiting_minutes"]) == (None, None, 95)
    assert (balance["under_threshold"], balance["threshold_minutes"], balance["overdraft_minutes"]) == (False, 0, 0)
    assert shell.json("balance")["clients"] == [balance]
    code, out, _error = shell("balance", "acme")
    assert code == 0
    assert out.splitlines() == ["acme  Acme srl  (no agreement yet)", "  1:35 waits for an agreement, 2 entries"]
    assert "no agreement yet, 1:35 waits" in shell("balance")[1]
    assert "no agreement yet, 1:35 waits" in shell("client", "list")[1]


def test_the_first_agreement_says_what_it_charged_and_what_waits_on(shell: Shell) -> None:
    shell("log", "acme", "20", "@2026-10-30")
    shell("log", "acme", "1:15", "@2026-10-31")
    answer = shell.json(*PREPAID, "--from", "2026-10-31")
    assert (answer["charged_entries"], answer["charged_minutes"], answer["renewed_blocks"]) == (1, 75, 0)
    assert (answer["waiting_entries"], answer["waiting_minutes"]) == (1, 20)
    balance = shell.json("balance", "acme")
    assert (balance["kind"], balance["remaining_minutes"], balance["waiting_minutes"]) == ("prepaid", -75, 20)
    code, out, _error = shell(*PREPAID, "--from", "2026-10-30")
    assert code == 2  # It changes an agreement, so it asks.
    code, out, _error = shell(*PREPAID, "--from", "2026-10-30", "--yes")
    assert code == 0
    assert "1 entry that waited is charged: 0:20 h" in out
    assert shell.json("verify")["ok"]


def test_the_text_names_what_waits_on(shell: Shell) -> None:
    shell("log", "acme", "20", "@2026-10-30")
    shell("log", "acme", "1:15", "@2026-10-31")
    _code, out, _error = shell(*PREPAID, "--from", "2026-10-31")
    assert "1 entry that waited is charged: 1:15 h" in out
    assert "1 entry (0:20 h) waits on: it is dated before the agreement, or locked" in out


def test_many_blocks_at_once_are_asked_about_and_the_answer_is_yes(shell: Shell) -> None:
    for _entry in range(3):
        shell("log", "acme", "20h", "@2026-10-30", "--yes")
    words = ("agreement", "set", "acme", "--block", "10h", "--threshold", "5h", "--price", "800.00")
    head = shell.json("verify")["head"]
    code, _out, error = shell(*words)
    assert code == 2
    assert "This adds 7 blocks" in error
    assert shell.json("verify")["head"] == head
    assert shell.json(*words, "--yes")["renewed_blocks"] == 7


def test_selling_to_a_client_without_an_agreement_says_what_to_do_first(shell: Shell) -> None:
    code, out, error = shell("block", "sell", "acme", "--size", "10h")
    assert (code, out) == (2, "")
    assert "acme has no agreement on 2026-11-02; set one first" in error


def test_entries_are_listed_and_exported_with_what_waits(shell: Shell) -> None:
    shell("log", "acme", "20", "@2026-10-30")
    (entry,) = shell.json("entry", "list")["entries"]
    assert (entry["waits"], entry["remaining_minutes"]) == (True, None)
    code, out, _error = shell("export", "--format", "csv", "--what", "entries")
    assert code == 0
    assert "no agreement yet" in out
    statement = shell.json("statement", "acme", "--month", "2026-10")
    assert (statement["charged_minutes"], statement["closing_minutes"]) == (0, 0)
    assert [(row["waits"], row["worked_seconds"]) for row in statement["entries"]] == [(True, 1200)]


def test_an_archive_brings_waiting_and_charged_entries_to_another_store(shell: Shell, tmp_path: Path) -> None:
    shell("log", "acme", "20", "@2026-10-30")
    shell("log", "acme", "1:15", "@2026-10-31")
    shell(*PREPAID, "--from", "2026-10-31")
    archive = tmp_path / "journal.jsonl"
    assert shell("export", "--format", "jsonl", "--output", str(archive))[0] == 0
    moved = Shell(tmp_path / "other.db", shell._capsys)
    code, _out, error = moved("import", "journal", str(archive))
    assert code == 0, error
    assert moved.json("balance", "acme") == shell.json("balance", "acme")
    assert moved.json("verify") == shell.json("verify")


def test_an_import_for_a_client_without_an_agreement_waits(shell: Shell, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("client,date,duration,note\nacme,2026-10-30,20,a\nacme,2026-10-31,75m,b\n", encoding="utf-8")
    code, _out, error = shell("import", "entries", str(rows))
    assert code == 0, error
    assert shell.json("balance", "acme")["waiting_minutes"] == 95
    assert shell.json(*PREPAID)["charged_minutes"] == 95
    assert shell.json("import", "entries", str(rows))["imported"] == 0


def test_a_line_about_work_before_the_agreement_says_what_is_left_by_the_terms_of_today(shell: Shell) -> None:
    shell("agreement", "set", "acme", "--kind", "break-fix", "--hourly-rate", "80", "--from", "2026-11-01")
    _code, out, _error = shell("log", "acme", "15", "@2026-10-20")
    assert "acme pays by the hour" in out


def test_what_an_hour_earned_counts_work_without_an_agreement_apart(shell: Shell) -> None:
    shell("log", "acme", "60", "@2026-10-20")
    report = shell.json("report", "profitability", "--since", "2026-10-01", "--until", "2026-10-31")
    assert [row["kind"] if isinstance(row, dict) else row[1] for row in report["rows"]] == ["none"]
    assert report["sentences"] == []
