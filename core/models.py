"""Frozen values with units in their names. Minutes and money are integers, multipliers exact, instants UTC."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil


class Kind(StrEnum):
    """The three kinds of agreement a client climbs."""

    BREAK_FIX = "break-fix"
    PREPAID = "prepaid"
    MANAGED = "managed"


class RenewalMode(StrEnum):
    """What happens when fewer hours remain than agreed."""

    AUTO = "auto"
    ASK = "ask"
    OFF = "off"


class Rounding(StrEnum):
    """Whether minimum and increment apply to the product (`after`) or to the worked time (`before`)."""

    AFTER = "after"
    BEFORE = "before"


class ExpiryMode(StrEnum):
    """What happens to the minutes of an expired block."""

    FORFEIT = "forfeit"
    ROLL_OVER = "roll-over"
    EXTEND = "extend"


class Overage(StrEnum):
    """What happens to charged minutes that no block covers."""

    SETTLE = "settle"
    BILL = "bill"
    REFUSE = "refuse"


class Origin(StrEnum):
    """Where a block came from."""

    SOLD = "sold"
    RENEWED = "renewed"


class LapseCause(StrEnum):
    """Why minutes of a block went unused: they expired, were credited, or were given up by consent."""

    EXPIRED = "expired"
    CREDITED = "credited"
    GIVEN_UP = "given-up"


class LineKind(StrEnum):
    """What a billable line is for."""

    BLOCK = "block"
    BREAK_FIX = "break-fix"
    OVERAGE = "overage"
    CREDIT = "credit"


class ProposalStatus(StrEnum):
    """The life of a proposal: open, accepted by the client, done, or dropped."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    DROPPED = "dropped"


class LineStatus(StrEnum):
    """The life of a billable line; `void` is the end of one that was taken back before it was invoiced."""

    TO_INVOICE = "to-invoice"
    INVOICED = "invoiced"
    PAID = "paid"
    VOID = "void"


class CallState(StrEnum):
    """A live timer is running or on hold; a stopped one has become an entry."""

    RUNNING = "running"
    ON_HOLD = "on-hold"


@dataclass(frozen=True, slots=True)
class Window:
    """A rate window: on these weekdays (0 = Monday), from start to end (minutes of the local day), time counts × multiplier.

    `end_minute` is over 1440 where the window runs past midnight; it then belongs to the day it starts on.
    """

    label: str
    weekdays: frozenset[int]
    start_minute: int
    end_minute: int
    multiplier: Fraction

    @property
    def covers_whole_day(self) -> bool:
        """Whether it covers all of a day it starts on, so that work without a clock time meets it."""
        return self.start_minute == 0 and self.end_minute >= 1440


@dataclass(frozen=True, slots=True)
class Threshold:
    """Under it a renewal is due: whole minutes, or a percentage of the block size."""

    minutes: int = 0
    percent: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a block serves, counted from its sale: months or days, one of them over 0."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class Terms:
    """The terms of an agreement. Every default is the one that the design names; money is in minor units."""

    kind: Kind = Kind.PREPAID
    block_minutes: int = 0
    threshold: Threshold = Threshold()
    price_minor: int = 0
    currency: str = "EUR"
    renewal: RenewalMode = RenewalMode.AUTO
    max_renewals_per_month: int | None = None
    increment_minutes: int = 1
    type_increments: dict[str, int] = field(default_factory=dict)
    minimum_minutes: int = 0
    type_minimums: dict[str, int] = field(default_factory=dict)
    step_grace_minutes: int = 0
    free_seconds: int = 0
    rounding: Rounding = Rounding.AFTER
    surcharges: dict[str, int] = field(default_factory=dict)
    reference: str = ""
    validity: Validity | None = None
    expiry: ExpiryMode = ExpiryMode.FORFEIT
    expiry_grace_days: int = 7
    overage: Overage = Overage.SETTLE
    overage_rate_minor: int = 0
    hourly_rate_minor: int = 0
    fee_minor: int = 0
    multipliers: dict[str, Fraction] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    holidays: str = ""
    holiday_multiplier: Fraction = Fraction(1)
    timezone: str = ""
    # A client who moved away from prepaid hours and kept those left: work uses them up before it is billed or covered.
    uses_hours_left: bool = False

    @property
    def threshold_minutes(self) -> int:
        """The threshold in whole minutes; a percentage is raised to the minute, which leaves 'strictly fewer' exact."""
        if self.threshold.percent is not None:
            return ceil(self.threshold.percent * self.block_minutes / 100)
        return self.threshold.minutes

    @property
    def named_work_types(self) -> frozenset[str]:
        """The work types that this agreement names, built in or not."""
        return frozenset(self.multipliers) | set(self.type_increments) | set(self.type_minimums) | set(self.surcharges)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Terms in force for a client from a date on (`None`: since ever)."""

    agreement_id: str
    client_id: str
    from_date: date | None
    terms: Terms
    seq: int = 0


def agreement_on(agreements: Iterable[Agreement], day: date) -> Agreement | None:
    """The agreement in force on a day: the latest `from`, the last recorded among equals."""
    best: Agreement | None = None
    for agreement in agreements:
        if agreement.from_date is None or agreement.from_date <= day:
            rank = (agreement.from_date or date.min, agreement.seq)
            if best is None or rank >= (best.from_date or date.min, best.seq):
                best = agreement
    return best


def terms_on(agreements: Iterable[Agreement], day: date) -> Terms:
    """The terms in force on a day; the defaults where there are none."""
    agreement = agreement_on(agreements, day)
    return agreement.terms if agreement else Terms()


@dataclass(frozen=True, slots=True)
class Span:
    """An unbroken stretch of work: a UTC instant and whole seconds."""

    started_at: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Work:
    """What was worked: spans in order, or a day and seconds where no clock time is known."""

    work_date: date
    worked_seconds: int
    spans: tuple[Span, ...] = ()
    work_type: str = "phone"
    no_charge: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the work under one multiplier (window × work type); `label` names the window, empty for none."""

    seconds: int
    multiplier: Fraction
    label: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """What an entry costs, and enough to explain itself: minutes after rates, minimum, rounding and surcharge."""

    minutes: int
    worked_seconds: int
    slices: tuple[Slice, ...] = ()
    minimum_minutes: int = 0
    increment_minutes: int = 1
    surcharge_minutes: int = 0
    rounding: Rounding = Rounding.AFTER
    free: bool = False
    no_charge: bool = False
    work_type: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Prepaid minutes. `remaining_minutes` = size + carried in − drawn − forfeited or carried out."""

    block_id: str
    client_id: str
    size_minutes: int
    remaining_minutes: int
    sold_on: date
    available_from: date
    expires_on: date | None
    origin: Origin
    price_minor: int = 0
    currency: str = "EUR"
    seq: int = 0
    carried_minutes: int = 0
    forfeited_minutes: int = 0
    cause_entry_id: str | None = None
    own_expires_on: date | None = None
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """The part of an entry's charge taken from one block; negative where a void gives it back."""

    entry_id: str
    block_id: str
    minutes: int


@dataclass(frozen=True, slots=True)
class OpenOverdraft:
    """Minutes of an entry that no block covers yet."""

    entry_id: str
    work_date: date
    seq: int
    minutes: int


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """One piece of work as it was posted. Worked, charged and drawn are three stored numbers."""

    entry_id: str
    client_id: str
    technician: str
    work_date: date
    started_at: datetime | None
    worked_seconds: int
    charged_minutes: int
    overdraft_minutes: int
    work_type: str
    ticket: str
    note: str
    contact: str
    charge: Charge
    recorded_at: datetime
    seq: int = 0
    key: str | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    voided: bool = False
    no_charge: bool = False
    billed_minutes: int = 0


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


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone as typed, in E.164 where it can be read, and whose it is."""

    raw: str
    e164: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Client:
    """Who buys hours."""

    client_id: str
    code: str
    name: str
    phones: tuple[Phone, ...] = ()
    contacts: tuple[str, ...] = ()
    email: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """A kind of proactive work that the manager offers; `recurrence` is an RFC 5545 RRULE or empty."""

    item_id: str
    title: str
    estimate_minutes: int
    work_type: str
    recurrence: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Proactive work suggested to a client: an area of intervention."""

    proposal_id: str
    client_id: str
    title: str
    estimate_minutes: int
    work_type: str
    due_on: date | None = None
    recurrence: str = ""
    status: ProposalStatus = ProposalStatus.OPEN
    item_id: str | None = None
    follows: str | None = None
    entry_id: str | None = None
    reason: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class MailSwitches:
    """Which mail a client receives; thresholds in minutes, days before an expiry. `to` empty: the client's own address."""

    to: str = ""
    language: str = ""
    after_entry: bool = False
    threshold_minutes: tuple[int, ...] = ()
    renewal: bool = False
    expiry_days: tuple[int, ...] = ()
    statement: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """All that the rules need to know of one client, and no history: terms, open blocks, open overdrafts."""

    client: Client
    agreements: tuple[Agreement, ...]
    blocks: tuple[Block, ...]
    overdrafts: tuple[OpenOverdraft, ...]
    pending: PendingRenewal | None
    renewals_by_month: dict[str, int]

    def agreement_on(self, day: date) -> Agreement | None:
        """The agreement in force on a day."""
        return agreement_on(self.agreements, day)

    def terms_on(self, day: date) -> Terms:
        """The terms in force on a day; the defaults where there are none."""
        return terms_on(self.agreements, day)

    @property
    def overdraft_minutes(self) -> int:
        """Charged minutes that no block covers yet."""
        return sum(overdraft.minutes for overdraft in self.overdrafts)

    @property
    def remaining_minutes(self) -> int:
        """What the blocks hold, less the overdraft."""
        return sum(block.remaining_minutes for block in self.blocks) - self.overdraft_minutes
