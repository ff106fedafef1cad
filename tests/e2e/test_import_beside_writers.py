"""Processes that log while an import runs, is killed in the middle and goes on: nothing lost, nothing twice."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from tests.builders import add_client, open_business, prepaid_terms, remaining
from tests.e2e.test_many_writers import ROOT, _acknowledged, _writer
from tests.waiting import PATIENCE_SECONDS, wait_until

BLOCK = 6_000_000


def _importer(path: Path, file: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.e2e.importing_process", str(path), str(file)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


@pytest.mark.parametrize(
    ("writers", "posts", "rows"),
    [
        pytest.param(3, 10, 1000, id="three"),
        pytest.param(20, 50, 20_000, id="twenty", marks=pytest.mark.soak),
    ],
)
def test_an_import_killed_in_the_middle_beside_writers_loses_nothing_and_doubles_nothing(
    tmp_path: Path, writers: int, posts: int, rows: int
) -> None:
    with open_business(tmp_path, SystemClock()) as business:
        client = add_client(business, terms=prepaid_terms(block_minutes=BLOCK), blocks=(BLOCK,))
        path = business.session.store.path
        file = tmp_path / "entries.csv"
        lines = [f"acme,{business.today},1,row {number}" for number in range(rows)]
        file.write_text("\n".join(["client,date,duration,note", *lines]))

        logging = [_writer(path, client.client_id, 2, posts, f"tech{number}") for number in range(writers)]
        importer = _importer(path, file)
        wait_until(
            lambda: business.imports.runs() or importer.poll() is not None, lambda: "the import has not begun to post"
        )
        importer.kill()
        importer.communicate(timeout=PATIENCE_SECONDS)
        (run,) = business.imports.runs()
        assert 0 < run.entries < rows and run.finished_at is None

        again = _importer(path, file)
        told = [process.communicate(timeout=PATIENCE_SECONDS)[0].decode() for process in (again, *logging)]
        assert [process.returncode for process in (again, *logging)] == [0] * (1 + writers), [t for t in told if t]

        entries = business.queries.entries()
        imported = Counter(entry.note for entry in entries if entry.technician == "importer")
        assert imported == Counter(f"row {number}" for number in range(rows))
        acknowledged = _acknowledged(tmp_path)
        assert len(acknowledged) == len(set(acknowledged)) == writers * posts
        assert {entry.entry_id for entry in entries if entry.technician != "importer"} == set(acknowledged)
        assert remaining(business, client) == BLOCK - rows - 2 * writers * posts
        (run,) = business.imports.runs()
        assert (run.entries, run.standing) == (rows, rows) and run.finished_at is not None
        view = business.verify()
        assert view.ok, view.problems
