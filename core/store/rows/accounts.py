"""The reads of accounts."""

from collections.abc import Sequence
from typing import Protocol

from core.model.accounts import Account, AccountCard
from core.model.terms import Agreement


class AccountReads(Protocol):
    """Accounts."""

    def account(self, account_id: str, also_blocks: tuple[str, ...] = ()) -> Account | None:
        """The state of an account: blocks that hold minutes and those named, open overdrafts, terms. `None`: unknown id."""
        ...

    def paying_account(self, client_id: str, work_type: str) -> Account | None:
        """The account that pays work of a type for a client, where nobody names one. `None`: unknown client."""
        ...

    def paying_agreements(self, client_id: str, work_type: str) -> list[Agreement]:
        """The agreement versions of that account, in the order they were recorded; none for an unknown client."""
        ...

    def card(self, account_id: str) -> AccountCard | None:
        """An account without its hours."""
        ...

    def paying_card(self, client_id: str, work_type: str) -> AccountCard | None:
        """The card of the account that pays work of a type for a client, where nobody names one."""
        ...

    def kept_card(self, account_id: str) -> tuple[AccountCard, int, int] | None:
        """An account with its stored remaining and overdraft minutes."""
        ...

    def cards(self) -> list[AccountCard]:
        """Every account, archived ones too, by the code of the client that owns it; the client's own one first."""
        ...

    def kept_cards(self, account_ids: Sequence[str] | None = None) -> list[tuple[AccountCard, int]]:
        """Accounts, some or all, in the same order, each with its kept remaining minutes."""
        ...

    def with_more_accounts(self, client_ids: Sequence[str]) -> list[str]:
        """Those of some clients whose work may be charged to another account than the one under the client's own id."""
        ...

    def cards_for(self, client_ids: Sequence[str]) -> dict[str, list[AccountCard]]:
        """By client, the accounts that its work may be charged to: its own ones, then those shared with it."""
        ...

    def users_of(self, account_id: str) -> list[str]:
        """Ids of the clients that an account is shared with, its owner left out."""
        ...

    def is_shared(self, account_id: str, client_id: str) -> bool:
        """Whether an account is shared with a client that does not own it."""
        ...

    def choices(self, client_id: str) -> dict[str, str]:
        """Which account a client chose, by work type; the empty one stands for all other work."""
        ...

    def choosers_of(self, account_id: str) -> list[tuple[str, str]]:
        """Client id and work type of every choice of an account; the empty work type stands for all other work."""
        ...
