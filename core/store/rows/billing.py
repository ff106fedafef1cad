"""The reads of billable lines and of renewals that wait."""

from typing import Protocol

from core.model.billing import BillingLine, LineStatus, PendingRenewal, Period


class BillingReads(Protocol):
    """Reads of billable lines and waiting renewals."""

    def lines(
        self, status: LineStatus | None = None, client_id: str | None = None, block_ids: tuple[str, ...] | None = None
    ) -> list[BillingLine]:
        """Billable lines, the oldest first."""
        ...

    def fees(self, account_id: str) -> dict[tuple[Period, str], int]:
        """What the lines of recurring fees hold that are not void, by period and currency."""
        ...

    def line(self, line_id: str) -> BillingLine | None:
        """A billable line by id."""
        ...

    def credited_blocks(self, line_ids: tuple[str, ...]) -> dict[str, str]:
        """The blocks whose hours left credit lines give back, by line id."""
        ...

    def lines_of_number(self, number: str) -> list[BillingLine]:
        """The lines on the invoices of a number, the oldest first; invoices of several years can have the same one."""
        ...

    def credits_of(self, line_id: str) -> list[BillingLine]:
        """The credit lines that give a line back and are not void, the oldest first."""
        ...

    def line_of_entry(self, entry_id: str) -> BillingLine | None:
        """The line that an entry created."""
        ...

    def pending(self, account_id: str | None = None) -> list[PendingRenewal]:
        """Renewals that wait for a manager."""
        ...

    def refused_renewal(self, account_id: str) -> str | None:
        """The last renewal of an account, if it was refused and the account was not above its threshold since."""
        ...

    def account_of_renewal(self, renewal_id: str) -> str | None:
        """Id of the account that a renewal is or was for."""
        ...

    def renewal_outcome(self, renewal_id: str) -> str | None:
        """The outcome of a renewal, `pending` while it waits, or `None` for an unknown id."""
        ...
