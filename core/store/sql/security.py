"""The security log. SQL only."""

from collections.abc import Sequence
from datetime import datetime

from core.journal.codec import instant_from, instant_text
from core.model.security import Refusal
from core.store.sql.session import Reader, Session


class SecurityReads(Reader):
    """Refusals."""

    def refusals(self) -> Sequence[Refusal]:
        """Every refusal, the latest first."""
        rows = self._rows(
            "SELECT technician, what, number, first_at, last_at FROM refusal WHERE business_id = :business "
            "ORDER BY last_at DESC, technician, what"
        )
        return [Refusal(row[0], row[1], row[2], instant_from(row[3]), instant_from(row[4])) for row in rows]


def note_refusal(session: Session, technician: str, what: str, at: datetime) -> None:
    """Count a refusal, inside the open write."""
    session.run(
        "INSERT INTO refusal (business_id, technician, what, day, number, first_at, last_at) "
        "VALUES (:business, ?, ?, ?, 1, ?, ?) ON CONFLICT (business_id, technician, what, day) "
        "DO UPDATE SET number = refusal.number + 1, last_at = excluded.last_at",
        (technician, what, at.date().isoformat(), instant_text(at), instant_text(at)),
    )
