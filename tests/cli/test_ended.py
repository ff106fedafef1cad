"""A verb that is ended by a signal has changed nothing, or says what it changed."""

import fcntl
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from tests.builders import add_client, open_business
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
LOG = ("log", "acme", "15m", "printer", "--yes")
ENDED_AT_COMMIT = """
import os, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup it is ignored, and a process inherits that
from cli.main import main
from core.store.sqlite.transaction import Transaction
commit = Transaction.commit
def ended(self, seconds):
    os.kill(os.getpid(), signal.Signals[sys.argv[1]])
    commit(self, seconds)
Transaction.commit = ended
main(sys.argv[2:])
"""


def entries(folder: Path) -> list[str]:
    with open_business(folder) as business:
        return [entry.entry_id for entry in business.queries.entries()]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    # The process asks the machine for the time
    with open_business(tmp_path, FakeClock(datetime.now(UTC))) as business:
        add_client(business)
        return business.session.store.place.path


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", -signal.SIGTERM), ("SIGHUP", -signal.SIGHUP), ("SIGINT", 0)])
def test_a_signal_at_the_commit_ends_the_verb_when_its_answer_is_told(store: Path, name: str, code: int) -> None:
    words = [sys.executable, "-c", ENDED_AT_COMMIT, name, "--db", str(store), *LOG]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    (entry_id,) = entries(store.parent)
    assert entry_id in done.stdout and "Traceback" not in done.stderr


def test_a_signal_during_the_wait_for_a_turn_ends_it_with_nothing_posted(store: Path) -> None:
    with store.with_name(store.name + ".lock").open() as side:
        fcntl.flock(side, fcntl.LOCK_EX)
        words = [sys.executable, "-m", "cli", "--db", str(store), *LOG]
        waiting = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        tasks = Path(f"/proc/{waiting.pid}/task")
        # A second thread waits for the lock.
        wait_until(lambda: len(list(tasks.iterdir())) > 1, lambda: "it never waited")
        waiting.send_signal(signal.SIGTERM)
        out, _err = waiting.communicate()
    assert (waiting.returncode, out) == (-signal.SIGTERM, b"")
    assert entries(store.parent) == []
