"""Hold calls against entries, and decide what becomes of a call that nobody logged: an entry, or nothing for good."""

from collections.abc import Callable
from datetime import date

from core.basics.dataclass import replace
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.text import clean_text
from core.ledger.entries import Entries
from core.model.call_records import CallVerdict
from core.model.phone import PhoneCallRow
from core.model.work import Draft, Span
from core.phone.entry import NOTHING_SAID, SaidOfCall, entry_of
from core.phone.live import whole_second
from core.queries.call_refs import LIVE
from core.queries.queries import Queries
from core.queries.reconcile import Reconciling
from core.queries.views.postings import PostingView, PreviewView
from core.queries.views.unlogged import ReconcileView, UnloggedCall
from core.rules.call_parts import whole_of
from core.session import Session, needs
from core.store.scope import Scope

_LONGEST_REASON = 200


class Reconciliation:
    """The reconciliation, and verdicts on calls. A verdict closes a call in every telephone system that told of it."""

    def __init__(self, session: Session, queries: Queries, entries: Entries) -> None:
        self._session = session
        self._entries = entries
        self._reads = Reconciling(queries)

    @needs(Right.READ)
    def view(
        self,
        since: date | None = None,
        until: date | None = None,
        *,
        client_id: str | None = None,
        technician: str | None = None,
    ) -> ReconcileView:
        """The reconciliation of a period; see `Reconciling.view`."""
        return self._reads.view(since, until, client_id=client_id, technician=technician)

    @needs(Right.READ)
    def call(self, call_id: str) -> UnloggedCall:
        """An answered call by id. Errors: `Refused` for an unknown id."""
        return self._any(call_id)[0]

    @needs(Right.WORK)
    def log(self, call_id: str, words: SaidOfCall = NOTHING_SAID, *, sure: bool = False) -> PostingView:
        """Post a call as an entry with the telephone's times, by who talked.

        Errors: `Refused` for a call that was logged or dismissed before, of an unknown client, or of another technician
        without the right to manage.
        """
        session = self._session
        with session.changing():
            call = self._open(call_id)
            draft = self._draft(call, words)
            entry_id, decision = self._entries.post_in_change(draft, sure=sure)
            self._decide(call, entry_id, "", lambda row: replace(row, entry_id=entry_id), draft.technician or "")
        return self._entries.posted_view(entry_id, decision)

    @needs(Right.READ)
    def preview_log(self, call: UnloggedCall, words: SaidOfCall = NOTHING_SAID) -> PreviewView:
        """Preview `log` of a call that was read; nothing is changed. Whether it is still open, `log` says."""
        return self._entries.preview(self._draft(call, words), start_said=True)

    @needs(Right.WORK)
    def dismiss(self, call_id: str, reason: str) -> UnloggedCall:
        """Say that nothing comes of a call, for good. Errors: `Usage` without a reason, `Refused` for one decided before."""
        why = clean_text(reason)[:_LONGEST_REASON]
        if not why:
            raise Usage(_("say why the call is no work, such as: private"))
        with self._session.changing(Scope.PHONE):
            call = self._open(call_id)
            who = self._session.technician
            self._decide(call, None, why, lambda row: replace(row, dismissed_by=who))
        return call

    @needs(Right.READ)
    def id_of_phone_call(self, phone_call_id: str) -> str:
        """The id here of a call that a listener saw. Errors: `Refused` for an unknown id."""
        row = self._session.store.phone.one(phone_call_id)
        if row is None:
            raise Refused(_("there is no phone call {id}").format(id=phone_call_id), see="phone list")
        return self._reads.id_of_row(row)

    def _any(self, call_id: str) -> tuple[UnloggedCall, CallVerdict | None, str]:
        found = self._reads.call(call_id)
        if found is None:
            raise Refused(_("there is no answered call {id}").format(id=call_id), see="reconcile")
        return found

    def _open(self, call_id: str) -> UnloggedCall:
        call, verdict, entry_id = self._any(call_id)
        if entry_id:
            raise Refused(_("this call was logged before, as entry {entry_id}").format(entry_id=entry_id))
        if verdict is not None and verdict.entry_id is None:
            raise Refused(_("{technician} dismissed this call").format(technician=verdict.decided_by))
        return call

    def _decide(
        self,
        call: UnloggedCall,
        entry_id: str | None,
        reason: str,
        change: Callable[[PhoneCallRow], PhoneCallRow],
        technician: str = "",
    ) -> None:
        """Keep a verdict on every part of a call; the phone calls that listeners saw follow it."""
        session, now = self._session, self._session.clock.now()
        session.store.records.decide(
            CallVerdict(source, each, entry_id, reason, session.technician, now) for source, each in call.refs
        )
        for source, each in call.refs:
            if not source.startswith(LIVE):
                continue
            whole = whole_of(each)
            reference, _slash, generation = whole.rpartition("/")
            rows = session.store.phone.calls_of(f"{source.removeprefix(LIVE)}:{reference}", int(generation))
            if whole != each:
                rows = [row for row in rows if not row.technician or row.technician in call.technicians]
            talked = [row for row in rows if row.talk_seconds is not None and row.entry_id is None]
            own = [row for row in talked if row.technician == technician] or talked
            for row in own[:1] if entry_id else rows:
                session.store.phone.put(change(row), now)

    def _draft(self, call: UnloggedCall, words: SaidOfCall) -> Draft:
        """The entry of a call, by who talked. Errors: `Refused` for the work of another person without the right."""
        session, owner = self._session, call.client.client_id if call.client else None
        technician = session.technician
        if call.technicians and technician not in call.technicians:
            # Work of another person, as editing her entries.
            session.check(Right.MANAGE)
            technician = call.technicians[0]
        return entry_of(
            session,
            words,
            Span(whole_second(call.began_at), max(1, call.seconds)),
            client_id=owner,
            contact=call.contact if words.client_id in (None, owner) else "",
            technician=technician,
        )
