"""Accounts: what a typed `CLIENT` or `CLIENT/ACCOUNT` means, and who uses an account for what."""

from core.basics.dataclass import dataclass
from core.basics.errors import MonteoreError, UnknownClient
from core.basics.i18n import _
from core.basics.text import visible_text
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.model.terms import Terms
from core.model.worktypes import known_work_types
from core.queries.clients import ClientQueries
from core.queries.views.clients import ClientRow

_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Meant:
    """What a typed `CLIENT` or `CLIENT/ACCOUNT` means."""

    client: Client
    """The client that was typed; another one may own the account and share it."""
    account: AccountCard
    """The account: the client's default one where none was typed."""
    is_named: bool
    """Whether the account was typed."""

    @property
    def account_id(self) -> str:
        """Id of the account."""
        return self.account.account_id

    @property
    def said_account_id(self) -> str:
        """Id of the account that was typed; empty where the client's choice by work type decides."""
        return self.account.account_id if self.is_named else ""


@dataclass(frozen=True)
class AccountView:
    """An account with those who use it."""

    account: AccountCard
    """The account."""
    users: tuple[Client, ...]
    """The clients that it is shared with, its owner left out."""
    choices: tuple[tuple[Client, str], ...]
    """Each client whose work it pays where nobody names an account, with the work type; empty for all other work."""

    @property
    def client(self) -> Client:
        """The client that owns it and pays."""
        return self.account.client

    @property
    def is_default(self) -> bool:
        """Whether its owner's work goes there where nobody names another account."""
        return self.account.account_id == self.client.account_id

    @property
    def default_of(self) -> tuple[Client, ...]:
        """The clients whose work goes there where nobody names another account."""
        chosen = tuple(client for client, work_type in self.choices if not work_type)
        return (self.client, *chosen) if self.is_default and self.client not in chosen else chosen

    @property
    def work_types(self) -> tuple[tuple[Client, str], ...]:
        """The clients whose work of a type goes there where nobody names another account."""
        return tuple((client, work_type) for client, work_type in self.choices if work_type)


class AccountQueries(ClientQueries):
    """The reads of accounts."""

    def resolve_client(self, text: str, *, archived: bool = False) -> Client:
        """The one client that a text identifies."""
        raise NotImplementedError

    def accounts_of(self, client_id: str) -> tuple[AccountCard, ...]:
        """The accounts that a client's work may be charged to: its own ones, then those shared with it."""
        return tuple(self.session.store.reads.cards_for([client_id])[client_id])

    def rows_of_accounts(self, client: Client) -> tuple[ClientRow, ...]:
        """A row for each account that a client's work may be charged to."""
        return self._rows.of([(client, card) for card in self.accounts_of(client.client_id)])

    def account_view(self, account_id: str) -> AccountView:
        """An account with those who use it."""
        reads = self.session.store.reads
        return AccountView(
            self.card(account_id),
            tuple(self.client(client_id) for client_id in reads.users_of(account_id)),
            tuple((self.client(client_id), work_type) for client_id, work_type in reads.choosers_of(account_id)),
        )

    def resolve_account(self, text: str, *, archived: bool = False) -> Meant:
        """What a typed `CLIENT` or `CLIENT/ACCOUNT` means. With `archived`, archived ones are found too.

        Errors: `UnknownClient` (for an account, too), `AmbiguousClient`.
        """
        client_text, slash, name = text.rpartition("/")
        if not slash:
            return self._default(self.resolve_client(text, archived=archived))
        try:
            client = self.resolve_client(client_text, archived=archived)
        except MonteoreError:
            # A name may have a slash in it.
            return self._default(self.resolve_client(text, archived=archived))
        card = self._named(client, name.strip().casefold(), archived=archived)
        if card is not None:
            return Meant(client, card, True)
        try:
            whole = self.resolve_client(text, archived=archived)
        except MonteoreError:
            raise self._unknown(client, name) from None
        return self._default(whole)

    def meant(self, client: Client) -> Meant:
        """What a client's code means: the client with its default account."""
        return self._default(client)

    def chosen_account(self, client: Client, work_type: str) -> AccountCard:
        """The account that pays work of a type for a client, where nobody names one."""
        card = self.session.store.reads.paying_card(client.client_id, work_type)
        assert card is not None
        return card

    def work_types_of(self, meant: Meant, terms: Terms) -> frozenset[str]:
        """The work types that may be typed: built in, named by the agreement, or bound to an account of the client."""
        known = known_work_types(terms)
        if meant.is_named:
            return known
        return known | frozenset(filter(None, self.session.store.reads.choices(meant.client.client_id)))

    def _default(self, client: Client) -> Meant:
        return Meant(client, self.card(client.account_id), False)

    def _named(self, client: Client, name: str, *, archived: bool) -> AccountCard | None:
        cards = list(self.accounts_of(client.client_id))
        if archived:
            cards += [card for card in self.session.store.reads.cards() if card.client == client and card.archived]
        named = [card for card in cards if card.typed_name == name]
        own = [card for card in cards if card.is_own and card.client == client and name == client.code]
        return next(iter(named + own), None)

    def _unknown(self, client: Client, name: str) -> UnknownClient:
        known = tuple(typed_for(client, card) for card in self.accounts_of(client.client_id))
        shown = visible_text(name[:_LONGEST_SHOWN])
        return UnknownClient(
            _("{code} has no account {name}; it has: {accounts}").format(
                code=client.code, name=shown or "''", accounts=", ".join(known)
            ),
            known,
        )


def typed_for(client: Client, account: AccountCard) -> str:
    """What a person types to charge a client's work to an account: `beta`, or `beta/servers`."""
    return client.code if account.account_id == client.account_id else f"{client.code}/{account.typed_name}"
