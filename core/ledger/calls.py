"""Live calls: in the store from their first second, one running per technician, elapsed time that no clock step bends."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from core.basics.clock import local_date
from core.basics.errors import Refused
from core.basics.i18n import _
from core.model.calls import CallRow, CallState, Stretch
from core.model.work import Draft, Span, Work
from core.queries.views import CallView, PostingView, PreviewView
from core.store.protocol import Scope

if TYPE_CHECKING:
    from core.business import Business

GAP_SECONDS = 300
GapChoice = Literal["keep", "drop", "stop"]


class Calls:
    """The live calls of everybody; changes are those of one technician."""

    def __init__(self, ledger: "Business") -> None:
        self._ledger = ledger
        self._rows = ledger.store.calls

    def start(self, client_id: str, phone: str = "") -> CallView:
        """Start a call now; the technician's running one goes on hold in the same change."""
        ledger = self._ledger
        with ledger.changing(Scope.OWN_CALL):
            ledger.account(client_id)
            self._hold_running()
            now = ledger.clock.now()
            call_id = ledger.new_id("c")
            self._rows.add(call_id, client_id, ledger.technician, now, phone)
            self._rows.open_stretch(call_id, self._stretch())
        return self._view(self._mine(call_id))

    def hold(self, call_id: str | None = None) -> CallView:
        """Put the running call on hold; its time waits with it."""
        with self._ledger.changing(Scope.OWN_CALL):
            row = self._mine(call_id, state="running")
            self._close(row)
        return self._view(self._mine(row.call_id))

    def resume(self, call_id: str | None = None) -> CallView:
        """Run the call that was held last (or the named one); a running one goes on hold."""
        with self._ledger.changing(Scope.OWN_CALL):
            row = self._mine(call_id, state="on-hold")
            self._hold_running()
            self._rows.open_stretch(row.call_id, self._stretch())
            self._rows.set_state(row.call_id, "running", self._ledger.clock.now())
        return self._view(self._mine(row.call_id))

    def stop(
        self,
        *,
        call_id: str | None = None,
        ticket: str = "",
        work_type: str = "phone",
        note: str = "",
        contact: str = "",
        no_charge: bool = False,
        stopped_at: datetime | None = None,
    ) -> PostingView:
        """Post the call as an entry. Where the posting is refused the call stays on hold with its time."""
        ledger = self._ledger
        row = self._mine(call_id)
        try:
            with ledger.changing():
                row = self._mine(row.call_id)
                draft = self._draft(row, ticket, work_type, note, contact, no_charge, stopped_at)
                entry_id, decision = ledger.post_in_change(draft)
                self._close(row, stopped_at)
                self._rows.set_state(row.call_id, "stopped", ledger.clock.now(), entry_id)
        except Refused as refusal:
            with ledger.changing(Scope.OWN_CALL):
                self._close(self._mine(row.call_id), stopped_at)
            raise Refused(_("{reason}; the call is on hold with its time").format(reason=refusal)) from None
        return ledger.posted_view(entry_id, decision)

    def preview_stop(
        self,
        *,
        call_id: str | None = None,
        ticket: str = "",
        work_type: str = "phone",
        note: str = "",
        contact: str = "",
        no_charge: bool = False,
        stopped_at: datetime | None = None,
    ) -> PreviewView:
        """What stopping now (or at `stopped_at`) would deduct; nothing is changed."""
        row = self._mine(call_id)
        return self._ledger.preview(self._draft(row, ticket, work_type, note, contact, no_charge, stopped_at))

    def cancel(self, call_id: str | None = None) -> CallView:
        """Drop a call without an entry."""
        with self._ledger.changing(Scope.OWN_CALL):
            row = self._mine(call_id)
            view = self._view(row)
            self._close(row)
            self._rows.set_state(row.call_id, "cancelled", self._ledger.clock.now())
        return view

    def list(self, technician: str | None = None) -> tuple[CallView, ...]:
        """Running and held calls, of one technician or of everybody."""
        return tuple(self._view(row) for row in self._rows.open_calls(technician))

    def heartbeat(self) -> None:
        """Tell that a session shows this technician's running call; a long silence later is a gap."""
        with self._ledger.changing(Scope.QUIET):
            for row in self._rows.open_calls(self._ledger.technician):
                if row.state == "running":
                    self._rows.beat(row.technician, self._unbent_now(row))

    def resolve_gap(self, call_id: str, choice: GapChoice) -> CallView:
        """After a gap: keep all of it, drop it and run on, or stop at its beginning (on hold, ready for wrap-up)."""
        ledger = self._ledger
        with ledger.changing(Scope.OWN_CALL):
            row = self._mine(call_id)
            gap = self._gap_seconds(row)
            if gap and choice != "keep":
                self._close(row, ledger.clock.now() - timedelta(seconds=gap))
                if choice == "drop":
                    self._rows.open_stretch(call_id, self._stretch())
                    self._rows.set_state(call_id, "running", ledger.clock.now())
            elif gap:
                self._rows.beat(row.technician, self._unbent_now(row))
        return self._view(self._mine(call_id))

    def _stretch(self) -> Stretch:
        clock = self._ledger.clock
        return Stretch(clock.now(), clock.boot_ms(), clock.boot_id(), None)

    def _mine(self, call_id: str | None = None, *, state: str | None = None) -> CallRow:
        own = self._rows.open_calls(self._ledger.technician)
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
        for row in self._rows.open_calls(self._ledger.technician):
            if row.state == "running":
                self._close(row)

    def _close(self, row: CallRow, at: datetime | None = None) -> None:
        if row.state == "running":
            self._rows.close_stretch(row.call_id, self._elapsed_ms(row.stretches[-1], at))
            self._rows.set_state(row.call_id, "on-hold", self._ledger.clock.now())

    def _elapsed_ms(self, stretch: Stretch, at: datetime | None = None) -> int:
        """Milliseconds of a stretch: the boot clock within one boot, else the wall clock; never less than 0."""
        if stretch.elapsed_ms is not None:
            return stretch.elapsed_ms
        clock = self._ledger.clock
        now = clock.now()
        if stretch.boot_id == clock.boot_id():
            elapsed = clock.boot_ms() - stretch.boot_ms
        else:
            elapsed = (now - stretch.started_at) // timedelta(milliseconds=1)
        if at is not None:
            elapsed -= max(0, (now - at) // timedelta(milliseconds=1))
        return max(0, elapsed)

    def _spans(self, row: CallRow, at: datetime | None) -> tuple[Span, ...]:
        """The stretches as spans whose whole seconds add up to the whole seconds of the call."""
        spans, total_ms, given = [], 0, 0
        for stretch in row.stretches:
            total_ms += self._elapsed_ms(stretch, at if stretch.elapsed_ms is None else None)
            seconds = total_ms // 1000 - given
            given += seconds
            if seconds:
                spans.append(Span(stretch.started_at.replace(microsecond=0), seconds))
        return tuple(spans) or (Span(row.started_at.replace(microsecond=0), 1),)

    def _draft(
        self,
        row: CallRow,
        ticket: str,
        work_type: str,
        note: str,
        contact: str,
        no_charge: bool,
        stopped_at: datetime | None,
    ) -> Draft:
        ledger = self._ledger
        spans = self._spans(row, stopped_at)
        terms = ledger.account(row.client_id).terms_on(ledger.today)
        work = Work(
            local_date(spans[0].started_at, ledger.zone_for(terms)),
            sum(span.seconds for span in spans),
            spans,
            work_type,
            no_charge,
        )
        return Draft(row.client_id, work, ticket, note, contact)

    def elapsed_draft(self, view: CallView) -> Draft:
        """The entry that an open call would be now, for its pending minutes."""
        row = self._rows.call(view.call_id)
        if row is None:
            raise Refused(_("there is no open call {call_id}").format(call_id=view.call_id))
        return self._draft(row, "", "phone", "", "", False, None)

    def _unbent_now(self, row: CallRow) -> datetime:
        """Now as the call's own clock tells it; heartbeats are kept in it, so that a wall clock's step is no silence."""
        last = row.stretches[-1]
        return last.started_at + timedelta(milliseconds=self._elapsed_ms(last))

    def _gap_seconds(self, row: CallRow) -> int:
        if row.state != "running" or row.heartbeat_at is None:
            return 0
        silence = int((self._unbent_now(row) - row.heartbeat_at).total_seconds())
        return silence if silence >= GAP_SECONDS else 0

    def _view(self, row: CallRow) -> CallView:
        elapsed = sum(self._elapsed_ms(stretch) for stretch in row.stretches) // 1000
        client = self._ledger.queries.client(row.client_id)
        gap = self._gap_seconds(row)
        return CallView(
            row.call_id,
            client,
            row.technician,
            CallState(row.state),
            row.started_at,
            elapsed,
            row.phone,
            gap,
            row.heartbeat_at if gap else None,
        )

    def of_client(self, client_id: str) -> Sequence[CallView]:
        """The open calls of everybody with one client."""
        return [self._view(row) for row in self._rows.open_calls() if row.client_id == client_id]
