"""Live calls, stored from their start; at most one runs per technician."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from core.basics.durations import format_units
from core.basics.errors import ClockInDoubt, Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.ledger.entries import Entries
from core.model.calls import CallRow, Stretch
from core.model.work import Draft
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.queries.queries import Queries
from core.queries.views import CallView, PostingView, PreviewView
from core.rules import asking
from core.session import Session, needs
from core.store.protocol import Scope

GapChoice = Literal["keep", "drop", "stop"]


class Calls:
    """Live calls. Only calls of the session's technician are changed."""

    def __init__(self, session: Session, queries: Queries, entries: Entries) -> None:
        self._session = session
        self._queries = queries.calls
        self._entries = entries
        self._rows = session.store.calls

    @needs(Right.WORK)
    def start(self, client_id: str, phone: str = "", account_id: str = "") -> CallView:
        """Start a call now; the technician's running one goes on hold in the same change.

        Without an account the client's choice for the work type that the wrap-up says pays.
        """
        with self._session.changing(Scope.OWN_CALL):
            call_id = self.start_in_change(client_id, phone, account_id)
        return self._view(self._mine(call_id))

    @needs(Right.WORK)
    def start_in_change(self, client_id: str, phone: str = "", account_id: str = "") -> str:
        """Start a call inside a change that the caller holds open; the id of the call."""
        session = self._session
        session.paying_account(client_id, DEFAULT_WORK_TYPE, account_id)
        self._hold_running()
        now = session.clock.now()
        call_id = session.new_id("c")
        self._rows.add(call_id, client_id, session.technician, now, phone, account_id)
        self._rows.open_stretch(call_id, self._stretch())
        session.touch("call.started", call_id, client_id)
        return call_id

    @needs(Right.WORK)
    def hold(self, call_id: str | None = None) -> CallView:
        """Put the running call on hold; its time is kept. Errors: `Refused` if none is running."""
        with self._session.changing(Scope.OWN_CALL):
            row = self._mine(call_id, state="running")
            self._close(row)
            self._session.touch("call.held", row.call_id, row.client_id)
        return self._view(self._mine(row.call_id))

    @needs(Right.WORK)
    def resume(self, call_id: str | None = None) -> CallView:
        """Run the call that was held last (or the named one); a running one goes on hold."""
        with self._session.changing(Scope.OWN_CALL):
            row = self._mine(call_id, state="on-hold")
            self._hold_running()
            self._rows.open_stretch(row.call_id, self._stretch())
            self._rows.set_state(row.call_id, "running", self._session.clock.now())
            self._session.touch("call.resumed", row.call_id, row.client_id)
        return self._view(self._mine(row.call_id))

    @needs(Right.WORK)
    def stop(
        self,
        *,
        call_id: str | None = None,
        ticket: str = "",
        work_type: str = DEFAULT_WORK_TYPE,
        note: str = "",
        contact: str = "",
        no_charge: bool = False,
        stopped_at: datetime | None = None,
        worked_seconds: int | None = None,
        end_said: bool = False,
        sure: bool = False,
    ) -> PostingView:
        """Post the call as an entry. Where the posting is refused the call stays on hold with its time.

        `worked_seconds` is a length that a person said instead of the measured one. `end_said` tells that a person said
        when the call ended. Errors: `Unasked` for a call over 4 hours, or many blocks, unless a person is `sure`;
        `Refused` for a call over 24 hours whose end nobody said.
        """
        session = self._session
        row = self._mine(call_id)
        said = end_said or worked_seconds is not None
        try:
            with session.changing():
                row = self._mine(row.call_id)
                draft = self._queries.draft(
                    row,
                    ticket=ticket,
                    work_type=work_type,
                    note=note,
                    contact=contact,
                    no_charge=no_charge,
                    stopped_at=stopped_at,
                    worked_seconds=worked_seconds,
                    end_said=end_said,
                )
                _check_length(draft, said=said, sure=sure)
                entry_id, decision = self._entries.post_in_change(draft, sure=sure)
                self._close(row, stopped_at)
                self._rows.set_state(row.call_id, "stopped", session.clock.now(), entry_id)
        except (Refused, ClockInDoubt) as refusal:
            with session.changing(Scope.OWN_CALL):
                self._close(self._mine(row.call_id), stopped_at)
            if isinstance(refusal, ClockInDoubt):
                raise
            raise Refused(_("{reason}; the call is on hold with its time").format(reason=refusal)) from None
        return self._entries.posted_view(entry_id, decision)

    @needs(Right.READ)
    def preview_stop(
        self,
        *,
        call_id: str | None = None,
        ticket: str = "",
        work_type: str = DEFAULT_WORK_TYPE,
        note: str = "",
        contact: str = "",
        no_charge: bool = False,
        stopped_at: datetime | None = None,
        worked_seconds: int | None = None,
        end_said: bool = False,
    ) -> PreviewView:
        """Preview `stop`, now or at `stopped_at`; nothing is changed."""
        draft = self._queries.draft(
            self._mine(call_id),
            ticket=ticket,
            work_type=work_type,
            note=note,
            contact=contact,
            no_charge=no_charge,
            stopped_at=stopped_at,
            worked_seconds=worked_seconds,
            end_said=end_said,
        )
        view = self._entries.preview_call(draft)
        if end_said or worked_seconds is not None:
            return view
        refusal = view.refusal
        try:
            _check_length(draft, said=False, sure=True)
        except Refused as error:
            refusal = str(error)
        return replace(view, refusal=refusal, doubts=(*asking.of_call(draft.work.worked_seconds), *view.doubts))

    @needs(Right.WORK)
    def cancel(self, call_id: str | None = None) -> CallView:
        """Drop a call without an entry."""
        with self._session.changing(Scope.OWN_CALL):
            row = self._mine(call_id)
            view = self._view(row)
            self._close(row)
            self._rows.set_state(row.call_id, "cancelled", self._session.clock.now())
            self._session.touch("call.cancelled", row.call_id, row.client_id)
        return view

    @needs(Right.READ)
    def list(self, technician: str | None = None) -> tuple[CallView, ...]:
        """Running and held calls, of one technician or of everybody."""
        return self._queries.list(technician)

    @needs(Right.WORK)
    def heartbeat(self) -> None:
        """Record that a session shows the technician's running call; minutes without a heartbeat are a gap."""
        with self._session.changing(Scope.QUIET):
            for row in self._rows.open_calls(self._session.technician):
                if row.state == "running":
                    self._rows.beat(row.technician, self._queries.unbent_now(row))

    @needs(Right.WORK)
    def resolve_gap(self, call_id: str, choice: GapChoice) -> CallView:
        """Decide about a gap: keep its time, drop it and run on, or put the call on hold at its start."""
        session = self._session
        with session.changing(Scope.OWN_CALL):
            row = self._mine(call_id)
            gap = self._queries.gap_seconds(row)
            if gap and choice != "keep":
                self._close(row, session.clock.now() - timedelta(seconds=gap))
                if choice == "drop":
                    self._rows.open_stretch(call_id, self._stretch())
                    self._rows.set_state(call_id, "running", session.clock.now())
            elif gap:
                self._rows.beat(row.technician, self._queries.unbent_now(row))
        return self._view(self._mine(call_id))

    def _view(self, row: CallRow) -> CallView:
        return self._queries.view(row)

    def _stretch(self) -> Stretch:
        clock = self._session.clock
        return Stretch(clock.now(), clock.boot_ms(), clock.boot_id(), None)

    def _mine(self, call_id: str | None = None, *, state: str | None = None) -> CallRow:
        own = self._rows.open_calls(self._session.technician)
        for row in own:
            if call_id in (None, row.call_id) and state in (None, row.state):
                return row
        if call_id is not None and not any(row.call_id == call_id for row in own):
            raise Refused(
                _("there is no open call {call_id} of yours; see: monteore call list").format(call_id=call_id)
            )
        if state == "on-hold":
            raise Refused(_("no call of yours is on hold; see: monteore call list"))
        raise Refused(_("no call of yours is running; start one: monteore call start CLIENT"))

    def _hold_running(self) -> None:
        for row in self._rows.open_calls(self._session.technician):
            if row.state == "running":
                self._close(row)

    def _close(self, row: CallRow, at: datetime | None = None) -> None:
        if row.state == "running":
            self._rows.close_stretch(row.call_id, self._queries.elapsed_ms(row.stretches[-1], at))
            self._rows.set_state(row.call_id, "on-hold", self._session.clock.now())


def _check_length(draft: Draft, *, said: bool, sure: bool) -> None:
    """Errors: `Refused` for a call over 24 hours, `Unasked` for one over 4, unless a person said its end or length."""
    if said:
        return
    seconds = draft.work.worked_seconds
    if seconds > asking.DAY_SECONDS:
        raise Refused(
            _("the call lasted {time}, over 24 hours; say its end, or its length: monteore call stop @14:00").format(
                time=format_units(seconds // 60 * 60)
            )
        )
    asking.check(asking.of_call(seconds), sure=sure)
