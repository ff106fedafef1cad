"""The reads of clients."""

from typing import Protocol

from core.model.clients import Client


class ClientReads(Protocol):
    """Clients and what remains for them."""

    def client(self, client_id: str) -> Client | None:
        """A client by id."""
        ...

    def client_by_code(self, code: str) -> Client | None:
        """A client by its code."""
        ...

    def clients(self) -> list[Client]:
        """Every client, archived ones too, by code."""
        ...

    def balances(self) -> dict[str, int]:
        """The kept remaining minutes by client: one row read each, however long the history."""
        ...

    def overdrafts(self) -> dict[str, int]:
        """The kept overdraft by client."""
        ...

    def kept_account(self, client_id: str) -> tuple[int, int]:
        """The kept remaining and overdraft minutes of a client."""
        ...
