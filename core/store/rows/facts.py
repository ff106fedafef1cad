"""What the audit compares with the journal."""

from collections.abc import Iterator
from typing import Protocol


class FactRows(Protocol):
    """Every kept fact as one comparable text."""

    def kept(self) -> Iterator[tuple[tuple[str, str], str]]:
        """All facts by what they are and their id, each as the auditor writes it from the journal."""
        ...

    def entry_marks(self) -> list[tuple[str, int, int, int]]:
        """Of every entry its id, charged minutes, open overdraft and void mark."""
        ...

    def altered_exports(self) -> list[str]:
        """Export runs whose kept bytes are not those that were recorded; runs of an imported journal have none."""
        ...
