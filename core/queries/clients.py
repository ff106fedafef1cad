"""Reads of clients and accounts: records, rows of lists, agreements."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.phone import Phone
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.model.fiscal import FiscalCard
from core.model.terms import Agreement, Terms
from core.model.work import NOTHING_WAITS, Waits
from core.queries.by_id import client_by_id
from core.queries.rows import ClientRows
from core.queries.views.clients import ClientRow
from core.session import Session

ZONE_STEP: Final = "business --timezone Europe/Rome"
"""What to do where `numbers_in_words` says something, as a verb of the shell."""


class ClientQueries:
    """The reads of clients; those of other nouns stand on it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._rows = ClientRows(session)

    def client(self, client_id: str) -> Client:
        """A client by id."""
        return client_by_id(self.session, client_id)

    def fiscal_card(self, client_id: str) -> FiscalCard:
        """The fiscal card of a client; an empty one if none is set."""
        return self.session.store.reads.fiscal_card(client_id)

    def fiscal_cards(self) -> dict[str, FiscalCard]:
        """Every fiscal card that is set, by client id."""
        return self.session.store.reads.fiscal_cards()

    def namesakes(self, client: Client | str) -> tuple[Client, ...]:
        """The other clients, archived ones too, whose name is that of a client, or the given one, but for case and spaces."""
        name, own_id = (client, "") if isinstance(client, str) else (client.name, client.client_id)
        wanted = " ".join(name.casefold().split())
        return tuple(
            other
            for other in self.session.store.reads.clients()
            if other.client_id != own_id and " ".join(other.name.casefold().split()) == wanted
        )

    def namesakes_in_words(self, client: Client | str) -> tuple[str, ...]:
        """A question for each client of the same name; as `namesakes`."""
        return tuple(
            _("{code} has the same name and is archived; is it the same client?").format(code=other.code)
            if other.archived
            else _("{code} has the same name; is it the same client?").format(code=other.code)
            for other in self.namesakes(client)
        )

    def numbers_in_words(self, phones: Sequence[Phone]) -> tuple[str, ...]:
        """That the first number without a country code cannot be told from those of other countries; empty for none."""
        from core.basics.numbers import NumberKind, NumberPlan, read_number

        if self.session.country:
            return ()
        typed = (phone.raw for phone in phones if not phone.e164)
        number = next((raw for raw in typed if read_number(raw, NumberPlan("")).kind is NumberKind.UNREADABLE), None)
        if number is None:
            return ()
        sentence = _(
            "{number} is kept as typed, because the business's time zone ({zone}) is that of no country: write it with its "
            "country code, or set the time zone of the business"
        )
        return (sentence.format(number=number, zone=self.session.zone.key),)

    def client_by_code(self, code: str) -> Client | None:
        """The client with a code, archived or not."""
        return self.session.store.reads.client_by_code(code)

    def ids_by_code(self, codes: Collection[str]) -> dict[str, str]:
        """Ids of the clients with these codes that are not archived, by code."""
        return self.session.store.reads.ids_by_code(codes)

    def card(self, account_id: str) -> AccountCard:
        """An account without its hours. Errors: `Refused` for an unknown id."""
        card = self.session.store.reads.card(account_id)
        if card is None:
            raise Refused(_("there is no account {account_id}").format(account_id=account_id))
        return card

    def clients(self, include_archived: bool = False) -> tuple[ClientRow, ...]:
        """All clients by code, each with its default account."""
        return self._rows.clients(include_archived)

    def accounts(self, include_archived: bool = False) -> tuple[ClientRow, ...]:
        """All accounts by the code of the client that owns each."""
        return self._rows.accounts(include_archived)

    def clients_without_card(self) -> tuple[ClientRow, ...]:
        """Clients that were added as new callers and have no card yet, the latest first."""
        return self.client_rows_of(self.session.store.reads.without_card())

    def client_rows_of(self, client_ids: Sequence[str]) -> tuple[ClientRow, ...]:
        """Rows of these clients, in this order, each with its default account."""
        # An id of a client that was merged into another one means that one.
        return self._rows.of_clients(client_ids, self.client)

    def account_rows_of(self, account_ids: Sequence[str]) -> tuple[ClientRow, ...]:
        """Rows of these accounts, in this order."""
        cards = [self.card(account_id) for account_id in account_ids]
        return self._rows.of([(card.client, card) for card in cards])

    def waits(self, account_id: str) -> Waits:
        """The work that waits for an agreement of an account."""
        return self.session.store.reads.waits(account_id).get(account_id, NOTHING_WAITS)

    def agreements(self, account_id: str) -> tuple[Agreement, ...]:
        """Agreement versions of an account in the order they were recorded."""
        return tuple(self.session.store.reads.agreements(account_id))

    def terms(self, account_id: str, day: date | None = None) -> Terms:
        """The terms of an account in force on a day (today, by its own calendar)."""
        account = self.session.account(account_id)
        return account.terms_on(day or self.session.today_of(account))

    def today(self, account_id: str) -> date:
        """Today in the calendar of an account's agreement in force."""
        agreements = self.session.store.reads.agreements(account_id)
        return self.session.now_by(agreements)[0]

    def notes(self, client_id: str, limit: int = 200) -> tuple[str, ...]:
        """The notes of a client's latest entries, each once, the latest first."""
        return tuple(self.session.store.listing.notes(client_id, limit))

    def tickets(self, client_id: str, limit: int = 10) -> tuple[str, ...]:
        """The client's latest tickets."""
        return tuple(self.session.store.reads.recent_tickets(client_id, limit))
