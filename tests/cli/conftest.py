"""The shell asks the machine for the time; here every test has the same Monday morning."""

from datetime import UTC, datetime

import pytest

from core.basics.clock import SystemClock

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    def now(_clock: SystemClock) -> datetime:
        return MORNING

    monkeypatch.setattr(SystemClock, "now", now)
