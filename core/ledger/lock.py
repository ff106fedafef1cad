"""The lock date: nothing dated on or before it can be posted or voided."""

from datetime import date
from zoneinfo import ZoneInfo

from core.basics.clock import local_date
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import LockReopened, LockSet
from core.session import Session, needs


class Lock:
    """Changes of the lock date."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def day(self) -> date | None:
        """The last locked day; `None` if no day is locked."""
        return self._session.store.reads.lock_date()

    @needs(Right.READ)
    def check_over(self, day: date) -> None:
        """Errors: `Refused` for a day that is not over yet for the business, or for a client in another zone."""
        self._check_over(day)

    @needs(Right.MANAGE)
    def set(self, day: date) -> date:
        """Lock everything up to and including a day. Errors: `Refused` for one not over yet, or before the present lock."""
        session = self._session
        with session.changing():
            self._check_over(day)
            present = session.store.reads.lock_date()
            if present is not None and day < present:
                raise Refused(
                    _("the books are locked up to {lock} already; a manager opens them again").format(
                        lock=present.isoformat()
                    ),
                    step=f"lock {day.isoformat()} --reopen --reason TEXT",
                )
            if day != present:
                session.append([LockSet(day)])
        return day

    @needs(Right.MANAGE)
    def reopen(self, day: date | None, reason: str) -> date | None:
        """Move the lock back to a day, or with `None` lift it. Errors: `Usage` without a reason, `Refused`."""
        if not reason.strip():
            raise Usage(_("why are the books opened again?"), option="--reason TEXT", about="reason")
        session = self._session
        with session.changing():
            present = session.store.reads.lock_date()
            if present is None:
                raise Refused(_("the books are not locked; nothing was changed"))
            if day is not None and day >= present:
                raise Refused(
                    _("the books are locked up to {lock}; write an earlier day to open the days after it").format(
                        lock=present.isoformat()
                    )
                )
            session.append([LockReopened(day, reason)])
        return day

    def _check_over(self, day: date) -> None:
        """Errors: `Refused` for a day that is not over yet for the business, or for a client in another zone."""
        session = self._session
        zones = {agreement.terms.timezone for agreement in session.store.reads.agreements()}
        now = session.clock.now()
        first = min([session.today, *(local_date(now, ZoneInfo(zone)) for zone in zones if zone)])
        if day >= first:
            raise Refused(
                _("{day} is not over yet; lock a day before {today}").format(
                    day=day.isoformat(), today=first.isoformat()
                )
            )
