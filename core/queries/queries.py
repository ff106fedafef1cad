"""Every read of a store, one noun a base class, and the view of the desk. No rule decides here.

Each view is read from the stored tables in one snapshot.
"""

from datetime import date

from core.basics.numbers import NumberPlan
from core.model.clients import Client
from core.model.mail import RESOLVABLE
from core.queries.accounts import AccountQueries
from core.queries.balances import BalanceQueries
from core.queries.entries import EntryQueries
from core.queries.lines import LineQueries
from core.queries.proposals import ProposalQueries
from core.queries.search import ClientSearch
from core.queries.views import CallerView, CallView, DeskView, FoundClients
from core.session import Session
from core.store.protocol import ChangeToken

_MOST_OF_TODAY = 200


class Queries(BalanceQueries, AccountQueries, EntryQueries, LineQueries, ProposalQueries):
    """The reads of one store."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._search = ClientSearch(session, self.calls, self.client, self.client_rows_of, self._rows.of)
        self._under_at: tuple[int, date] | None = None
        self._under = 0

    def changes(self) -> ChangeToken:
        """The change token: it differs after every change that a page may show."""
        return self.session.store.changes()

    def resolve_client(self, text: str, *, archived: bool = False) -> Client:
        """The one client that a text identifies; see `ClientSearch.resolve`."""
        return self._search.resolve(text, archived=archived)

    def find_clients(self, text: str, limit: int = 20) -> FoundClients:
        """Clients that match typed text; see `ClientSearch.find`."""
        return self._search.find(text, limit)

    def caller(self, number: str, plan: NumberPlan | None = None) -> CallerView:
        """The owners of a caller's number; see `ClientSearch.caller`."""
        return self._search.caller(number, plan)

    def others_on_the_phone(self, client_id: str) -> tuple[CallView, ...]:
        """Open calls of other technicians with a client, running ones first."""
        return self._search.others_on_the_phone(client_id)

    def _under_threshold(self, today: date) -> int:
        # The count reads every account and the desk asks often: cache it until a journal row or a day is added.
        state = (self.session.store.listing.last_seq(), today)
        if self._under_at != state:
            self._under_at, self._under = state, self.session.store.listing.under_threshold_count(today)
        return self._under

    def _mail_troubles(self) -> int:
        counts = self.session.store.outbox.counts()
        return sum(counts.get(state, 0) for state in RESOLVABLE)

    def desk(self, account_id: str | None = None, query: str = "", limit: int = 50) -> DeskView:
        """All that the desk shows, read in one snapshot."""
        session, listing = self.session, self.session.store.listing
        with session.store.reading():
            today = session.today
            entries = self.entries(since=today, until=today, limit=_MOST_OF_TODAY)
            mine = next((row for row in listing.by_technician(today, today) if row[0] == session.technician), None)
            return DeskView(
                technician=session.technician,
                now=session.clock.now(),
                today=today,
                timezone=session.zone.key,
                clients=self.find_clients(query, limit).rows,
                calls=self.calls.list(),
                entries_today=entries,
                today_worked_seconds=mine[1] if mine else 0,
                today_charged_minutes=mine[2] if mine else 0,
                under_threshold=self._under_threshold(today),
                pending_renewals=len(session.store.reads.pending()),
                client_count=listing.client_count(),
                balance=self.balance(account_id) if account_id else None,
                due_proposals=session.store.proposals.due_count(today),
                mail_troubles=self._mail_troubles(),
                is_clock_in_doubt=session.clock_doubt() is not None,
            )
