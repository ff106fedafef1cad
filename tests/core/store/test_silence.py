"""A server that answers nobody: the connections that wait are cut, and nobody tries before it answers again."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from core.store.postgres import silence
from core.store.postgres.silence import Silence
from tests.store.engines import PATIENCE


class Line:
    """A server that a test lets answer or not, and how often it was asked."""

    def __init__(self) -> None:
        self.answers = True
        self.asked = threading.Semaphore(0)

    def connect(self) -> None:
        self.asked.release()
        if not self.answers:
            raise OSError


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setattr(silence, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(silence, "PATIENCE_SECONDS", 0.02)
    return Line()


@pytest.fixture
def watch(line: Line) -> Iterator[Silence]:
    made = Silence(line.connect)
    yield made
    made.end()


def test_a_wait_for_a_silent_server_ends_and_one_for_work_goes_on(line: Line, watch: Silence) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(PATIENCE)
        with watch.during(ours.fileno()):
            for _time in range(3):
                assert line.asked.acquire(timeout=PATIENCE)
            theirs.send(b"done")
            assert ours.recv(4) == b"done" and not watch.is_there
            line.answers = False
            assert ours.recv(4) == b"" and watch.is_there
        line.answers = True
        deadline = time.monotonic() + PATIENCE
        while watch.is_there:
            assert time.monotonic() < deadline
            line.asked.acquire(timeout=0.05)


def test_a_server_is_not_asked_while_nobody_waits_for_long(
    line: Line, watch: Silence, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A pause of the machine is no long wait here.
    monkeypatch.setattr(silence, "PATIENCE_SECONDS", PATIENCE)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with watch.during(ours.fileno()):
            assert not line.asked.acquire(timeout=0.1)
        assert not line.asked.acquire(timeout=0.1)
