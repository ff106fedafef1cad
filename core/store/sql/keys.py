"""Reads of idempotency keys. SQL only."""

import json

from core.model.keys import UsedKey
from core.store.sql.session import Reader


class KeyReads(Reader):
    """Keys of changes other than entries."""

    def used_key(self, key: str) -> UsedKey | None:
        """The first use of a key."""
        row = self._row("SELECT what, content, result FROM used_key WHERE business_id = :business AND key = ?", (key,))
        return UsedKey(row[0], row[1], tuple(json.loads(row[2]))) if row else None
