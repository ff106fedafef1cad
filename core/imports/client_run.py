"""Carries out an import of clients: in parts of at most 200, each client whole, so that colleagues can work meanwhile."""

from dataclasses import dataclass

from core.imports.client_plan import Card, PlannedClient, reach
from core.journal.events import CardGiven, ClientArchived, ClientBroughtBack, ClientEdited, Event
from core.ledger.agreements import Agreements
from core.ledger.blocks import Blocks
from core.ledger.clients import Clients
from core.ledger.waiting import Waiting
from core.model.clients import Client
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
        self._waiting = Waiting(session)
        self._charged: dict[str, tuple[Event, ...]] = {}
        """What the open change charged of the work that waited, by account."""

    def charge_rest(self) -> None:
        """Charge the waiting work that the first part of it left, in changes of its own. Errors: `RestWaits`."""
        while self._charged:
            account_id, first = self._charged.popitem()
            self._waiting.rest(account_id, first)

    def write(self, planned: PlannedClient, counts: Counts) -> str:
        """Write one client inside an open change. Returns its id. Errors: those of the ledger's services."""
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
            if planned.brings_back and client.archived:
                self._session.append([ClientBroughtBack(client.client_id)])
                counts.added += 1
            else:
                counts.changed += 1
            if planned.changes_card:
                self._edit(planned.client, planned.card)
        if planned.fiscal is not None:
            self._clients.set_fiscal_in_change(client.client_id, planned.fiscal)
        account_id = client.account_id
        if (terms := planned.terms) is not None and (planned.client or not reads.agreements(account_id)):
            self._agreements.put_in_change(account_id, lambda _before: terms, planned.starts)
            counts.agreements += 1
        if planned.block is not None and all(block.voided for block in reads.blocks(account_id)):
            size, sold = planned.block
            self._blocks.sell_in_change(account_id, size, None, sold, sure=True)
            counts.blocks += 1
        if planned.terms is not None and self._waiting.has_any(account_id):
            # After the first block, which may pay for it.
            self._charged[account_id] = self._waiting.part_in_change(account_id)
        if planned.row.archived and planned.client is None and not client.archived:
            self._session.append([ClientArchived(client.client_id)])
        return client.client_id

    def _edit(self, planned_from: Client, card: Card) -> None:
        """Lay what the plan changes over the card as it is now, so that what somebody else wrote meanwhile stays."""
        now = self._session.store.reads.client(planned_from.client_id) or planned_from
        known = {reach(phone) for phone in now.phones}
        phones = now.phones + tuple(phone for phone in card.phones if reach(phone) not in known)
        contacts = tuple(dict.fromkeys((*now.contacts, *card.contacts)))
        name = card.name if card.name != planned_from.name else now.name
        email = card.email if card.email != planned_from.email else now.email
        if (name, email, phones, contacts) == (now.name, now.email, now.phones, now.contacts):
            return
        event = ClientEdited(now.client_id, now.code, name, phones, contacts, email)
        given = now.without_card and bool(phones or contacts)
        self._session.append([event, CardGiven(now.client_id)] if given else [event])
