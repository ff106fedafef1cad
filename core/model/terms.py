"""The terms of an agreement: money in minor units, durations in minutes unless the name says otherwise, multipliers exact."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from core.basics.durations import Validity


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
