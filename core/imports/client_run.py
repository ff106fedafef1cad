"""Carries out an import of clients: in parts of at most 200, each client whole, so that colleagues can work meanwhile."""

from dataclasses import dataclass
from datetime import date
from types import EllipsisType

from core.basics.i18n import _
from core.imports.client_plan import Card, FirstHours, PlannedClient, reach, to_invoice
from core.journal.events import CardGiven, ClientArchived, ClientBroughtBack, ClientEdited, Event
from core.ledger.agreements import Agreements
from core.ledger.blocks import Blocks, Sale
from core.ledger.clients import Clients
from core.ledger.waiting import Waiting
from core.model.clients import Client
from core.rules import adjusting, posting
from core.session import Session


@dataclass(slots=True)
class Counts:
    """What an import did so far."""

    added: int = 0
    changed: int = 0
    existing: int = 0
    agreements: int = 0
    blocks: int = 0
    """First blocks that were sold."""
    openings: int = 0
    """Clients that got the hours left of what was sold before."""
    to_invoice: tuple[tuple[str, int], ...] = ()
    """What is to invoice for the first blocks: currencies, and the sum of each in minor units."""


class ClientWriter:
    """Writes planned clients inside open changes. Writing the same one again adds only what is still missing."""

    def __init__(self, session: Session, clients: Clients, agreements: Agreements, blocks: Blocks) -> None:
        self._session = session
        self._clients = clients
        self._agreements = agreements
        self._blocks = blocks
        self._waiting = Waiting(session)
        self.begun = 0
        """Row of the last client of which something is written. A full change may hold a part of it; the next one does not
        count it again."""
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
        is_first = planned.row.row_number != self.begun
        before = self._session.store.head() if planned.client else None
        client = planned.client or reads.client_by_code(planned.code)
        is_brought_back = planned.brings_back and client is not None and client.archived
        if client is None:
            row = planned.row
            client = self._clients.add_in_change(
                planned.code, row.name, phones=row.phones, email=row.email, contacts=row.contacts
            )
            counts.added += is_first
            self.begun = planned.row.row_number
        elif planned.client is None:
            counts.existing += is_first
        else:
            if is_brought_back:
                self._session.append([ClientBroughtBack(client.client_id)])
                counts.added += is_first
            self.begun = planned.row.row_number
            if planned.card is not None:
                self._edit(planned.client, planned.card)
        if planned.fiscal is not None:
            self._clients.set_fiscal_in_change(client.client_id, planned.fiscal)
        account_id = client.account_id
        if (terms := planned.terms) is not None and (planned.client or not reads.agreements(account_id)):
            counts.agreements += self._agreements.put_in_change(
                account_id, lambda _before: terms, planned.starts
            ).is_change
        if planned.block is not None and all(block.voided for block in reads.blocks(account_id)):
            self._give(account_id, planned.block, counts)
        if planned.terms is not None and self._waiting.has_any(account_id):
            # After the first block, which may pay for it.
            self._charged[account_id] = self._waiting.part_in_change(account_id)
        if planned.row.archived and planned.client is None and not client.archived:
            self._session.append([ClientArchived(client.client_id)])
        if planned.client and is_first and not is_brought_back:
            # What another session did since the plan was made is not done again.
            if self._session.store.head() == before:
                counts.existing += 1
            else:
                counts.changed += 1
        return client.client_id

    def _give(self, account_id: str, first: FirstHours, counts: Counts) -> None:
        """Sell the first block, or write down the hours left of one that was sold before."""
        if not first.is_left:
            expires: date | EllipsisType = first.expires_on or ...
            sale = Sale(first.minutes, first.price_minor, first.day, expires)
            self._blocks.sell_in_change(account_id, sale, sure=True)
            counts.blocks += 1
            counts.to_invoice = to_invoice((first,), counts.to_invoice)
            return
        session = self._session
        account = session.account(account_id)
        context = session.context(session.terms_of(account))
        day = first.day or context.today
        posting.check_lock(day, session.store.reads.lock_date())
        decision = adjusting.adjust(
            account,
            first.minutes,
            _("opening balance"),
            day,
            context,
            expires_on=first.expires_on,
            has_expiry=first.expires_on is not None,
        )
        session.append(decision.events)
        counts.openings += 1

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
