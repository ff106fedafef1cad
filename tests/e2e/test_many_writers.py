"""Real processes on one store: nobody's minute is lost, and no block is renewed twice."""

import json
import os
import signal
import subprocess
import sys
import time
from math import ceil
from pathlib import Path

from tests.builders import add_client, open_ledger

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from core.ledger import Ledger
from core.logline import post_line
with Ledger.open(Path(sys.argv[1]), technician=sys.argv[2]) as ledger:
    for number in range(int(sys.argv[3])):
        view = post_line(ledger, f"acme {number % 7 + 5} work {number}", key=f"{sys.argv[2]}-{number}")
        print(view.entry.entry_id, flush=True)
"""


def writer(store: Path, name: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(store), name, str(count)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_twenty_processes_with_fifty_entries_each_lose_nothing_and_renew_exactly(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        add_client(ledger)
    store = tmp_path / "ledger.db"
    writers = [writer(store, f"t{number}", 50) for number in range(20)]
    outputs = [process.communicate(timeout=120) for process in writers]
    assert [error for _out, error in outputs if error] == []
    acknowledged = [line for out, _error in outputs for line in out.split()]
    with open_ledger(tmp_path) as ledger:
        entries = {entry.entry_id: entry for entry in ledger.queries.entries()}
        assert len(acknowledged) == 1000
        assert set(acknowledged) == set(entries)
        used = sum(entry.charged_minutes for entry in entries.values())
        blocks = ledger.queries.blocks()
        assert len(blocks) == max(1, ceil((used + 300) / 600))
        client = ledger.queries.resolve_client("acme")
        assert ledger.queries.balance(client.client_id).remaining_minutes == len(blocks) * 600 - used
        view = ledger.verify()
        assert view.ok, view.problems


def test_writers_killed_at_any_moment_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        add_client(ledger)
    store = tmp_path / "ledger.db"
    acknowledged: list[str] = []
    for round_ in range(6):
        writers = [writer(store, f"r{round_}w{number}", 500) for number in range(3)]
        time.sleep(0.6 + round_ * 0.07)
        for process in writers:
            process.send_signal(signal.SIGKILL)
            # The last line may be cut by the kill; only whole lines were acknowledged.
            acknowledged += process.communicate(timeout=30)[0].rpartition("\n")[0].split()
    with open_ledger(tmp_path) as ledger:
        stored = {entry.entry_id for entry in ledger.queries.entries()}
        assert acknowledged
        assert set(acknowledged) <= stored
        view = ledger.verify()
        assert view.ok, view.problems


def test_the_shell_counts_what_many_shells_logged(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        add_client(ledger)
    environment = {**os.environ, "MONTEORE_DB": str(tmp_path / "ledger.db"), "PYTHONPATH": str(ROOT)}
    shells = [
        subprocess.Popen([sys.executable, "-m", "cli", "log", "acme", "10", "x", "--json"], cwd=ROOT, env=environment,
                         stdout=subprocess.PIPE, text=True)
        for _number in range(12)
    ]  # fmt: skip
    answers = [json.loads(shell.communicate(timeout=60)[0]) for shell in shells]
    assert sorted(answer["remaining_minutes"] for answer in answers) == list(range(480, 600, 10))
