"""Rows of clients and accounts with what remains."""

from collections.abc import Sequence

from core.model.accounts import AccountCard
from core.model.blocks import Outside
from core.model.clients import Client
from core.model.terms import Agreement, Kind, agreement_on
from core.model.work import NOTHING_WAITS
from core.queries.views import ClientRow
from core.rules.renewal import threshold_minutes
from core.session import Session


class ClientRows:
    """Rows of lists and of search results."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def clients(self, include_archived: bool = False) -> tuple[ClientRow, ...]:
        """All clients by code, each with its default account."""
        reads = self._session.store.reads
        clients = [client for client in reads.clients() if include_archived or not client.archived]
        cards = {card.account_id: card for card in reads.cards()}
        return self.of([(client, cards[client.account_id]) for client in clients])

    def accounts(self, include_archived: bool = False) -> tuple[ClientRow, ...]:
        """All accounts by the code of the client that owns each."""
        cards = self._session.store.reads.cards()
        live = [card for card in cards if include_archived or not (card.archived or card.client.archived)]
        return self.of([(card.client, card) for card in live])

    def of(self, wanted: Sequence[tuple[Client, AccountCard | None]]) -> tuple[ClientRow, ...]:
        """A row for each client with an account; `None` stands for its default one."""
        reads = self._session.store.reads
        few = len(wanted) <= 1000
        outside = reads.outside(self._session.days())
        versions: dict[str, list[Agreement]] = {}
        if not few:
            for agreement in reads.agreements():
                versions.setdefault(agreement.account_id, []).append(agreement)
        balances, all_waits = ({}, {}) if few else (reads.balances(), reads.waits())
        rows = []
        for client, card in wanted:
            if few or card is None:
                kept = reads.kept_card(card.account_id if card else client.account_id)
                assert kept is not None
                card, remaining, _overdraft = kept
            else:
                remaining = balances.get(card.account_id, 0)
            agreements = reads.agreements(card.account_id) if few else versions.get(card.account_id, [])
            today, terms = self._session.now_by(agreements)
            account_id, apart = card.account_id, outside.get(card.account_id, Outside())
            waits = reads.waits(account_id) if few else all_waits
            rows.append(
                ClientRow(
                    client,
                    terms.kind,
                    remaining - apart.later_minutes - apart.expired_minutes,
                    threshold_minutes(terms) if terms.kind is Kind.PREPAID else 0,
                    terms.block_minutes,
                    later_minutes=apart.later_minutes,
                    expired_minutes=apart.expired_minutes,
                    has_agreement=agreement_on(agreements, today) is not None,
                    waits=waits.get(account_id, NOTHING_WAITS),
                    account=card,
                )
            )
        return tuple(rows)
