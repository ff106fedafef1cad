"""Refusals, as the security log keeps them."""

from datetime import datetime

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class Refusal:
    """What one person was refused on one day."""

    technician: str
    """Who was refused."""
    what: str
    """The act in the words of the shell, such as `entry void`."""
    count: int
    """How often."""
    first_at: datetime
    """The first time of the day, UTC."""
    last_at: datetime
    """The last time of the day, UTC."""
