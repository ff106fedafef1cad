"""Temporary databases: where the disk is full, the error names their folder, not a file that no longer exists."""

import errno
import tempfile
from pathlib import Path

import pytest

from core.basics.errors import StoreUnavailable
from core.basics.temporary import no_room
from core.store.sqlite.failures import disk_full
from core.store.sqlite.scratch import scratch


def test_what_fails_while_it_is_filled_is_told_of_the_folder() -> None:
    def fill(path: Path) -> None:
        raise disk_full(path.parent)

    with pytest.raises(StoreUnavailable, match=f"the disk of {tempfile.gettempdir()} is full"):
        scratch(fill)


def test_what_fails_later_is_told_of_the_folder() -> None:
    made = scratch()
    made.rows("PRAGMA journal_mode = off")
    made.rows("PRAGMA max_page_count = 2")
    made.run("CREATE TABLE t (x)")
    with pytest.raises(StoreUnavailable, match=f"the disk of {tempfile.gettempdir()} is full"):
        made.run("INSERT INTO t VALUES (zeroblob(100000))")


def test_a_temporary_file_is_told_with_its_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told = str(no_room(OSError(errno.ENOSPC, "No space left on device")))
    assert told == (
        f"no temporary file can be made in {tmp_path} (no space left); set TMPDIR to a folder with room, and try again"
    )
