"""The rows of export runs."""

from datetime import datetime
from typing import Protocol


class ExportRows(Protocol):
    """The runs of one store."""

    def keep(self, run_id: str, content: bytes) -> None:
        """Keep the bytes of a run, inside the open write."""
        ...

    def content(self, run_id: str) -> tuple[str, str, bytes | None] | None:
        """Format, digest and bytes of a run; no bytes where the run came with an archive that had none."""
        ...

    def files(self) -> list[tuple[str, bytes]]:
        """Every run whose bytes are kept, the oldest first."""
        ...

    def lines(self, run_id: str) -> list[str]:
        """The lines of a run, in the order of its file."""
        ...

    def runs(self) -> list[tuple[str, str, datetime, str]]:
        """Id, format, instant and digest of each run; the latest first."""
        ...
