"""Reads of idempotency keys. SQL only."""

import json
from collections.abc import Sequence

from core.model.keys import UsedKey
from core.store.sql.session import Reader, marks


class KeyReads(Reader):
    """Keys of changes other than entries."""

    def used_key(self, key: str) -> UsedKey | None:
        """The first use of a key."""
        row = self._row("SELECT what, content, result FROM used_key WHERE business_id = :business AND key = ?", (key,))
        return UsedKey(row[0], row[1], tuple(json.loads(row[2]))) if row else None

    def known_keys(self, keys: Sequence[str]) -> set[str]:
        """Those of some keys that an entry or another change was made under."""
        found = set[str]()
        for start in range(0, len(keys), 500):
            part = tuple(keys[start : start + 500])
            for table in ("entry", "used_key"):
                rows = self._rows(
                    f"SELECT key FROM {table} WHERE business_id = :business AND key IN ({marks(len(part))})", part
                )
                found.update(row[0] for row in rows)
        return found
