"""Reads of proposals and the catalogue. SQL only."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.model.days import Days
from core.model.proposals import CatalogueItem, Proposal, ProposalStatus
from core.store.sql.days import same_days
from core.store.sql.session import Session

_PROPOSAL = (
    "proposal_id, client_id, title, estimate_minutes, work_type, due_on, recurrence, status, item_id, follows, entry_id, "
    "reason, seq"
)
_WAITS = "status IN ('open', 'accepted')"


def _proposal(row: tuple[Any, ...]) -> Proposal:
    return Proposal(
        proposal_id=row[0],
        client_id=row[1],
        title=row[2],
        estimate_minutes=row[3],
        work_type=row[4],
        due_on=date.fromisoformat(row[5]) if row[5] else None,
        recurrence=row[6],
        status=ProposalStatus(row[7]),
        item_id=row[8],
        follows=row[9],
        entry_id=row[10],
        reason=row[11],
        seq=row[12],
    )


class ProposalRows:
    """Proposals of everybody."""

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows
        self._row = connection.row

    def one(self, proposal_id: str) -> Proposal | None:
        """A proposal by id."""
        row = self._row(
            f"SELECT {_PROPOSAL} FROM proposal WHERE business_id = :business AND proposal_id = ?", (proposal_id,)
        )
        return _proposal(row) if row else None

    def list(self, client_id: str | None = None, *, everything: bool = False) -> Sequence[Proposal]:
        """Those that wait, the earliest due first; with `everything` those that are over too."""
        conditions = ["business_id = :business", *(() if everything else (_WAITS,))]
        values: tuple[str, ...] = ()
        if client_id:
            conditions.append("client_id = ?")
            values = (client_id,)
        rows = self._rows(
            f"SELECT {_PROPOSAL} FROM proposal WHERE {' AND '.join(conditions)} "
            f"ORDER BY {_WAITS} DESC, due_on IS NULL, due_on, seq",
            values,
        )
        return [_proposal(row) for row in rows]

    def due_count(self, days: Days) -> int:
        """How many wait and are due."""
        count = 0
        for day, where, values in same_days(days):
            row = self._row(
                f"SELECT count(*) FROM proposal WHERE business_id = :business AND {_WAITS} AND due_on <= ? {where}",
                (day.isoformat(), *values),
            )
            count += int(row[0]) if row else 0
        return count

    def catalogue(self, *, everything: bool = False) -> Sequence[CatalogueItem]:
        """What is offered, by title; with `everything` also what was dropped."""
        rows = self._rows(
            "SELECT item_id, title, estimate_minutes, work_type, recurrence FROM catalogue "
            "WHERE business_id = :business AND dropped <= ? ORDER BY title",
            (int(everything),),
        )
        return [CatalogueItem(*row) for row in rows]

    def last_done(self) -> dict[tuple[str, str], date]:
        """The last day on which each kind of work was done for each client."""
        rows = self._rows(
            "SELECT proposal.client_id, item_id, max(coalesce(work_date, substr(recorded_at, 1, 10))) FROM proposal "
            "LEFT JOIN entry USING (business_id, entry_id) WHERE business_id = :business AND status = 'done' "
            "AND item_id IS NOT NULL GROUP BY 1, 2"
        )
        return {(row[0], row[1]): date.fromisoformat(row[2]) for row in rows if row[2]}
