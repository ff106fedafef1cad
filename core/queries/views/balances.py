"""What a client has left: blocks, the balance, and renewals that wait."""

from __future__ import annotations

from datetime import date, datetime

from core.basics.dataclass import dataclass, field
from core.model.accounts import AccountCard
from core.model.blocks import Origin
from core.model.clients import Client
from core.model.terms import Kind, RenewalMode, Serves, is_under_threshold
from core.model.work import NOTHING_WAITS, Waits
from core.queries.dues import Unpaid
from core.rules.pace import Lasting


@dataclass(frozen=True)
class BlockView:
    """A block; `size_minutes` includes minutes carried in from expired blocks."""

    block_id: str
    size_minutes: int
    remaining_minutes: int
    sold_on: date
    expires_on: date | None
    origin: Origin
    billing: str
    expired: bool = False
    price_minor: int = 0
    currency: str = "EUR"
    voided: bool = False
    forfeited_minutes: int = 0
    carried_minutes: int = 0
    available_from: date | None = None
    waits_for: str = ""
    """`invoiced` or `paid` for what has to happen before it serves; empty for nothing."""


@dataclass(frozen=True)
class BalanceView:
    """The balance of a client. `pending_minutes` is the charge of its open calls if they ended now.

    `others_pending_minutes` is the part of it that calls of other technicians than the reader's have.

    Without `has_agreement` none is in force today: there is no balance and no threshold, and `kind` is the default.
    """

    client: Client
    kind: Kind
    remaining_minutes: int
    overdraft_minutes: int
    pending_minutes: int
    threshold_minutes: int
    blocks: tuple[BlockView, ...]
    block_minutes: int = 0
    others_pending_minutes: int = 0
    renewal_pending: bool = False
    weeks_left: int | None = None
    months: tuple[tuple[str, int], ...] = ()
    has_agreement: bool = True
    later_minutes: int = 0
    """Minutes of blocks that wait: not left yet, but they count for renewals."""
    expired_minutes: int = 0
    """Minutes of expired blocks that are not forfeited yet: they serve only work up to the expiry, and never count."""
    expired_days: tuple[tuple[date, int], ...] = ()
    """The expired minutes by the last day of their block, the first day first."""
    later_days: tuple[tuple[date, int], ...] = ()
    """The minutes that wait for a day, by that day, the first day first."""
    held: tuple[tuple[Serves, int], ...] = ()
    """The minutes that wait for an invoice or a payment."""
    waits: Waits = NOTHING_WAITS
    """Work that waits for an agreement."""
    lasting: Lasting | None = None
    """When what remains is used up at the client's pace."""
    below_since: date | None = None
    """The day of the oldest work that no block covers."""
    renewal: RenewalMode = RenewalMode.OFF
    """What happens under the threshold."""
    price_minor: int = 0
    """The price of a block, in minor units of `currency`."""
    currency: str = "EUR"
    """ISO 4217 code of the price."""
    step_minutes: int = 1
    """The step to which charges are rounded up."""
    renewed_on: date | None = None
    """The day of the last block that was added by rule."""
    unpaid: tuple[Unpaid, ...] = ()
    """What is overdue of the account, an item for each currency."""
    included_minutes: int = 0
    """Minutes that the fee of a period includes; 0 for none."""
    account: AccountCard = field(kw_only=True)
    """The account."""

    @property
    def counts_hours(self) -> bool:
        """Whether hours are to be shown: a prepaid client's, those of a fee, or those that one kept who moved on."""
        held = self.remaining_minutes or self.later_minutes or self.expired_minutes or self.included_minutes
        return self.has_agreement and (self.kind is Kind.PREPAID or held != 0)

    @property
    def scale_minutes(self) -> int:
        """The size of the blocks that can serve today, or of one block as agreed: the whole length of the client's bar."""
        live = sum(block.size_minutes for block in self.blocks if block.remaining_minutes > 0 and not block.expired)
        return live or self.block_minutes

    @property
    def next_expiry(self) -> BlockView | None:
        """The block with hours that expires first of those that have not expired."""
        coming = [
            block for block in self.blocks if block.remaining_minutes > 0 and block.expires_on and not block.expired
        ]
        return min(coming, key=lambda block: block.expires_on or date.max, default=None)

    @property
    def under_threshold(self) -> bool:
        """Whether an agreement is in force and fewer minutes remain, or wait, than its threshold."""
        counted = self.remaining_minutes + self.later_minutes
        return self.has_agreement and is_under_threshold(self.kind, counted, self.threshold_minutes)


@dataclass(frozen=True)
class PendingRenewalView:
    """A renewal that waits for a manager, with its client."""

    renewal_id: str
    client: Client
    minutes: int
    price_minor: int
    currency: str
    remaining_minutes: int
    asked_at: datetime
    account: AccountCard = field(kw_only=True)
    """The account."""
