"""Conditions on what is today, where it is another day for some clients. SQL only."""

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from core.model.days import Days
from core.store.sql.session import marks

SameDay: TypeAlias = tuple[date, str, tuple[str, ...]]
"""Clients of one today: the day, the condition that names them, and its values."""


def same_days(days: Days, column: str = "client_id") -> Iterator[SameDay]:
    """All clients by their today, the business's first; at most three days are today somewhere."""
    others = tuple(days.others)
    yield days.business, f"AND {column} NOT IN ({marks(len(others))})" if others else "", others
    for day in sorted(set(days.others.values())):
        of_day = tuple(client_id for client_id, today in days.others.items() if today == day)
        yield day, f"AND {column} IN ({marks(len(of_day))})", of_day
