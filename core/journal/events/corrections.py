"""Events of hours that a person corrects: adjusted, transferred between accounts, credited."""

from datetime import date

from core.basics.dataclass import dataclass, field
from core.journal.registry import ERASED, SPARSE, Event, event
from core.model.blocks import HoursChange


@event("hours.corrected", {"reason": ERASED})
@dataclass(frozen=True)
class HoursCorrected(Event):
    """A person corrected the hours of an account. The events of blocks that name it, in the same change, move them."""

    correction_id: str
    """Id of the correction."""
    client_id: str
    """Id of the client that owns the account."""
    kind: HoursChange
    """Whether the hours were adjusted, transferred or credited."""
    minutes: int
    """Minutes that the account gains; below zero for minutes that it loses."""
    day: date
    """Day on which it counts, as the statement dates it."""
    reason: str
    """Reason as typed."""
    other_account_id: str | None = None
    """Id of the account at the other end of a transfer; `None` for other corrections."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
