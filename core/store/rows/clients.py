"""The reads of clients."""

from collections.abc import Collection, Sequence
from typing import Protocol

from core.model.clients import Client
from core.model.fiscal import FiscalCard


class ClientReads(Protocol):
    """Reads of clients and of their stored balances."""

    def client(self, client_id: str) -> Client | None:
        """A client by id."""
        ...

    def client_by_code(self, code: str) -> Client | None:
        """A client by its code."""
        ...

    def merged_ids(self, client_id: str) -> list[str]:
        """Ids of the clients that were merged into a client."""
        ...

    def aliases(self) -> dict[str, str]:
        """The codes of merged clients, each with the id of the client that it means."""
        ...

    def clients(self, client_ids: Sequence[str] | None = None) -> list[Client]:
        """Clients, some or all, archived ones too, by code."""
        ...

    def ids_by_code(self, codes: Collection[str]) -> dict[str, str]:
        """Ids of the clients with these codes that are not archived, by code."""
        ...

    def client_names(self, after: str, count: int) -> list[tuple[str, str, str, bool]]:
        """Id, code and name of the next clients after a code, so many of them, and whether they are archived."""
        ...

    def has_clients(self) -> bool:
        """Whether there is a client that is not archived."""
        ...

    def fiscal_card(self, client_id: str) -> FiscalCard:
        """The fiscal card of a client; `NO_CARD` if none is set."""
        ...

    def fiscal_cards(self, client_ids: Sequence[str] | None = None) -> dict[str, FiscalCard]:
        """The fiscal cards that are set, of some clients or of all, by client id."""
        ...

    def without_card(self) -> list[str]:
        """Ids of the clients without a card that are not archived, the latest added first."""
        ...

    def balances(self) -> dict[str, int]:
        """The stored remaining minutes by account id; reads one row an account."""
        ...

    def overdrafts(self) -> dict[str, int]:
        """The stored overdraft minutes by account id."""
        ...

    def kept_account(self, account_id: str) -> tuple[int, int]:
        """The stored remaining and overdraft minutes of an account."""
        ...
