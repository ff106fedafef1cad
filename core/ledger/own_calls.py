"""The open calls of a technician, for the services that change them: which one is meant, and how it goes on hold."""

from datetime import datetime, timedelta

from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.model.calls import CallChange, CallChangeRow, CallEdit, CallRow, Stretch
from core.queries.calls import CallQueries
from core.session import Session


class OwnCalls:
    """Finds the calls of the session's technician. What writes their rows needs an open change."""

    def __init__(self, session: Session, queries: CallQueries) -> None:
        self._session = session
        self._queries = queries
        self._rows = session.store.calls

    def open(self, call_id: str | None) -> CallRow:
        """An own call, or another technician's by its id. Errors: `Refused` for that without the right to manage."""
        row = self._rows.call(call_id) if call_id is not None else None
        if row is None or row.technician == self._session.technician:
            return self.mine(call_id)
        self._session.check(Right.MANAGE)
        return row

    def mine(self, call_id: str | None = None, *, state: str | None = None) -> CallRow:
        """The named call, else the running one, else the one changed last. Errors: `Refused` for none in that state."""
        own = self._rows.open_calls(self._session.technician)
        for row in own:
            if call_id in (None, row.call_id) and state in (None, row.state):
                return row
        if call_id is not None and not any(row.call_id == call_id for row in own):
            raise Refused(_("there is no open call {call_id} of yours").format(call_id=call_id), see="call list")
        if state == "on-hold":
            raise Refused(_("no call of yours is on hold"), see="call list")
        raise Refused(_("no call of yours is running; start one"), step="call start CLIENT")

    def hold_running(self, at: datetime | None = None) -> None:
        """Put the running call on hold, at an earlier instant where its last stretch began before that."""
        for row in self._rows.open_calls(self._session.technician):
            if row.state == "running":
                earlier = at if at is not None and at > self._queries.measured(row)[-1].started_at else None
                if earlier is not None and self._session.clock.now() - earlier >= timedelta(seconds=1):
                    self.record(row.call_id, self._queries.changes_of(row, CallEdit(ended_at=earlier)))
                self.close(row, earlier)

    def close(self, row: CallRow, at: datetime | None = None) -> None:
        """Put a running call on hold, at an instant or now; one on hold stays as it is."""
        if row.state == "running":
            self._rows.close_stretch(row.call_id, self._queries.running_ms(row, at))
            self._rows.set_state(row.call_id, "on-hold", self._session.clock.now())

    def new_stretch(self, began: datetime | None = None) -> Stretch:
        """A stretch that runs from an instant, or from now, until it is closed."""
        clock = self._session.clock
        now = clock.now()
        earlier_ms = (now - (began or now)) // timedelta(milliseconds=1)
        return Stretch(began or now, clock.boot_ms() - earlier_ms, clock.boot_id(), None)

    def record(self, call_id: str, changes: tuple[CallChange, ...]) -> None:
        """Note in a call's history what a person changed."""
        now = self._session.clock.now()
        for change in changes:
            self._rows.add_change(call_id, CallChangeRow(now, self._session.technician, change))
