"""Every read of a store, one noun a base class, and the view of the desk. No rule decides here.

Each view is read from the stored tables in one snapshot.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.basics.clock import local_date
from core.basics.dataclass import replace
from core.model.clients import Client
from core.model.days import Days
from core.model.mail import RESOLVABLE
from core.queries.accounts import AccountQueries
from core.queries.balances import BalanceQueries
from core.queries.entries import EntryQueries
from core.queries.lines import LineQueries
from core.queries.proposals import ProposalQueries
from core.queries.search import ClientSearch
from core.rules.pace import lasting
from core.session import Session
from core.store.scope import ChangeToken

if TYPE_CHECKING:
    from core.basics.numbers import NumberPlan
    from core.queries.views.calls import CallView
    from core.queries.views.clients import CallerView, ClientRow, FoundClients
    from core.queries.views.desk import DeskView, GlanceView, TicketView
    from core.queries.views.entries import EntryView

_MOST_OF_TODAY = 200
_GLANCE_ENTRIES = 12
_GLANCE_TICKETS = 6


class Queries(BalanceQueries, AccountQueries, EntryQueries, LineQueries, ProposalQueries):
    """The reads of one store."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._search = ClientSearch(session, self.calls, self.client, self.client_rows_of, self._rows.of)
        self._counted_at, self._counted = -1, 0
        self._under_at: tuple[int, Days] | None = None
        self._under = 0
        self._overdue_at: tuple[int, date] | None = None
        self._overdue_count = 0
        self._figures_at: tuple[int, date] | None = None
        self._figures: dict[str, tuple[int | None, int]] = {}
        """Days left and the size of live blocks by account id, as of the journal row and day in `_figures_at`."""

    def changes(self, *, checks_files: bool = True) -> ChangeToken:
        """The change token: it differs after every change that a page may show. See the store's `changes`."""
        return self.session.store.changes(checks_files=checks_files)

    def sign(self) -> Hashable:
        """What differs after a change of another session, without a statement. See the store's `sign`."""
        return self.session.store.sign()

    def notice_file(self) -> Path | None:
        """The file by which the system can tell of changes. See the store's `notice_file`."""
        return self.session.store.notice_file()

    def resolve_client(self, text: str, *, archived: bool = False) -> Client:
        """The one client that a text identifies; see `ClientSearch.resolve`."""
        return self._search.resolve(text, archived=archived)

    def client_coded(self, text: str) -> Client | None:
        """The client whose code is a text, an archived one too."""
        return self.session.store.reads.client_by_code(text.strip().casefold())

    def client_named(self, text: str) -> Client | None:
        """The one client that a text identifies, if any; see `ClientSearch.one`."""
        return self._search.one(text)

    def find_clients(self, text: str, limit: int = 20, *, with_near: bool = True) -> FoundClients:
        """Clients that match typed text; see `ClientSearch.find`."""
        return self._search.find(text, limit, with_near=with_near)

    def near_clients(self, text: str, limit: int = 5) -> tuple[ClientRow, ...]:
        """Clients whose spelling is only similar to typed text, with the figures of the client list."""
        return self.with_figures(self._search.find(text, limit).perhaps)

    def archived_clients(self, text: str) -> tuple[ClientRow, ...]:
        """Archived clients that a text may mean; see `ClientSearch.archived`. `is_near` marks those only spelt similarly."""
        found = self._search.archived(text)
        rows = self.client_rows_of([client.client_id for client in found.meant or found.perhaps])
        return tuple(replace(row, is_near=not found.meant) for row in rows)

    def archived_namesakes(self, text: str) -> tuple[Client, ...]:
        """Archived clients whose code, whole name or number a text is."""
        return self._search.archived(text).meant

    def caller(self, number: str, plan: NumberPlan | None = None) -> CallerView:
        """The owners of a caller's number; see `ClientSearch.caller`."""
        return self._search.caller(number, plan)

    def others_on_the_phone(self, client_id: str) -> tuple[CallView, ...]:
        """Open calls of other technicians with a client, running ones first."""
        return self._search.others_on_the_phone(client_id)

    def _under_threshold(self, days: Days) -> int:
        # The count reads every account and the desk asks often: cache it until a journal row or a day is added.
        state = (self.session.store.listing.last_seq(), days)
        if self._under_at != state:
            self._under_at, self._under = state, self.session.store.listing.under_threshold_count(days)
        return self._under

    def has_clients(self) -> bool:
        """Whether there is a client that is not archived."""
        return self.session.store.reads.has_clients()

    def _client_count(self) -> int:
        last = self.session.store.listing.last_seq()
        if self._counted_at != last:
            self._counted_at, self._counted = last, self.session.store.listing.client_count()
        return self._counted

    def _overdue(self) -> int:
        # Due dates need every invoiced line and the desk asks often: cache the count until a journal row or a day is added.
        state = (self.session.store.listing.last_seq(), self.session.today)
        if self._overdue_at != state:
            found = {(each.client_id, number) for each in self.unpaid() for number in each.numbers}
            self._overdue_at, self._overdue_count = state, len(found)
        return self._overdue_count

    def with_figures(self, rows: Sequence[ClientRow]) -> tuple[ClientRow, ...]:
        """Rows with the days that their hours last and the scale of their bars; read once a journal row and day."""
        state = (self.session.store.listing.last_seq(), self.session.today)
        if self._figures_at != state:
            self._figures_at, self._figures = state, {}
        self._read_figures([row for row in rows if row.counts_hours and row.account.account_id not in self._figures])
        found = []
        for row in rows:
            days, live = self._figures.get(row.account.account_id, (None, 0))
            found.append(replace(row, days_left=days, live_minutes=live))
        return tuple(found)

    def _read_figures(self, rows: Sequence[ClientRow]) -> None:
        """Keep the figures of some rows, by as many reads for one as for all."""
        if not rows:
            return
        days = self.session.days()
        todays = {row.account.account_id: days.of(row.account.account_id) for row in rows}
        live = dict.fromkeys(todays, 0)
        for block in self.session.store.reads.open_blocks_of(list(todays)):
            if not block.is_expired(todays[block.account_id]):
                live[block.account_id] += block.size_minutes + max(0, block.carried_minutes)
        paces = self.paces(todays)
        for row in rows:
            account_id = row.account.account_id
            left = lasting(row.remaining_minutes, paces.get(account_id), todays[account_id])
            days_left = 0 if row.remaining_minutes <= 0 else left.days if left else None
            self._figures[account_id] = (days_left, live[account_id])

    def glance(self, client_id: str) -> GlanceView:
        """What a technician wants to know of a caller."""
        from core.queries.views.desk import GlanceView

        with self.session.store.reading():
            entries = self.entries(client_id=client_id, limit=_GLANCE_ENTRIES, include_voided=False)
            return GlanceView(
                self.client(client_id),
                entries,
                tuple(self._ticket(number, client_id) for number in self.tickets(client_id, _GLANCE_TICKETS)),
                self.proposals(client_id),
            )

    def _ticket(self, number: str, client_id: str) -> TicketView:
        from core.queries.views.desk import TicketView

        entries = self.entries(client_id=client_id, ticket=number, include_voided=False)
        note = next((entry.note for entry in entries if entry.note), "")
        return TicketView(number, note, sum(entry.charged_minutes for entry in entries), len(entries))

    def _today_entries(self, days: Days, last: str | None) -> tuple[EntryView, ...]:
        """Today's entries, the newest saved first; what was saved last stands there whatever its day."""
        entries = self.entries_by_id(self.session.store.listing.entry_ids_of_today(days, _MOST_OF_TODAY))
        if last is not None and all(entry.entry_id != last for entry in entries):
            entries = (self.entry(last), *entries)
        return tuple(sorted(entries, key=lambda entry: (entry.recorded_at, entry.entry_id), reverse=True))

    def _last_saved(self, today: date) -> str | None:
        entry = self.my_last_entry()
        is_todays = entry is not None and local_date(entry.recorded_at, self.session.zone) == today
        return entry.entry_id if entry is not None and is_todays else None

    def _mail_troubles(self) -> int:
        counts = self.session.store.outbox.counts()
        return sum(counts.get(state, 0) for state in RESOLVABLE)

    def counts(self) -> tuple[int, int]:
        """How many accounts are under their threshold, and how many invoices are overdue: both read all of them."""
        with self.session.store.reading():
            return self._under_threshold(self.session.days()), self._overdue()

    def desk(
        self,
        account_id: str | None = None,
        query: str = "",
        limit: int = 50,
        *,
        with_near: bool = True,
        with_counts: bool = True,
    ) -> DeskView:
        """All that the desk shows, read in one snapshot.

        What takes longer may be left out: near misses of the query, and `counts`, for which 0 stands.
        """
        from core.queries.views.desk import DaySums, DeskView

        session, listing = self.session, self.session.store.listing
        with session.store.reading(None if query else ("desk", account_id, limit, with_counts)):
            days = session.days()
            last = self._last_saved(days.business)
            everybody = listing.by_technician(days)
            mine = next((row for row in everybody if row[0] == session.technician), None)
            return DeskView(
                technician=session.technician,
                now=session.clock.now(),
                today=days.business,
                timezone=session.zone.key,
                clients=self.with_figures(self.find_clients(query, limit, with_near=with_near).rows),
                calls=self.calls.list(),
                entries_today=self._today_entries(days, last),
                today_worked_seconds=mine[1] if mine else 0,
                today_charged_minutes=mine[2] if mine else 0,
                under_threshold=self._under_threshold(days) if with_counts else 0,
                pending_renewals=len(session.store.reads.pending()),
                client_count=self._client_count(),
                balance=self.balance(account_id) if account_id else None,
                due_proposals=session.store.proposals.due_count(days),
                mail_troubles=self._mail_troubles(),
                unpaid=self._overdue() if with_counts else 0,
                is_clock_in_doubt=session.clock_doubt() is not None,
                last_saved=last,
                day=DaySums(
                    sum(row[3] for row in everybody), sum(row[1] for row in everybody), sum(row[2] for row in everybody)
                ),
            )
