"""Sums for the reports."""

from datetime import date
from typing import Protocol


class Figures(Protocol):
    """Sums of the history, most with one row a client and month. Dates `since` and `until` are included."""

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
        """Ids of accounts that ever had a managed agreement."""
        ...

    def by_ticket(
        self, since: date, until: date, client_id: str | None
    ) -> list[tuple[str, str, int, int, int, str, str]]:
        """Ticket, client id, worked seconds, charged minutes, entries, first and last day; the most charged minutes first.

        The same ticket number may occur with two clients; each gets a row.
        """
        ...

    def worked_by_day(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int]]:
        """Account id, day, worked seconds."""
        ...

    def first_day(self, client_id: str) -> str | None:
        """The first day known of a client: when it was added, or its first work if that is earlier; ISO text."""
        ...

    def first_day_of_account(self, account_id: str) -> str | None:
        """The first day known of an account: when it was added, or its first work if that is earlier; ISO text."""
        ...

    def account_charged_by_day(self, since: date, until: date, account_id: str) -> list[tuple[str, int]]:
        """Day, minutes deducted from the remaining of an account."""
        ...

    def charged_by_day(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int]]:
        """Client id, day, minutes deducted from the client's remaining."""
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
        """Client id, month, currency, price and size of a block, and the minutes that entries (not voided) draw from it.

        With `under_seconds`, only of entries whose worked time is shorter; with `by_day`, account ids and days.
        """
        ...

    def short_entries(self, since: date, until: date, client_id: str | None, under_seconds: int) -> dict[str, int]:
        """The number of entries shorter than `under_seconds` that draw from blocks, by month."""
        ...

    def lines(
        self, since: date, until: date, client_id: str | None, *, by_day: bool = False
    ) -> list[tuple[str, str, str, str, int]]:
        """Client id, month, kind, currency and amount of lines that are not void; with `by_day`, account ids and days."""
        ...

    def renewed(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int, int, str, int]]:
        """Day, client id, minutes, price, currency and whether work caused it, of blocks that were renewed."""
        ...

    def blocks_bought(self, since: date, until: date, client_id: str | None) -> dict[str, int]:
        """The number of blocks of each client, sold and renewed ones together."""
        ...
