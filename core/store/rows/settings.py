"""The reads of settings."""

from datetime import date
from typing import Protocol


class SettingReads(Protocol):
    """Settings by name."""

    def setting(self, name: str) -> str | None:
        """The value of a setting; `None` if it is not set."""
        ...

    def lock_date(self) -> date | None:
        """The lock date: nothing dated on or before it may change. `None`: no lock."""
        ...
