"""What a change touches, and how a session tells that something was changed. The protocol is for types alone."""

from enum import Enum

from core.basics.dataclass import dataclass


class Scope(Enum):
    """What a change touches. It decides how the change is queued, and which sessions read again."""

    LEDGER = "ledger"
    """Anything. Changes of this scope run one after another, in the order of their requests."""

    OWN_CALL = "own-call"
    """Calls of one technician, without a journal row. Such a change does not wait in the queue of `LEDGER`."""

    PHONE = "phone"
    """Phone calls, without a journal row. Such a change does not wait in the queue of `LEDGER`."""

    QUIET = "quiet"
    """As `OWN_CALL`, for data that no other session shows, such as a heartbeat: other sessions do not read again."""


@dataclass(frozen=True)
class ChangeToken:
    """Counters of changes. Equal tokens mean that nothing was changed between them, except in scope `QUIET`."""

    ledger: int
    """Changes of scope `LEDGER`."""

    calls: int
    """Changes of scope `OWN_CALL`."""

    phone: int = 0
    """Changes of scope `PHONE`."""
