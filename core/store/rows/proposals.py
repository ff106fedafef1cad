"""The rows of proposals and of the catalogue."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from core.model.days import Days
from core.model.proposals import CatalogueItem, Proposal


class ProposalRows(Protocol):
    """Reads of proposals and of the catalogue."""

    def one(self, proposal_id: str) -> Proposal | None:
        """A proposal by id."""
        ...

    def list(self, client_id: str | None = None, *, everything: bool = False) -> Sequence[Proposal]:
        """Open and accepted proposals, the earliest due first; with `everything` done and dropped ones too."""
        ...

    def due_count(self, days: Days) -> int:
        """The number of open and accepted proposals that are due today."""
        ...

    def catalogue(self, *, everything: bool = False) -> Sequence[CatalogueItem]:
        """What is offered, by title; with `everything` also what was dropped."""
        ...

    def last_done(self) -> dict[tuple[str, str], date]:
        """The last day on which an item was done, by (client id, item id)."""
        ...
