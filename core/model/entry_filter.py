"""Which entries a list shows."""

from datetime import date

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class EntryFilter:
    """A filter of entries; an empty field filters nothing. Both days are included."""

    text: str = ""
    """Words that the note, the ticket or the contact has."""
    ticket: str = ""
    """The number of a ticket, without `#`."""
    work_type: str = ""
    """The code of a work type."""
    technician: str = ""
    """A technician's login."""
    since: date | None = None
    """The first work day."""
    until: date | None = None
    """The last work day."""

    @property
    def is_open(self) -> bool:
        """Whether every entry matches."""
        return self == EntryFilter()
