"""What a face hands to the ledger to be posted."""

from dataclasses import dataclass

from core.models import Work


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that is not posted yet. `key` makes a repeat harmless; `technician` is for imports of others' work.

    `content` is what a key guards where that is not the whole draft: a typed line means another minute when it is retried.
    """

    client_id: str
    work: Work
    ticket: str = ""
    note: str = ""
    contact: str = ""
    key: str | None = None
    technician: str | None = None
    content: str = ""
