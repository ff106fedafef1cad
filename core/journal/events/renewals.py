"""Events of renewals that wait for a manager."""

from core.basics.dataclass import dataclass, field
from core.journal.registry import SPARSE, Event, event


@event("renewal.asked")
@dataclass(frozen=True)
class RenewalAsked(Event):
    """A renewal is due and waits for the decision of a manager."""

    renewal_id: str
    """Id of the waiting renewal."""
    client_id: str
    """Id of the client."""
    minutes: int
    """Size of the block that would be added, in minutes."""
    price_minor: int
    """Its price in minor units of the currency."""
    currency: str
    """ISO 4217 code of the price."""
    cause_entry_id: str | None = None
    """Id of the entry that made the renewal due; `None` where no entry did."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
    because: str = field(default="", metadata=SPARSE)
    """What made a rule act: `daily`, or kind and id of the event before it, as `entry.posted e1`; empty for a person's act."""


@event("renewal.closed")
@dataclass(frozen=True)
class RenewalClosed(Event):
    """A waiting renewal was refused, or withdrawn because it is no longer due.

    `recovered` ends a refused one: the client is above the threshold again, so that the next fall asks anew.
    """

    renewal_id: str
    """Id of the renewal."""
    client_id: str
    """Id of the client."""
    outcome: str
    """`refused` or `withdrawn`; an approved renewal is closed by its `BlockAdded`."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
    because: str = field(default="", metadata=SPARSE)
    """What made a rule act: `daily`, or kind and id of the event before it, as `entry.posted e1`; empty for a person's act."""
