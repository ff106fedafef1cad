"""The rows of export runs."""

from datetime import datetime
from typing import Protocol


class ExportRows(Protocol):
    """Reads and writes of export runs."""

    def keep(self, run_id: str, content: bytes) -> None:
        """Store the bytes of a run, inside an open transaction."""
        ...

    def content(self, run_id: str) -> tuple[str, str, bytes | None] | None:
        """Format, digest and bytes of a run. The bytes are `None` if the store was restored from an archive without them."""
        ...

    def files(self) -> list[tuple[str, bytes]]:
        """Id and bytes of every run whose bytes are stored, the oldest first."""
        ...

    def lines(self, run_id: str) -> list[str]:
        """Ids of the lines of a run, in the order of its file."""
        ...

    def runs(self) -> list[tuple[str, str, datetime, str]]:
        """Id, format, instant and digest of each run; the latest first."""
        ...
