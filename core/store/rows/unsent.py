"""The rows of what is typed and not sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol


class UnsentRows(Protocol):
    """Reads and writes of what technicians have typed and not sent. They may be written in `writing(Scope.QUIET)`."""

    def of(self, technician: str, since: datetime) -> Mapping[str, str]:
        """What a technician has typed at `since` or later, by the name of the sheet."""
        ...

    def keep(self, technician: str, name: str, body: str, now: datetime) -> None:
        """Keep what is typed into a sheet."""
        ...

    def forget(self, technician: str, name: str) -> None:
        """Keep nothing of a sheet."""
        ...

    def forget_before(self, technician: str, before: datetime) -> None:
        """Keep nothing that was typed earlier than `before`."""
        ...
