"""The protocol of a store. It names no engine, no file and no SQL; reads and writes of rows are in `core/store/rows`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from core.basics.dataclass import dataclass
from core.store.scope import ChangeToken, Scope

if TYPE_CHECKING:
    from core.basics.clock import Clock
    from core.basics.identity import Who
    from core.journal.decided import Decided
    from core.journal.events import Event, JournalRechained
    from core.journal.row import JournalRow
    from core.model.backups import Backup
    from core.model.health import Finding
    from core.model.security import Refusal
    from core.store.place import Place
    from core.store.rows.call_records import RecordRows
    from core.store.rows.calls import CallRows
    from core.store.rows.exports import ExportRows
    from core.store.rows.figures import Figures
    from core.store.rows.import_runs import ImportRuns
    from core.store.rows.listing import Listing
    from core.store.rows.outbox import OutboxRows
    from core.store.rows.phone import PhoneRows
    from core.store.rows.proposals import ProposalRows
    from core.store.rows.reads import Reads
    from core.store.rows.search import Search
    from core.store.rows.statements import StatementRows
    from core.store.rows.unsent import UnsentRows
    from core.store.verifying import Rebuild, StoreCheck


@dataclass(frozen=True)
class Asked:
    """Reads that only tell the engine what they would ask; they answer nothing."""

    reads: Reads
    """Reads of the ledger."""
    outbox: OutboxRows
    """Reads of the outbox."""


FirstReads: TypeAlias = Callable[[Asked], object]
"""Asks what a change will read first, for an engine that can fetch it together with the lock."""


class Store(Protocol):
    """One store of one business: consistent reads, one change at a time, an append-only journal.

    If the store cannot be used, every method raises `StoreUnavailable`, never an error of the engine.
    """

    make_salt: Callable[[], str]
    """Makes the random salt for the digest of a row's personal texts; tests replace it with a seeded one."""

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

    @property
    def phone(self) -> PhoneRows:
        """Phone calls and their events."""
        ...

    @property
    def unsent(self) -> UnsentRows:
        """What is typed and not sent."""
        ...

    @property
    def records(self) -> RecordRows:
        """Call records, and verdicts on their calls."""
        ...

    def writing(self, scope: Scope = Scope.LEDGER, first: FirstReads | None = None) -> AbstractContextManager[None]:
        """The transaction of one change: all or nothing, durable when the block ends.

        `first` asks what the change will read; an engine with round trips fetches it in one with the lock.

        Errors: `StoreBusy` if the wait for the lock took too long; `Duplicate` if a row with the same key exists;
        `OutcomeUnknown` if the store failed during commit.
        """
        ...

    def reading(self, of: Hashable = None) -> AbstractContextManager[None]:
        """One consistent snapshot for several reads.

        What is read again and again says `of` what it is: an engine may fetch ahead what such a reading asked before.
        """
        ...

    def append(self, event: Event, actor: str, now: datetime) -> int:
        """Record one event, inside `writing()`. Returns the number of its journal row."""
        ...

    def append_all(
        self, events: Iterable[Event], actor: str | Callable[[Event], str], now: datetime
    ) -> tuple[JournalRow, ...]:
        """Record events in their order and bring the tables up to date, inside `writing()`. Returns their rows.

        `actor` is a name for all events, or a function of the event. `now` is the instant of the first row; a row's instant is
        always later than that of the row before.
        """
        ...

    def append_entries(self, entries: Sequence[Decided], actor: str, now: datetime) -> tuple[JournalRow, ...]:
        """The same for plain entries that were decided before, quicker: no object is made of them."""
        ...

    def append_row(self, row: JournalRow) -> None:
        """Record a row of another store unchanged, inside `writing()`. The caller has checked the chain."""
        ...

    def journal_pages(self, after: int = 0) -> Iterator[list[tuple[Any, ...]]]:
        """The same as `journal`, as the fields of some hundred rows at a time."""
        ...

    def journal(self, after: int = 0) -> Iterator[JournalRow]:
        """Every recorded row whose number is greater than `after`, first to last.

        Outside of `reading`, rows that are recorded meanwhile follow.
        """
        ...

    def head(self) -> JournalRow | None:
        """The last recorded row; `None` for an empty journal."""
        ...

    knows_outcomes: bool
    """Whether `was_kept` is sure: a file after a fault of its disk is not."""

    def was_kept(self, row: JournalRow) -> bool:
        """Whether a row is in the journal for good, after the change that ends with it failed during commit.

        It waits for that change to end. Errors: `StoreUnavailable`, `OutcomeUnknown` where it cannot be known yet.
        """
        ...

    makes_backups: bool
    """Whether the engine makes backups by itself; where not, its server has its own."""

    def make_backup(self, folder: str, now: datetime) -> Backup:
        """Make a checked copy of the store in a folder (empty: the store's own), and rotate the older ones."""
        ...

    def made_backups(self, folder: str) -> tuple[Backup, ...]:
        """The copies of this store in a folder, the newest first."""
        ...

    def taken_back(self) -> int | None:
        """The last acknowledged journal row that the store lacks, as after an older copy was put in its place; or `None`."""
        ...

    def trust_file(self) -> None:
        """Let the next change be made although acknowledged changes are missing; a manager decided so."""
        ...

    def changes(self, *, checks_files: bool = True) -> ChangeToken:
        """The present token. It is cheap to read: sessions poll it twice a second.

        A session that polls it more often says `checks_files=False`: a store in a file is then not checked for having been
        replaced or disturbed.

        It differs from an earlier one after any committed change of another session, except those of scope `QUIET`. It may
        differ although nothing relevant changed.
        """
        ...

    def sign(self) -> Hashable:
        """What differs from an earlier sign after a change of another session, without a statement; `None` if unknown.

        It may differ although nothing changed. A change that is written while the sign is asked for may show a moment later.
        """
        ...

    def notice_file(self) -> Path | None:
        """The file whose time each session sets after each of its commits; `None` where there is none.

        A file system can tell of that (inotify), so that nobody need look for changes again and again. The commit can be
        read by then. Other programs than this one, and versions before this one, change a store without setting the time.
        """
        ...

    def in_bulk(self) -> AbstractContextManager[None]:
        """Many changes follow in the block: an engine may use more memory meanwhile."""
        ...

    def lease(self, name: str) -> AbstractContextManager[None]:
        """An exclusive lease for a long task (`mail`, `daily`) until the block ends or the process dies; changes do not wait.

        Errors: `LeaseTaken` if another session has it.
        """
        ...

    def note_refusal(self, technician: str, what: str, at: datetime) -> None:
        """Count a refusal of a day in the security log, on a connection of its own; not inside a change."""
        ...

    def refusals(self) -> Sequence[Refusal]:
        """Every refusal of the security log, the latest first."""
        ...

    def who(self) -> Who:
        """Who is at work, from the operating system and the owner of the store. Errors: `Refused`."""
        ...

    @property
    def not_from_journal(self) -> tuple[str, ...]:
        """Tables and columns (`table.column`) that are not made from events."""
        ...

    def clock(self) -> Clock:
        """The clock by which changes are dated: the server's where several machines share the store, else this machine's."""
        ...

    def moving(self, to: Place, now: datetime) -> AbstractContextManager[Callable[[], str]]:
        """Nobody writes in the block; what it yields closes the store for good, as it was moved to another place.

        It returns where the old store is kept. Errors: `StoreBusy`.
        """
        ...

    def take_over(self, other: Store) -> None:
        """Copy what another store holds and no event tells, inside `writing`; its journal was recorded before."""
        ...

    def findings(self, now: datetime) -> Sequence[Finding]:
        """What an administrator should know of the engine's server; none for a file. `now` is this machine's time."""
        ...

    def rebuild(self, *, is_quick: bool = False) -> Rebuild:
        """A fresh store to replay the journal into.

        A quick one tells whether there are differences; which ones they are is not to be relied on.
        """
        ...

    def first_row_with_texts(self) -> int | None:
        """The first row of the first format whose body holds personal texts, or `None`."""
        ...

    def rechain(self) -> JournalRechained:
        """Write every row anew in the second format, inside `writing`. Returns the event to record. Errors: `Refused`."""
        ...

    def erase(self, client_id: str) -> int:
        """Empty a client's texts in the journal and other tables, inside `writing`. Returns how many journal rows had any."""
        ...

    def move_client(self, client_id: str, into_id: str) -> None:
        """Give calls, messages, phone calls and call records of a client to another one, inside `writing`."""
        ...

    def purge(self) -> bool:
        """Remove erased texts from free pages and the WAL. `False` if another session still needs old pages."""
        ...

    def backups(self) -> tuple[str, ...]:
        """Paths of the copies that migrations made of the store."""
        ...

    def problems(self) -> list[str]:
        """Faults that the engine finds in the store, a sentence each; empty for none."""
        ...

    def check(self) -> StoreCheck:
        """Begin to look for these faults in the store as it is now."""
        ...

    def bound_waits(self) -> None:
        """Before a screen that a person looks at: a server that answers nobody raises after some seconds, as if gone.

        A wait for work or for one's turn goes on.
        """
        ...

    def again(self) -> Store:
        """A second connection to the same place."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...
