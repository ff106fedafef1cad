"""The lock date: nothing dated on or before it can be posted or voided."""

from datetime import date

from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import LockSet
from core.session import Session, needs


class Lock:
    """Changes of the lock date."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @needs(Right.MANAGE)
    def set(self, day: date) -> date:
        """Lock everything up to and including a day. Errors: `Refused` for a day before the present lock."""
        with self._session.changing():
            present = self._session.store.reads.lock_date()
            if present is not None and day < present:
                raise Refused(
                    _("the books are locked up to {lock} already; a lock only moves forward").format(
                        lock=present.isoformat()
                    )
                )
            if day != present:
                self._session.append([LockSet(day)])
        return day
