"""What the tests of imports share."""

import pytest

from core.imports import parts


@pytest.fixture(autouse=True)
def _parts_end_by_their_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of an import end after a number of rows, never after a time: tests assert the order that the parts give."""
    monkeypatch.setattr(parts, "PART_SECONDS", 600)
