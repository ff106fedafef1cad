"""The reads of entries."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from core.journal.events import BlockDraw
from core.model.blocks import Draw
from core.model.work import Span, WaitingEntry, Waits, WorkEntry


class EntryReads(Protocol):
    """Reads of entries, voided ones included unless a method says otherwise."""

    def entry(self, entry_id: str) -> WorkEntry | None:
        """An entry by id."""
        ...

    def entry_by_key(self, key: str) -> tuple[WorkEntry, str] | None:
        """The entry posted with an idempotency key, and the digest of what the key guards; `None` for an unused key."""
        ...

    def spans(self, entry_ids: list[str]) -> dict[str, tuple[Span, ...]]:
        """The stretches of entries that have several; the others have one, from their start on."""
        ...

    def void_reasons(self, entry_ids: list[str]) -> dict[str, str]:
        """Why voided entries were voided, as typed, by entry id; entries without a reason are left out."""
        ...

    def last_entry_of(self, technician: str) -> WorkEntry | None:
        """The last entry of a technician that is not voided."""
        ...

    def entries(
        self,
        *,
        client_id: str | None = None,
        account_id: str | None = None,
        since: date | None = None,
        until: date | None = None,
        technician: str | None = None,
        ticket: str | None = None,
        work_type: str | None = None,
        words: str = "",
        include_voided: bool = True,
        limit: int | None = None,
    ) -> list[WorkEntry]:
        """Entries by work date and time, the latest first; both dates included.

        Each of `words` begins a word of note, ticket or contact.
        """
        ...

    def draws(self, entry_ids: list[str]) -> dict[str, tuple[Draw, ...]]:
        """The net draws by entry id, in the order in which they were made; voids and settlements are included."""
        ...

    def net_draws(self, entry_id: str) -> tuple[BlockDraw, ...]:
        """The net draws of one entry, one a block."""
        ...

    def lowered_since(self, account_id: str, seq: int, entry_id: str) -> bool:
        """Whether an event after a journal row lowered an account's remaining and was not voided.

        The entry that is named does not count; others that were charged by the same row do.
        """
        ...

    def waiting(self, account_id: str, first: date | None, after: date | None, limit: int | None) -> list[WaitingEntry]:
        """The entries of an account that wait for an agreement: dated from `first` on and later than `after`, oldest first."""
        ...

    def waits(self, account_ids: str | Sequence[str] | None = None) -> dict[str, Waits]:
        """By account, what waits for an agreement; accounts without any are left out."""
        ...

    def charged_by_month(self, account_id: str, since: date) -> list[tuple[str, int]]:
        """Minutes charged to an account a month (YYYY-MM) from a day on, voided entries left out."""
        ...

    def recent_tickets(self, client_id: str, limit: int) -> list[str]:
        """The client's latest tickets, each once."""
        ...
