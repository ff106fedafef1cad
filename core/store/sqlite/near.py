"""Near misses in a file."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from core.store.sql.forms import SPELT
from core.store.sql.near import IndexedWords
from core.store.sql.session import Session
from core.store.sqlite.vocabulary import vocabularies


class OneAtATime(Session, Protocol):
    """A session that one thread at a time reads."""

    def reading(self) -> AbstractContextManager[None]:
        """One snapshot for several reads, while other threads wait."""
        ...


class Words(IndexedWords[int]):
    """An owner is a row's number in `client_search`."""

    def __init__(self, connection: OneAtATime) -> None:
        super().__init__(connection)
        self._connection = connection

    def near(self, typed: str, limit: int) -> list[str]:
        """One thread at a time: the words may grow, and the temporary table of those of the index has one name."""
        with self._connection.reading():
            return super().near(typed, limit)

    def words_of_index(self) -> Iterator[str]:
        """By a temporary table of its words."""
        with vocabularies(self._connection, near_words="client_search_fts row"):
            rows = self._connection.rows(
                "SELECT term FROM near_words WHERE term >= 'a' AND term < '{' AND term NOT GLOB '*[^a-z]*' UNION ALL "
                "SELECT substr(term, 2) FROM near_words WHERE term >= ? AND term < ?",
                (SPELT, chr(ord(SPELT) + 1)),
            )
        return (row[0] for row in rows)

    def owners_asked(self, words: Sequence[str]) -> Iterable[int]:
        """Each word as it stands, or marked."""
        return self._asked(" OR ".join(f'"{word}" OR "{SPELT}{word}"' for word in words))

    def owners_of_beginning(self, word: str) -> Iterable[int]:
        """By a full-text query."""
        return self._asked(f'"{word}"* OR "{SPELT}{word}"*')

    def client_ids(self, owners: Collection[int], limit: int) -> list[str]:
        """From the table of the index."""
        rows = self._connection.rows(
            "SELECT client_id FROM client_search WHERE business_id = :business "
            "AND client_search.rowid IN (SELECT value FROM json_each(?)) ORDER BY client_id LIMIT ?",
            (json.dumps(list(owners)), limit),
        )
        return [row[0] for row in rows]

    def _asked(self, query: str) -> Iterator[int]:
        rows = self._connection.rows("SELECT rowid FROM client_search_fts WHERE client_search_fts MATCH ?", (query,))
        return (row[0] for row in rows)
