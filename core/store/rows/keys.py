"""The reads of idempotency keys."""

from typing import Protocol

from core.model.keys import UsedKey


class KeyReads(Protocol):
    """Keys of changes other than entries."""

    def used_key(self, key: str) -> UsedKey | None:
        """The first use of a key."""
        ...
