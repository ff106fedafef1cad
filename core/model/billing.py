"""Billable lines and renewals that wait for the manager. Amounts are minor units of their currency."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class LineKind(StrEnum):
    """What a billable line is for."""

    BLOCK = "block"
    BREAK_FIX = "break-fix"
    OVERAGE = "overage"
    CREDIT = "credit"


class LineStatus(StrEnum):
    """The life of a billable line; `void` is the end of one that was taken back before it was invoiced."""

    TO_INVOICE = "to-invoice"
    INVOICED = "invoiced"
    PAID = "paid"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class PendingRenewal:
    """A renewal that waits for the manager's word."""

    renewal_id: str
    client_id: str
    minutes: int
    price_minor: int
    currency: str
    asked_at: datetime
    cause_entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class BillingLine:
    """One billable line; the accounting system numbers it. `run_id` names the export run that took it there."""

    line_id: str
    client_id: str
    kind: LineKind
    minutes: int
    amount_minor: int
    currency: str
    status: LineStatus
    dated: date
    block_id: str | None = None
    entry_id: str | None = None
    number: str = ""
    invoiced_on: date | None = None
    paid_on: date | None = None
    run_id: str | None = None
