"""What `doctor` finds."""

from enum import StrEnum

from core.basics.dataclass import dataclass


class Health(StrEnum):
    """How a thing is."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


class Foreign(str):
    """The sentence for a table, index, trigger or view that is not the store's."""

    drop: str
    """The SQL that takes it away."""
    acts: bool
    """Whether it may change or refuse what is written, as an index and a trigger may."""

    def __new__(cls, sentence: str, drop: str, *, acts: bool) -> "Foreign":
        """Make one of a sentence."""
        made = super().__new__(cls, sentence)
        made.drop, made.acts = drop, acts
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
