"""The search for clients."""

from collections.abc import Iterator
from typing import Protocol

from core.basics.callers import Owned
from core.basics.numbers import Number, NumberPlan
from core.model.search import Hit


class Search(Protocol):
    """Search for clients by text, and for owners of a telephone number."""

    def exact(self, text: str) -> list[str]:
        """Ids of clients whose code or whole name equals the text."""
        ...

    def hits(self, text: str, limit: int, plan: NumberPlan) -> list[Hit]:
        """Clients for whom every typed word begins a word of name, code or contact, or is part of a number or ticket."""
        ...

    def near(self, text: str, limit: int) -> list[str]:
        """Ids of clients for whom every typed word is similar to a word of code or name (rapidfuzz), nearest first."""
        ...

    def owned(self, number: Number, *, archived: bool = False) -> list[Owned]:
        """The stored numbers and ranges that may match a caller's number; `match_caller` decides among them.

        Those of clients who are not archived, or of archived ones only.
        """
        ...

    def archived(self) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
        """Id, code, name and contacts of every archived client, by code; merged ones are no clients any more."""
        ...
