"""The search for clients."""

from typing import Protocol


class Search(Protocol):
    """Client ids for what somebody typed, best first, with what matched."""

    def exact(self, text: str) -> list[str]:
        """Clients whose code, or whole name, is the text."""
        ...

    def meant(self, text: str, limit: int) -> list[tuple[str, str]]:
        """Clients that contain the text: code prefix, words of name or contact, phone digits, ticket; no guesses."""
        ...

    def near(self, text: str, limit: int) -> list[str]:
        """Clients of whom every typed word is spelt almost like a word of their code or name (rapidfuzz), nearest first."""
        ...
