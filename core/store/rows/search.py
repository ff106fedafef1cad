"""The search for clients."""

from typing import Protocol

from core.basics.callers import Owned
from core.basics.numbers import Number, NumberPlan
from core.model.search import Hit


class Search(Protocol):
    """Client ids for what somebody typed, best first, with what matched."""

    def exact(self, text: str) -> list[str]:
        """Clients whose code, or whole name, is the text."""
        ...

    def hits(self, text: str, limit: int, plan: NumberPlan) -> list[Hit]:
        """Clients of whom every typed word begins a word of name, code or contact, or is part of a number or ticket."""
        ...

    def near(self, text: str, limit: int) -> list[str]:
        """Clients of whom every typed word is spelt almost like a word of their code or name (rapidfuzz), nearest first."""
        ...

    def owned(self, number: Number) -> list[Owned]:
        """The numbers and ranges of clients that a calling number may be, for `match_caller`."""
        ...
