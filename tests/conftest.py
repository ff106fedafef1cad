"""No test reads the settings of whoever runs it."""

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONTEORE_CONFIG", str(Path(os.devnull).parent / "no-monteore-settings.toml"))
