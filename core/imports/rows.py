"""What every reader gives: rows that were understood, and rows that were not, each by its number and column."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar

from core.basics.dataclass import dataclass, field
from core.imports.spilled import Met, Spilled

Row = TypeVar("Row")

NO_CHARGE_TAG = "nc"
"""What marks a no-charge entry among the tags of programs that have no field for it."""


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken. `row_number` is the line a person sees in a spreadsheet; the header is 1."""

    row_number: int
    column: str
    sentence: str


@dataclass(frozen=True)
class ClientRow:
    """A client of a file."""

    row_number: int
    code: str
    name: str
    phones: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    email: str = ""
    person: str = ""
    """Who of the firm the row is about; empty where it is about the client itself."""
    firm_phones: tuple[str, ...] = ()
    """Numbers of the firm, where `phones` are the person's."""
    is_made: bool = False
    """Whether the code was made from the name, so that the client is found by its name."""
    archived: bool = False
    """Whether the other program keeps the client as inactive."""
    fiscal: tuple[tuple[str, str], ...] = ()
    """Fields of the fiscal card and their texts."""
    terms: tuple[tuple[str, str], ...] = ()
    """Fields of an agreement and their texts; empty for none."""
    kept_terms: str = ""
    """Terms as the journal keeps them (JSON), of an exported table of agreements, whose rows have no name; empty for none."""
    starts: str = ""
    """The day from which the agreement holds, as a text; empty: from the beginning."""
    sold: str = ""
    """The day on which the first block is sold, as a text; empty: today."""
    size: str = ""
    """The size of the first block as a text; empty: a block of the agreement."""
    left: str = ""
    """The hours left of what was sold before, as a text; empty: the first block is sold."""
    expires: str = ""
    """The last day of the first hours, as a text; empty: as agreed."""


class EntryRow(NamedTuple):
    """A piece of work of a file: local time without a zone, an instant, or a day alone; whole seconds worked.

    `key_material` names the row's content, so that importing it again finds it.
    """

    row_number: int
    client_text: str
    work_date: date
    worked_seconds: int
    key_material: str
    started_at_local: datetime | None = None
    started_at: datetime | None = None
    work_type: str = ""
    ticket: str = ""
    note: str = ""
    technician: str = ""
    """Who worked, as the file says: a name, else a mail address; empty where it says nobody."""
    email: str = ""
    """Mail address of who worked, where the file has one beside the name."""
    no_charge: bool = False
    account_text: str = ""
    ended_at_local: datetime | None = None
    """Local end of work by night whose length was measured by local clock times, which may have changed meanwhile."""


class Facts:
    """What has to be known of all rows of a file before the first one is looked at."""

    def __init__(self, rows: Iterable[EntryRow] = ()) -> None:
        self.clients = set[str]()
        """What the rows say of their clients."""
        self.persons = set[tuple[str, str]]()
        """Who worked, by name and mail address."""
        self._first, self._last = date.max, date.min
        for row in rows:
            self.note(row)

    def note(self, row: EntryRow) -> None:
        """Add a row."""
        self.clients.add(row.client_text)
        if row.technician:
            self.persons.add((row.technician, row.email))
        if row.work_date < self._first:
            self._first = row.work_date
        if row.work_date > self._last:
            self._last = row.work_date

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day; `None` for no rows."""
        return (self._first, self._last) if self._first <= self._last else None


class EntryRows(Spilled[EntryRow]):
    """The rows of a file. Their facts are noted as they come: to read them all again takes time."""

    def __init__(self) -> None:
        super().__init__(tuple, EntryRow._make)
        self.facts = Facts()

    def append(self, item: EntryRow) -> None:
        """Add a row. Errors: `StoreUnavailable` where it cannot be put aside."""
        self.facts.note(item)
        super().append(item)


def facts_of(rows: Sequence[EntryRow]) -> Facts:
    """The facts of some rows."""
    return rows.facts if isinstance(rows, EntryRows) else Facts(rows)


@dataclass(frozen=True)
class ReadResult(Generic[Row]):
    """All that a reader found."""

    rows: Sequence[Row]
    bad: Sequence[BadRow]
    program: str = ""
    """The program that wrote the file; empty for a file of our own columns."""
    dropped: tuple[str, ...] = ()
    """Columns or fields that hold something and are not carried over."""
    warnings: tuple[str, ...] = ()
    """Sentences about the file, and about rows that are taken all the same."""
    called: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What the file calls the columns that a `CellError` names otherwise: a person looks for them by that name."""

    def bad_row(self, row_number: int, column: str, sentence: str) -> BadRow:
        """A row that cannot be taken, with its column as the file calls it."""
        return BadRow(row_number, self.called.get(column, column), sentence)


def folded(text: str) -> str:
    """A name without case, accents' encoding and extra spaces."""
    return " ".join(unicodedata.normalize("NFKD", text).casefold().split())


class CellError(ValueError):
    """A cell that cannot be read, with its column and a sentence that says what to write."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


class Occurrences:
    """Numbers exact repeats in one file, so that two equal rows are two pieces of work and not one."""

    def __init__(self) -> None:
        self._met = Met()

    def keyed(self, material: str) -> str:
        """The material with its occurrence number."""
        return f"{material}|{self._met.add(material)}"
