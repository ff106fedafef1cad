"""Live calls, stored from their start; at most one runs per technician.

Until it is posted a call can be made true: another client, start, end or length, or two parts. What was typed for it is
kept with it, outside the queue of the ledger.
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
from core.model.calls import (
    CallChange,
    CallChangeRow,
    CallEdit,
    CallEnd,
    CallRow,
    CallState,
    CallWords,
    Ending,
    Stretch,
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
NO_EDIT = CallEdit()


class Calls:
    """Live calls. Only calls of the session's technician are changed; to make another's true needs the right to manage."""

    def __init__(self, session: Session, queries: Queries, entries: Entries) -> None:
        self._session = session
        self._queries = queries.calls
        self._entries = entries
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
        return self._view(self._mine(call_id))

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
        self._hold_running(began)
        call_id = session.new_id("c")
        self._rows.add(call_id, client_id, session.technician, began, phone, account_id, now=now)
        self._rows.open_stretch(call_id, self._stretch(began))
        if began != now and not is_key:
            self._record(call_id, (CallChange("start", instant_text(now), instant_text(began)),))
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
            if row.ending:
                self._rows.keep_ending(row.call_id, None, self._session.clock.now())
            self._session.touch("call.resumed", row.call_id, row.client_id)
        return self._view(self._mine(row.call_id))

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
        row = self._mine(call_id)
        client_id = end.edit.client_id or row.client_id
        session.charging.prepare(client_id, end.work_type, end.edit.account_for(row), session.today)
        try:
            with session.changing():
                row = self._mine(row.call_id)
                if also is not None:
                    also()
                draft = self._queries.draft(row, end)
                call_checks.check_times(end.edit, session.clock.now())
                call_checks.check_length(draft, said=self._is_said(row, end.edit), sure=sure)
                entry_id, decision = self._entries.post_in_change(draft, sure=sure)
                measured = call_times.length_ms(self._queries.measured(row, end.pressed_at)) // 1000
                self._record(row.call_id, self._queries.changes_of(row, end.edit, end.pressed_at))
                self._close(row, end.pressed_at)
                self._rows.set_state(row.call_id, "stopped", session.clock.now(), entry_id)
                self._rows.forget_words(row.call_id)
        except (Refused, ClockInDoubt) as refusal:
            with session.changing(Scope.OWN_CALL):
                self._close(self._mine(row.call_id), end.pressed_at or end.edit.ended_at)
            if isinstance(refusal, ClockInDoubt):
                raise
            held = _("the call is on hold with its time; {reason}").format(reason=refusal.sentence)
            raise Refused(held, step=refusal.step) from None
        view = self._entries.posted_view(entry_id, decision)
        return replace(view, warnings=(*view.warnings, *self._said_of_time(draft, end, measured)))

    @needs(Right.READ)
    def preview_stop(self, end: CallEnd = _NOTHING_SAID, *, call_id: str | None = None) -> PreviewView:
        """Preview `stop`; nothing is changed."""
        row = self._mine(call_id)
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
            row = self._mine(call_id)
            view = self._view(row)
            self._close(row)
            self._rows.set_state(row.call_id, "cancelled", self._session.clock.now())
            self._rows.forget_words(row.call_id)
            self._session.touch("call.cancelled", row.call_id, row.client_id)
        return view

    @needs(Right.WORK)
    def edit(self, edit: CallEdit, call_id: str | None = None) -> CallView:
        """Change client, account, start, end or length of an open call; one whose end or length is said goes on hold.

        Errors: `Refused` for a time in the future, where nothing of the call would be left, and without the right to
        manage for another technician's call.
        """
        with self._session.changing(Scope.OWN_CALL):
            row = self._edit_in_change(edit, call_id)
        return self._view(self._open(row.call_id))

    def _edit_in_change(self, edit: CallEdit, call_id: str | None) -> CallRow:
        """Edit a call inside a change that the caller holds open; its row before. Errors: those of `edit`."""
        session = self._session
        row = self._open(call_id)
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
        self._record(row.call_id, changes)
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
        return self._view(self._open(first)), self._view(self._open(second))

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
        row, now = self._open(call_id), session.clock.now()
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
        self._record(row.call_id, (split, CallChange("length", str(lasted), str(seconds))))
        self._record(second, (split,))
        session.touch("call.split", row.call_id, row.client_id)
        session.touch("call.started", second, client_id)
        return row.call_id, second

    @needs(Right.WORK)
    def keep_words(self, words: CallWords, call_id: str | None = None) -> None:
        """Keep what was typed for an own call, as typed; nobody else waits for it or sees it."""
        with self._session.changing(Scope.QUIET):
            self._rows.keep_words(self._mine(call_id).call_id, words, self._session.clock.now())

    @needs(Right.WORK)
    def begin_wrap_up(self, call_id: str, pressed_at: datetime) -> None:
        """Keep the instant at which the wrap-up was begun; one that waits to be saved keeps its own."""
        with self._session.changing(Scope.QUIET):
            row = self._mine(call_id)
            if row.ending is None or row.ending.is_left:
                runs = row.state == "running"
                elapsed = self._queries.elapsed_ms(row.stretches[-1], pressed_at) if runs else None
                self._rows.keep_ending(call_id, Ending(pressed_at, elapsed), self._session.clock.now())

    @needs(Right.WORK)
    def leave_wrap_up(self, call_id: str) -> None:
        """Go back to the call: it runs on, its words and the instant of the wrap-up stay known."""
        with self._session.changing(Scope.QUIET):
            row = self._mine(call_id)
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

    def _stretch(self, began: datetime | None = None) -> Stretch:
        clock = self._session.clock
        now = clock.now()
        earlier_ms = (now - (began or now)) // timedelta(milliseconds=1)
        return Stretch(began or now, clock.boot_ms() - earlier_ms, clock.boot_id(), None)

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

    def _record(self, call_id: str, changes: tuple[CallChange, ...]) -> None:
        now = self._session.clock.now()
        for change in changes:
            self._rows.add_change(call_id, CallChangeRow(now, self._session.technician, change))

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

    def _open(self, call_id: str | None) -> CallRow:
        """An own call, or another technician's by its id. Errors: `Refused` for that without the right to manage."""
        row = self._rows.call(call_id) if call_id is not None else None
        if row is None or row.technician == self._session.technician:
            return self._mine(call_id)
        self._session.check(Right.MANAGE)
        return row

    def _mine(self, call_id: str | None = None, *, state: str | None = None) -> CallRow:
        own = self._rows.open_calls(self._session.technician)
        for row in own:
            if call_id in (None, row.call_id) and state in (None, row.state):
                return row
        if call_id is not None and not any(row.call_id == call_id for row in own):
            raise Refused(_("there is no open call {call_id} of yours").format(call_id=call_id), see="call list")
        if state == "on-hold":
            raise Refused(_("no call of yours is on hold"), see="call list")
        raise Refused(_("no call of yours is running; start one"), step="call start CLIENT")

    def _hold_running(self, at: datetime | None = None) -> None:
        """Put the running call on hold, at an earlier instant where its last stretch began before that."""
        for row in self._rows.open_calls(self._session.technician):
            if row.state == "running":
                earlier = at if at is not None and at > self._queries.measured(row)[-1].started_at else None
                if earlier is not None and self._session.clock.now() - earlier >= timedelta(seconds=1):
                    self._record(row.call_id, self._queries.changes_of(row, CallEdit(ended_at=earlier)))
                self._close(row, earlier)

    def _close(self, row: CallRow, at: datetime | None = None) -> None:
        if row.state == "running":
            self._rows.close_stretch(row.call_id, self._queries.running_ms(row, at))
            self._rows.set_state(row.call_id, "on-hold", self._session.clock.now())
