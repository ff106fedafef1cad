"""Which entries a list shows."""

from datetime import date

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class EntryFilter:
    """A filter of entries; an empty field filters nothing. Both days are included."""

    text: str = ""
    ticket: str = ""
    work_type: str = ""
    technician: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether every entry matches."""
        return self == EntryFilter()
