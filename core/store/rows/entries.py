"""The reads of entries."""

from datetime import date
from typing import Protocol

from core.journal.events import BlockDraw
from core.model.blocks import Draw
from core.model.work import WorkEntry


class EntryReads(Protocol):
    """Entries, voided ones too unless a method says otherwise."""

    def entry(self, entry_id: str) -> WorkEntry | None:
        """An entry by id."""
        ...

    def entry_by_key(self, key: str) -> tuple[WorkEntry, str] | None:
        """The entry posted under a key, and the digest of what was posted."""
        ...

    def last_entry_of(self, technician: str) -> WorkEntry | None:
        """The last entry of a technician that stands."""
        ...

    def entries(
        self,
        *,
        client_id: str | None = None,
        since: date | None = None,
        until: date | None = None,
        technician: str | None = None,
        ticket: str | None = None,
        include_voided: bool = True,
        limit: int | None = None,
    ) -> list[WorkEntry]:
        """Entries by work date and time, the latest first; both dates included."""
        ...

    def draws(self, entry_ids: list[str]) -> dict[str, tuple[Draw, ...]]:
        """What each entry takes from each block now, voids and settlements counted, first drawn first."""
        ...

    def net_draws(self, entry_id: str) -> tuple[BlockDraw, ...]:
        """What an entry takes from each block now."""
        ...

    def lowered_since(self, client_id: str, seq: int) -> bool:
        """Whether anything that still counts lowered a client's remaining after a journal row."""
        ...

    def charged_by_month(self, client_id: str, since: date) -> list[tuple[str, int]]:
        """Charged minutes a month (YYYY-MM) from a day on, voided entries left out."""
        ...

    def recent_tickets(self, client_id: str, limit: int) -> list[str]:
        """The client's latest tickets, each once."""
        ...
