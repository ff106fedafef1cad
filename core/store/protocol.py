"""What the ledger asks of a store; it names no SQL, so that another engine can stand behind the same ledger."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from core.journal.chain import JournalRow
from core.journal.events import Event, JournalRechained
from core.store.sql.calls import CallRows
from core.store.sql.exports import ExportRows
from core.store.sql.figures import Figures
from core.store.sql.listing import Listing
from core.store.sql.outbox import OutboxRows
from core.store.sql.proposals import ProposalRows
from core.store.sql.reading import Reading
from core.store.sql.statements import StatementRows
from core.store.sqlite.search import Search


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that is not what the journal says; without a column, a row that only one side has."""

    table: str
    key: str
    column: str
    kept: object
    told: object


class Rebuild(Protocol):
    """A replay of the journal into a fresh store."""

    def apply(self, seq: int, recorded_at: str, event: Event) -> bool:
        """Replay one row; `False` where the fresh tables refuse what it says."""
        ...

    def differences(self) -> Iterator[Difference]:
        """Where the live tables are not what the rows replayed so far say."""
        ...

    def close(self) -> None:
        """Discard the fresh store."""
        ...


class Store(Protocol):
    """One store of one business: consistent reads, one write at a time, an append-only journal."""

    path: Path
    make_salt: Callable[[], str]
    not_from_journal: tuple[str, ...]
    """Tables and columns (`table.column`) that no event makes."""
    reads: Reading
    search: Search
    calls: CallRows
    listing: Listing
    statements: StatementRows
    figures: Figures
    proposals: ProposalRows
    exports: ExportRows
    outbox: OutboxRows

    def writing(self) -> AbstractContextManager[None]:
        """One change, all or nothing, durable when the block ends. Errors: `StoreUnavailable`, `StoreBusy`."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """One consistent snapshot."""
        ...

    def append(self, event: Event, actor: str, now: datetime) -> int:
        """Record an event and bring the kept tables up to date, inside `writing`; the journal row's number."""
        ...

    def append_row(self, row: JournalRow) -> None:
        """Record a row of another store as it is, inside `writing`."""
        ...

    def settle(self) -> None:
        """Make the file whole by itself, so that it can be moved."""
        ...

    def journal(self) -> Iterator[JournalRow]:
        """Every recorded row, first to last."""
        ...

    def head(self) -> JournalRow | None:
        """The last recorded row."""
        ...

    def data_version(self) -> int:
        """A number that changes when another session commits."""
        ...

    def first_row_with_texts(self) -> int | None:
        """The first row of the first format whose body holds personal texts, or `None`."""
        ...

    def rechain(self) -> JournalRechained:
        """Write every row anew in the second format, inside `writing`; the event to record of it. Errors: `Refused`."""
        ...

    def erase(self, client_id: str) -> int:
        """Empty a client's texts wherever no event changes them, inside `writing`; how many journal rows had any."""
        ...

    def purge(self) -> bool:
        """Leave no trace of erased texts in the files; `False` while another session keeps one alive."""
        ...

    def backups(self) -> tuple[str, ...]:
        """Copies of the store that migrations made, by name."""
        ...

    def rebuild(self) -> Rebuild:
        """A fresh store to replay the journal into, inside `reading`."""
        ...

    def problems(self) -> list[str]:
        """What the engine finds wrong with its own file; empty when all is well."""
        ...

    def close(self) -> None:
        """Let the store go."""
        ...
