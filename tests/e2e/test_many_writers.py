"""Many processes on one store: nothing lost, never one block too many, and a killed writer harms nobody."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from tests.builders import BLOCK, THRESHOLD, add_client, open_business, remaining
from tests.waiting import PATIENCE_SECONDS, wait_until

ROOT = Path(__file__).parents[2]


def _writer(path: Path, client_id: str, minutes: int, count: int, name: str) -> subprocess.Popen[bytes]:
    words = ("tests.e2e.posting_process", str(path), client_id, str(minutes), str(count))
    acknowledged = str(path.parent / f"{name}.acknowledged")
    return subprocess.Popen(
        [sys.executable, "-m", *words, acknowledged, name], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def _acknowledged(folder: Path) -> list[str]:
    return [line for told in folder.glob("*.acknowledged") for line in told.read_text().split("\n")[:-1]]


def _has_posted(told: Path) -> bool:
    """Whether a writer was told of its first post: it opens the file before."""
    return told.exists() and told.stat().st_size > 0


def _blocks_needed(charged: int) -> int:
    return max(1, -(-(charged + THRESHOLD) // BLOCK))


@pytest.mark.parametrize(
    ("count", "posts"), [pytest.param(5, 12, id="five"), pytest.param(20, 50, id="twenty", marks=pytest.mark.soak)]
)
def test_processes_post_at_once_and_no_entry_or_block_is_lost_or_doubled(
    tmp_path: Path, count: int, posts: int
) -> None:
    with open_business(tmp_path, SystemClock()) as business:
        client = add_client(business)
        path = business.session.store.path
        writers = [_writer(path, client.client_id, 1 + number, posts, f"tech{number}") for number in range(count)]
        outputs = [writer.communicate(timeout=PATIENCE_SECONDS)[0].decode() for writer in writers]
        assert [writer.returncode for writer in writers] == [0] * count, [text for text in outputs if text]

        entries = business.queries.entries()
        acknowledged = _acknowledged(tmp_path)
        assert len(acknowledged) == len(set(acknowledged)) == count * posts
        assert {entry.entry_id for entry in entries} == set(acknowledged)
        charged = posts * sum(range(1, count + 1))
        assert sum(entry.charged_minutes for entry in entries) == charged
        blocks = business.queries.blocks(client.client_id)
        assert len(blocks) == _blocks_needed(charged)
        assert remaining(business, client) == len(blocks) * BLOCK - charged >= THRESHOLD
        view = business.verify()
        assert view.ok, view.problems


def test_writers_killed_in_the_middle_lose_nothing_that_was_acknowledged(tmp_path: Path, is_soak: bool) -> None:
    chance = random.Random(4821)
    with open_business(tmp_path, SystemClock()) as business:
        client = add_client(business)
        path = business.session.store.path
        for turn in range(10 if is_soak else 2):
            names = [f"tech{turn}x{number}" for number in range(4 if is_soak else 2)]
            writers = [_writer(path, client.client_id, 7, 100_000, name) for name in names]
            # A process starts whenever the scheduler lets it; one that was killed before its first post would prove nothing.
            wait_until(
                lambda: all(_has_posted(tmp_path / f"{name}.acknowledged") for name in names),  # noqa: B023
                lambda: "a writer never posted",
            )
            for writer in chance.sample(writers, len(writers)):
                # Not a wait for anything: the kill has to fall at any place of a post.
                time.sleep(chance.uniform(0.02, 0.25))
                writer.kill()
                writer.communicate()
            with open_business(tmp_path, SystemClock()) as opened:
                assert opened.verify().ok
        stored = business.queries.entries()
        acknowledged = _acknowledged(tmp_path)
        assert acknowledged
        assert set(acknowledged) <= {entry.entry_id for entry in stored}
        assert len(business.queries.blocks(client.client_id)) == _blocks_needed(7 * len(stored))
        view = business.verify()
        assert view.ok, view.problems
