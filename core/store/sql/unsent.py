"""What technicians have typed into sheets of the app and not sent. SQL only."""

from collections.abc import Mapping
from datetime import datetime

from core.journal.codec import instant_text
from core.store.sql.session import Session


class UnsentRows:
    """Rows of `unsent`."""

    def __init__(self, connection: Session) -> None:
        self._connection = connection

    def of(self, technician: str, since: datetime) -> Mapping[str, str]:
        """What a technician has typed at `since` or later, by the name of the sheet."""
        rows = self._connection.rows(
            "SELECT name, body FROM unsent WHERE business_id = :business AND technician = ? AND changed_at >= ?",
            (technician, instant_text(since)),
        )
        return {name: body for name, body in rows}

    def keep(self, technician: str, name: str, body: str, now: datetime) -> None:
        """Keep what is typed into a sheet."""
        self._connection.run(
            "INSERT INTO unsent (business_id, technician, name, body, changed_at) VALUES (:business, ?, ?, ?, ?) "
            "ON CONFLICT (business_id, technician, name) "
            "DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at",
            (technician, name, body, instant_text(now)),
        )

    def forget(self, technician: str, name: str) -> None:
        """Keep nothing of a sheet."""
        self._connection.run(
            "DELETE FROM unsent WHERE business_id = :business AND technician = ? AND name = ?", (technician, name)
        )

    def forget_before(self, technician: str, before: datetime) -> None:
        """Keep nothing that was typed earlier than `before`."""
        self._connection.run(
            "DELETE FROM unsent WHERE business_id = :business AND technician = ? AND changed_at < ?",
            (technician, instant_text(before)),
        )
