"""What `doctor` finds."""

from enum import StrEnum

from core.basics.dataclass import dataclass


class Health(StrEnum):
    """How a thing is."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    health: Health
    """Whether it is well."""
    about: str
    """What was looked at, in one or two words."""
    told: str
    """What was found; for anything but a good finding also what to do."""
