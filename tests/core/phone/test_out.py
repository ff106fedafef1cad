"""Calls out: nothing but a number is dialled, and no shell reads it."""

import os
import socket
import sys
from pathlib import Path

import pytest

from core.basics.errors import Refused, Usage
from core.basics.numbers import NumberPlan
from core.phone import out
from tests.core.phone.scripted import ScriptedServer, log_in, read_packet

PLAN = NumberPlan("IT")


def test_a_number_is_dialled_in_digits_with_the_prefix_of_the_outside_line() -> None:
    assert out.dialled("02 1234567", PLAN) == "+39021234567"
    assert out.dialled("201", PLAN) == "201"
    assert out.dialled("02 1234567", NumberPlan("IT", "0")) == "00039021234567"
    for hostile in ("", "anonymous", "$(reboot)", "; reboot", "+39021234567\r\nAction: Command", "x" * 9999):
        try:
            dialled = out.dialled(hostile, PLAN)
        except Usage:
            continue
        assert dialled == "+39021234567"


def test_a_command_gets_its_values_each_within_its_own_argument_and_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONTEORE_SMTP_PASSWORD", "secret")
    told = tmp_path / "told"
    script = f"import sys; open({str(told)!r}, 'w').write(repr(sys.argv[1:]))"
    command = (sys.executable, "-c", script, "to={number}", "{extension}")
    out.dial("+39021234567", "201", out.Dialling(command=command))
    assert told.read_text() == "['to=+39021234567', '201']"
    # Who calls is not said: no variable is added, but for what the interpreter sets.
    script = f"import os; open({str(told)!r}, 'w').write(' '.join(os.environ))"
    out.dial("+39021234567", "201", out.Dialling(command=(sys.executable, "-c", script)))
    assert "MONTEORE_SMTP_PASSWORD" not in told.read_text() and "PATH" in told.read_text().split()
    assert set(told.read_text().split()) - set(os.environ) <= {"LC_CTYPE", "COLUMNS", "LINES"}
    with pytest.raises(Usage, match="knows"):
        out.command_of(["{secret}"], {"number": "1"})
    with pytest.raises(Refused, match="failed"):
        out.dial("1", "", out.Dialling(command=(sys.executable, "-c", "raise SystemExit('no line')")))
    with pytest.raises(Refused, match="failed"):
        out.dial("1", "", out.Dialling(command=(str(tmp_path / "none"),)))


def test_asterisk_dials_from_the_own_phone(tmp_path: Path) -> None:
    seen: list[str] = []

    def script(connection: socket.socket) -> None:
        log_in(connection)
        seen.append(read_packet(connection))
        connection.sendall(b"Response: Success\r\nMessage: Originate successfully queued\r\n\r\n")

    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    server = ScriptedServer(script)
    out.dial("+39021234567", "201", out.Dialling(host="127.0.0.1", port=server.port, user="u", secret_file=str(secret)))
    server.close()
    assert "Channel: PJSIP/201\r\n" in seen[0] and "Exten: +39021234567\r\n" in seen[0]
    with pytest.raises(Usage, match="whose phone"):
        out.dial("+39021234567", "", out.Dialling(host="127.0.0.1"))
    with pytest.raises(Usage, match="no extension"):
        out.dial("1", "201\r\nAction: Command", out.Dialling(host="127.0.0.1"))
    with pytest.raises(Refused, match="nothing is set"):
        out.dial("1", "201", out.Dialling())


def test_the_settings_of_dialling_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "phone.toml"
    assert out.read_dialling(path) == out.Dialling()
    path.write_text('[dial]\ncommand = ["dial", "{number}"]\n')
    assert out.read_dialling(path).command == ("dial", "{number}")
    for wrong in ('[dial]\ncommand = "dial {number}"', "[dial]\nsecret = 'x'", "[dial]\nport = 'x'", "[dial"):
        path.write_text(wrong)
        with pytest.raises(Usage):
            out.read_dialling(path)


def test_a_copied_number_is_an_escape_sequence_without_the_number_itself() -> None:
    assert out.copied("+39021234567") == "\x1b]52;c;KzM5MDIxMjM0NTY3\x07"
