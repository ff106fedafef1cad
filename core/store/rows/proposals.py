"""The rows of proposals and of the catalogue."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from core.model.proposals import CatalogueItem, Proposal


class ProposalRows(Protocol):
    """Proposals of everybody."""

    def one(self, proposal_id: str) -> Proposal | None:
        """A proposal by id."""
        ...

    def list(self, client_id: str | None = None, *, everything: bool = False) -> Sequence[Proposal]:
        """Those that wait, the earliest due first; with `everything` those that are over too."""
        ...

    def due_count(self, day: date) -> int:
        """How many wait and are due."""
        ...

    def catalogue(self, *, everything: bool = False) -> Sequence[CatalogueItem]:
        """What is offered, by title; with `everything` also what was dropped."""
        ...

    def last_done(self) -> dict[tuple[str, str], date]:
        """The last day on which each kind of work was done for each client."""
        ...
