"""Listeners as processes: they start, say what they do, feed the store that desks watch, and end cleanly."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.core.phone.scripted import ScriptedServer, log_in, packets
from tests.waiting import PATIENCE_SECONDS, wait_until

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-this-test-0123456789"
NUMBER = "+390212345678"


class Listener:
    """A running listener; what it said so far."""

    def __init__(self, *words: str, folder: Path) -> None:
        self._said = folder / "said"
        self._file = self._said.open("wb")
        command = [sys.executable, "-m", "cli", "phone", "listen", *words]
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=self._file, stdout=subprocess.PIPE)

    @property
    def said(self) -> str:
        return self._said.read_text()

    def end(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        code = self.process.wait(PATIENCE_SECONDS)
        self._file.close()
        return code


Start = Callable[..., Listener]


@pytest.fixture
def start(store: Path, tmp_path: Path) -> Iterator[Start]:
    started: list[Listener] = []

    def make(*words: str) -> Listener:
        started.append(Listener(*words, "--db", str(store), folder=tmp_path))
        return started[-1]

    yield make
    for listener in started:
        if listener.process.poll() is None:
            listener.process.kill()
            listener.process.wait()


def monteore(store: Path, *words: str) -> str:
    command = [sys.executable, "-m", "cli", *words, "--db", str(store)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    monteore(path, "client", "add", "acme", "Acme", "--phone", NUMBER)
    monteore(path, "phone", "extension", "201", "anna")
    monteore(path, "phone", "extension", "202", "bruno")
    return path


@pytest.fixture
def token(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.touch(mode=0o600)
    path.write_text(TOKEN + "\n")
    return path


def calls(store: Path, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(monteore(store, "phone", "list", "--json", *words))["calls"]
    return found


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_the_http_listener_rings_and_ends_cleanly(store: Path, token: Path, start: Start, by: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listener = start("http", "--bind", f"127.0.0.1:{port}", "--token-file", str(token))
    wait_until(lambda: f"listening on http://127.0.0.1:{port}" in listener.said, lambda: listener.said)
    # The kernel queues the connection until the server accepts it.
    wait_until(lambda: _answers(port), lambda: listener.said)
    (row,) = calls(store)
    assert (row["client"], row["technician"], row["state"]) == ("acme", "anna", "ringing")
    assert listener.end(by) == 0
    assert "ended" in listener.said
    assert TOKEN not in listener.said


def _answers(port: int) -> bool:
    url = f"http://127.0.0.1:{port}/pop?token={TOKEN}&number=%2B390212345678&to=201&id=c1"
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def test_the_manager_interface_replayed_makes_its_calls_and_the_listener_ends_cleanly(
    store: Path, token: Path, start: Start
) -> None:
    logins: list[str] = []

    def script(connection: socket.socket) -> None:
        logins.append(log_in(connection))
        for _stamp, packet in packets():
            connection.sendall(packet.encode())
        while connection.recv(4096):
            pass

    server = ScriptedServer(script)
    words = ("ami", "--host", "127.0.0.1", "--port", str(server.port), "--user", "monteore")
    listener = start(*words, "--secret-file", str(token))
    wait_until(
        lambda: sum(row["state"] == "ended" for row in calls(store, "--date", "2026-11-28")) == 2, lambda: listener.said
    )
    assert listener.end(signal.SIGTERM) == 0
    server.close()
    rows = calls(store, "--date", "2026-11-28")
    assert [(row["technician"], row["state"], row["talk_seconds"]) for row in rows] == [
        ("anna", "ended", 3.0),
        ("anna", "ended", 5.5),
        ("bruno", "elsewhere", 0.0),
    ]
    assert f"Secret: {TOKEN}" in logins[0]
    assert "connected to" in listener.said
    assert TOKEN not in listener.said


def test_a_listener_without_a_server_keeps_trying_and_ends_when_asked(store: Path, start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listener = start("fritzbox", "--host", "127.0.0.1", "--port", str(port))
    wait_until(lambda: "trying again" in listener.said, lambda: listener.said)
    assert listener.end(signal.SIGTERM) == 0
    assert listener.said.count("trying again") == 1
