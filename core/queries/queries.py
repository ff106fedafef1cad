"""Views for the app and the shell. Each is read from the stored tables in one snapshot; no rule decides here."""

from collections.abc import Sequence
from datetime import date, timedelta

from core.basics.errors import MonteoreError, Refused
from core.basics.i18n import _
from core.basics.numbers import NumberPlan
from core.model.accounts import AccountCard
from core.model.billing import BillingLine, LineStatus
from core.model.blocks import Block
from core.model.clients import Client
from core.model.mail import RESOLVABLE
from core.model.terms import Agreement, Kind, Terms, terms_on
from core.model.work import WorkEntry
from core.queries.accounts import AccountQueries, AccountView, Meant
from core.queries.calls import CallQueries
from core.queries.rows import ClientRows
from core.queries.search import ClientSearch
from core.queries.views import (
    BalanceView,
    BlockView,
    CallerView,
    CallView,
    ClientRow,
    DeskView,
    EntryView,
    FoundClients,
    LineView,
    PendingRenewalView,
    ProposalView,
)
from core.rules.charge import explain
from core.rules.renewal import offer, threshold_minutes
from core.session import Session
from core.store.protocol import ChangeToken

PACE_DAYS = 56
_CHART_MONTHS = 6
_MOST_OF_TODAY = 200


class Queries:
    """The reads of one store."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.calls = CallQueries(session, self.client)
        self._client_rows = ClientRows(session)
        self._accounts = AccountQueries(session, self.client, self.resolve_client)
        self._search = ClientSearch(session, self.calls, self.client, self.client_rows_of)
        self._under_at: tuple[int, date] | None = None
        self._under = 0

    def changes(self) -> ChangeToken:
        """The change token: it differs after every change that a page may show."""
        return self.session.store.changes()

    def client(self, client_id: str) -> Client:
        """A client by id."""
        client = self.session.store.reads.client(client_id)
        if client is None:
            raise Refused(_("there is no client {client_id}").format(client_id=client_id))
        return client

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

    def card(self, account_id: str) -> AccountCard:
        """An account without its hours. Errors: `Refused` for an unknown id."""
        return self._accounts.card(account_id)

    def accounts_of(self, client_id: str) -> tuple[AccountCard, ...]:
        """The accounts that a client's work may be charged to: its own ones, then those shared with it."""
        return self._accounts.of_client(client_id)

    def account_view(self, account_id: str) -> AccountView:
        """An account with those who use it."""
        return self._accounts.view(account_id)

    def resolve_account(self, text: str, *, archived: bool = False) -> Meant:
        """The client and the account that `CLIENT` or `CLIENT/ACCOUNT` means; see `AccountQueries.resolve`."""
        return self._accounts.resolve(text, archived=archived)

    def clients(self, include_archived: bool = False) -> tuple[ClientRow, ...]:
        """All clients by code, each with its default account."""
        return self._client_rows.clients(include_archived)

    def accounts(self, include_archived: bool = False) -> tuple[ClientRow, ...]:
        """All accounts by the code of the client that owns each."""
        return self._client_rows.accounts(include_archived)

    def client_rows_of(self, client_ids: Sequence[str]) -> tuple[ClientRow, ...]:
        """Rows of these clients, in this order, each with its default account."""
        return self._client_rows.of([(self.client(client_id), None) for client_id in client_ids])

    def account_rows_of(self, account_ids: Sequence[str]) -> tuple[ClientRow, ...]:
        """Rows of these accounts, in this order."""
        cards = [self.card(account_id) for account_id in account_ids]
        return self._client_rows.of([(card.client, card) for card in cards])

    def agreements(self, account_id: str) -> tuple[Agreement, ...]:
        """Agreement versions in the order they were recorded."""
        return tuple(self.session.store.reads.agreements(account_id))

    def terms(self, account_id: str, day: date | None = None) -> Terms:
        """The terms in force on a day (today, by the account's calendar)."""
        account = self.session.account(account_id)
        return account.terms_on(day or self.session.today_of(account))

    def today(self, account_id: str) -> date:
        """Today in the calendar of an account's agreement in force."""
        agreements = self.session.store.reads.agreements(account_id)
        return self.session.today_for(terms_on(agreements, self.session.today))

    def balance(self, account_id: str, *, pace: bool = True) -> BalanceView:
        """The balance of an account with its blocks, and, unless left out, its pace and the chart of months."""
        session, reads = self.session, self.session.store.reads
        with session.store.reading():
            account = session.account(account_id)
            remaining, overdraft = reads.kept_account(account_id)
            today, terms = session.today_of(account), session.terms_of(account)
            later = account.later_minutes(today)
            status = self._billing(tuple(block.block_id for block in account.blocks))
            blocks = tuple(block_view(block, status.get(block.block_id), today) for block in account.blocks)
            months: tuple[tuple[str, int], ...] = ()
            weeks = None
            if pace:
                first = (today.replace(day=1) - timedelta(days=31 * (_CHART_MONTHS - 1))).replace(day=1)
                months = tuple(reads.charged_by_month(account_id, first))
                recent = sum(minutes for minutes in self._charged_since(account_id, today - timedelta(days=PACE_DAYS)))
                weeks = max(0, remaining - later) * PACE_DAYS // (recent * 7) if recent else None
            return BalanceView(
                client=account.client,
                kind=terms.kind,
                remaining_minutes=remaining - later,
                later_minutes=later,
                overdraft_minutes=overdraft,
                pending_minutes=self._pending_minutes(account_id),
                threshold_minutes=threshold_minutes(terms) if terms.kind is Kind.PREPAID else 0,
                blocks=tuple(sorted(blocks, key=lambda b: (b.expires_on or date.max, b.sold_on, b.block_id))),
                block_minutes=terms.block_minutes,
                renewal_pending=account.pending is not None,
                weeks_left=weeks,
                months=months,
                has_agreement=bool(account.agreements),
                account=account.card,
            )

    def balance_of_block(self, block_id: str) -> BalanceView:
        """The balance of the account that a block belongs to."""
        block = self.session.store.reads.block(block_id)
        assert block is not None
        return self.balance(block.account_id)

    def balance_of_renewal(self, renewal_id: str) -> BalanceView:
        """The balance of the account that a renewal is or was for."""
        account_id = self.session.store.reads.account_of_renewal(renewal_id)
        assert account_id is not None
        return self.balance(account_id)

    def _charged_since(self, account_id: str, since: date) -> list[int]:
        entries = self.session.store.reads.entries(account_id=account_id, since=since, include_voided=False)
        return [entry.charged_minutes for entry in entries]

    def _pending_minutes(self, account_id: str) -> int:
        session = self.session
        pending = 0
        drafts = self.calls.drafts_of_account(account_id)
        account = session.account(account_id) if drafts else None
        for draft in drafts:
            assert account is not None
            try:
                pending += session.charge(account, draft).minutes
            except MonteoreError:
                continue
        return pending

    def _billing(self, block_ids: tuple[str, ...] | None) -> dict[str, LineStatus]:
        lines = self.session.store.reads.lines(block_ids=block_ids)
        return {line.block_id: line.status for line in lines if line.block_id}

    def block_view(self, block: Block) -> BlockView:
        """A block for the faces."""
        return block_view(block, self._billing((block.block_id,)).get(block.block_id), self.today(block.account_id))

    def blocks(self, account_id: str | None = None) -> tuple[tuple[AccountCard, BlockView], ...]:
        """All blocks of one account or of all, voided ones included."""
        reads = self.session.store.reads
        found = reads.blocks(account_id)
        status = self._billing(tuple(block.block_id for block in found)) if account_id else self._billing(None)
        accounts = {block.account_id for block in found}
        today = {each_id: self.today(each_id) for each_id in accounts}
        cards = {each_id: self.card(each_id) for each_id in accounts}
        return tuple(
            (cards[block.account_id], block_view(block, status.get(block.block_id), today[block.account_id]))
            for block in found
        )

    def entry(self, entry_id: str) -> EntryView:
        """The present state of an entry. Errors: `Refused` for an unknown id."""
        entry = self.session.store.reads.entry(entry_id)
        if entry is None:
            raise Refused(_("there is no entry {entry_id}; see: monteore entry list").format(entry_id=entry_id))
        return self._views([entry])[0]

    def my_last_entry(self) -> WorkEntry | None:
        """This technician's last entry that is not voided; `None` for none."""
        return self.session.store.reads.last_entry_of(self.session.technician)

    def remaining_minutes(self, account_id: str) -> int:
        """What remains of an account today, in minutes; blocks that wait for their day do not count."""
        reads = self.session.store.reads
        return reads.kept_account(account_id)[0] - sum(reads.later_minutes(self.session.today, account_id).values())

    def client_by_code(self, code: str) -> Client | None:
        """The client with a code, archived or not."""
        return self.session.store.reads.client_by_code(code)

    def entries_by_id(self, entry_ids: Sequence[str]) -> tuple[EntryView, ...]:
        """These entries, in this order."""
        found = [self.session.store.reads.entry(entry_id) for entry_id in entry_ids]
        return self._views([entry for entry in found if entry is not None])

    def entries(
        self,
        *,
        client_id: str | None = None,
        account_id: str | None = None,
        since: date | None = None,
        until: date | None = None,
        technician: str | None = None,
        ticket: str | None = None,
        limit: int | None = None,
        include_voided: bool = True,
    ) -> tuple[EntryView, ...]:
        """Entries, the latest first."""
        return self._views(
            self.session.store.reads.entries(
                client_id=client_id,
                account_id=account_id,
                since=since,
                until=until,
                technician=technician,
                ticket=ticket,
                limit=limit,
                include_voided=include_voided,
            )
        )

    def _views(self, entries: list[WorkEntry]) -> tuple[EntryView, ...]:
        reads = self.session.store.reads
        draws = reads.draws([entry.entry_id for entry in entries])
        clients: dict[str, Client] = {}
        cards: dict[str, AccountCard] = {}
        for entry in entries:
            if entry.account_id not in cards:
                cards[entry.account_id] = card = self.card(entry.account_id)
                clients.setdefault(card.client.client_id, card.client)
            if entry.client_id not in clients:
                clients[entry.client_id] = self.client(entry.client_id)
        return tuple(
            EntryView(
                entry_id=entry.entry_id,
                client=clients[entry.client_id],
                technician=entry.technician,
                work_date=entry.work_date,
                started_at=entry.started_at,
                worked_seconds=entry.worked_seconds,
                charged_minutes=entry.charged_minutes,
                overdraft_minutes=entry.overdraft_minutes,
                billed_minutes=entry.billed_minutes,
                draws=draws.get(entry.entry_id, ()),
                charge=entry.charge,
                explanation=explain(entry.charge),
                ticket=entry.ticket,
                work_type=entry.work_type,
                note=entry.note,
                contact=entry.contact,
                no_charge=entry.no_charge,
                voided=entry.voided,
                recorded_at=entry.recorded_at,
                replaces=entry.replaces,
                replaced_by=entry.replaced_by,
                account=cards[entry.account_id],
            )
            for entry in entries
        )

    def lines(self, status: LineStatus | None = None, client_id: str | None = None) -> tuple[LineView, ...]:
        """Billable lines, the oldest first; void ones only if asked for."""
        lines = self.session.store.reads.lines(status, client_id)
        return tuple(
            self._line_view(line) for line in lines if status is LineStatus.VOID or line.status is not LineStatus.VOID
        )

    def lines_by_id(self, line_ids: Sequence[str]) -> tuple[LineView, ...]:
        """These lines, in this order."""
        found = [self.session.store.reads.line(line_id) for line_id in line_ids]
        return tuple(self._line_view(line) for line in found if line is not None)

    def _line_view(self, line: BillingLine) -> LineView:
        card = self.card(line.account_id)
        return LineView(
            line.line_id,
            card.client,
            line.kind,
            line.minutes,
            line.amount_minor,
            line.currency,
            line.status,
            line.number,
            line.dated,
            line.invoiced_on,
            line.paid_on,
            line.run_id,
            account=card,
        )

    def proposals(self, client_id: str | None = None, *, everything: bool = False) -> tuple[ProposalView, ...]:
        """Open and accepted proposals, the earliest due first; with `everything` done and dropped ones too."""
        from core.rules import proposals as rule

        found = self.session.store.proposals.list(client_id, everything=everything)
        today = {proposal.client_id: self.today(proposal.client_id) for proposal in found}
        return tuple(
            ProposalView(
                proposal,
                self.client(proposal.client_id),
                rule.is_due(proposal, today[proposal.client_id]),
                rule.is_due(proposal, today[proposal.client_id] - timedelta(days=1)),
                rule.recurrence_words(proposal.recurrence),
            )
            for proposal in found
        )

    def pending_renewals(self) -> tuple[PendingRenewalView, ...]:
        """Renewals that wait for a manager, at the size and price that approving one now takes."""
        session = self.session
        offers = [offer(self.terms(pending.account_id), pending) for pending in session.store.reads.pending()]
        cards = [self.card(pending.account_id) for pending in offers]
        return tuple(
            PendingRenewalView(
                pending.renewal_id,
                card.client,
                pending.minutes,
                pending.price_minor,
                pending.currency,
                self.remaining_minutes(pending.account_id),
                pending.asked_at,
                account=card,
            )
            for pending, card in zip(offers, cards, strict=True)
        )

    def notes(self, client_id: str, limit: int = 200) -> tuple[str, ...]:
        """The notes of a client's latest entries, each once, the latest first."""
        return tuple(self.session.store.listing.notes(client_id, limit))

    def tickets(self, client_id: str, limit: int = 10) -> tuple[str, ...]:
        """The client's latest tickets."""
        return tuple(self.session.store.reads.recent_tickets(client_id, limit))

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


def block_view(block: Block, status: LineStatus | None, today: date) -> BlockView:
    """The view of a block. Its size includes minutes carried in, so the remaining never exceeds the size."""
    return BlockView(
        block_id=block.block_id,
        size_minutes=block.size_minutes + max(0, block.carried_minutes),
        remaining_minutes=block.remaining_minutes,
        sold_on=block.sold_on,
        expires_on=block.expires_on,
        origin=block.origin,
        billing=(status or LineStatus.TO_INVOICE).value,
        expired=block.expires_on is not None and block.expires_on < today,
        price_minor=block.price_minor,
        currency=block.currency,
        voided=block.voided,
        forfeited_minutes=block.forfeited_minutes,
        carried_minutes=block.carried_minutes,
        available_from=block.available_from,
    )
