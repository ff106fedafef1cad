"""Events of statements."""

from core.basics.dataclass import dataclass, field
from core.journal.registry import ERASED, ERASED_CODE, SPARSE, Event, TextTree, event

_STATEMENT: TextTree = {
    "client_code": ERASED_CODE,
    "client_name": ERASED,
    "reference": ERASED,
    "entries": {"*": {"note": ERASED}},
    "blocks": {"*": {"reason": ERASED}},
    "proposals": {"*": {"title": ERASED}},
    "contests": {"*": {"answer": ERASED}},
}


@event("statement.issued", {"document": _STATEMENT})
@dataclass(frozen=True)
class StatementIssued(Event):
    """A month's statement was issued to a client and never changes again.

    It closes that month and all earlier months: what is recorded later counts in a later statement.
    """

    statement_id: str
    """Id of the statement."""
    client_id: str
    """Id of the client."""
    month: str
    """Month of the statement, YYYY-MM."""
    document: str
    """The whole statement as canonical JSON."""
    account_id: str | None = field(default=None, metadata=SPARSE)
    """Id of the account; `None`: the client's own."""
