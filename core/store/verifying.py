"""What the check of a store needs of an engine: a replay of the journal into a fresh store, and a look for faults of its own.

It names no engine, as `protocol` does not, which makes both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from core.basics.dataclass import dataclass

if TYPE_CHECKING:
    from core.journal.events import Event


@dataclass(frozen=True)
class Difference:
    """A cell that differs from the replayed journal; without a column: a row that exists on one side only."""

    table: str
    key: str
    column: str
    kept: object
    told: object


Reading = Callable[[], AbstractContextManager[bool]]
"""One snapshot of a store, for which a replay is brought up to date first; `False` where the journal does not allow it."""


class KeptEntry(NamedTuple):
    """A live entry that is as a posting leaves it, with what that posting drew."""

    entry: Sequence[Any]
    """Its columns, in the order of `POSTED_COLUMNS`."""
    draws: list[Sequence[Any]]
    """Number, entry, block, minutes and journal row of each draw."""


POSTED_COLUMNS: Final = (
    "entry_id", "client_id", "account_id", "technician", "work_date", "started_at", "worked_seconds", "charged_minutes",
    "overdraft_minutes", "billed_minutes", "deducted_minutes", "charge", "work_type", "ticket", "note", "contact",
    "no_charge", "key", "content", "replaces", "recorded_at", "seq",
)  # fmt: skip
"""What a posting writes of an entry. Any other column of it has its default then."""


class Rebuild(Protocol):
    """A replay of the journal into a fresh store."""

    def kept(self, first: int, last: int) -> Mapping[int, KeptEntry]:
        """Live entries that may be as the journal rows from one to another posted them, by row. Some may be lacking."""
        ...

    def settle(self, kept: Sequence[KeptEntry]) -> None:
        """Take note that kept entries are what their rows posted, in the order of the journal; they are not replayed."""
        ...

    def apply(self, seq: int, recorded_at: str, event: Event) -> int | None:
        """Replay one row, now or together with later ones.

        Returns the first row that a constraint of the fresh tables rejects, which may be an earlier one; else `None`.
        """
        ...

    def post(self, seq: int, recorded_at: str, body: Mapping[str, Any]) -> int | None:
        """The same of an entry that is charged at once, has no line and one stretch of work, by its JSON body."""
        ...

    def finish(self) -> int | None:
        """Replay the rows that still wait. Returns the first row that is rejected, or `None`."""
        ...

    def differences(self, reading: Reading) -> Iterator[Difference]:
        """The differences between the live tables and those made from the rows replayed so far.

        Each part of a table is compared inside a `reading` of its own, and nothing more once one yields `False`.
        """
        ...

    def words(self, reading: Reading) -> Iterator[Difference]:
        """The same of the full-text indexes: which words, or the words of which rows, are not those of the texts."""
        ...

    def close(self) -> None:
        """Discard the fresh store."""
        ...


class StoreCheck(Protocol):
    """A check of what the engine finds wrong in a store. It may run while its caller does something else."""

    @property
    def words_fit(self) -> bool:
        """Whether the full-text indexes are known to hold the words of their texts; after `problems`."""
        ...

    def problems(self, *, is_quick: bool = True) -> list[str]:
        """Faults that the engine finds in the store, a sentence each; empty for none.

        Without `is_quick` all texts are read, not only those that no event makes. Errors: `TextUnreadable`.
        """
        ...

    def shape(self) -> list[str]:
        """The same of the tables, indexes and guards alone; where one is missing, everything else may fail."""
        ...

    def close(self) -> None:
        """End the check."""
        ...
