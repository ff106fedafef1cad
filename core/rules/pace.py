"""The pace at which a client uses its hours, and when so many minutes are used up, with a range."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil, floor, sqrt

from core.basics.dataclass import dataclass

PACE_WEEKS = 8
"""Weeks of work that make a pace; the last one ends today."""
FURTHEST_DAYS = 365
"""A date further ahead than so many days means nothing: the pace will have changed."""


@dataclass(frozen=True)
class Pace:
    """Minutes a week."""

    mean: float
    """The mean of the weeks, over 0."""
    spread: float
    """The standard deviation of the weeks, 0 or more."""


@dataclass(frozen=True)
class Lasting:
    """When minutes are used up at a pace."""

    days: int
    """Days until `likely`."""
    likely: date
    """The day at the mean pace."""
    earliest: date
    """The early end of the range."""
    latest: date | None
    """The late end of the range; `None`: more than a year ahead."""


def pace_of(charged: Iterable[tuple[date, int]], today: date, known_since: date | None = None) -> Pace | None:
    """The pace from (day, minutes) of the last eight weeks; `None` without any minutes.

    A client known for less is measured by the weeks since `known_since`, at least one.
    """
    weeks = PACE_WEEKS
    if known_since is not None:
        weeks = max(1, min(PACE_WEEKS, ceil(((today - known_since).days + 1) / 7)))
    sums = [0] * weeks
    for day, minutes in charged:
        ago = (today - day).days // 7
        if 0 <= ago < weeks:
            sums[ago] += minutes
    total = sum(sums)
    if total <= 0:
        return None
    mean = total / weeks
    return Pace(mean, sqrt(sum((minutes - mean) ** 2 for minutes in sums) / weeks))


def first_day_of_pace(today: date) -> date:
    """The first day of the weeks that make a pace."""
    return today - timedelta(weeks=PACE_WEEKS) + timedelta(days=1)


def span(minutes: int, pace: Pace) -> tuple[int, int, int]:
    """Days until `minutes`, 0 or more, are used up: at the earliest, likely, at the latest.

    Likely after w weeks where mean·w = minutes. After w weeks the use is uncertain by spread·√w, so that the ends of the
    range solve mean·w ± spread·√w = minutes.
    """
    root = sqrt(pace.spread**2 + 4 * pace.mean * minutes)
    early, late = ((root - pace.spread) / (2 * pace.mean)) ** 2, ((root + pace.spread) / (2 * pace.mean)) ** 2
    # Rounded first: floats would put whole weeks a hair below or above.
    likely = floor(round(minutes * 7 / pace.mean, 6))
    return min(likely, floor(round(early * 7, 6))), likely, max(likely, ceil(round(late * 7, 6)))


def lasting(minutes: int, pace: Pace | None, today: date) -> Lasting | None:
    """When `minutes` are used up; `None` without a pace or minutes, or where the likely day is over a year ahead."""
    if pace is None or minutes <= 0:
        return None
    earliest, likely, latest = span(minutes, pace)
    if likely > FURTHEST_DAYS:
        return None
    return Lasting(
        likely,
        today + timedelta(days=likely),
        today + timedelta(days=earliest),
        today + timedelta(days=latest) if latest <= FURTHEST_DAYS else None,
    )
