"""Overlaps and repeats are told on stderr by log, call stop and imports, and nothing is refused for them."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell


@pytest.fixture
def acme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path / "ledger.db", capsys)
    for code in ("acme", "vivai"):
        shell("client", "add", code, f"{code.title()} Srl")
        shell("agreement", "set", code, "--block", "10h", "--threshold", "0:00", "--price", "10.00")
        shell("block", "sell", code)
    return shell


def test_log_tells_an_overlap_and_posts(acme: Shell) -> None:
    acme("log", "acme", "8:00-8:20", "vpn", "@yesterday")
    code, out, error = acme("log", "vivai", "8:10-8:30", "switch", "@yesterday")
    assert code == 0
    assert error == "monteore: look: the entry overlaps 08:00 acme 0:20\n"
    assert "vivai" in out
    assert acme.json("log", "vivai", "8:12-8:15", "x", "@yesterday")["looks"] == [
        "overlaps 08:10 vivai 0:20 and 1 other"
    ]


def test_bytes_that_are_no_utf8_are_read_as_latin1_and_said(acme: Shell) -> None:
    code, _out, error = acme("log", "acme", "15", "caff\udce8 macchiato")
    assert code == 0
    assert error == "monteore: 'caffè macchiato' was no UTF-8 and was read as Latin-1; set the terminal to UTF-8\n"
    assert [entry["note"] for entry in acme.json("entry", "list")["entries"]] == ["caffè macchiato"]
    assert acme("log", "acme", "15", "perché")[2] == ""


def test_log_tells_a_repeat_and_posts(acme: Shell) -> None:
    acme("log", "acme", "15", "printer", "@yesterday")
    code, _out, error = acme("log", "acme", "15", "printer", "@yesterday")
    assert code == 0
    assert "repeats acme 0:15" in error
    assert len(acme.json("entry", "list")["entries"]) == 2


def test_lines_that_end_now_overlap_nobody(acme: Shell) -> None:
    acme("log", "acme", "15", "printer")
    assert acme("log", "vivai", "20", "vpn")[2] == ""


def test_an_import_tells_rows_that_overlap_rows_and_entries(acme: Shell, tmp_path: Path) -> None:
    acme("log", "acme", "8:00-8:20", "vpn", "@2026-10-01")
    file = tmp_path / "entries.csv"
    file.write_text(
        "client,date,start,duration,technician,note\n"
        "vivai,2026-10-02,09:00,20m,,a\nacme,2026-10-02,09:10,20m,,b\nacme,2026-10-03,09:10,20m,,c\n"
    )
    code, out, error = acme("import", "entries", str(file), "--yes")
    assert (code, "imported 3" in out) == (0, True)
    assert "monteore: look: row 3 overlaps row 2" in error
    assert "row 4" not in error
