"""What every reader gives: rows that were understood, and rows that were not, each by its number and column."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

Row = TypeVar("Row")

NO_CHARGE_TAG = "nc"
"""What marks a no-charge entry among the tags of programs that have no field for it."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken. `row_number` is the line a person sees in a spreadsheet; the header is 1."""

    row_number: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client of a file."""

    row_number: int
    code: str
    name: str
    phones: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True)
class EntryRow:
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
    no_charge: bool = False
    account_text: str = ""


@dataclass(frozen=True)
class ReadResult(Generic[Row]):
    """All that a reader found."""

    rows: tuple[Row, ...]
    bad: tuple[BadRow, ...]
    program: str = ""
    """The program that wrote the file; empty for a file of our own columns."""
    dropped: tuple[str, ...] = ()
    """Columns or fields that hold something and are not carried over."""
    warnings: tuple[str, ...] = ()
    """Sentences about rows that are taken all the same."""


class CellError(ValueError):
    """A cell that cannot be read, with its column and a sentence that says what to write."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


class Occurrences:
    """Numbers exact repeats in one file, so that two equal rows are two pieces of work and not one."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def keyed(self, material: str) -> str:
        """The material with its occurrence number."""
        self._seen[material] += 1
        return f"{material}|{self._seen[material]}"
