"""`monteore phone` as scripts meet it."""

import io
import json
import re
from pathlib import Path

import pytest

from tests.cli.test_shell import Shell

NUMBER = "+390212345678"
KEYS = {
    "phone_call_id", "call_id", "direction", "number", "client", "contact", "technician", "state", "rang_at", "answered_at",
    "ended_at", "talk_seconds", "is_exact", "entry_id",
}  # fmt: skip


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "ledger.db", capsys)
    made("client", "add", "acme", "Acme Srl", "--phone", NUMBER)
    made("agreement", "set", "acme", "--block", "10h", "--price", "800.00", "--timezone", "Europe/Rome")
    made("phone", "extension", "201", "anna")
    made("phone", "extension", "202", "bruno")
    return made


def pipe(monkeypatch: pytest.MonkeyPatch, *lines: object) -> None:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_a_pop_is_a_row_of_the_list_with_exactly_its_keys(shell: Shell) -> None:
    shell("phone", "pop", NUMBER, "--to", "201", "--id", "c1", "--name", "Mario\x1b[31m")
    (row,) = shell.json("phone", "list")["calls"]
    assert set(row) == KEYS
    assert (row["client"], row["technician"], row["state"], row["number"]) == ("acme", "anna", "ringing", NUMBER)
    assert (row["is_exact"], row["call_id"], row["entry_id"], row["talk_seconds"]) == (True, None, None, 0.0)
    assert "\x1b" not in shell("phone", "list")[1]
    assert shell.json("phone", "list", "--date", "yesterday") == {"calls": []}


def test_a_group_of_two_is_two_rows_and_nobody_else_is_concerned(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(event: str, second: float, **fields: str) -> dict[str, str]:
        return {"id": "c1", "event": event, "at": f"2026-11-02T09:00:{second:06.3f}Z", **fields}

    pipe(
        monkeypatch,
        told("ring", 0, number=NUMBER, to="201"),
        told("ring", 0, number=NUMBER, to="202"),
        told("end", 4, to="202"),
        told("answer", 4, to="201"),
        told("end", 9.5, to="201"),
    )
    assert shell("phone", "pop", "-")[0] == 0
    rows = shell.json("phone", "list")["calls"]
    assert {(row["technician"], row["state"], row["talk_seconds"]) for row in rows} == {
        ("anna", "ended", 5.5),
        ("bruno", "elsewhere", 0.0),
    }
    assert "(anna)" in shell("phone", "list")[1]


def test_a_bad_line_is_left_out_and_said_and_the_others_are_recorded(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe(monkeypatch, {"number": "1"}, "{", "[1]", '{"event": "dance", "id": "x"}', "", "x" * 200_000, {"number": "2"})
    code, _out, error = shell("phone", "pop", "-")
    assert code == 1
    assert re.findall(r"line (\d+):", error) == ["2", "3", "4", "6"]
    assert len(shell.json("phone", "list")["calls"]) == 2


def test_a_ring_without_an_extension_is_of_the_person_at_the_shell(shell: Shell) -> None:
    shell("phone", "pop", NUMBER)
    (row,) = shell.json("phone", "list")["calls"]
    assert row["technician"]
    shell("phone", "extension", "*", "carla")
    shell("phone", "pop", "0298765432")
    assert "carla" in {row["technician"] for row in shell.json("phone", "list")["calls"]}


@pytest.mark.parametrize(
    "number", ["", "anonymous", "$(reboot)", "`id`", "9" * 10_000, "\x1b[2J", "../../x", "' OR 1=1"]
)
def test_no_number_is_run_or_shown_as_it_came(shell: Shell, number: str) -> None:
    code, out, error = shell("phone", "pop", number, "--to", "201")
    assert code == 0, error
    assert "\x1b" not in out and len(out) < 1_000


def test_extensions_are_given_listed_and_taken_away(shell: Shell) -> None:
    assert shell.json("phone", "extension", "600", "anna", "bruno")["extensions"] == [
        {"extension": "201", "technicians": ["anna"]},
        {"extension": "202", "technicians": ["bruno"]},
        {"extension": "600", "technicians": ["anna", "bruno"]},
    ]
    assert shell("phone", "extension", "600", "--remove")[0] == 0
    for words in (("600", "--remove"), ("600",), ("600", "anna", "--remove"), ("", "anna")):
        assert shell("phone", "extension", *words)[0] in (1, 2), words
    assert len(shell.json("phone", "extension")["extensions"]) == 2


def test_settings_are_shown_changed_and_checked(shell: Shell) -> None:
    assert shell.json("phone", "settings")["keep_days"] == 90
    changed = shell.json("phone", "settings", "--outside-prefix", "0", "--missed", "all", "--auto-start", "anna")
    assert (changed["outside_prefix"], changed["missed"], changed["auto_start"]) == ("0", "all", ["anna"])
    assert shell.json("phone", "settings", "--no-auto-start")["auto_start"] == []
    for words in (
        ("--region", "Italy"),
        ("--outside-prefix", "x"),
        ("--internal-digits", "0"),
        ("--keep-days", "0"),
        ("--auto-start", "anna", "--no-auto-start"),
    ):
        code, out, error = shell("phone", "settings", *words)
        assert (code, out, error.count("\n")) == (2, "", 1), words


def test_dialling_without_settings_and_a_clipboard_without_a_terminal_are_refused(shell: Shell, tmp_path: Path) -> None:
    missing = str(tmp_path / "phone.toml")
    assert shell("phone", "dial", NUMBER, "--config", missing)[0] == 1
    assert shell("phone", "dial", NUMBER, "--copy")[0] == 2
    assert shell("phone", "dial", "anonymous", "--config", missing)[0] == 2
    (tmp_path / "phone.toml").write_text('[dial]\ncommand = ["true", "{number}"]\n')
    assert shell.json("phone", "dial", NUMBER, "--config", missing) == {"number": NUMBER}


def test_a_listener_that_cannot_start_says_why_in_one_line(shell: Shell, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("\n")
    for words in (
        ("http", "--token-file", str(tmp_path / "none")),
        ("http", "--token-file", str(token)),
        ("http", "--token-file", str(token), "--bind", "nowhere"),
        ("http", "--token-file", str(token), "--allow", "house"),
        ("ami", "--host", "h", "--user", "u", "--secret-file", str(tmp_path / "none")),
        ("sip", "--server", "h", "--user", "u", "--secret-file", str(tmp_path / "none"), "--extension", "201"),
        ("sip", "--server", "h", "--user", "a b", "--secret-file", str(token), "--extension", "201"),
        ("sip", "--server", "h:x", "--user", "u", "--secret-file", str(token), "--extension", "201"),
        ("sip", "--server", "h", "--user", "u", "--secret-file", str(token), "--extension", "201\r\nX: y"),
        ("sip", "--server", "h", "--user", "u", "--secret-file", str(token)),
    ):
        code, out, error = shell("phone", "listen", *words)
        assert (code in (1, 2), out, error.count("\n")) == (True, "", 1), words
