"""Events of proposals, and of the catalogue of work to propose."""

from datetime import date

from core.basics.dataclass import dataclass
from core.journal.registry import ERASED, Event, event
from core.model.proposals import ProposalStatus


@event("catalogue.set")
@dataclass(frozen=True)
class CatalogueItemSet(Event):
    """A catalogue item (a kind of proactive work to offer) was added or changed; the event holds every field."""

    item_id: str
    """Id of the catalogue item."""
    title: str
    """Title of the work."""
    estimate_minutes: int
    """Estimated minutes, over zero."""
    work_type: str
    """Code of the work type."""
    recurrence: str = ""
    """RFC 5545 RRULE; empty for work that does not recur."""


@event("catalogue.dropped")
@dataclass(frozen=True)
class CatalogueItemDropped(Event):
    """A catalogue item was removed; proposals made from it stay."""

    item_id: str
    """Id of the item that is no longer offered."""


@event("proposal.added", {"title": ERASED})
@dataclass(frozen=True)
class ProposalAdded(Event):
    """Proactive work was proposed to a client."""

    proposal_id: str
    """Id of the proposal."""
    client_id: str
    """Id of the client."""
    title: str
    """Title of the proposed work."""
    estimate_minutes: int
    """Estimated minutes, over zero."""
    work_type: str
    """Code of the work type."""
    due_on: date | None = None
    """Day on which the work is due; `None` for none."""
    recurrence: str = ""
    """RFC 5545 RRULE; empty for work that does not recur."""
    item_id: str | None = None
    """Id of the catalogue item it was made from; `None` for none."""
    follows: str | None = None
    """Id of the proposal of which this is the next occurrence; `None` for none."""


@event("proposal.changed", {"reason": ERASED})
@dataclass(frozen=True)
class ProposalChanged(Event):
    """A proposal was accepted, done, or dropped."""

    proposal_id: str
    """Id of the proposal."""
    client_id: str
    """Id of the client."""
    status: ProposalStatus
    """The new status."""
    entry_id: str | None = None
    """Id of the entry that did the work; `None` for none."""
    reason: str = ""
    """Reason of a drop as typed; empty for none."""
