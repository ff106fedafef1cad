"""The read of an account."""

from typing import Protocol

from core.model.accounts import Account


class AccountReads(Protocol):
    """Accounts."""

    def account(self, client_id: str, also_blocks: tuple[str, ...] = ()) -> Account | None:
        """The account of a client: blocks that hold minutes and those named, open overdrafts, terms. `None`: unknown id."""
        ...
