"""The reads of settings."""

from datetime import date
from typing import Protocol


class SettingReads(Protocol):
    """Settings by name."""

    def setting(self, name: str) -> str | None:
        """A setting of the store."""
        ...

    def lock_date(self) -> date | None:
        """Nothing dated on or before it may change."""
        ...
