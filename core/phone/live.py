"""Live calls that follow the telephone: their start is the answer, their end the telephone's end."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.basics.dataclass import replace
from core.basics.errors import Refused
from core.basics.i18n import _
from core.journal.codec import instant_text
from core.model.phone import PhoneCallRow, PhoneState
from core.phone.settings import PhoneSettings
from core.session import Session
from core.store.scope import Scope

if TYPE_CHECKING:
    from core.ledger.call_edits import CallEdits
    from core.ledger.calls import Calls
    from core.queries.views.calls import CallView

_FRESH = timedelta(minutes=10)
"""A call answered longer ago than this starts no live call by itself: its events are told again, or late."""


class LiveCalls:
    """Starts, moves and ends live calls as the telephone tells, for any technician."""

    def __init__(self, session: Session, settings: PhoneSettings) -> None:
        self._session = session
        self._settings = settings
        self._rows = session.store.phone

    def start(
        self,
        row: PhoneCallRow,
        whose: Callable[[], str],
        pressed_at: datetime | None = None,
        *,
        scope: Scope = Scope.OWN_CALL,
    ) -> "CallView":
        """Start the live call of a phone call; a running one goes on hold.

        It starts at the answer, or, while it rings, at `pressed_at` (UTC), or now. `whose` gives the id of the client. It is
        called inside the change, of this scope, and may record there what makes the call that client's.
        """
        now = self._session.clock.now()
        # The telephone's clock may be ahead of this machine's.
        known = row.answered_at or pressed_at
        began = min(known, now) if known else None
        calls = self._calls_of(row.technician)
        with self._session.changing(scope, asks_clock=False):
            client_id = whose()
            # Another desk of the same technician may have taken it meanwhile.
            kept = self._rows.one(row.phone_call_id)
            if kept is None or kept.call_id is not None or kept.entry_id is not None:
                raise Refused(_("this phone call was taken before"), see="call list")
            call_id = calls.start_in_change(client_id, row.number, began, is_key=row.answered_at is None)
            self._rows.put(replace(kept, call_id=call_id), now)
        if row.ended_at is not None:
            self.follow([row.phone_call_id])
        return next(call for call in calls.list(row.technician) if call.call_id == call_id)

    def follow(self, phone_call_ids: Sequence[str]) -> None:
        """Bring the live calls of phone calls in line with them; start those that the settings start by themselves."""
        starting = self._settings.options.starts_by_itself if phone_call_ids else ()
        for phone_call_id in phone_call_ids:
            row = self._rows.one(phone_call_id)
            if row is None or not row.technician:
                continue
            # What a technician did to the call by hand stays: a refusal here changes nothing.
            with suppress(Refused):
                if row.call_id is not None:
                    self._align(row, row.call_id)
                elif row.technician in starting and row.client_id and self._starts(row):
                    self._start_by_itself(row, row.client_id)

    def _start_by_itself(self, row: PhoneCallRow, client_id: str) -> None:
        self.start(row, lambda: client_id)

    def _starts(self, row: PhoneCallRow) -> bool:
        return (
            row.state is PhoneState.ANSWERED
            and row.is_exact
            and not (row.entry_id or row.dismissed_by)
            and row.answered_at is not None
            and self._session.clock.now() - row.answered_at < _FRESH
        )

    def _align(self, row: PhoneCallRow, call_id: str) -> None:
        from core.model.calls import CallWords

        call = self._session.store.calls.call(call_id)
        if call is None:
            return
        calls = self._calls_of(row.technician)
        if row.state in (PhoneState.MISSED, PhoneState.BLOCKED, PhoneState.ELSEWHERE):
            # Not every exchange tells of the answer: words that were typed, or a wrap-up begun, say that somebody spoke.
            if call.words != CallWords() or (call.ending is not None and not call.ending.is_left):
                calls.begin_wrap_up(call_id, row.ended_at or self._session.clock.now())
                return
            calls.cancel(call_id)
            self._put(row.phone_call_id, lambda kept: replace(kept, call_id=None))
            return
        if row.answered_at is not None and call.started_at != row.answered_at and not self._is_moved(calls, call_id):
            self._begin(row.technician, call_id, row.answered_at)
        if row.ended_at is not None and call.ending is None:
            calls.begin_wrap_up(call_id, row.ended_at)

    def _begin(self, technician: str, call_id: str, answered_at: datetime) -> None:
        """Let a call begin at the answer; the change stands in its history."""
        from core.model.calls import CallChange, CallChangeRow, CallEdit, CallState

        rows, now = self._session.store.calls, self._session.clock.now()
        began = min(answered_at, now)
        call = rows.call(call_id)
        if call is None or call.state != CallState.RUNNING or len(call.stretches) > 1:
            self._edits_of(technician).edit(CallEdit(started_at=began), call_id)
            return
        with self._session.changing(Scope.OWN_CALL):
            first = call.stretches[0]
            later_ms = (began - first.started_at) // timedelta(milliseconds=1)
            rows.replace_stretches(call_id, (replace(first, started_at=began, boot_ms=first.boot_ms + later_ms),))
            change = CallChange("start", instant_text(first.started_at), instant_text(began))
            rows.add_change(call_id, CallChangeRow(now, technician, change))

    def _is_moved(self, calls: "Calls", call_id: str) -> bool:
        return any(each.change.what == "start" for each in calls.history(call_id))

    def _put(self, phone_call_id: str, change: Callable[[PhoneCallRow], PhoneCallRow]) -> None:
        with self._session.changing(Scope.PHONE):
            row = self._rows.one(phone_call_id)
            if row is not None:
                self._rows.put(change(row), self._session.clock.now())

    def _calls_of(self, technician: str) -> "Calls":
        from core.ledger.calls import Calls
        from core.ledger.entries import Entries
        from core.queries.queries import Queries

        session = self._session_of(technician)
        queries = Queries(session)
        return Calls(session, queries, Entries(session, queries))

    def _edits_of(self, technician: str) -> "CallEdits":
        from core.ledger.call_edits import CallEdits
        from core.queries.queries import Queries

        session = self._session_of(technician)
        return CallEdits(session, Queries(session))

    def _session_of(self, technician: str) -> Session:
        own = self._session
        return Session(own.store, own.clock, technician, own.new_id, own.rights)


def whole_second(instant: datetime) -> datetime:
    """An instant without its part of a second, as entries keep it."""
    return instant.replace(microsecond=0)
