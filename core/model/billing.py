"""Billable lines and renewals that wait for the manager. Amounts are minor units of their currency."""

from datetime import date, datetime
from enum import StrEnum

from core.basics.dataclass import dataclass


class LineKind(StrEnum):
    """What a billable line is for."""

    BLOCK = "block"
    BREAK_FIX = "break-fix"
    OVERAGE = "overage"
    CREDIT = "credit"
    FEE = "fee"


@dataclass(frozen=True)
class Period:
    """A period of a recurring fee, both ends included."""

    since: date
    """First day."""
    until: date
    """Last day."""

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1


class LineStatus(StrEnum):
    """The life of a billable line; a `void` line was taken back before it was invoiced."""

    TO_INVOICE = "to-invoice"
    INVOICED = "invoiced"
    PAID = "paid"
    VOID = "void"


@dataclass(frozen=True)
class PendingRenewal:
    """A renewal that waits for a manager to approve or refuse it."""

    renewal_id: str
    """Id of the renewal."""
    client_id: str
    """Id of the client."""
    minutes: int
    """Size of the block that would be added, in minutes."""
    price_minor: int
    """Its price in minor units of `currency`."""
    currency: str
    """ISO 4217 code of the price."""
    asked_at: datetime
    """UTC instant at which it became due."""
    cause_entry_id: str | None = None
    """Id of the entry that made it due; `None` where no entry did."""
    account_id: str = ""
    """Id of the account that it belongs to; empty: the client's own."""


@dataclass(frozen=True)
class BillingLine:
    """One line to invoice. The accounting system makes the invoice and gives it its number."""

    line_id: str
    """Id of the line."""
    client_id: str
    """Id of the client that pays: the owner of the account."""
    kind: LineKind
    """What the line is for."""
    minutes: int
    """Minutes that it bills."""
    amount_minor: int
    """Amount in minor units of `currency`; below zero for a credit."""
    currency: str
    """ISO 4217 code of the amount."""
    status: LineStatus
    """Where it stands between to-invoice and paid."""
    dated: date
    """Day of the sale or of the work."""
    block_id: str | None = None
    """Id of the block that it bills; `None` for other lines."""
    entry_id: str | None = None
    """Id of the entry that it bills; `None` for other lines."""
    number: str = ""
    """Invoice number from the accounting system; empty until it is invoiced."""
    invoiced_on: date | None = None
    """Day of the invoice; `None` until then."""
    paid_on: date | None = None
    """Day of the payment; `None` until then."""
    run_id: str | None = None
    """Id of the export run that wrote the line to a file; `None` for none."""
    corrects: str | None = None
    """Id of the line that a credit gives back; `None` for other lines, and for credits of before."""
    account_id: str = ""
    """Id of the account that it belongs to; empty: the client's own."""
    period: Period | None = None
    """The period of a recurring fee that it bills or gives back; `None` for other lines."""
    list_minor: int | None = None
    """The price before a discount, in minor units; `None` for none."""
