"""Blocks of prepaid minutes, draws from them, and overdrafts that no block covers yet."""

from datetime import date
from enum import StrEnum

from core.basics.dataclass import dataclass
from core.model.billing import LineStatus
from core.model.terms import Serves


class Origin(StrEnum):
    """How a block came to be: sold by hand, added by renewal, included in a fee, given for free, or made by a
    correction (written off, adjusted, transferred).
    """

    SOLD = "sold"
    RENEWED = "renewed"
    ADJUSTED = "adjusted"
    INCLUDED = "included"
    GIFT = "gift"


class LapseCause(StrEnum):
    """Why a block lost minutes without work: they expired, were credited, given up by consent, adjusted or transferred."""

    EXPIRED = "expired"
    CREDITED = "credited"
    GIVEN_UP = "given-up"
    ADJUSTED = "adjusted"
    TRANSFERRED = "transferred"


class HoursChange(StrEnum):
    """How a person corrected hours: given or taken with a reason, moved to another account, credited."""

    ADJUSTED = "adjusted"
    TRANSFERRED = "transferred"
    CREDITED = "credited"


@dataclass(frozen=True)
class HoursCorrection:
    """A correction of an account's hours by a person."""

    correction_id: str
    """Id of the correction."""
    client_id: str
    """Id of the client that owns the account."""
    account_id: str
    """Id of the account."""
    kind: HoursChange
    """Whether the hours were adjusted, transferred or credited."""
    minutes: int
    """Minutes that the account gains; below zero for minutes that it loses."""
    day: date
    """Day on which it counts."""
    reason: str
    """Reason as typed."""
    other_account_id: str | None
    """Id of the account at the other end of a transfer; `None` for other corrections."""
    seq: int
    """Number of the journal row."""


@dataclass(frozen=True)
class Block:
    """Prepaid minutes. `remaining_minutes` = size + carried − drawn − forfeited."""

    block_id: str
    """Id of the block."""
    client_id: str
    """Id of the client that owns it."""
    size_minutes: int
    """Size as sold, in minutes."""
    remaining_minutes: int
    """Minutes left, 0 or more."""
    sold_on: date
    """Day of the sale or renewal."""
    available_from: date
    """First day of work that it pays, unless overage is `settle`: then it pays earlier work too."""
    expires_on: date | None
    """Last day of work that it pays, extensions included; `None`: no expiry."""
    origin: Origin
    """Whether it was sold by hand or renewed."""
    price_minor: int = 0
    """Price in minor units of `currency`."""
    currency: str = "EUR"
    """ISO 4217 code of the price."""
    seq: int = 0
    """Number of the journal row that added it."""
    carried_minutes: int = 0
    """Minutes carried in from expired blocks, less those carried out of it; below zero where more left."""
    forfeited_minutes: int = 0
    """Minutes forfeited, credited or given up."""
    cause_entry_id: str | None = None
    """Id of the entry whose deduction renewed it; `None` for other blocks."""
    own_expires_on: date | None = None
    """Expiry as sold, before any extension; `None`: no expiry."""
    voided: bool = False
    """Whether it was taken back."""
    account_id: str = ""
    """Id of the account that it belongs to; empty: the client's own."""
    correction_id: str | None = None
    """Id of the correction that made it; `None` for other blocks."""
    from_block_id: str | None = None
    """Id of the block of another account that its minutes came from; `None` for other blocks."""
    serves: Serves = Serves.SOLD
    """When it begins to serve, as it was agreed at its sale."""
    line_status: LineStatus | None = None
    """The status of its line; `None` where nobody needs to know it, or there is none."""

    @property
    def is_held(self) -> bool:
        """Whether it waits for its invoice or its payment."""
        if self.line_status is None or self.serves is Serves.SOLD:
            return False
        served = (LineStatus.PAID,) if self.serves is Serves.PAID else (LineStatus.PAID, LineStatus.INVOICED)
        return self.line_status not in served

    def is_expired(self, today: date) -> bool:
        """Whether its last day is over: what it holds serves only work up to that day."""
        return self.expires_on is not None and self.expires_on < today

    def is_later(self, today: date) -> bool:
        """Whether it waits for its first day, its invoice or its payment, and its last day is not over."""
        return not self.is_expired(today) and (self.is_held or self.available_from > today)


@dataclass(frozen=True)
class Outside:
    """Minutes that the blocks of an account hold and that serve no work of today."""

    later_minutes: int = 0
    """Minutes of blocks that wait."""
    expired_minutes: int = 0
    """Minutes of blocks whose last day is over, not forfeited yet."""


@dataclass(frozen=True)
class Draw:
    """The part of an entry's charge taken from one block; negative where a void gives it back."""

    entry_id: str
    """Id of the entry."""
    block_id: str
    """Id of the block."""
    minutes: int
    """Minutes drawn; below zero where a void gives them back."""


@dataclass(frozen=True)
class OpenOverdraft:
    """Minutes of an entry that no block covers yet."""

    entry_id: str
    """Id of the entry."""
    work_date: date
    """Day of the work; the oldest is settled first."""
    seq: int
    """Number of the journal row that posted the entry; orders work of the same day."""
    minutes: int
    """Minutes not covered, over zero."""
