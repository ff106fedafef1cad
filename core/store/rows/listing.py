"""Long lists and counts for the pages."""

from datetime import date
from typing import TYPE_CHECKING, Protocol

from core.model.days import Days

if TYPE_CHECKING:
    from core.model.entry_filter import EntryFilter


class Listing(Protocol):
    """Long lists, each with a limit, and counts."""

    def last_seq(self) -> int:
        """The last journal row's number; 0 for none."""
        ...

    def client_count(self) -> int:
        """The number of clients that are not archived."""
        ...

    def client_ids(self, limit: int, offset: int = 0) -> list[str]:
        """Ids of the clients that are not archived, by code."""
        ...

    def under_threshold_count(self, days: Days) -> int:
        """The number of prepaid accounts whose remaining is strictly below the threshold in force today."""
        ...

    def under_threshold(self, days: Days, limit: int) -> list[str]:
        """Ids of the same accounts, the lowest remaining first."""
        ...

    def expiring(
        self, days: Days, within: int, limit: int | None = None, client_id: str | None = None
    ) -> list[tuple[str, str, int, date, str]]:
        """Client id, block id, minutes left, expiry and account id of blocks that expire in so many days, soonest first."""
        ...

    def last_renewals(self, limit: int, account_id: str | None = None) -> list[str]:
        """Ids of renewed blocks that are not voided, the latest first."""
        ...

    def by_technician(self, days: Days) -> list[tuple[str, int, int, int]]:
        """Technician, worked seconds, charged minutes and number of entries (not voided) of today's work.

        Today's work began in the business's day; where no clock time is known, it is dated today in its client's calendar.
        """
        ...

    def entry_ids_of_today(self, days: Days, limit: int) -> list[str]:
        """Ids of the entries of today's work, voided ones included, the latest first."""
        ...

    def entry_ids(self, fitting: "EntryFilter", *, client_id: str | None = None, limit: int = 100) -> list[str]:
        """Ids of the entries that match the filter, voided ones included, the latest first. Dates are included.

        Each word of its text begins a word of note, ticket or contact; case and accents do not count.
        """
        ...

    def entry_sums(
        self, fitting: "EntryFilter", *, client_id: str | None = None
    ) -> list[tuple[str, int, int, int, int]]:
        """Sums of the entries that match the filter, by month (YYYY-MM), the latest first.

        Each month's number of entries, the number of those that are not voided, their worked seconds, charged minutes.
        """
        ...

    def tickets(self, beginning: str = "", limit: int = 100) -> list[tuple[str, int, int, int, date, date]]:
        """Ticket, worked seconds, charged minutes, entries (not voided), first and last day; the latest first."""
        ...

    def ticket(self, ticket: str) -> tuple[str, int, int, int, date, date] | None:
        """The same for one ticket; `None` if it has no entry that is not voided."""
        ...

    def last_of_ticket(self, ticket: str) -> str | None:
        """Id of the last entry of a ticket that is not voided."""
        ...

    def ticket_numbers(self, beginning: str, client_id: str | None, limit: int) -> list[str]:
        """The latest tickets with a prefix, of one client or of all. Stops reading once `limit` are found."""
        ...

    def notes(self, client_id: str, limit: int) -> list[str]:
        """The notes of a client's latest entries, each once."""
        ...
