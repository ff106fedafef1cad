"""Reads of the security log. SQL only."""

from collections.abc import Sequence

from core.journal.codec import instant_from
from core.model.security import Refusal
from core.store.sql.session import Reader


class SecurityReads(Reader):
    """Refusals."""

    def refusals(self) -> Sequence[Refusal]:
        """Every refusal, the latest first."""
        rows = self._rows(
            "SELECT technician, what, number, first_at, last_at FROM refusal WHERE business_id = :business "
            "ORDER BY last_at DESC, technician, what"
        )
        return [Refusal(row[0], row[1], row[2], instant_from(row[3]), instant_from(row[4])) for row in rows]
