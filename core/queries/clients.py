"""Reads of clients: records, rows of lists, agreements."""

from collections.abc import Sequence
from datetime import date

from core.basics.errors import Refused
from core.basics.i18n import _
from core.model.clients import Client
from core.model.fiscal import FiscalCard
from core.model.terms import Agreement, Kind, Terms, agreement_on
from core.model.work import NOTHING_WAITS, Waits
from core.queries.views import ClientRow
from core.rules.renewal import threshold_minutes
from core.session import Session


class ClientQueries:
    """The reads of clients; those of other nouns stand on it."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def client(self, client_id: str) -> Client:
        """A client by id."""
        client = self.session.store.reads.client(client_id)
        if client is None:
            raise Refused(_("there is no client {client_id}").format(client_id=client_id))
        return client

    def fiscal_card(self, client_id: str) -> FiscalCard:
        """The fiscal card of a client; an empty one if none is set."""
        return self.session.store.reads.fiscal_card(client_id)

    def fiscal_cards(self) -> dict[str, FiscalCard]:
        """Every fiscal card that is set, by client id."""
        return self.session.store.reads.fiscal_cards()

    def client_by_code(self, code: str) -> Client | None:
        """The client with a code, archived or not."""
        return self.session.store.reads.client_by_code(code)

    def clients(self, include_archived: bool = False) -> tuple[ClientRow, ...]:
        """All clients by code."""
        return self._client_rows(
            [client for client in self.session.store.reads.clients() if include_archived or not client.archived]
        )

    def clients_without_card(self) -> tuple[ClientRow, ...]:
        """Clients that were added as new callers and have no card yet, the latest first."""
        return self.client_rows_of(self.session.store.reads.without_card())

    def client_rows_of(self, client_ids: Sequence[str]) -> tuple[ClientRow, ...]:
        """Rows of these clients, in this order."""
        return self._client_rows([self.client(client_id) for client_id in client_ids])

    def _client_rows(self, clients: Sequence[Client]) -> tuple[ClientRow, ...]:
        reads = self.session.store.reads
        few = len(clients) <= 1000
        by_client: dict[str, list[Agreement]] = {}
        for agreement in [a for c in clients for a in reads.agreements(c.client_id)] if few else reads.agreements():
            by_client.setdefault(agreement.client_id, []).append(agreement)
        balances = {c.client_id: reads.kept_account(c.client_id)[0] for c in clients} if few else reads.balances()
        later = reads.later_minutes(self.session.days())
        waits = {c.client_id: self.waits(c.client_id) for c in clients} if few else reads.waits()
        rows = []
        for client in clients:
            agreements = by_client.get(client.client_id, [])
            own_today, terms = self.session.now_by(agreements)
            rows.append(
                ClientRow(
                    client,
                    terms.kind,
                    balances.get(client.client_id, 0) - later.get(client.client_id, 0),
                    threshold_minutes(terms) if terms.kind is Kind.PREPAID else 0,
                    terms.block_minutes,
                    later_minutes=later.get(client.client_id, 0),
                    has_agreement=agreement_on(agreements, own_today) is not None,
                    waits=waits.get(client.client_id, NOTHING_WAITS),
                )
            )
        return tuple(rows)

    def waits(self, client_id: str) -> Waits:
        """The work of a client that waits for an agreement."""
        return self.session.store.reads.waits(client_id).get(client_id, NOTHING_WAITS)

    def agreements(self, client_id: str) -> tuple[Agreement, ...]:
        """Agreement versions in the order they were recorded."""
        return tuple(self.session.store.reads.agreements(client_id))

    def terms(self, client_id: str, day: date | None = None) -> Terms:
        """The terms in force on a day (today, by the client's calendar)."""
        account = self.session.account(client_id)
        return account.terms_on(day or self.session.today_of(account))

    def today(self, client_id: str) -> date:
        """Today in the calendar of a client's agreement in force."""
        agreements = self.session.store.reads.agreements(client_id)
        return self.session.now_by(agreements)[0]

    def notes(self, client_id: str, limit: int = 200) -> tuple[str, ...]:
        """The notes of a client's latest entries, each once, the latest first."""
        return tuple(self.session.store.listing.notes(client_id, limit))

    def tickets(self, client_id: str, limit: int = 10) -> tuple[str, ...]:
        """The client's latest tickets."""
        return tuple(self.session.store.reads.recent_tickets(client_id, limit))
