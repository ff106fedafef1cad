"""Proactive work proposed to clients, and the catalogue of work to offer."""

from datetime import date
from enum import StrEnum

from core.basics.dataclass import dataclass


class ProposalStatus(StrEnum):
    """The state of a proposal: open, accepted by the client, done, or dropped."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class CatalogueItem:
    """A kind of proactive work that can be offered to any client."""

    item_id: str
    """Id of the item."""
    title: str
    """Title of the work, unique in the catalogue."""
    estimate_minutes: int
    """Estimated minutes, over zero."""
    work_type: str
    """Code of the work type."""
    recurrence: str = ""
    """RFC 5545 RRULE; empty for work that does not recur."""


@dataclass(frozen=True)
class Proposal:
    """Proactive work proposed to one client."""

    proposal_id: str
    """Id of the proposal."""
    client_id: str
    """Id of the client."""
    title: str
    """Title of the work."""
    estimate_minutes: int
    """Estimated minutes, over zero."""
    work_type: str
    """Code of the work type."""
    due_on: date | None = None
    """Day on which the work is due; `None` for none."""
    recurrence: str = ""
    """RFC 5545 RRULE; empty for work that does not recur."""
    status: ProposalStatus = ProposalStatus.OPEN
    """Where it stands: open, accepted, done or dropped."""
    item_id: str | None = None
    """Id of the catalogue item it was made from; `None` for none."""
    follows: str | None = None
    """Id of the proposal of which this is the next occurrence; `None` for none."""
    entry_id: str | None = None
    """Id of the entry that did the work; `None` until then."""
    reason: str = ""
    """Reason of a drop; empty for none."""
    seq: int = 0
    """Number of the journal row that added it."""
