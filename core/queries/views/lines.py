"""Lines to invoice."""

from __future__ import annotations

from datetime import date

from core.basics.dataclass import dataclass, field
from core.model.accounts import AccountCard
from core.model.billing import BillingLine, LineKind, LineStatus, Period
from core.model.clients import Client


@dataclass(frozen=True)
class LineView:
    """A billable line with its client; `run_id` is the id of the export run that contained it."""

    line_id: str
    client: Client
    kind: LineKind
    minutes: int
    amount_minor: int
    currency: str
    status: LineStatus
    number: str
    dated: date
    invoiced_on: date | None
    paid_on: date | None
    run_id: str | None
    entry_id: str | None = None
    block_id: str | None = None
    corrects: BillingLine | None = None
    """The line that a credit gives back; `None` for other lines."""
    period: Period | None = None
    """The period of a recurring fee that it bills or gives back; `None` for other lines."""
    list_minor: int | None = None
    """The price before a discount, in minor units; `None` for none."""
    due_on: date | None = None
    """The day on which it is due, by the terms of payment; `None` until it is invoiced."""
    is_overdue: bool = False
    """Whether it is invoiced, not paid, and was due before today."""
    account: AccountCard = field(kw_only=True)
    """The account that the line belongs to."""
