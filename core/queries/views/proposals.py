"""Proposed work, and work to propose."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass
from core.model.clients import Client

if TYPE_CHECKING:
    from core.model.proposals import CatalogueItem, Proposal


@dataclass(frozen=True)
class ProposalView:
    """A proposal with its client; `overdue`: its due date has passed."""

    proposal: Proposal
    client: Client
    due: bool
    overdue: bool
    recurrence: str


@dataclass(frozen=True)
class SuggestionView:
    """A catalogue item that a client's expiring minutes would cover."""

    client: Client
    item: CatalogueItem
    unused_minutes: int
    expires_on: date
    last_done: date | None
