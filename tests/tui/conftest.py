"""What every test of the screens has: a desk whose minutes are not the machine's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.painting import Statements, noting
from tests.waiting import PATIENCE_SECONDS
from tui.pages import desk
from tui.typing import queue


@pytest.fixture(autouse=True)
def no_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test moves its clock by hours, which is no gap in a call; on a busy machine it may last longer than a minute."""
    monkeypatch.setattr(desk, "_HEARTBEAT_SECONDS", 10**6)


@pytest.fixture(autouse=True)
def keys_wait_as_long_as_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a read may take longer than keys wait for it; how long they wait has a test of its own."""
    monkeypatch.setattr(queue, "HOLD_SECONDS", PATIENCE_SECONDS)


@pytest.fixture
def statements(tmp_path: Path) -> Iterator[Statements]:
    """The statements that the thread that paints runs, and its looks at files of the folder `named`."""
    with noting(tmp_path / "named") as noted:
        yield noted
