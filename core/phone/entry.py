"""A telephone call as an entry: what a person says of it, and the times that the telephone tells."""

from typing import Final

from core.basics.clock import local_date
from core.basics.dataclass import dataclass
from core.basics.errors import Refused
from core.basics.i18n import _
from core.model.work import Draft, Span, Work
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.session import Session


@dataclass(frozen=True)
class SaidOfCall:
    """What a person says of a telephone call that becomes an entry."""

    client_id: str | None = None
    """Whose call it is; `None`: the client who owns the number."""
    ticket: str = ""
    """Ticket without its `#`; empty for none."""
    work_type: str = DEFAULT_WORK_TYPE
    """Code of the work type."""
    note: str = ""
    """What was done."""
    contact: str = ""
    """Who of the client called; empty: the contact who owns the number."""
    no_charge: bool = False
    """Whether the call is free of charge."""


NOTHING_SAID: Final = SaidOfCall()
"""Nothing was said."""


def entry_of(
    session: Session,
    words: SaidOfCall,
    span: Span,
    *,
    client_id: str | None,
    contact: str,
    technician: str | None = None,
) -> Draft:
    """The entry of a call that is over. `client_id` and `contact` are those of the number; other words come first.

    Errors: `Refused` where neither the words nor the number name a client.
    """
    whose = words.client_id or client_id
    if whose is None:
        raise Refused(_("whose number this is nobody knows; say the client first"))
    zone = session.zone_for(session.terms_of(session.paying_account(whose, words.work_type)))
    day = local_date(span.started_at, zone)
    work = Work(day, span.seconds, (span,), words.work_type, words.no_charge)
    return Draft(whose, work, words.ticket, words.note, words.contact or contact, technician=technician)
