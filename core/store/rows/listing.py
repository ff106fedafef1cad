"""Long lists and counts for the pages."""

from datetime import date
from typing import Protocol


class Listing(Protocol):
    """Lists for the pages."""

    def last_seq(self) -> int:
        """The last journal row's number; 0 for none."""
        ...

    def client_count(self) -> int:
        """How many clients are not archived."""
        ...

    def client_ids(self, limit: int, offset: int = 0) -> list[str]:
        """Clients by code."""
        ...

    def under_threshold_count(self, day: date) -> int:
        """Prepaid clients who hold fewer minutes than agreed on a day."""
        ...

    def under_threshold(self, day: date, limit: int) -> list[str]:
        """The same clients, the lowest first."""
        ...

    def expiring(
        self, since: date, until: date, limit: int | None = None, client_id: str | None = None
    ) -> list[tuple[str, str, int, date]]:
        """Client, block, minutes left and expiry of blocks that expire between two days, both included, the first first."""
        ...

    def last_renewals(self, limit: int, client_id: str | None = None) -> list[str]:
        """Blocks added by rule that stand, the latest first."""
        ...

    def by_technician(self, since: date, until: date) -> list[tuple[str, int, int, int]]:
        """Technician, worked seconds, charged minutes and entries that stand, between two days, both included."""
        ...

    def entry_ids(
        self,
        *,
        client_id: str | None = None,
        text: str = "",
        ticket: str = "",
        work_type: str = "",
        technician: str = "",
        since: date | None = None,
        until: date | None = None,
        limit: int = 100,
    ) -> list[str]:
        """Entries that fit, the latest first; voided ones too."""
        ...

    def entry_sums(
        self,
        *,
        client_id: str | None = None,
        text: str = "",
        ticket: str = "",
        work_type: str = "",
        technician: str = "",
        since: date | None = None,
        until: date | None = None,
    ) -> tuple[int, int, int]:
        """How many entries fit and stand, their worked seconds and charged minutes."""
        ...

    def tickets(self, beginning: str = "", limit: int = 100) -> list[tuple[str, int, int, int, date, date]]:
        """Ticket, worked seconds, charged minutes, standing entries, first and last day; the latest first."""
        ...

    def ticket(self, ticket: str) -> tuple[str, int, int, int, date, date] | None:
        """The same of one ticket; `None` where no entry stands on it."""
        ...

    def last_of_ticket(self, ticket: str) -> str | None:
        """The last entry on a ticket that stands."""
        ...

    def ticket_numbers(self, beginning: str, client_id: str | None, limit: int) -> list[str]:
        """The latest tickets that begin so, of one client or of all. Reads no more than it takes to find them."""
        ...

    def notes(self, client_id: str, limit: int) -> list[str]:
        """What was written on a client's latest entries, each once."""
        ...
