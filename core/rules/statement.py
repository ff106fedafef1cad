"""The statement of hours: which month each fact falls into, and what a month adds up to. Pure.

A month that was issued never changes: what is recorded later about it, or about a month before it, falls into the first
month after the last one issued, as a correction. So one month's closing is always the next one's opening.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FactKind(StrEnum):
    """What moves a balance of hours."""

    ENTRY = "entry"
    SOLD = "sold"
    RENEWED = "renewed"
    ADJUSTED = "adjusted"
    FORFEITED = "forfeited"


@dataclass(frozen=True, slots=True)
class Fact:
    """What moved the balance: minutes over zero, the day it is dated, the journal rows that recorded and voided it."""

    fact_id: str
    kind: FactKind
    day: date
    minutes: int
    seq: int
    voided_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """A month (YYYY-MM) that was issued, by the journal row that recorded it."""

    month: str
    seq: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact, or the void of one (`sign` -1), in the month it counts in; `late` where that is not the month of its day."""

    fact: Fact
    month: str
    sign: int
    late: bool


@dataclass(frozen=True, slots=True)
class MonthSums:
    """Minutes of one month: opening + sold + renewed + adjusted − charged − forfeited = closing."""

    month: str
    opening_minutes: int
    sold_minutes: int
    renewed_minutes: int
    charged_minutes: int
    forfeited_minutes: int
    adjusted_minutes: int = 0

    @property
    def closing_minutes(self) -> int:
        """What is left at the month's end."""
        gained = self.sold_minutes + self.renewed_minutes + self.adjusted_minutes
        return self.opening_minutes + gained - self.charged_minutes - self.forfeited_minutes


def month_of(day: date) -> str:
    """The month of a day, as YYYY-MM."""
    return f"{day.year:04}-{day.month:02}"


def month_after(month: str) -> str:
    """The next month."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year:04}-{number + 1:02}" if number < 12 else f"{year + 1:04}-01"


def _open_month(month: str, seq: int, issues: Sequence[Issue]) -> str:
    """The first month from `month` on that was still open when a journal row was written."""
    closed = max((issue.month for issue in issues if issue.seq < seq), default="")
    return max(month, month_after(closed)) if closed else month


def first_month(fact: Fact, issues: Sequence[Issue]) -> str:
    """The month in which a fact counts at first."""
    return _open_month(month_of(fact.day), fact.seq, issues)


def place(facts: Sequence[Fact], issues: Sequence[Issue]) -> tuple[Placed, ...]:
    """Each fact in its month, and each void in its own; a void in the month of its fact takes both out."""
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
    """What a month adds up to."""
    opening = 0
    by_kind = dict.fromkeys(FactKind, 0)
    for each in placed:
        minutes = each.sign * each.fact.minutes
        if each.month < month:
            lowers = each.fact.kind in (FactKind.ENTRY, FactKind.FORFEITED)
            opening += -minutes if lowers else minutes
        elif each.month == month:
            by_kind[each.fact.kind] += minutes
    return MonthSums(
        month,
        opening,
        by_kind[FactKind.SOLD],
        by_kind[FactKind.RENEWED],
        by_kind[FactKind.ENTRY],
        by_kind[FactKind.FORFEITED],
        by_kind[FactKind.ADJUSTED],
    )
