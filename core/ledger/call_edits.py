"""Open calls made true before they are posted: another client, start, end or length, or two parts."""

from datetime import datetime

from core.basics.dataclass import replace
from core.basics.durations import format_seconds
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.ledger.own_calls import OwnCalls
from core.model.calls import NO_EDIT, CallChange, CallEdit, CallRow
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.queries.queries import Queries
from core.queries.views.calls import CallView
from core.rules import call_checks, call_times
from core.session import Session, needs
from core.store.scope import Scope


class CallEdits:
    """Changes of open calls. To change another technician's call needs the right to manage."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries.calls
        self._own = OwnCalls(session, queries.calls)
        self._rows = session.store.calls

    @needs(Right.WORK)
    def edit(self, edit: CallEdit, call_id: str | None = None) -> CallView:
        """Change client, account, start, end or length of an open call; one whose end or length is said goes on hold.

        Errors: `Refused` for a time in the future, where nothing of the call would be left, and without the right to
        manage for another technician's call.
        """
        with self._session.changing(Scope.OWN_CALL):
            row = self._edit_in_change(edit, call_id)
        return self._queries.view(self._own.open(row.call_id))

    def _edit_in_change(self, edit: CallEdit, call_id: str | None) -> CallRow:
        """Edit a call inside a change that the caller holds open; its row before. Errors: those of `edit`."""
        session = self._session
        row = self._own.open(call_id)
        now = session.clock.now()
        call_checks.check_start(edit.started_at, now)
        call_checks.check_times(edit, now)
        changes = self._queries.changes_of(row, edit)
        if edit.client_id is not None or edit.account_id is not None:
            client_id, account_id = edit.client_id or row.client_id, edit.account_for(row)
            session.paying_account(client_id, DEFAULT_WORK_TYPE, account_id)
            self._rows.set_client(row.call_id, client_id, account_id)
        if edit.started_at is not None or edit.says_end:
            self._put_times(row, edit, now)
        self._own.record(row.call_id, changes)
        words = replace(row.words, client="", time="")
        if words != row.words:
            self._rows.keep_words(row.call_id, words, now)
        session.touch("call.changed", row.call_id, edit.client_id or row.client_id)
        return row

    @needs(Right.WORK)
    def split(
        self,
        seconds: int,
        client_id: str,
        call_id: str | None = None,
        *,
        account_id: str = "",
        pressed_at: datetime | None = None,
        edit: CallEdit = NO_EDIT,
    ) -> tuple[CallView, CallView]:
        """Split a call in two: its first seconds stay, on hold; the rest is a call with another client.

        The rest runs on if the call ran and its wrap-up was not begun. What was typed stays with the first part. `edit` is
        made before, in the same change. Errors: those of `edit`;
        `Refused` if the call lasted no longer than `seconds`, or is another technician's, without the right to manage.
        """
        with self._session.changing(Scope.OWN_CALL):
            first, second = self.split_in_change(
                seconds, client_id, call_id, account_id=account_id, pressed_at=pressed_at, edit=edit
            )
        return self._queries.view(self._own.open(first)), self._queries.view(self._own.open(second))

    @needs(Right.WORK)
    def split_in_change(
        self,
        seconds: int,
        client_id: str,
        call_id: str | None = None,
        *,
        account_id: str = "",
        pressed_at: datetime | None = None,
        edit: CallEdit = NO_EDIT,
    ) -> tuple[str, str]:
        """Split a call inside a change that the caller holds open; the ids of both calls. Errors: those of `split`."""
        session = self._session
        if edit != NO_EDIT:
            self._edit_in_change(edit, call_id)
        row, now = self._own.open(call_id), session.clock.now()
        session.paying_account(client_id, DEFAULT_WORK_TYPE, account_id)
        stretches = self._queries.measured(row, pressed_at)
        lasted = call_times.length_ms(stretches) // 1000
        if not 0 < seconds < lasted:
            raise Refused(
                _("the call lasted {time}; write a shorter time for its first part").format(time=format_seconds(lasted))
            )
        is_stopping = pressed_at is not None or (row.ending is not None and not row.ending.is_left)
        runs_on = row.state == "running" and not is_stopping
        first = call_times.lasting(stretches, seconds * 1000)
        rest = call_times.after(stretches, seconds * 1000)
        self._rows.set_state(row.call_id, "on-hold", now)
        self._rows.replace_stretches(row.call_id, first)
        second = session.new_id("c")
        state = "running" if runs_on else "on-hold"
        began = rest[0].started_at
        self._rows.add(second, client_id, row.technician, began, row.phone, account_id, state=state, now=now)
        if runs_on:
            rest = (*rest[:-1], replace(rest[-1], elapsed_ms=None))
        self._rows.replace_stretches(second, rest)
        split = CallChange("split", row.client_id, client_id)
        self._own.record(row.call_id, (split, CallChange("length", str(lasted), str(seconds))))
        self._own.record(second, (split,))
        session.touch("call.split", row.call_id, row.client_id)
        session.touch("call.started", second, client_id)
        return row.call_id, second

    def _put_times(self, row: CallRow, edit: CallEdit, now: datetime) -> None:
        measured, stretches = self._queries.measured(row), self._queries.timed(row, edit)
        is_running = row.state == "running"
        if is_running and edit.says_end:
            self._rows.set_state(row.call_id, "on-hold", now)
            self._rows.keep_ending(row.call_id, None, now)
        elif is_running:
            if row.ending is not None and row.ending.elapsed_ms is not None:
                longer_ms = (stretches[-1].elapsed_ms or 0) - (measured[-1].elapsed_ms or 0)
                ending = replace(row.ending, elapsed_ms=max(0, row.ending.elapsed_ms + longer_ms))
                self._rows.keep_ending(row.call_id, ending, now)
            stretches = (*stretches[:-1], replace(stretches[-1], elapsed_ms=None))
        self._rows.replace_stretches(row.call_id, stretches)
