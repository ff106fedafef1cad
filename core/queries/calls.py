"""Live calls: elapsed time, gaps, and the draft entry of a call."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from core.basics.clock import local_date
from core.basics.errors import Refused
from core.basics.i18n import _
from core.model.accounts import AccountCard
from core.model.calls import CallRow, CallState, Stretch
from core.model.clients import Client
from core.model.work import Draft, Span, Work
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.queries.views import CallView
from core.session import Session

GAP_SECONDS = 300
"""Seconds without a heartbeat after which a running call has a gap."""


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
            raise Refused(_("there is no call {call_id}; see: monteore call list").format(call_id=call_id))
        return self.view(row if row.state in set(CallState) else replace(row, state=CallState.ON_HOLD.value))

    def of_client(self, client_id: str) -> tuple[CallView, ...]:
        """The open calls of everybody with one client."""
        return tuple(self.view(row) for row in self._rows.open_calls() if row.client_id == client_id)

    def view(self, row: CallRow) -> CallView:
        """The view of a call."""
        gap = self.gap_seconds(row)
        account = self._account_of(row)
        is_owner = account.client.client_id == row.client_id
        return CallView(
            row.call_id,
            account.client if is_owner else self._client_of(row.client_id),
            row.technician,
            CallState(row.state),
            row.started_at,
            sum(self.elapsed_ms(stretch) for stretch in row.stretches) // 1000,
            row.phone,
            gap,
            row.heartbeat_at if gap else None,
            account=account,
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

    def spans(self, row: CallRow, at: datetime | None = None, *, end_said: bool = False) -> tuple[Span, ...]:
        """The stretches as spans whose whole seconds add up to the whole seconds of the call.

        `at` ends the stretch that runs; an end that a person said ends those that are over, too.
        """
        spans, total_ms, given = [], 0, 0
        for stretch in row.stretches:
            length_ms = self.elapsed_ms(stretch, at if stretch.elapsed_ms is None else None)
            if end_said and at is not None:
                length_ms = min(length_ms, max(0, (at - stretch.started_at) // timedelta(milliseconds=1)))
            total_ms += length_ms
            seconds = total_ms // 1000 - given
            given += seconds
            if seconds:
                spans.append(Span(stretch.started_at.replace(microsecond=0), seconds))
        return tuple(spans) or (Span(row.started_at.replace(microsecond=0), 1),)

    def draft(
        self,
        row: CallRow,
        *,
        ticket: str = "",
        work_type: str = DEFAULT_WORK_TYPE,
        note: str = "",
        contact: str = "",
        no_charge: bool = False,
        stopped_at: datetime | None = None,
        worked_seconds: int | None = None,
        end_said: bool = False,
    ) -> Draft:
        """The entry that a call would be if it ended now or at `stopped_at`, or had lasted `worked_seconds`."""
        session = self._session
        spans = self.spans(row, stopped_at, end_said=end_said)
        if worked_seconds is not None:
            spans = _shortened(spans, worked_seconds)
        terms = session.terms_of(session.paying_account(row.client_id, work_type, row.account_id))
        work = Work(
            local_date(spans[0].started_at, session.zone_for(terms)),
            sum(span.seconds for span in spans),
            spans,
            work_type,
            no_charge,
        )
        return Draft(row.client_id, work, ticket, note, contact, account_id=row.account_id)

    def drafts_of_account(self, account_id: str) -> tuple[Draft, ...]:
        """The entries to post to an account if all open calls that it pays ended now."""
        return tuple(self.draft(row) for row in self._rows.calls_paid_by(account_id, DEFAULT_WORK_TYPE))

    def unbent_now(self, row: CallRow) -> datetime:
        """The start of the running stretch plus its elapsed time. Heartbeats use it: a step of the wall clock makes no gap."""
        last = row.stretches[-1]
        return last.started_at + timedelta(milliseconds=self.elapsed_ms(last))

    def gap_seconds(self, row: CallRow) -> int:
        """Seconds without a heartbeat while the call ran; 0 below `GAP_SECONDS`."""
        if row.state != "running" or row.heartbeat_at is None:
            return 0
        silence = int((self.unbent_now(row) - row.heartbeat_at).total_seconds())
        return silence if silence >= GAP_SECONDS else 0


def _shortened(spans: tuple[Span, ...], seconds: int) -> tuple[Span, ...]:
    """The first `seconds` of the spans; the last one runs on where they hold fewer."""
    kept: list[Span] = []
    for place, span in enumerate(spans):
        is_last = place == len(spans) - 1
        length = seconds if is_last else min(span.seconds, seconds)
        if length > 0:
            kept.append(Span(span.started_at, length))
        seconds -= length
    return tuple(kept)
