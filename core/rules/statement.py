"""The statement of hours: in which month each movement counts, and the sums of a month. Pure.

A *fact* in this file is a movement of a client's balance. An issued month never changes: a movement that is recorded
later with a date in it, or before it, counts in the first month after the last issued one, as a correction. So the
closing of a month is always the opening of the next one.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from core.basics.dataclass import dataclass


class FactKind(StrEnum):
    """The kinds of movement of a balance."""

    ENTRY = "entry"
    SOLD = "sold"
    RENEWED = "renewed"
    ADJUSTED = "adjusted"
    INCLUDED = "included"
    GIFT = "gift"
    FORFEITED = "forfeited"
    CREDITED = "credited"


@dataclass(frozen=True)
class Fact:
    """A movement of the balance: its minutes, its day, and the journal rows that recorded and voided it.

    Minutes are over zero; those of an adjustment, and of a forfeiture taken back, can be below.
    """

    fact_id: str
    kind: FactKind
    day: date
    minutes: int
    seq: int
    voided_seq: int | None = None


@dataclass(frozen=True)
class Issue:
    """An issued month (YYYY-MM) and the journal row that recorded it."""

    month: str
    seq: int


@dataclass(frozen=True)
class Placed:
    """A fact, or its void (`sign` -1), and the month in which it counts; `late` if its day is in an earlier month."""

    fact: Fact
    month: str
    sign: int
    late: bool


@dataclass(frozen=True)
class MonthSums:
    """Minutes of one month: opening + sold + renewed + included + adjusted − charged − forfeited − credited = closing."""

    month: str
    opening_minutes: int
    sold_minutes: int
    renewed_minutes: int
    charged_minutes: int
    forfeited_minutes: int
    adjusted_minutes: int = 0
    included_minutes: int = 0
    credited_minutes: int = 0

    @property
    def closing_minutes(self) -> int:
        """Minutes left at the end of the month."""
        gained = self.sold_minutes + self.renewed_minutes + self.included_minutes + self.adjusted_minutes
        return self.opening_minutes + gained - self.charged_minutes - self.forfeited_minutes - self.credited_minutes


def month_of(day: date) -> str:
    """The month of a day, as YYYY-MM."""
    return f"{day.year:04}-{day.month:02}"


def month_after(month: str) -> str:
    """The next month."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year:04}-{number + 1:02}" if number < 12 else f"{year + 1:04}-01"


def last_full_month(today: date) -> str:
    """The month before the current one, YYYY-MM."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year:04}-{month:02}"


def months_of(period: str) -> tuple[str, ...]:
    """The months of a period: a month (2026-10) itself, a quarter (2026-Q3), a year (2026)."""
    year = period[:4]
    if len(period) == 4:
        return tuple(f"{year}-{number:02}" for number in range(1, 13))
    if "Q" in period:
        first = 3 * int(period[-1]) - 2
        return tuple(f"{year}-{number:02}" for number in range(first, first + 3))
    return (period,)


def last_month_of(period: str) -> str:
    """The last month of a period."""
    return months_of(period)[-1]


def _open_month(month: str, seq: int, issues: Sequence[Issue]) -> str:
    """The first month, `month` or later, that no statement had closed when a journal row was written."""
    closed = max((issue.month for issue in issues if issue.seq < seq), default="")
    return max(month, month_after(closed)) if closed else month


def first_month(fact: Fact, issues: Sequence[Issue]) -> str:
    """The month in which a fact counts, its void left aside."""
    return _open_month(month_of(fact.day), fact.seq, issues)


def place(facts: Sequence[Fact], issues: Sequence[Issue]) -> tuple[Placed, ...]:
    """Each fact and each void with its month; if both have the same month, neither is returned."""
    placed: list[Placed] = []
    for fact in facts:
        own = month_of(fact.day)
        month = first_month(fact, issues)
        if fact.voided_seq is None:
            placed.append(Placed(fact, month, 1, month != own))
            continue
        void_month = _open_month(month, fact.voided_seq, issues)
        if void_month != month:
            placed.append(Placed(fact, month, 1, month != own))
            placed.append(Placed(fact, void_month, -1, True))
    return tuple(placed)


def sums(placed: Sequence[Placed], month: str) -> MonthSums:
    """The sums of a month."""
    opening = 0
    by_kind = dict.fromkeys(FactKind, 0)
    for each in placed:
        minutes = each.sign * each.fact.minutes
        if each.month < month:
            lowers = each.fact.kind in (FactKind.ENTRY, FactKind.FORFEITED, FactKind.CREDITED)
            opening += -minutes if lowers else minutes
        elif each.month == month:
            by_kind[each.fact.kind] += minutes
    return MonthSums(
        month,
        opening,
        by_kind[FactKind.SOLD] + by_kind[FactKind.GIFT],
        by_kind[FactKind.RENEWED],
        by_kind[FactKind.ENTRY],
        by_kind[FactKind.FORFEITED],
        by_kind[FactKind.ADJUSTED],
        by_kind[FactKind.INCLUDED],
        by_kind[FactKind.CREDITED],
    )
