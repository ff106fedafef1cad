"""The reads of idempotency keys."""

from collections.abc import Sequence
from typing import Protocol

from core.model.keys import UsedKey


class KeyReads(Protocol):
    """Keys of changes other than entries."""

    def used_key(self, key: str) -> UsedKey | None:
        """The first use of a key."""
        ...

    def known_keys(self, keys: Sequence[str]) -> set[str]:
        """Those of some keys that an entry or another change was made under."""
        ...
