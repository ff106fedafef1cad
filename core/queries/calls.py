"""Live calls: elapsed time, gaps, and the draft entry of a call."""

from collections.abc import Callable
from datetime import datetime, timedelta

from core.basics.clock import local_date
from core.basics.dataclass import replace
from core.basics.errors import Refused
from core.basics.i18n import _
from core.model.accounts import AccountCard
from core.model.calls import CallChange, CallChangeRow, CallEdit, CallEnd, CallRow, CallState, Stretch
from core.model.clients import Client
from core.model.work import Draft, Span, Work
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.queries.views.calls import CallView
from core.session import Session

GAP_SECONDS = 300
"""Seconds without a heartbeat after which a running call has a gap."""
_STEPPED = timedelta(seconds=2)
"""Difference between the wall clock and the boot clock over which the wall clock was stepped."""


class CallQueries:
    """Reads of live calls. Elapsed time comes from the boot clock: steps of the wall clock do not change it."""

    def __init__(self, session: Session, client_of: Callable[[str], Client]) -> None:
        self._session = session
        self._rows = session.store.calls
        self._client_of = client_of

    def list(self, technician: str | None = None) -> tuple[CallView, ...]:
        """Running and held calls, of one technician or of everybody."""
        return tuple(self.view(row) for row in self._rows.open_calls(technician))

    def one(self, call_id: str) -> CallView:
        """A call by id; one that is over shows as it was left, on hold. Errors: `Refused` for an unknown id."""
        row = self._rows.any_call(call_id)
        if row is None:
            raise Refused(_("there is no call {call_id}").format(call_id=call_id), see="call list")
        return self.view(row if row.state in set(CallState) else replace(row, state=CallState.ON_HOLD.value))

    def elapsed_seconds(self, call_id: str, at: datetime | None = None) -> int:
        """Whole seconds of an open call, up to where its wrap-up was begun, else until now or `at`; 0 for an unknown id."""
        from core.rules import call_times

        row = self._rows.call(call_id)
        return call_times.length_ms(self.measured(row, at)) // 1000 if row else 0

    def of_client(self, client_id: str) -> tuple[CallView, ...]:
        """The open calls of everybody with one client."""
        return tuple(self.view(row) for row in self._rows.open_calls() if row.client_id == client_id)

    def view(self, row: CallRow) -> CallView:
        """The view of a call."""
        gap = self.gap_seconds(row)
        account = self._account_of(row)
        is_owner = account.client.client_id == row.client_id
        elapsed_ms = sum(self.elapsed_ms(stretch) for stretch in row.stretches)
        return CallView(
            row.call_id,
            account.client if is_owner else self._client_of(row.client_id),
            row.technician,
            CallState(row.state),
            row.started_at,
            elapsed_ms // 1000,
            row.phone,
            gap,
            row.words,
            row.ending,
            account=account,
            reached_at_ms=self._session.clock.boot_ms() - elapsed_ms % 1000,
        )

    def _account_of(self, row: CallRow) -> AccountCard:
        reads = self._session.store.reads
        card = reads.card(row.account_id) if row.account_id else reads.paying_card(row.client_id, DEFAULT_WORK_TYPE)
        assert card is not None
        return card

    def elapsed_ms(self, stretch: Stretch, at: datetime | None = None) -> int:
        """Milliseconds of a stretch until now or `at`, 0 or more: by the boot clock within one boot, else the wall clock."""
        if stretch.elapsed_ms is not None:
            return stretch.elapsed_ms
        clock = self._session.clock
        now = clock.now()
        if stretch.boot_id == clock.boot_id():
            elapsed = clock.boot_ms() - stretch.boot_ms
        else:
            elapsed = (now - stretch.started_at) // timedelta(milliseconds=1)
        if at is not None:
            elapsed -= max(0, (now - at) // timedelta(milliseconds=1))
        return max(0, elapsed)

    def measured(self, row: CallRow, at: datetime | None = None) -> tuple[Stretch, ...]:
        """The stretches of a call with their lengths; one that runs ends where its wrap-up was begun, else now or at `at`."""
        return tuple(
            replace(stretch, elapsed_ms=self.running_ms(row, at)) if stretch.elapsed_ms is None else stretch
            for stretch in row.stretches
        )

    def _in_this_clock(self, row: CallRow, stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
        """The stretches with the one that runs where its length puts it: after a step of the wall clock, times that a
        person says are of the clock as it is now."""
        last = row.stretches[-1]
        if last.elapsed_ms is not None:
            return stretches
        began = self._session.clock.now() - timedelta(milliseconds=self.elapsed_ms(last))
        if abs(began - last.started_at) <= _STEPPED:
            return stretches
        return (*stretches[:-1], replace(stretches[-1], started_at=began))

    def running_ms(self, row: CallRow, at: datetime | None = None) -> int:
        """Milliseconds of the stretch that runs, up to where its wrap-up was begun, else until now or `at`."""
        ending = row.ending
        if ending and not ending.is_left and ending.elapsed_ms is not None:
            return ending.elapsed_ms
        return self.elapsed_ms(row.stretches[-1], at)

    def timed(self, row: CallRow, edit: CallEdit, at: datetime | None = None) -> tuple[Stretch, ...]:
        """The measured stretches as a person corrected them. Errors: `Refused` where nothing of the call would be left."""
        from core.rules import call_times

        stretches = self.measured(row, at)
        if edit.started_at is not None or edit.ended_at is not None:
            stretches = self._in_this_clock(row, stretches)
        if edit.started_at is not None and edit.seconds is not None:
            first = call_times.begun_at(stretches, edit.started_at) or stretches
            return (replace(first[0], started_at=edit.started_at, elapsed_ms=edit.seconds * 1000),)
        if edit.started_at is not None:
            stretches = call_times.begun_at(stretches, edit.started_at)
        if edit.ended_at is not None:
            stretches = call_times.ended_at(stretches, edit.ended_at)
        if edit.seconds is not None:
            stretches = call_times.lasting(stretches, edit.seconds * 1000)
        if not stretches:
            raise Refused(_("nothing of the call would be left; write another start or end, or drop the call"))
        return stretches

    def draft(self, row: CallRow, end: CallEnd | None = None) -> Draft:
        """The entry that a call would be if it ended so; without `end`, if it ended now with nothing typed."""
        from core.rules import call_changes

        end = end or CallEnd()
        session = self._session
        client_id = end.edit.client_id or row.client_id
        spans = _spans(self.timed(row, end.edit, end.pressed_at))
        account_id = end.edit.account_for(row)
        terms = session.terms_of(session.paying_account(client_id, end.work_type, account_id))
        work = Work(
            local_date(spans[0].started_at, session.zone_for(terms)),
            sum(span.seconds for span in spans),
            spans,
            end.work_type,
            end.no_charge,
        )
        known = tuple(each.change for each in self._rows.changes(row.call_id))
        changes = call_changes.net((*known, *self.changes_of(row, end.edit, end.pressed_at)))
        return Draft(client_id, work, end.ticket, end.note, end.contact, call_changes=changes, account_id=account_id)

    def changes_of(self, row: CallRow, edit: CallEdit, at: datetime | None = None) -> tuple[CallChange, ...]:
        """What a correction changes of a call."""
        from core.rules import call_changes

        before, after = self.measured(row, at), self.timed(row, edit, at)
        return call_changes.between(row.client_id, before, edit, after)

    def history(self, call_id: str) -> tuple[CallChangeRow, ...]:
        """What persons changed of a call, the first change first."""
        return self._rows.changes(call_id)

    def drafts_of_account(self, account_id: str) -> tuple[Draft, ...]:
        """The entries to post to an account if all open calls that it pays ended now, each with its technician."""
        return tuple(
            replace(self.draft(row), technician=row.technician)
            for row in self._rows.calls_paid_by(account_id, DEFAULT_WORK_TYPE)
        )

    def unbent_now(self, row: CallRow) -> datetime:
        """The start of the running stretch plus its elapsed time. Heartbeats use it: a step of the wall clock makes no gap."""
        last = row.stretches[-1]
        return last.started_at + timedelta(milliseconds=self.elapsed_ms(last))

    def gap_seconds(self, row: CallRow) -> int:
        """Seconds without a heartbeat while the call ran; 0 below `GAP_SECONDS`."""
        if row.state != "running" or row.heartbeat_at is None:
            return 0
        ending = row.ending
        # Silence after F5 is no gap: the call has ended there.
        until = ending.at if ending and not ending.is_left else self.unbent_now(row)
        silence = int((until - row.heartbeat_at).total_seconds())
        return silence if silence >= GAP_SECONDS else 0


def _spans(stretches: tuple[Stretch, ...]) -> tuple[Span, ...]:
    """The stretches as spans whose whole seconds add up to the whole seconds of the call, at least one."""
    spans, total_ms, given = [], 0, 0
    for stretch in stretches:
        total_ms += stretch.elapsed_ms or 0
        seconds = total_ms // 1000 - given
        given += seconds
        if seconds:
            spans.append(Span(stretch.started_at.replace(microsecond=0), seconds))
    return tuple(spans) or (Span(stretches[0].started_at.replace(microsecond=0), 1),)
