"""The read that the rules decide on."""

from typing import Protocol

from core.model.accounts import Account


class AccountReads(Protocol):
    """Accounts."""

    def account(self, client_id: str, also_blocks: tuple[str, ...] = ()) -> Account | None:
        """What the rules need of one client: open blocks (and named ones), open overdrafts, terms; no history."""
        ...
