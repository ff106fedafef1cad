"""What the shell asks before it changes anything: exit 2 and the question where nobody can answer, --yes for scripts."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell


@pytest.fixture
def acme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path / "ledger.db", capsys)
    shell("client", "add", "acme", "Acme Srl")
    shell("agreement", "set", "acme", "--block", "0:20", "--threshold", "0:20", "--price", "10.00")
    shell("block", "sell", "acme")
    return shell


def test_an_entry_that_adds_four_blocks_is_refused_without_yes(acme: Shell) -> None:
    code, out, error = acme("log", "acme", "1h20", "printer")
    assert (code, out) == (2, "")
    assert error.startswith("monteore: ")
    assert "4 blocks" in error
    assert "--yes" in error
    assert acme.json("entry", "list")["entries"] == []
    assert len(acme.json("log", "acme", "1h20", "printer", "--yes")["renewals"]) == 4


def test_a_correction_that_adds_four_blocks_is_refused_without_yes(acme: Shell) -> None:
    entry_id = acme.json("log", "acme", "1m", "printer")["entry_id"]
    assert acme("entry", "edit", entry_id, "acme", "3h", "printer")[0] == 2
    assert acme("entry", "edit", entry_id, "acme", "3h", "printer", "--yes")[0] == 0


def test_work_of_two_years_ago_is_refused_without_yes(acme: Shell) -> None:
    code, _out, error = acme("log", "acme", "5", "@2024-10-01", "printer")
    assert code == 2
    assert "2024-10-01" in error
    assert acme("log", "acme", "5", "@2024-10-01", "printer", "--yes")[0] == 0


def test_a_sale_of_the_year_after_next_is_refused_without_yes(acme: Shell) -> None:
    code, _out, error = acme("block", "sell", "acme", "--on", "2028-01-01")
    assert code == 2
    assert "2028-01-01" in error
    assert acme("block", "sell", "acme", "--on", "2028-01-01", "--yes")[0] == 0


def test_a_call_over_four_hours_needs_a_length_an_end_or_yes(acme: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.queries.calls import CallQueries

    acme("client", "add", "bfix", "Hourly Srl")
    acme("agreement", "set", "bfix", "--kind", "break-fix")
    monkeypatch.setattr(CallQueries, "elapsed_ms", lambda *_words: 5 * 3600 * 1000)
    acme("call", "start", "bfix")
    code, _out, error = acme("call", "stop", "vpn")
    assert code == 2
    assert "5h" in error
    assert acme.json("call", "stop", "15m", "vpn")["worked_seconds"] == 900
    acme("call", "start", "bfix")
    assert acme.json("call", "stop", "vpn", "--yes")["worked_seconds"] == 5 * 3600


def test_a_length_over_the_call_is_refused_with_both_readings(acme: Shell) -> None:
    acme("call", "start", "acme")
    code, _out, error = acme("call", "stop", "15m", "vpn")
    assert code == 2
    assert "15m" in error
