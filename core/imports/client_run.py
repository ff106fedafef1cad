"""Carries out an import of clients: in parts of at most 200, each client whole, so that colleagues can work meanwhile."""

from dataclasses import dataclass

from core.imports.client_plan import Card, PlannedClient
from core.journal.events import CardGiven, ClientArchived, ClientEdited
from core.ledger.agreements import Agreements
from core.ledger.blocks import Blocks
from core.ledger.clients import Clients
from core.session import Session


@dataclass(slots=True)
class Counts:
    """What an import did so far."""

    added: int = 0
    changed: int = 0
    existing: int = 0
    agreements: int = 0
    blocks: int = 0


class ClientWriter:
    """Writes planned clients inside open changes. Writing the same one again adds only what is still missing."""

    def __init__(self, session: Session, clients: Clients, agreements: Agreements, blocks: Blocks) -> None:
        self._session = session
        self._clients = clients
        self._agreements = agreements
        self._blocks = blocks

    def write(self, planned: PlannedClient, counts: Counts) -> None:
        """Write one client inside an open change. Errors: those of the ledger's services."""
        reads = self._session.store.reads
        client = planned.client or reads.client_by_code(planned.code)
        if client is None:
            row = planned.row
            client = self._clients.add_in_change(
                planned.code, row.name, phones=row.phones, email=row.email, contacts=row.contacts
            )
            counts.added += 1
        elif planned.client is None:
            counts.existing += 1
        else:
            counts.changed += 1
            if planned.changes_card:
                self._edit(planned.client.client_id, planned.code, planned.card, planned.client.without_card)
        if planned.fiscal is not None:
            self._clients.set_fiscal_in_change(client.client_id, planned.fiscal)
        account_id = client.account_id
        if (terms := planned.terms) is not None and (planned.client or not reads.agreements(account_id)):
            self._agreements.put_in_change(account_id, lambda _before: terms, planned.starts)
            counts.agreements += 1
        if planned.block is not None and not reads.blocks(account_id):
            size, sold = planned.block
            self._blocks.sell_in_change(account_id, size, None, sold, sure=True)
            counts.blocks += 1
        if planned.row.archived and planned.client is None and not client.archived:
            self._session.append([ClientArchived(client.client_id)])

    def _edit(self, client_id: str, code: str, card: Card, without_card: bool) -> None:
        event = ClientEdited(client_id, code, card.name, card.phones, card.contacts, card.email)
        given = without_card and bool(card.phones or card.contacts)
        self._session.append([event, CardGiven(client_id)] if given else [event])
