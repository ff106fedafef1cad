"""Sums for the reports."""

from datetime import date
from typing import Protocol


class Figures(Protocol):
    """Rows that are small however long the history: most are one a client and month."""

    def by_technician(
        self, since: date, until: date, client_id: str | None
    ) -> list[tuple[str, str, int, int, int, int]]:
        """Technician, work type, worked seconds, charged minutes, entries and clients; one row a technician and type."""
        ...

    def clients_of_technicians(self, since: date, until: date, client_id: str | None) -> dict[str, int]:
        """How many clients each technician worked for."""
        ...

    def by_type(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int, int]]:
        """Client id, work type, worked seconds, charged minutes."""
        ...

    def ever_managed(self) -> list[str]:
        """Clients who had a managed agreement at some time."""
        ...

    def by_ticket(
        self, since: date, until: date, client_id: str | None
    ) -> list[tuple[str, str, int, int, int, str, str]]:
        """Ticket, client id, worked seconds, charged minutes, entries, first and last day; the dearest first.

        Two clients may have a ticket of the same number in two systems: each has its row.
        """
        ...

    def worked_by_day(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int]]:
        """Client id, day, worked seconds."""
        ...

    def first_day(self, client_id: str) -> str | None:
        """The first day of which the books know anything of a client: when it was written down, or its first work."""
        ...

    def charged_by_day(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int]]:
        """Client id, day, minutes that were taken from the hours."""
        ...

    def drawn(
        self,
        since: date,
        until: date,
        client_id: str | None,
        under_seconds: int | None = None,
        *,
        by_day: bool = False,
    ) -> list[tuple[str, str, str, int, int, int]]:
        """Client id, month, currency, price and size of a block, and the minutes that standing entries draw from it.

        With `under_seconds`, only of entries whose worked time is shorter; with `by_day`, days instead of months.
        """
        ...

    def short_entries(self, since: date, until: date, client_id: str | None, under_seconds: int) -> dict[str, int]:
        """By month, how many entries of work shorter than so many seconds draw from blocks."""
        ...

    def lines(
        self, since: date, until: date, client_id: str | None, *, by_day: bool = False
    ) -> list[tuple[str, str, str, str, int]]:
        """Client id, month (with `by_day`: day), kind, currency and amount of billable lines that were not taken back."""
        ...

    def renewed(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int, int, str, int]]:
        """Day, client id, minutes, price, currency and whether work caused it, of blocks that were renewed."""
        ...

    def blocks_bought(self, since: date, until: date, client_id: str | None) -> dict[str, int]:
        """How many blocks each client bought, sold and renewed."""
        ...
