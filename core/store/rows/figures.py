"""Sums for the reports."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from core.rules.worth import Use


class WorkOf(NamedTuple):
    """What a report needs of an entry."""

    client_id: str
    """Id of the client that the work was for."""
    account_id: str
    """Id of the account that it was charged to."""
    day: date
    """Day of the work."""
    worked_seconds: int
    """Worked time in seconds."""
    technician: str
    """Who did it."""


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

    def first_days_of(self, account_ids: Sequence[str]) -> dict[str, str]:
        """The first day known of each account: when it was added, or its first work if that is earlier; ISO text."""
        ...

    def archived_on(self) -> dict[str, str]:
        """The last day on which a client or an account was archived or erased, by its id; ISO text, UTC."""
        ...

    def charged_by_day_of(self, since: date, until: date, account_ids: Sequence[str]) -> list[tuple[str, str, int]]:
        """Account, day, minutes deducted from its remaining, of some accounts."""
        ...

    def charged_by_day(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int]]:
        """Client id, day, minutes deducted from the client's remaining."""
        ...

    def uses(self, client_id: str | None = None, account_id: str | None = None) -> list[Use]:
        """What became of the minutes of blocks, entries that are void left out.

        With a client, of the accounts on which it works or which it owns; with an account, of that one.
        """
        ...

    def worked(self, since: date, until: date, client_id: str | None) -> dict[str, WorkOf]:
        """Client, account, day, worked seconds and technician of the entries that are not void, by id."""
        ...

    def charged_by_month(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int]]:
        """Client id, month (YYYY-MM), charged minutes."""
        ...

    def first_work(self, client_id: str | None) -> dict[str, date]:
        """The first day of work that is not void, by client id."""
        ...

    def overdrafts(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, str, int]]:
        """Client id, account id, day (ISO text) and minutes of work that is not void and that no block covers yet."""
        ...

    def lines(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, str, str, str, int]]:
        """Client id, account id, day, kind, currency and amount of the lines of work that are not void.

        Lines of blocks and credits of hours left are not of work: their money is that of the minutes.
        """
        ...

    def renewed(self, since: date, until: date, client_id: str | None) -> list[tuple[str, str, int, int, str, int]]:
        """Day, client id, minutes, price, currency and whether work caused it, of blocks that were renewed."""
        ...
