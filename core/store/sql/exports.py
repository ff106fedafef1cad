"""Export runs: which lines went to the accounting system, and the bytes they went in. SQL only."""

from datetime import datetime

from core.journal.codec import instant_from
from core.store.sql.session import Session


class ExportRows:
    """The runs of one store."""

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows
        self._row = connection.row
        self._run = connection.run

    def keep(self, run_id: str, content: bytes) -> None:
        """Keep the bytes of a run, inside the open write."""
        self._run("UPDATE export_run SET content = ? WHERE business_id = :business AND run_id = ?", (content, run_id))

    def content(self, run_id: str) -> tuple[str, str, bytes | None] | None:
        """Format, digest and bytes of a run; no bytes where the run came with an archive that had none."""
        row = self._row(
            "SELECT format, digest, content FROM export_run WHERE business_id = :business AND run_id = ?", (run_id,)
        )
        return (row[0], row[1], None if row[2] is None else bytes(row[2])) if row else None

    def files(self) -> list[tuple[str, bytes]]:
        """Every run whose bytes are kept, the oldest first."""
        rows = self._rows(
            "SELECT run_id, content FROM export_run WHERE business_id = :business AND content IS NOT NULL ORDER BY seq"
        )
        return [(row[0], bytes(row[1])) for row in rows]

    def lines(self, run_id: str) -> list[str]:
        """The lines of a run, in the order of its file."""
        return [
            row[0]
            for row in self._rows(
                "SELECT line_id FROM export_line WHERE business_id = :business AND run_id = ? ORDER BY place", (run_id,)
            )
        ]

    def runs(self) -> list[tuple[str, str, datetime, str]]:
        """Id, format, instant and digest of each run; the latest first."""
        rows = self._rows(
            "SELECT run_id, format, made_at, digest FROM export_run WHERE business_id = :business ORDER BY seq DESC"
        )
        return [(row[0], row[1], instant_from(row[2]), row[3]) for row in rows]
