"""What every test of the screens has: a desk whose minutes are not the machine's."""

import pytest

from tui.pages import desk


@pytest.fixture(autouse=True)
def no_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test moves its clock by hours, which is no gap in a call; on a busy machine it may last longer than a minute."""
    monkeypatch.setattr(desk, "_HEARTBEAT_SECONDS", 10**6)
