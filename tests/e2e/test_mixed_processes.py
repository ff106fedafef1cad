"""Fifty processes that call, log, void, sell, import and read, some killed at random: nothing is lost, doubled or wrong."""

import json
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.basics.clock import SystemClock
from core.exports.archive import archive_lines
from tests.builders import THRESHOLD, add_client, open_business
from tests.independent.books import Books, Json

ROOT = Path(__file__).parents[2]


class Model(Books):
    """Books that also know when a renewal is due: as soon as less than the threshold remains, and never before."""

    def on_block_added(self, body: Json, seq: int, at: datetime) -> None:
        if body["origin"] == "renewed":
            self.expect(f"renewal in row {seq} is due", True, self.remaining(body["client_id"]) < THRESHOLD)
        super().on_block_added(body, seq, at)

    def on_entry_posted(self, body: Json, seq: int, at: datetime) -> None:
        left = self.remaining(body["client_id"])
        self.expect(f"no renewal is missing before row {seq}", True, left >= THRESHOLD)
        super().on_entry_posted(body, seq, at)


def acknowledged(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for told in folder.glob("*.acknowledged") for line in told.read_text().split("\n")[:-1]]


@pytest.mark.parametrize(
    ("count", "steps", "kills"), [(6, 12, 3), pytest.param(50, 60, 25, marks=pytest.mark.soak, id="fifty")]
)
def test_whatever_many_processes_do_and_whoever_is_killed_the_books_are_those_of_a_plain_model(
    tmp_path: Path, count: int, steps: int, kills: int
) -> None:
    with open_business(tmp_path, SystemClock()) as business:
        for code in ("acme", "vivai", "rossi", "bianchi")[: max(1, count // 12)]:
            add_client(business, code)
        words = [str(business.session.store.place.path), str(count), str(steps), str(kills), "4821"]
        done = subprocess.run(
            [sys.executable, "-m", "tests.e2e.mixed_processes", *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        assert json.loads(done.stdout)["killed"] >= 1

        view = business.verify()
        assert view.ok, view.problems
        model = Model().read(archive_lines(business.session))
        assert model.close(business.today)[:5] == []
        assert {account: model.remaining(account) for account in business.session.store.reads.balances()} == (
            business.session.store.reads.balances()
        )

        told = acknowledged(tmp_path)
        entries = {each.entry_id: each for each in business.queries.entries()}
        notes = Counter(each.note for each in entries.values())
        assert max(notes.values()) == 1
        voided = {each["id"] for each in told if each["what"] == "void"}
        for each in told:
            if each["what"] == "log":
                entry = entries[each["id"]]
                assert (entry.note, entry.charged_minutes) == (each["note"], each["minutes"])
                assert entry.voided or each["id"] not in voided
            elif each["what"] == "import":
                assert all(notes[note] == 1 for note in each["notes"])
        # A process that was killed may have voided one entry of which it could tell nothing any more.
        assert len(voided) <= sum(entry.voided for entry in entries.values()) <= len(voided) + kills
        blocks = {block.block_id for _account, block in business.queries.blocks()}
        assert {each["id"] for each in told if each["what"] == "sell"} <= blocks
        assert {each["what"] for each in told} == {"log", "void", "sell", "import", "read"}
