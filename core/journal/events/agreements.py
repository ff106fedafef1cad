"""Events of agreements."""

from datetime import date

from core.basics.dataclass import dataclass, field
from core.journal.registry import ERASED, SPARSE, Event, event
from core.model.terms import Terms


@event("agreement.set", {"terms": {"reference": ERASED}})
@dataclass(frozen=True)
class AgreementSet(Event):
    """Terms were put in force for a client from a date on."""

    agreement_id: str
    """Id of this version of the agreement."""
    client_id: str
    """Id of the client."""
    from_date: date | None
    """First day on which the terms hold; `None`: since ever."""
    terms: Terms
    """The whole terms; a version takes nothing from the one before."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""


@event("agreement.withdrawn")
@dataclass(frozen=True)
class AgreementWithdrawn(Event):
    """A version that was planned for a later day was withdrawn before that day; it never came into force."""

    agreement_id: str
    """Id of the withdrawn version."""
    client_id: str
    """Id of the client."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
