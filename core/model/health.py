"""What `doctor` finds."""

from enum import StrEnum

from core.basics.dataclass import dataclass


class Health(StrEnum):
    """How a thing is."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


class Foreign(str):
    """The sentence for a table, index, trigger or view that is not the store's; `drop` is the SQL that takes it away."""

    drop: str

    def __new__(cls, sentence: str, drop: str) -> "Foreign":
        """Make one of a sentence."""
        made = super().__new__(cls, sentence)
        made.drop = drop
        return made


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    health: Health
    """Whether it is well."""
    about: str
    """What was looked at, in one or two words."""
    told: str
    """What was found; for anything but a good finding also what to do."""
