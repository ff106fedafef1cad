"""Many processes on one store: nothing lost, never one block too many, and a killed writer harms nobody."""

import random
import subprocess
import sys
import time
from pathlib import Path

from core.basics.clock import SystemClock
from tests.builders import BLOCK, THRESHOLD, add_client, open_business, remaining

ROOT = Path(__file__).parents[2]
WRITERS = 20
POSTS = 50


def _writer(path: Path, client_id: str, minutes: int, count: int, name: str) -> subprocess.Popen[bytes]:
    words = ("tests.e2e.posting_process", str(path), client_id, str(minutes), str(count))
    acknowledged = str(path.parent / f"{name}.acknowledged")
    return subprocess.Popen(
        [sys.executable, "-m", *words, acknowledged, name], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def _acknowledged(folder: Path) -> list[str]:
    return [line for told in folder.glob("*.acknowledged") for line in told.read_text().split("\n")[:-1]]


def _blocks_needed(charged: int) -> int:
    return max(1, -(-(charged + THRESHOLD) // BLOCK))


def test_twenty_processes_post_at_once_and_no_entry_or_block_is_lost_or_doubled(tmp_path: Path) -> None:
    with open_business(tmp_path, SystemClock()) as business:
        client = add_client(business)
        path = business.session.store.path
        writers = [_writer(path, client.client_id, 1 + number, POSTS, f"tech{number}") for number in range(WRITERS)]
        outputs = [writer.communicate(timeout=80)[0].decode() for writer in writers]
        assert [writer.returncode for writer in writers] == [0] * WRITERS, [text for text in outputs if text]

        entries = business.queries.entries()
        acknowledged = _acknowledged(tmp_path)
        assert len(acknowledged) == len(set(acknowledged)) == WRITERS * POSTS
        assert {entry.entry_id for entry in entries} == set(acknowledged)
        charged = POSTS * sum(range(1, WRITERS + 1))
        assert sum(entry.charged_minutes for entry in entries) == charged
        blocks = business.queries.blocks(client.client_id)
        assert len(blocks) == _blocks_needed(charged)
        assert remaining(business, client) == len(blocks) * BLOCK - charged >= THRESHOLD
        view = business.verify()
        assert view.ok, view.problems


def test_writers_killed_in_the_middle_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(4821)
    with open_business(tmp_path, SystemClock()) as business:
        client = add_client(business)
        path = business.session.store.path
        for turn in range(3):
            names = [f"tech{turn}x{number}" for number in range(4)]
            writers = [_writer(path, client.client_id, 7, 100_000, name) for name in names]
            deadline = time.monotonic() + 30
            while not all((tmp_path / f"{name}.acknowledged").exists() for name in names):
                assert time.monotonic() < deadline
                time.sleep(0.02)
            for writer in chance.sample(writers, len(writers)):
                time.sleep(chance.uniform(0.02, 0.25))
                writer.kill()
                writer.wait()
                assert writer.stdout is not None
                writer.stdout.close()
            with open_business(tmp_path, SystemClock()) as opened:
                assert opened.verify().ok
        stored = business.queries.entries()
        acknowledged = _acknowledged(tmp_path)
        assert acknowledged
        assert set(acknowledged) <= {entry.entry_id for entry in stored}
        assert len(business.queries.blocks(client.client_id)) == _blocks_needed(7 * len(stored))
        view = business.verify()
        assert view.ok, view.problems
