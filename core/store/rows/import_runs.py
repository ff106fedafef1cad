"""The rows of import runs."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from core.basics.dataclass import dataclass
from core.journal.row import JournalRow


@dataclass(frozen=True)
class ImportRun:
    """One import of entries or clients.

    `finished_at` is `None` while it goes on or where it was killed; `undone_at` where it stands.

    `entries` counts what it posted, `standing` what is not voided since, `first_day` and `last_day` are their work dates;
    `clients` counts the clients that an import of clients wrote.
    """

    run_id: str
    technician: str
    started_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    entries: int
    standing: int
    first_day: str
    last_day: str
    clients: int = 0


@dataclass(frozen=True)
class ImportedEntry:
    """What an import posted, as it was posted: an entry that stands, or that an edit took the place of."""

    key: str
    client_id: str
    technician: str
    work_date: date
    started_at: datetime | None
    worked_seconds: int
    ticket: str
    note: str


class ImportRuns(Protocol):
    """The import runs of one store."""

    def all(self) -> list[ImportRun]:
        """Every run, the latest first."""
        ...

    def run(self, run_id: str) -> ImportRun | None:
        """A run by id."""
        ...

    def run_of(self, entry_id: str) -> ImportRun | None:
        """The run that posted an entry; its counts are zero."""
        ...

    def standing(self, run_id: str) -> list[tuple[str, date]]:
        """Ids and work dates of the entries of a run that are not voided, the latest posted first."""
        ...

    def replaced(self, run_id: str) -> int:
        """How many entries of a run were edited since, so that another entry stands in their place."""
        ...

    def imported(self, since: date, until: date) -> Iterator[ImportedEntry]:
        """What imports posted on the days from one to another, by day and in the order of the journal, but what was voided."""
        ...

    def entry_ids(self, run_id: str) -> list[str]:
        """Ids of the entries that a run posted."""
        ...

    def clients_added(self, run_id: str) -> list[tuple[int, str]]:
        """The clients that an import of entries added or made active again for a row: number of the journal row, and id."""
        ...

    def rows_of(self, kinds: Sequence[str]) -> list[JournalRow]:
        """The journal rows of some kinds, the first one first."""
        ...

    def people(self) -> list[str]:
        """Login names of everybody who has an entry."""
        ...
