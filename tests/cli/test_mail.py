"""`monteore mail` as a script and as a manager use it."""

import json
import socket
from pathlib import Path

import pytest

from cli.main import run
from tests.core.mail.test_delivery import Post, post_office


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("MONTEORE_DB", str(tmp_path / "a.db"))
    monkeypatch.setenv("MONTEORE_MAIL", str(tmp_path / "mail.toml"))
    for words in (
        ["client", "add", "acme", "Acme", "--email", "office@acme.example"],
        ["agreement", "set", "acme", "--block", "10h", "--threshold", "5h", "--price", "800"],
        ["block", "sell", "acme"],
        ["mail", "set", "acme", "--after-entry", "--threshold", "2h", "--threshold", "6h"],
        ["log", "acme", "4h30", "server"],
    ):
        assert run(words) == 0
    capsys.readouterr()
    return tmp_path


def settings(folder: Path, port: int) -> None:
    (folder / "mail.toml").write_text(
        f'host = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "ore@rossi.example"\ntimeout = 60\n'
    )


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_switches_are_changed_one_by_one(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["mail", "set", "acme", "--no-after-entry", "--expiry", "30d", "--json"]) == 0
    switches = document(capsys)
    assert switches["threshold_minutes"] == [360, 120]
    assert (switches["after_entry"], switches["expiry_days"], switches["to"]) == (False, [30], "office@acme.example")
    assert run(["mail", "set", "acme", "--off", "--json"]) == 0
    assert document(capsys)["threshold_minutes"] == []


@pytest.mark.parametrize(
    "words",
    [
        ["--to", "nobody"],
        ["--threshold", "0"],
        ["--threshold", "2h", "--no-threshold"],
        ["--off", "--renewal"],
        ["--expiry", "1000d"],
        ["--language", "xx"],
    ],
)
def test_what_cannot_be_switched_is_one_line_and_changes_nothing(
    store: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    run(["mail", "switches", "--json"])
    before = capsys.readouterr().out
    assert run(["mail", "set", "acme", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    run(["mail", "switches", "--json"])
    assert capsys.readouterr().out == before


def test_a_dry_run_shows_and_sends_nothing(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(store, 1)
    assert run(["mail", "send", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "Subject: Support: 4:30 h charged, 5:30 h left" in shown
    assert "fewer than 6:00 h of support are left" in shown
    assert "2 messages wait; nothing was sent" in shown
    assert run(["mail", "list", "--state", "queued", "--json"]) == 0
    assert len(document(capsys)["messages"]) == 2  # type: ignore[arg-type]


def test_sending_says_what_failed_and_what_to_do(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with post_office() as (post, server):
        settings(store, server.port)
        post.faults["office@acme.example"] = ["refuses"]
        assert run(["mail", "send"]) == 1
        told = capsys.readouterr()
        assert "1 sent, 0 waiting, 1 failed, 0 unsure" in told.out
        assert "550 nobody here; mend it, then: monteore mail resolve" in told.err
        assert run(["mail", "list", "--state", "failed", "--json"]) == 0
        (failed,) = document(capsys)["messages"]  # type: ignore[misc]
        mail_id = failed["mail_id"]  # type: ignore[index]
        assert run(["mail", "resolve", str(mail_id)]) == 2
        assert run(["mail", "resolve", str(mail_id), "--sent"]) == 1
        assert run(["mail", "resolve", str(mail_id), "--again"]) == 0
        capsys.readouterr()
        assert run(["mail", "send", "--json"]) == 0
        report = document(capsys)
        assert report["sent"] == [mail_id]
        assert len(post.delivered) == 2
        assert run(["mail", "send"]) == 0
        assert run(["mail", "drop", str(mail_id)]) == 1
        assert run(["mail", "show", str(mail_id)]) == 0


def test_a_server_that_is_away_is_exit_3_and_all_waits(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings(store, free.getsockname()[1])
    assert run(["mail", "send", "--json"]) == 3
    report = document(capsys)
    assert report["waiting"] == 2
    assert "cannot be reached" in str(report["trouble"])


def test_the_settings_are_tried_without_the_outbox(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with post_office() as (post, server):
        settings(store, server.port)
        assert run(["mail", "test", "me@rossi.example"]) == 0
        assert "took it for me@rossi.example" in capsys.readouterr().out
        assert [recipient for recipient, _text in post.delivered] == ["me@rossi.example"]
        post.faults["me@rossi.example"] = ["refuses"]
        assert run(["mail", "test", "me@rossi.example"]) == 1
    assert isinstance(post, Post)


def test_without_settings_the_refusal_says_where_they_go(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["mail", "send"]) == 1
    assert str(store / "mail.toml") in capsys.readouterr().err
