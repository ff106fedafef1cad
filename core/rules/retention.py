"""Which backups stay: the newest of each of the last days, weeks and months."""

from collections.abc import Iterable
from datetime import datetime

DAYS, WEEKS, MONTHS = 14, 8, 12
"""How many days, weeks and months have one each, counted over those that have any."""


def kept(made: Iterable[datetime]) -> frozenset[datetime]:
    """The instants (UTC) of the backups that stay; the newest always does."""
    newest_first = sorted(made, reverse=True)
    stay: set[datetime] = set()
    for most, period in (
        (DAYS, lambda instant: instant.date()),
        (WEEKS, lambda instant: tuple(instant.isocalendar())[:2]),
        (MONTHS, lambda instant: (instant.year, instant.month)),
    ):
        seen: dict[object, datetime] = {}
        for instant in newest_first:
            seen.setdefault(period(instant), instant)
        stay.update(list(seen.values())[:most])
    return frozenset(stay)
