"""Near misses on a server: the program keeps the words of all clients, and counts slips itself."""

from collections.abc import Iterator

from core.basics.spelling import Names
from core.store.sql.session import Row, Session

_PAGE = 500
_TEXTS = "SELECT client_id, code, name, contacts FROM client_search WHERE business_id = :business"
_LIVE = "SELECT 1 FROM client WHERE business_id = :business AND client_id = ? AND archived = 0"


class Words:
    """The words of one business."""

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows
        self._row = connection.row
        self._dialect = connection.dialect
        self._names = Names()
        self._names_at: int | None = None

    def near(self, typed: str, limit: int) -> list[str]:
        """Clients who are not archived of whom each word is spelt almost so, nearest first."""
        self._read_changes()
        nearest = self._names.near(typed, limit * 2)
        return [client_id for client_id in nearest if self._row(_LIVE, (client_id,))][:limit]

    def _read_changes(self) -> None:
        """Bring the words up to date: all texts once, then those of which the journal holds later rows."""
        row = self._row("SELECT max(seq) FROM journal WHERE business_id = :business")
        last = int(row[0] or 0) if row else 0
        if self._names_at == last:
            return
        if self._names_at is None or self._names_at > last:
            # A change that was rolled back may have been read: start anew.
            self._names = Names()
            rows = self._rows("SELECT client_id FROM client WHERE business_id = :business AND archived = 1")
            archived = {client_id for (client_id,) in rows}
            for page in self._pages():
                self._note([row for row in page if row[0] not in archived])
        else:
            rows = self._rows(
                f"SELECT DISTINCT {self._dialect.field('body', 'client_id')} FROM journal WHERE business_id = :business "
                "AND seq > ? AND kind >= 'client.' AND kind < 'client/'",
                (self._names_at,),
            )
            for (client_id,) in rows:
                self._names.put(client_id, ())
                if self._row(_LIVE, (client_id,)):
                    self._note(self._rows(f"{_TEXTS} AND client_id = ?", (client_id,)))
        self._names_at = last

    def _pages(self) -> Iterator[list[Row]]:
        """All texts, in parts: a read of all of them at once takes as much memory as their words.

        A client that changes between two parts is of a later row of the journal, and is read again the next time.
        """
        after = ""
        while page := self._rows(f"{_TEXTS} AND client_id > ? ORDER BY client_id LIMIT {_PAGE}", (after,)):
            yield page
            after = page[-1][0]

    def _note(self, rows: list[Row]) -> None:
        for client_id, *texts in rows:
            self._names.put(client_id, texts)
