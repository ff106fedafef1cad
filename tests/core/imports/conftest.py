"""What the tests of imports share."""

import pytest

from core.imports import parts


@pytest.fixture(autouse=True)
def _parts_end_by_their_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is: what stays or comes first is told by the changes in which rows were recorded."""
    monkeypatch.setattr(parts, "PART_SECONDS", 600)
