"""The terms of an agreement: money in minor units, durations in minutes unless the name says otherwise, multipliers exact."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil

from core.basics.dataclass import dataclass, field
from core.basics.durations import Validity


class Kind(StrEnum):
    """The kinds of agreement: each call billed, hours bought in advance, or a recurring fee."""

    BREAK_FIX = "break-fix"
    PREPAID = "prepaid"
    MANAGED = "managed"


class RenewalMode(StrEnum):
    """What happens when fewer minutes remain than the threshold: add a block, ask a manager, or nothing."""

    AUTO = "auto"
    ASK = "ask"
    OFF = "off"


class Rounding(StrEnum):
    """Whether minimum and increment apply to the time after multipliers (`after`) or to the worked time (`before`)."""

    AFTER = "after"
    BEFORE = "before"


class ExpiryMode(StrEnum):
    """What happens to the unused minutes of an expired block; under `extend` a sale also extends older blocks."""

    FORFEIT = "forfeit"
    ROLL_OVER = "roll-over"
    EXTEND = "extend"


class Overage(StrEnum):
    """What happens to charged minutes that no block covers: the next block pays, they are invoiced, or no posting."""

    SETTLE = "settle"
    BILL = "bill"
    REFUSE = "refuse"


class FeePeriod(StrEnum):
    """The period of a recurring fee: a calendar month, quarter or year."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return {FeePeriod.MONTH: 1, FeePeriod.QUARTER: 3, FeePeriod.YEAR: 12}[self]


class FeeDue(StrEnum):
    """When the line of a recurring fee is made: on the first day of its period, after the last one, or never."""

    NONE = "none"
    ADVANCE = "advance"
    ARREARS = "arrears"


class Beyond(StrEnum):
    """What follows when the hours included in a fee are used up: nothing, a line at the overage rate, or a block."""

    NOTHING = "nothing"
    BILL = "bill"
    BLOCK = "block"


class Serves(StrEnum):
    """When a block begins to serve: when it is sold, once it is invoiced, or once it is paid."""

    SOLD = "sold"
    INVOICED = "invoiced"
    PAID = "paid"


@dataclass(frozen=True)
class Window:
    """A rate window: worked time within it counts × multiplier. A window past midnight belongs to the day it starts on."""

    label: str
    """Name of the window, shown in the explanation of a charge."""
    weekdays: frozenset[int]
    """Days on which the window starts, 0 (Monday) to 6."""
    start_minute: int
    """First minute of the local day, 0 to 1439."""
    end_minute: int
    """Minute at which the window ends, over `start_minute`; over 1440 where it runs past midnight."""
    multiplier: Fraction
    """Exact multiplier of the worked time, 0 to 100."""

    @property
    def covers_whole_day(self) -> bool:
        """Whether it covers the whole day on which it starts; only then it applies to work without a clock time."""
        return self.start_minute == 0 and self.end_minute >= 1440


@dataclass(frozen=True)
class Threshold:
    """The threshold of renewal, in whole minutes or as a percentage of the block size."""

    minutes: int = 0
    """Whole minutes; not used where `percent` is given."""
    percent: Fraction | None = None
    """Percentage of the block size, exact; `None`: `minutes` counts."""


@dataclass(frozen=True)
class Terms:
    """The terms of an agreement. Amounts of money are integers in minor units (cents)."""

    kind: Kind = Kind.PREPAID
    """Which of the three kinds of agreement it is."""
    block_minutes: int = 0
    """Size of a block in minutes; 0: none is agreed, so nothing renews and a sale must say its size."""
    threshold: Threshold = Threshold()
    """A renewal is due when strictly fewer minutes remain than this."""
    price_minor: int = 0
    """Price of one block in minor units of `currency`."""
    currency: str = "EUR"
    """ISO 4217 code of every amount of the agreement."""
    renewal: RenewalMode = RenewalMode.AUTO
    """What happens under the threshold: a block is added, a manager is asked, or nothing."""
    max_renewals_per_month: int | None = None
    """Blocks that `auto` may add in one calendar month, 0 or more; beyond it a manager is asked. `None`: no limit."""
    increment_minutes: int = 1
    """Charges are rounded up to whole steps of so many minutes, 1 or more."""
    type_increments: dict[str, int] = field(default_factory=dict)
    """Step in minutes by work type; a type that is not named uses `increment_minutes`."""
    minimum_minutes: int = 0
    """Least charge in minutes for work that costs anything; 0: none."""
    type_minimums: dict[str, int] = field(default_factory=dict)
    """Least charge in minutes by work type; a type that is not named uses `minimum_minutes`."""
    step_grace_minutes: int = 0
    """Minutes over a full step that are not charged; the first step is always charged. Less than every step."""
    free_seconds: int = 0
    """Work of at most so many seconds costs nothing; 0: no free time."""
    rounding: Rounding = Rounding.AFTER
    """Whether minimum and steps apply after the multipliers or before them."""
    surcharges: dict[str, int] = field(default_factory=dict)
    """Minutes added to the rounded charge, by work type (a call-out)."""
    reference: str = ""
    """The contract's own number or name; empty for none."""
    validity: Validity | None = None
    """How long a block serves, counted from its sale; `None`: no expiry."""
    expiry: ExpiryMode = ExpiryMode.FORFEIT
    """What happens to the minutes of a block after its expiry and grace."""
    expiry_grace_days: int = 7
    """Days after the expiry date before the daily run takes unused minutes; 0 or more."""
    overage: Overage = Overage.SETTLE
    """What happens to charged minutes that no block covers: settled later, invoiced, or refused."""
    overage_rate_minor: int = 0
    """Price of an hour beyond the blocks under overage `bill`, in minor units of `currency`."""
    hourly_rate_minor: int = 0
    """Price of an hour of break-fix work, in minor units of `currency`."""
    fee_minor: int = 0
    """Recurring fee of a managed agreement for one period, in minor units of `currency`."""
    fee_period: FeePeriod = FeePeriod.MONTH
    """The period of the fee and of the included hours."""
    fee_due: FeeDue = FeeDue.NONE
    """When the daily run makes the line of the fee; `none`: it makes none, the fee is invoiced elsewhere."""
    included_minutes: int = 0
    """Minutes of work included in the fee of one period; 0: none, and nothing is deducted."""
    included_roll_months: int = 0
    """Months after their period for which unused included minutes still serve; 0: they lapse at its end."""
    beyond: Beyond = Beyond.NOTHING
    """What follows when the included minutes are used up."""
    serves: Serves = Serves.SOLD
    """When a block that is sold or renewed begins to serve."""
    multipliers: dict[str, Fraction] = field(default_factory=dict)
    """Exact multiplier of the worked time by work type, 0 to 100; a type that is not named counts once."""
    classes: dict[str, Fraction] = field(default_factory=dict)
    """Exact multiplier of the worked time by class of technician, 0 to 100; a class that is not named counts once."""
    windows: tuple[Window, ...] = ()
    """Rate windows; where several hold at an instant, the highest multiplier counts."""
    holidays: str = ""
    """Calendar of public holidays, as country or country-region (`IT`, `DE-BY`); empty for none."""
    holiday_multiplier: Fraction = Fraction(1)
    """Exact multiplier on public holidays, compared with the windows': the highest counts."""
    timezone: str = ""
    """IANA zone in which days and windows are read; empty: the business's zone."""
    uses_hours_left: bool = False
    """Whether work first draws on hours kept from an earlier prepaid agreement; only for kinds that sell no blocks."""

    @property
    def threshold_minutes(self) -> int:
        """The threshold in whole minutes. A percentage is rounded up: `remaining < threshold` gives the same answer."""
        if self.threshold.percent is not None:
            return ceil(self.threshold.percent * self.block_minutes / 100)
        return self.threshold.minutes

    @property
    def includes_hours(self) -> bool:
        """Whether a fee includes hours, on which work draws."""
        return self.kind is Kind.MANAGED and self.included_minutes > 0

    @property
    def counts_holidays(self) -> bool:
        """Whether work costs otherwise on public holidays."""
        return bool(self.holidays) and self.holiday_multiplier != 1

    @property
    def named_work_types(self) -> frozenset[str]:
        """The work types that this agreement names, built in or not."""
        return frozenset(self.multipliers) | set(self.type_increments) | set(self.type_minimums) | set(self.surcharges)


@dataclass(frozen=True)
class Agreement:
    """Terms in force for a client from a date on (`None`: since ever)."""

    agreement_id: str
    """Id of this version."""
    client_id: str
    """Id of the client."""
    from_date: date | None
    """First day on which the terms hold; `None`: since ever."""
    terms: Terms
    """The whole terms."""
    seq: int = 0
    """Number of the journal row that recorded it; orders versions of the same day."""
    account_id: str = ""
    """Id of the account that it belongs to; empty: the client's own."""
    recorded_at: datetime | None = None
    """UTC instant at which it was recorded; `None` for one that is not recorded yet."""


def is_under_threshold(kind: Kind, counted_minutes: int, threshold_minutes: int) -> bool:
    """Whether strictly fewer minutes count than agreed; only a prepaid agreement has a threshold."""
    return kind is Kind.PREPAID and counted_minutes < threshold_minutes


def agreement_on(agreements: Iterable[Agreement], day: date) -> Agreement | None:
    """The agreement in force on a day: the latest `from`, the last recorded among equals."""
    best: Agreement | None = None
    for agreement in agreements:
        # Most accounts have one version, and a posting asks several times.
        if best is None and agreement.from_date is None:
            best = agreement
            continue
        if agreement.from_date is None or agreement.from_date <= day:
            rank = (agreement.from_date or date.min, agreement.seq)
            if best is None or rank >= (best.from_date or date.min, best.seq):
                best = agreement
    return best


def replaced_by(agreements: Sequence[Agreement], version: Agreement) -> Agreement | None:
    """The last version recorded for the same day after one, which takes its place; `None` if it has none."""
    later = [each for each in agreements if each.from_date == version.from_date and each.seq > version.seq]
    return max(later, key=lambda each: each.seq, default=None)


def terms_on(agreements: Iterable[Agreement], day: date) -> Terms:
    """The terms in force on a day; the defaults where there are none."""
    agreement = agreement_on(agreements, day)
    return agreement.terms if agreement else Terms()
