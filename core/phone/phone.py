"""The telephone: events in, calls on desks, and what a technician does with one."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from core.basics.dataclass import replace
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.text import clean_text
from core.model.phone import PhoneCallRow, PhoneEvent, PhoneState
from core.phone.live import LiveCalls, whole_second
from core.phone.recorder import Recorder
from core.phone.settings import PhoneSettings
from core.queries.by_id import client_by_id
from core.queries.phone import CallerCard, PhoneCallView, PhoneDeskView, PhoneQueries
from core.session import Session, needs
from core.store.scope import Scope

if TYPE_CHECKING:
    from core.ledger.callers import Callers
    from core.ledger.clients import Clients
    from core.ledger.entries import Entries
    from core.model.work import Draft
    from core.phone.entry import SaidOfCall
    from core.phone.records.importing import RecordImports
    from core.phone.records.reconciliation import Reconciliation
    from core.phone.records.records import Records
    from core.queries.phone_day import PhoneDay
    from core.queries.queries import Queries
    from core.queries.views.balances import BalanceView
    from core.queries.views.calls import CallView
    from core.queries.views.clients import CallerView
    from core.queries.views.entries import EntryView
    from core.queries.views.postings import PostingView, PreviewView


class Phone:
    """Phone calls. A technician acts on calls of her own phones; missed ones can be dismissed for everybody.

    It asks for reads and services at their first use: a shell verb that tells of a ring needs none of them.
    """

    def __init__(
        self,
        session: Session,
        queries: "Callable[[], Queries]",
        entries: "Callable[[], Entries]",
        clients: "Callable[[], Clients]",
        callers: "Callable[[], Callers]",
    ) -> None:
        self._session = session
        self._load_queries = queries
        self._load_entries = entries
        self._load_clients = clients
        self._load_callers = callers
        self._rows = session.store.phone
        self.settings = PhoneSettings(session)
        self._live = LiveCalls(session, self.settings)
        self._recorder = Recorder(session, self.settings, self._live.follow)
        self._reads = PhoneQueries(
            session,
            lambda client_id: client_by_id(session, client_id),
            self._balance_of,
            self._last_entry_of,
            lambda: self.settings.options,
        )

    @property
    def _queries(self) -> "Queries":
        return self._load_queries()

    @property
    def _entries(self) -> "Entries":
        return self._load_entries()

    @property
    def _clients(self) -> "Clients":
        return self._load_clients()

    @property
    def _callers(self) -> "Callers":
        return self._load_callers()

    @cached_property
    def records(self) -> "Records":
        """Call records of telephone systems."""
        from core.phone.records.records import Records

        return Records(self._session, self.settings)

    @cached_property
    def record_imports(self) -> "RecordImports":
        """Imports of call records."""
        from core.phone.records.importing import RecordImports

        return RecordImports(self._session, self.settings, self.records)

    @cached_property
    def reconciliation(self) -> "Reconciliation":
        """Calls that nobody logged."""
        from core.phone.records.reconciliation import Reconciliation

        return Reconciliation(self._session, self._queries, self._entries)

    @needs(Right.WORK, Right.SERVE)
    def record(self, events: Iterable[PhoneEvent]) -> tuple[str, ...]:
        """Record events of a telephone system. Returns the ids of the phone calls that they concern."""
        return self._recorder.record(events)

    @needs(Right.READ)
    def desk(self, technician: str | None = None) -> PhoneDeskView:
        """What the telephone puts on a technician's desk (the session's)."""
        return self._reads.desk(technician)

    @needs(Right.READ)
    def of_day(self, day: date | None = None, technician: str | None = None) -> tuple[PhoneCallView, ...]:
        """The phone calls of a day (today), of one technician or of everybody."""
        return self._reads.of_day(day, technician)

    @needs(Right.READ)
    def day(self, day: date | None = None) -> "PhoneDay":
        """The phone calls of a day (today) of everybody, one line a call, with what came of each."""
        from core.queries.phone_day import PhoneDay, PhoneLine, one_a_call, outcome_of

        views = self._reads.of_day(day)
        reached = self._reads.reached(day)
        lines = tuple(
            PhoneLine(view, outcome_of(view, reached), self._queries.entry(view.entry_id) if view.entry_id else None)
            for view in one_a_call(views, self._session.technician)
        )
        return PhoneDay(day or self._session.today, lines)

    @needs(Right.READ)
    def one(self, phone_call_id: str) -> PhoneCallView:
        """A phone call by id. Errors: `Refused` for an unknown id."""
        return self._reads.one(phone_call_id)

    @needs(Right.READ)
    def of_live_call(self, call_id: str) -> PhoneCallView | None:
        """The phone call that became a live call; `None` where no telephone told of it."""
        return self._reads.of_live_call(call_id)

    @needs(Right.READ)
    def card(self, client_id: str) -> CallerCard:
        """What a technician wants to know of a caller: what is left and until when, the last entry, the ticket."""
        return self._reads.card(client_id)

    @needs(Right.READ)
    def caller(self, number: str) -> "CallerView":
        """The owners of a number, read by the telephone's settings."""
        return self._queries.caller(number, self.settings.plan)

    @needs(Right.WORK)
    def accept(
        self, phone_call_id: str, client_id: str | None = None, *, pressed_at: datetime | None = None
    ) -> "CallView":
        """Make a live call of an own phone call. It runs from the answer; until that is known from `pressed_at`, or now.

        `client_id` says whose call it is where the number does not. Errors: `Refused` for a call that was taken, missed or
        logged before, and for one of an unknown client.
        """
        row = self._acceptable(phone_call_id)
        whose = client_id or row.client_id
        if whose is None:
            raise Refused(_("whose number this is nobody knows; say the client first"))

        def linked() -> str:
            if whose != row.client_id:
                self._link_in_change(row, whose, "")
            return whose

        return self._live.start(row, linked, pressed_at)

    @needs(Right.WORK)
    def accept_new(self, phone_call_id: str, text: str, *, pressed_at: datetime | None = None) -> "CallView":
        """The same for an unknown number, with what `identify` does, in one change. Errors: those of both."""
        row = self._acceptable(phone_call_id)
        return self._live.start(row, self._identifying(row, text), pressed_at, scope=Scope.LEDGER)

    @needs(Right.WORK)
    def identify(self, phone_call_id: str, text: str) -> PhoneCallView:
        """Say who an unknown number is: a client whom `text` identifies, or a new one; the number goes on its card.

        Errors: `AmbiguousClient`, and `Usage` for a text that names nobody.
        """
        identifies = self._identifying(self._any(phone_call_id), text)
        with self._session.changing(asks_clock=False):
            identifies()
        return self._reads.one(phone_call_id)

    def _identifying(self, row: PhoneCallRow, text: str) -> Callable[[], str]:
        """What says, inside a change, whose call it is, and returns the client's id. Errors: `AmbiguousClient`."""
        known = self._callers.known(text)
        if known is not None and row.number:
            self._clients.prepare_numbers(known.client_id, row.number)

        def identifies() -> str:
            client = known or self._callers.add_in_change(text, row.number)
            if known is not None and row.number:
                self._clients.keep_number_in_change(known.client_id, row.number)
            self._link_in_change(row, client.client_id, "")
            return client.client_id

        return identifies

    def _acceptable(self, phone_call_id: str) -> PhoneCallRow:
        row = self._mine(phone_call_id)
        if row.call_id is not None or row.entry_id is not None:
            raise Refused(_("this phone call was taken before"), see="call list")
        state = row.state_at(self._session.clock.now())
        if state not in (PhoneState.RINGING, PhoneState.ANSWERED, PhoneState.ENDED):
            raise Refused(_("nobody talks in this phone call any more; start a call of your own"), step="call start")
        return row

    @needs(Right.WORK)
    def dismiss(self, phone_call_id: str, *, for_all: bool = False) -> PhoneCallView:
        """Take a phone call off the own desk, or off everybody's. Errors: `Refused` for an unknown id."""
        with self._session.changing(Scope.PHONE):
            row = self._any(phone_call_id)
            is_for_all = for_all or row.technician != self._session.technician
            for each in self._rows.calls_of(row.call_ref, row.generation) if is_for_all else (row,):
                self._rows.put(replace(each, dismissed_by=self._session.technician), self._session.clock.now())
        return self._reads.one(phone_call_id)

    @needs(Right.WORK)
    def link(
        self, phone_call_id: str, client_id: str, *, contact: str = "", keeps_number: bool = False
    ) -> PhoneCallView:
        """Say whose call it is. With `keeps_number` the number goes on the client's card, as the contact's if one is named."""
        row = self._any(phone_call_id)
        is_kept = keeps_number and bool(row.number)
        if is_kept:
            self._clients.prepare_numbers(client_id, row.number)
        with self._session.changing(Scope.LEDGER if is_kept else Scope.PHONE):
            self._link_in_change(row, client_id, clean_text(contact))
            if is_kept:
                self._clients.keep_number_in_change(client_id, row.number, contact)
        return self._reads.one(phone_call_id)

    @needs(Right.READ)
    def learning(self, call_id: str, client_id: str, contact: str = "") -> Callable[[], bool] | None:
        """What keeps the number of a live call's phone call with the client and the contact of its wrap-up.

        It is called inside the change that posts the call, where it needs the right to work, and returns whether the client's
        card was changed; `None` where there is nothing to learn. A number of the client without a contact gets this one. A
        number with a contact, and a number of another client, stay as they are: who calls from them may call for somebody
        else.
        """
        row = self._rows.of_live_call(call_id)
        if row is None or not self._may_learn(row, client_id):
            return None
        self._clients.prepare_numbers(client_id, row.number)

        def learns() -> bool:
            is_learnt = self._clients.keep_number_in_change(client_id, row.number, contact)
            if is_learnt:
                self._link_in_change(row, client_id, clean_text(contact))
            return is_learnt

        return learns

    @needs(Right.WORK)
    def log(self, phone_call_id: str, words: "SaidOfCall | None" = None, *, sure: bool = False) -> "PostingView":
        """Post a phone call that is over as an entry, with the telephone's times.

        The number is kept as in `learning`. Errors: `Refused` for one that goes on, was not answered, is logged already, or is
        of an unknown client.
        """
        session = self._session
        with session.changing():
            row = self._mine(phone_call_id)
            draft = self._draft(row, words)
            entry_id, decision = self._entries.post_in_change(draft, sure=sure)
            is_learnt = self._may_learn(row, draft.client_id) and self._clients.keep_number_in_change(
                draft.client_id, row.number, draft.contact
            )
            if is_learnt or draft.client_id != row.client_id:
                row = replace(
                    row,
                    client_id=draft.client_id,
                    contact=draft.contact,
                    candidates=(draft.client_id,),
                    is_exact=True,
                )
            self._rows.put(replace(row, entry_id=entry_id), session.clock.now())
        return self._entries.posted_view(entry_id, decision)

    @needs(Right.READ)
    def preview_log(self, phone_call_id: str, words: "SaidOfCall | None" = None) -> "PreviewView":
        """Preview `log`; nothing is changed. Errors: those of `log`."""
        row = self._mine(phone_call_id)
        return self._entries.preview(self._draft(row, words), start_said=True)

    def _draft(self, row: PhoneCallRow, words: "SaidOfCall | None") -> "Draft":
        """The entry of a phone call that is over."""
        from core.model.work import Span
        from core.phone.entry import NOTHING_SAID, entry_of

        if row.call_id is not None or row.entry_id is not None:
            raise Refused(_("this phone call was taken before"), see="call list")
        if row.talk_seconds is None or row.answered_at is None:
            raise Refused(_("this phone call has no time to log: it goes on, or nobody answered it"))
        span = Span(whole_second(row.answered_at), row.talk_seconds)
        return entry_of(self._session, words or NOTHING_SAID, span, client_id=row.client_id, contact=row.contact)

    def _balance_of(self, account_id: str) -> "BalanceView":
        return self._queries.balance(account_id)

    def _last_entry_of(self, client_id: str) -> "EntryView | None":
        return next(iter(self._queries.entries(client_id=client_id, limit=1, include_voided=False)), None)

    def _any(self, phone_call_id: str) -> PhoneCallRow:
        row = self._rows.one(phone_call_id)
        if row is None:
            raise Refused(_("there is no phone call {id}").format(id=phone_call_id), see="phone list")
        return row

    def _mine(self, phone_call_id: str) -> PhoneCallRow:
        row = self._any(phone_call_id)
        if row.technician == self._session.technician:
            return row
        raise Refused(
            _("this phone call rang for {technician}").format(technician=row.technician or _("an extension of nobody"))
        )

    def _link_in_change(self, row: PhoneCallRow, client_id: str, contact: str) -> None:
        self._session.account(client_id)
        for each in self._rows.calls_of(row.call_ref, row.generation):
            linked = replace(each, client_id=client_id, contact=contact, candidates=(client_id,), is_exact=True)
            self._rows.put(linked, self._session.clock.now())

    def _may_learn(self, row: PhoneCallRow, client_id: str) -> bool:
        """Whether a call's number can go on the client's card: a public number that is not surely another client's."""
        if not row.number.startswith("+"):
            return False
        owners = self.caller(row.number)
        return not owners.is_exact or any(owner.client.client_id == client_id for owner in owners.clients)
