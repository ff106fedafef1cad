"""Live calls, stored from their start; at most one runs per technician.

What was typed for a call is kept with it, outside the queue of the ledger. `call_edits.py` makes a call true before it is
posted.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.basics.dataclass import replace
from core.basics.durations import format_seconds
from core.basics.errors import ClockInDoubt, Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.codec import instant_text
from core.ledger.entries import Entries
from core.ledger.own_calls import OwnCalls
from core.model.calls import (
    CallChange,
    CallChangeRow,
    CallEdit,
    CallEnd,
    CallRow,
    CallState,
    CallWords,
    Ending,
)
from core.model.work import Draft
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.queries.queries import Queries
from core.queries.views.calls import CallView
from core.queries.views.postings import PostingView, PreviewView
from core.rules import asking, call_checks, call_times
from core.session import Session, needs
from core.store.scope import Scope

GapChoice = Literal["keep", "drop", "stop"]

_NOTHING_SAID = CallEnd()


class Calls:
    """Live calls from start to entry. Only calls of the session's technician are changed."""

    def __init__(self, session: Session, queries: Queries, entries: Entries) -> None:
        self._session = session
        self._queries = queries.calls
        self._entries = entries
        self._own = OwnCalls(session, queries.calls)
        self._rows = session.store.calls

    @needs(Right.WORK)
    def start(
        self, client_id: str, phone: str = "", account_id: str = "", *, started_at: datetime | None = None
    ) -> CallView:
        """Start a call now, or as if at `started_at`; the technician's running one goes on hold then, in the same change.

        Without an account the client's choice for the work type that the wrap-up says pays. Errors: `Refused` for a start
        in the future, or over 24 hours ago, and for an account that the client may not use.
        """
        with self._session.changing(Scope.OWN_CALL):
            call_id = self.start_in_change(client_id, phone, started_at, account_id)
        return self._view(self._own.mine(call_id))

    @needs(Right.WORK)
    def start_in_change(
        self,
        client_id: str,
        phone: str = "",
        started_at: datetime | None = None,
        account_id: str = "",
        *,
        is_key: bool = False,
    ) -> str:
        """Start a call inside a change that the caller holds open; the id of the call. Errors: those of `start`.

        `is_key`: `started_at` is when the key was pressed, and no correction that stands in the call's history.
        """
        session = self._session
        session.paying_account(client_id, DEFAULT_WORK_TYPE, account_id)
        now = session.clock.now()
        began = min(started_at or now, now)
        call_checks.check_start(started_at, now)
        self._own.hold_running(began)
        call_id = session.new_id("c")
        self._rows.add(call_id, client_id, session.technician, began, phone, account_id, now=now)
        self._rows.open_stretch(call_id, self._own.new_stretch(began))
        if began != now and not is_key:
            self._own.record(call_id, (CallChange("start", instant_text(now), instant_text(began)),))
        session.touch("call.started", call_id, client_id)
        return call_id

    @needs(Right.WORK)
    def hold(self, call_id: str | None = None) -> CallView:
        """Put the running call on hold; its time is kept. Errors: `Refused` if none is running."""
        with self._session.changing(Scope.OWN_CALL):
            row = self._own.mine(call_id, state="running")
            self._own.close(row)
            self._session.touch("call.held", row.call_id, row.client_id)
        return self._view(self._own.mine(row.call_id))

    @needs(Right.WORK)
    def resume(self, call_id: str | None = None) -> CallView:
        """Run the call that was held last (or the named one); a running one goes on hold."""
        with self._session.changing(Scope.OWN_CALL):
            row = self._own.mine(call_id, state="on-hold")
            self._own.hold_running()
            self._rows.open_stretch(row.call_id, self._own.new_stretch())
            self._rows.set_state(row.call_id, "running", self._session.clock.now())
            if row.ending:
                self._rows.keep_ending(row.call_id, None, self._session.clock.now())
            self._session.touch("call.resumed", row.call_id, row.client_id)
        return self._view(self._own.mine(row.call_id))

    @needs(Right.WORK)
    def stop(
        self,
        end: CallEnd = _NOTHING_SAID,
        *,
        call_id: str | None = None,
        sure: bool = False,
        also: Callable[[], object] | None = None,
    ) -> PostingView:
        """Post the call as an entry. Where the posting is refused the call stays on hold with its time.

        `also` records in the same change what else was said with the end; it is taken back where the posting is refused.

        A running call ends where its wrap-up was begun, else at `end.pressed_at`, else now; a person can say otherwise.
        Errors: `Unasked` for a call over 4 hours, or many blocks, unless a person is `sure`; `Refused` for a call over 24
        hours whose end nobody said.
        """
        session = self._session
        row = self._own.mine(call_id)
        client_id = end.edit.client_id or row.client_id
        session.charging.prepare(client_id, end.work_type, end.edit.account_for(row), session.today)
        try:
            with session.changing():
                row = self._own.mine(row.call_id)
                if also is not None:
                    also()
                draft = self._queries.draft(row, end)
                call_checks.check_times(end.edit, session.clock.now())
                call_checks.check_length(draft, said=self._is_said(row, end.edit), sure=sure)
                entry_id, decision = self._entries.post_in_change(draft, sure=sure)
                measured = call_times.length_ms(self._queries.measured(row, end.pressed_at)) // 1000
                self._own.record(row.call_id, self._queries.changes_of(row, end.edit, end.pressed_at))
                self._own.close(row, end.pressed_at)
                self._rows.set_state(row.call_id, "stopped", session.clock.now(), entry_id)
                self._rows.forget_words(row.call_id)
        except (Refused, ClockInDoubt) as refusal:
            with session.changing(Scope.OWN_CALL):
                self._own.close(self._own.mine(row.call_id), end.pressed_at or end.edit.ended_at)
            if isinstance(refusal, ClockInDoubt):
                raise
            held = _("the call is on hold with its time; {reason}").format(reason=refusal.sentence)
            raise Refused(held, step=refusal.step) from None
        view = self._entries.posted_view(entry_id, decision)
        return replace(view, warnings=(*view.warnings, *self._said_of_time(draft, end, measured)))

    @needs(Right.READ)
    def preview_stop(self, end: CallEnd = _NOTHING_SAID, *, call_id: str | None = None) -> PreviewView:
        """Preview `stop`; nothing is changed."""
        row = self._own.mine(call_id)
        draft = self._queries.draft(row, end)
        seconds = draft.work.worked_seconds
        view = replace(self._entries.preview_call(draft), is_short=seconds < asking.SHORT_CALL_SECONDS)
        refused = view.refused
        try:
            call_checks.check_times(end.edit, self._session.clock.now())
            call_checks.check_length(draft, said=self._is_said(row, end.edit), sure=True)
        except Refused as error:
            refused = error
        if self._is_said(row, end.edit):
            return replace(view, refused=refused)
        doubts = asking.of_call(seconds)
        return replace(view, refused=refused, doubts=(*doubts, *view.doubts), wants_end=bool(doubts))

    @needs(Right.WORK)
    def cancel(self, call_id: str | None = None) -> CallView:
        """Drop a call without an entry."""
        with self._session.changing(Scope.OWN_CALL):
            row = self._own.mine(call_id)
            view = self._view(row)
            self._own.close(row)
            self._rows.set_state(row.call_id, "cancelled", self._session.clock.now())
            self._rows.forget_words(row.call_id)
            self._session.touch("call.cancelled", row.call_id, row.client_id)
        return view

    @needs(Right.WORK)
    def keep_words(self, words: CallWords, call_id: str | None = None) -> None:
        """Keep what was typed for an own call, as typed; nobody else waits for it or sees it."""
        with self._session.changing(Scope.QUIET):
            self._rows.keep_words(self._own.mine(call_id).call_id, words, self._session.clock.now())

    @needs(Right.WORK)
    def begin_wrap_up(self, call_id: str, pressed_at: datetime) -> None:
        """Keep the instant at which the wrap-up was begun; one that waits to be saved keeps its own."""
        with self._session.changing(Scope.QUIET):
            row = self._own.mine(call_id)
            if row.ending is None or row.ending.is_left:
                runs = row.state == "running"
                elapsed = self._queries.elapsed_ms(row.stretches[-1], pressed_at) if runs else None
                self._rows.keep_ending(call_id, Ending(pressed_at, elapsed), self._session.clock.now())

    @needs(Right.WORK)
    def leave_wrap_up(self, call_id: str) -> None:
        """Go back to the call: it runs on, its words and the instant of the wrap-up stay known."""
        with self._session.changing(Scope.QUIET):
            row = self._own.mine(call_id)
            if row.ending is not None:
                self._rows.keep_ending(call_id, replace(row.ending, is_left=True), self._session.clock.now())

    @needs(Right.READ)
    def history(self, call_id: str) -> tuple[CallChangeRow, ...]:
        """What persons changed of a call, open or over."""
        return self._queries.history(self._queries.one(call_id).call_id)

    @needs(Right.READ)
    def entry_of(self, call_id: str) -> str | None:
        """The id of the entry that a call became; `None` for a call that is open, was dropped, or is unknown."""
        return self._rows.entry_of(call_id)

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
            row = self._own.mine(call_id)
            gap = self._queries.gap_seconds(row)
            if gap and choice != "keep":
                self._own.close(row, session.clock.now() - timedelta(seconds=gap))
                if choice == "drop":
                    self._rows.open_stretch(call_id, self._own.new_stretch())
                    self._rows.set_state(call_id, "running", session.clock.now())
            elif gap:
                self._rows.beat(row.technician, self._queries.unbent_now(row))
        return self._view(self._own.mine(call_id))

    def _view(self, row: CallRow) -> CallView:
        return self._queries.view(row)

    def _is_said(self, row: CallRow, edit: CallEdit) -> bool:
        """Whether a person said how long the call was, now or when it was changed last."""
        if edit.says_end:
            return True
        history = self._rows.changes(row.call_id) if row.state == CallState.ON_HOLD else ()
        return any(each.change.what in ("end", "length") for each in history)

    def _zone_of(self, draft: Draft) -> ZoneInfo:
        account = self._session.paying_account(draft.client_id, draft.work.work_type, draft.account_id)
        return self._session.zone_for(account.terms_on(draft.work.work_date))

    def _said_of_time(self, draft: Draft, end: CallEnd, measured_seconds: int) -> tuple[str, ...]:
        """What to say about the time of a posted call: that a person corrected it, or that it was very short."""
        spans, worked = draft.work.spans, draft.work.worked_seconds
        said = []
        if end.edit.started_at is not None or (end.edit.says_end and worked != measured_seconds):
            zone = self._zone_of(draft)
            until = spans[-1].started_at + timedelta(seconds=spans[-1].seconds)
            said.append(
                _("from {start} until {end}, {time} (measured {measured})").format(
                    start=f"{spans[0].started_at.astimezone(zone):%H:%M}",
                    end=f"{until.astimezone(zone):%H:%M}",
                    time=format_seconds(worked),
                    measured=format_seconds(measured_seconds),
                )
            )
        if worked < asking.SHORT_CALL_SECONDS:
            said.append(_("the call was under 30 s"))
        return tuple(said)
