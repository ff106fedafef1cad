"""What the ledger asks of a store. It names no engine, no file and no SQL; the rows are in `core/store/rows`."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple, Protocol

from core.journal.chain import JournalRow
from core.journal.events import Event, JournalRechained
from core.store.place import Place
from core.store.rows.calls import CallRows
from core.store.rows.exports import ExportRows
from core.store.rows.figures import Figures
from core.store.rows.import_runs import ImportRuns
from core.store.rows.listing import Listing
from core.store.rows.outbox import OutboxRows
from core.store.rows.proposals import ProposalRows
from core.store.rows.reads import Reads
from core.store.rows.search import Search
from core.store.rows.statements import StatementRows


class Scope(Enum):
    """What a change touches: how it is queued, and which sessions are to read again."""

    LEDGER = "ledger"
    """Anything. Changes of this scope come one after the other, in the order in which they asked."""

    OWN_CALL = "own-call"
    """The calls of one technician, without a journal row. Does not wait in the queue of `LEDGER`."""

    QUIET = "quiet"
    """As `OWN_CALL`, for what no other session shows: a heartbeat, the words of a call that is not posted yet."""


class ChangeToken(NamedTuple):
    """How often the store was changed: two tokens that are equal stand for the same content."""

    ledger: int
    """Changes of scope `LEDGER`."""

    calls: int
    """Changes of scope `OWN_CALL`."""


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
    """One store of one business: consistent reads, one change at a time, an append-only journal.

    Every method raises `StoreUnavailable` where the store cannot be used, never an error of its engine.
    """

    make_salt: Callable[[], str]
    """Makes the random text that the digest of a row's personal texts begins with; a test puts a seeded one in its place."""

    @property
    def place(self) -> Place:
        """Where the store is."""
        ...

    @property
    def reads(self) -> Reads:
        """Clients, agreements, blocks, entries, lines and settings."""
        ...

    @property
    def search(self) -> Search:
        """The search for clients."""
        ...

    @property
    def calls(self) -> CallRows:
        """Live calls."""
        ...

    @property
    def listing(self) -> Listing:
        """Long lists and counts."""
        ...

    @property
    def statements(self) -> StatementRows:
        """Statements."""
        ...

    @property
    def figures(self) -> Figures:
        """Sums for the reports."""
        ...

    @property
    def proposals(self) -> ProposalRows:
        """Proposals and the catalogue."""
        ...

    @property
    def exports(self) -> ExportRows:
        """Export runs."""
        ...

    @property
    def import_runs(self) -> ImportRuns:
        """Import runs."""
        ...

    @property
    def outbox(self) -> OutboxRows:
        """Mail."""
        ...

    def writing(self, scope: Scope = Scope.LEDGER) -> AbstractContextManager[None]:
        """One change, all or nothing, durable when the block ends.

        Errors: `StoreBusy` after a wait that was too long; `Duplicate`; `OutcomeUnknown` where the store failed while it
        made the change durable.
        """
        ...

    def reading(self) -> AbstractContextManager[None]:
        """One consistent snapshot for several reads."""
        ...

    def append(self, event: Event, actor: str, now: datetime) -> int:
        """Record one event, inside `writing()`; the number of its journal row."""
        ...

    def append_all(
        self, events: Iterable[Event], actor: str | Callable[[Event], str], now: datetime
    ) -> tuple[int, ...]:
        """Record events in their order and bring the tables up to date, inside `writing()`; the numbers of their rows.

        `actor` is who did all of it, or tells who did each. `now` is the instant of the first row; a row's instant is
        always later than that of the row before.
        """
        ...

    def append_row(self, row: JournalRow) -> None:
        """Record a row of another store as it is, inside `writing()`; the caller has checked the chain."""
        ...

    def journal(self) -> Iterator[JournalRow]:
        """Every recorded row, first to last."""
        ...

    def head(self) -> JournalRow | None:
        """The last recorded row."""
        ...

    def changes(self) -> ChangeToken:
        """The present token: cheap enough to ask twice a second.

        It differs from an earlier one after any committed change of another session, except those of scope `QUIET`. It may
        differ where nothing that matters changed.
        """
        ...

    def lease(self, name: str) -> AbstractContextManager[None]:
        """The sole right to a long task (`mail`, `daily`) until the block ends or the process dies; it blocks no changes.

        Errors: `LeaseTaken` where another session has it.
        """
        ...

    def technician(self) -> str:
        """Who is at work, as far as the store and the operating system can prove it."""
        ...

    @property
    def not_from_journal(self) -> tuple[str, ...]:
        """Tables and columns (`table.column`) that no event makes."""
        ...

    def rebuild(self) -> "Rebuild":
        """A fresh store to replay the journal into, inside `reading`."""
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
        """Leave no trace of erased texts in the store; `False` while another session keeps one alive."""
        ...

    def backups(self) -> tuple[str, ...]:
        """Copies of the store that migrations made, by name."""
        ...

    def problems(self) -> list[str]:
        """What the engine finds wrong with the store, a sentence each; empty when all is well."""
        ...

    def again(self) -> "Store":
        """A second connection to the same place."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...
