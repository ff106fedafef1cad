"""Pages of what imports posted: each goes on where the one before ended."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.store.sql import import_runs
from tests.builders import MONDAY, add_client, open_business


def _steps(path: Path, days: int) -> int:
    """How many steps SQLite takes to read what an import posted on so many days, one row a page."""
    path.mkdir()
    business = open_business(path)
    add_client(business, blocks=(6000,))
    rows = [f"acme,{MONDAY - timedelta(days=age)},1,work {age}" for age in range(days)]
    business.imports.entries("\n".join(["client,date,duration,note", *rows]).encode(), "e.csv", yes=True)
    raw, steps = business.session.store._connection._raw, 0  # type: ignore[attr-defined]

    def count() -> None:
        nonlocal steps
        steps += 1

    raw.set_progress_handler(count, 1)
    read = list(business.session.store.import_runs.imported(MONDAY - timedelta(days=days), MONDAY))
    raw.set_progress_handler(None, 1)
    assert len(read) == days
    return steps


def test_the_pages_of_twice_the_days_take_twice_the_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_runs, "_PAGE", 1)
    # Each page read all days again: four times the steps.
    assert _steps(tmp_path / "long", 120) < 2.5 * _steps(tmp_path / "short", 60)
