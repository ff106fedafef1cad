"""Views of whole pages: one client, the board, tickets. Long lists have a limit."""

from datetime import date

from core.basics.dataclass import dataclass, field
from core.model.billing import LineStatus
from core.model.clients import Client
from core.model.entry_filter import EntryFilter
from core.model.mail import MailSwitches
from core.model.terms import Agreement
from core.queries.board import BoardView, read_board
from core.queries.queries import Queries
from core.queries.views.balances import BalanceView, BlockView, PendingRenewalView
from core.queries.views.calls import CallView
from core.queries.views.clients import ClientRow
from core.queries.views.entries import EntryView
from core.queries.views.lines import LineView
from core.queries.views.proposals import ProposalView

NO_MAIL = MailSwitches()
_CHART_MONTHS = 12


_MOST_PAID = 50
"""How many paid lines the page of a client shows."""


@dataclass(frozen=True)
class ClientPage:
    """All that the page of a client shows, except the entries. `mail` are its mail switches.

    `months` holds (YYYY-MM, charged minutes) of the last twelve months, the oldest first.
    """

    balance: BalanceView
    agreements: tuple[Agreement, ...]
    in_force: Agreement | None
    blocks: tuple[BlockView, ...]
    renewals: tuple[BlockView, ...]
    pending: tuple[PendingRenewalView, ...]
    lines: tuple[LineView, ...]
    calls: tuple[CallView, ...]
    months: tuple[tuple[str, int], ...]
    today: date
    proposals: tuple[ProposalView, ...] = ()
    mail: MailSwitches = NO_MAIL

    client: Client = field(kw_only=True)
    """The client shown; another one may own the account."""
    paid: tuple[LineView, ...] = ()
    """The last lines that are paid, the latest first."""
    accounts: tuple[ClientRow, ...] = ()
    """Every account that the client's work may be charged to, its own ones first."""


@dataclass(frozen=True)
class MonthOfEntries:
    """One month (YYYY-MM) of the entries that match a filter."""

    month: str
    """The month as YYYY-MM."""
    listed: int
    """The number of matching entries, voided ones included."""
    count: int
    """The number of matching entries that are not voided."""
    worked_seconds: int
    """The worked time of the entries that are not voided."""
    charged_minutes: int
    """The charge of the entries that are not voided."""


@dataclass(frozen=True)
class EntriesPage:
    """The first matching entries, and the sums of all that match by month, the latest month first."""

    entries: tuple[EntryView, ...]
    """The first entries, the latest first, voided ones included."""
    months: tuple[MonthOfEntries, ...]
    """Every month with a matching entry, the latest first."""
    has_more: bool
    """Whether more entries match than `entries` holds."""

    @property
    def count(self) -> int:
        """The number of matching entries that are not voided."""
        return sum(month.count for month in self.months)

    @property
    def worked_seconds(self) -> int:
        """Their worked time."""
        return sum(month.worked_seconds for month in self.months)

    @property
    def charged_minutes(self) -> int:
        """Their charge."""
        return sum(month.charged_minutes for month in self.months)


@dataclass(frozen=True)
class TicketRow:
    """Sums of a ticket; `client` and `work_type` are those of its last entry."""

    ticket: str
    client: Client
    work_type: str
    worked_seconds: int
    charged_minutes: int
    entries: int
    first_day: date
    last_day: date


class Pages:
    """The pages of one store."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._session = queries.session

    def client(self, client_id: str, account_id: str = "") -> ClientPage:
        """The page of a client with an account, its default one unless named. Errors: `Refused` for an unknown id."""
        session, queries = self._session, self._queries
        with session.store.reading():
            client = queries.client(client_id)
            account_id = account_id or client.account_id
            balance = queries.balance(account_id)
            account = session.account(account_id)
            blocks = tuple(view for _account, view in queries.blocks(account_id))
            return ClientPage(
                client=client,
                accounts=queries.rows_of_accounts(client),
                balance=balance,
                agreements=tuple(sorted(account.agreements, key=lambda a: (a.from_date or date.min, a.seq))),
                in_force=account.agreement_on(session.today_of(account)),
                blocks=tuple(reversed(blocks)),
                renewals=tuple(view for view in reversed(blocks) if view.origin == "renewed" and not view.voided),
                pending=queries.pending_renewals(account_id),
                lines=tuple(line for line in queries.lines(client_id=client_id) if line.status is not LineStatus.PAID),
                paid=queries.lines(LineStatus.PAID, client_id)[: -_MOST_PAID - 1 : -1],
                calls=queries.calls.of_client(client_id),
                months=self._months(account_id, session.today_of(account)),
                today=session.today_of(account),
                proposals=queries.proposals(client_id),
                mail=session.store.outbox.switches(client_id) or MailSwitches(),
            )

    def _months(self, account_id: str, today: date) -> tuple[tuple[str, int], ...]:
        months = []
        year, month = today.year, today.month
        for _step in range(_CHART_MONTHS):
            months.append(f"{year:04}-{month:02}")
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        months.reverse()
        charged = dict(self._session.store.reads.charged_by_month(account_id, date.fromisoformat(f"{months[0]}-01")))
        return tuple((name, charged.get(name, 0)) for name in months)

    def entries(self, fitting: EntryFilter, *, client_id: str | None = None, limit: int = 100) -> EntriesPage:
        """The latest entries that match a filter."""
        session = self._session
        with session.store.reading():
            ids = session.store.listing.entry_ids(fitting, client_id=client_id, limit=limit + 1)
            sums = session.store.listing.entry_sums(fitting, client_id=client_id)
            months = tuple(MonthOfEntries(*month) for month in sums)
            return EntriesPage(self._queries.entries_by_id(ids[:limit]), months, len(ids) > limit)

    def board(self) -> BoardView:
        """The board."""
        return read_board(self._queries)

    def tickets(self, number: str = "", limit: int = 100) -> tuple[TicketRow, ...]:
        """Tickets whose number starts with `number`, the latest first."""
        with self._session.store.reading():
            rows = self._session.store.listing.tickets(number.strip().lstrip("#"), limit)
            return tuple(row for row in (self._ticket_row(*found) for found in rows) if row is not None)

    def ticket(self, number: str) -> TicketRow | None:
        """One ticket; `None` if it has no entries."""
        found = self._session.store.listing.ticket(number.strip().lstrip("#"))
        return self._ticket_row(*found) if found else None

    def _ticket_row(
        self, ticket: str, worked: int, charged: int, entries: int, first: date, last: date
    ) -> TicketRow | None:
        last_id = self._session.store.listing.last_of_ticket(ticket)
        entry = self._session.store.reads.entry(last_id) if last_id else None
        if entry is None:
            return None
        client = self._queries.client(entry.client_id)
        return TicketRow(ticket, client, entry.work_type, worked, charged, entries, first, last)
