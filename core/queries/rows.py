"""Rows of clients and accounts with what remains."""

from collections.abc import Callable, Iterable, Sequence

from core.model.accounts import AccountCard
from core.model.blocks import Outside
from core.model.clients import Client
from core.model.days import Days
from core.model.terms import Agreement, Kind, Terms, agreement_on
from core.model.work import NOTHING_WAITS, Waits
from core.queries.views.clients import ClientRow
from core.rules.renewal import threshold_minutes
from core.session import Session

MOST_NAMED = 1000
"""How many accounts a statement names; for more all are read."""
_NO_TERMS = Terms()
_NOTHING_OUTSIDE = Outside()


class ClientRows:
    """Rows of lists and of search results."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def clients(self, include_archived: bool = False) -> tuple[ClientRow, ...]:
        """All clients by code, each with its default account."""
        kept = {card.account_id: (card, minutes) for card, minutes in self._session.store.reads.kept_cards()}
        own = [card.client for card, _minutes in kept.values() if card.is_own]
        clients = [client for client in own if include_archived or not client.archived]
        return self._rows((client, *kept[client.account_id]) for client in clients)

    def accounts(self, include_archived: bool = False) -> tuple[ClientRow, ...]:
        """All accounts by the code of the client that owns each."""
        kept = self._session.store.reads.kept_cards()
        live = [each for each in kept if include_archived or not (each[0].archived or each[0].client.archived)]
        return self._rows((card.client, card, minutes) for card, minutes in live)

    def of_clients(self, client_ids: Sequence[str], client: Callable[[str], Client]) -> tuple[ClientRow, ...]:
        """A row for each client with its default account. `client` reads one that has no account of its own id."""
        if not client_ids:
            return ()
        few = client_ids if len(client_ids) <= MOST_NAMED else None
        # Most clients have only the account with their own id: its card includes the client, which need not be read.
        own = {card.account_id: (card, minutes) for card, minutes in self._session.store.reads.kept_cards(few)}
        cards = [own[each][0] for each in client_ids if each in own]
        if len(cards) == len(client_ids) and all(card.client.account_id == card.account_id for card in cards):
            return self._rows([(own[each][0].client, *own[each]) for each in client_ids], few)
        known = {card.client.client_id: card.client for card in cards if card.client.client_id == card.account_id}
        return self.of([(known.get(each) or client(each), None) for each in client_ids])

    def of(self, wanted: Sequence[tuple[Client, AccountCard | None]]) -> tuple[ClientRow, ...]:
        """A row for each client with an account; `None` stands for its default one."""
        if not wanted:
            return ()
        ids = [card.account_id if card else client.account_id for client, card in wanted]
        few = ids if len(ids) <= MOST_NAMED else None
        kept = {card.account_id: (card, minutes) for card, minutes in self._session.store.reads.kept_cards(few)}
        return self._rows([(client, *kept[each]) for (client, _card), each in zip(wanted, ids, strict=True)], few)

    def _rows(
        self, kept: Iterable[tuple[Client, AccountCard, int]], account_ids: Sequence[str] | None = None
    ) -> tuple[ClientRow, ...]:
        """Rows by as many reads for one as for all; of some accounts, or of all of them."""
        reads, days = self._session.store.reads, self._session.days()
        outside, waits = reads.outside(days, account_ids), reads.waits(account_ids)
        versions: dict[str, list[Agreement]] = {}
        for agreement in reads.agreements(account_ids):
            versions.setdefault(agreement.account_id, []).append(agreement)
        return tuple(
            _row_of(client, card, remaining, versions.get(card.account_id, ()), days, outside, waits)
            for client, card, remaining in kept
        )


def _row_of(
    client: Client,
    card: AccountCard,
    remaining: int,
    versions: Sequence[Agreement],
    days: Days,
    outside: dict[str, Outside],
    waits: dict[str, Waits],
) -> ClientRow:
    account_id = card.account_id
    in_force = agreement_on(versions, days.of(account_id))
    terms = in_force.terms if in_force else _NO_TERMS
    apart = outside.get(account_id, _NOTHING_OUTSIDE)
    return ClientRow(
        client,
        terms.kind,
        remaining - apart.later_minutes - apart.expired_minutes,
        threshold_minutes(terms) if terms.kind is Kind.PREPAID else 0,
        terms.block_minutes,
        later_minutes=apart.later_minutes,
        expired_minutes=apart.expired_minutes,
        has_agreement=in_force is not None,
        waits=waits.get(account_id, NOTHING_WAITS),
        included_minutes=terms.included_minutes if terms.includes_hours else 0,
        account=card,
    )
