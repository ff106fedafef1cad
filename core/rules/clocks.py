"""Whether the machine's clock can be right, as far as the last recorded change tells. Pure."""

from datetime import datetime, timedelta
from typing import Final

from core.basics.dataclass import dataclass

MOST_AHEAD: Final = timedelta(days=35)
"""A clock that is later than the last change by more than this is in doubt."""
MOST_BEHIND: Final = timedelta(minutes=5)
"""A clock that is earlier than the last change by more than this, and by what rows led ahead of it, is in doubt."""
_ROW: Final = timedelta(milliseconds=1)
"""How far each recorded row leads ahead of the clock at most: rows have instants that grow by so much."""


@dataclass(frozen=True)
class ClockDoubt:
    """A clock in doubt: the instant that it shows and that of the last change, in UTC."""

    now: datetime
    last: datetime

    @property
    def is_behind(self) -> bool:
        """Whether the clock is earlier than the last change."""
        return self.now < self.last


def doubt_of(now: datetime, last: datetime | None, rows: int = 0) -> ClockDoubt | None:
    """The doubt about a clock that shows `now` after a last change at `last`; `None` where there is none.

    `rows` is how many rows were recorded: an import records more than a thousand a second, whose instants lead ahead.
    """
    if last is None or last - MOST_BEHIND - rows * _ROW <= now <= last + MOST_AHEAD:
        return None
    return ClockDoubt(now, last)
