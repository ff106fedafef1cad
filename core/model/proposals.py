"""Proactive work suggested to a client, and the catalogue that it comes from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ProposalStatus(StrEnum):
    """The life of a proposal: open, accepted by the client, done, or dropped."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """A kind of proactive work that the manager offers; `recurrence` is an RFC 5545 RRULE or empty."""

    item_id: str
    title: str
    estimate_minutes: int
    work_type: str
    recurrence: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Proactive work suggested to a client: an area of intervention."""

    proposal_id: str
    client_id: str
    title: str
    estimate_minutes: int
    work_type: str
    due_on: date | None = None
    recurrence: str = ""
    status: ProposalStatus = ProposalStatus.OPEN
    item_id: str | None = None
    follows: str | None = None
    entry_id: str | None = None
    reason: str = ""
    seq: int = 0
