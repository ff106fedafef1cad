"""The last row of the journal, and the file's schema version: one statement at the start of a change, then kept."""

from core.journal.chain import JournalRow
from core.store.sql import store
from core.store.sql.store import COLUMNS, LAST_ROW
from core.store.sqlite.continuity import Mark

_AT_START = (
    f"SELECT user_version, {', '.join(f'last.{name}' for name in COLUMNS)} FROM pragma_user_version "
    f"LEFT JOIN ({LAST_ROW}) AS last ON TRUE"
)


class Heads(store.Heads):
    """The head with the schema version and a short mark."""

    def begin(self) -> int:
        """Read the head inside an open write, and keep it until `end`; the schema version of the file."""
        found = self._row(_AT_START, ())
        assert found is not None
        self.put(JournalRow(*found[1:]) if found[1] is not None else None)
        return int(found[0])

    def mark(self) -> Mark | None:
        """The last row by its number and digest."""
        last = self.last()
        return Mark(last.seq, last.digest) if last else None
