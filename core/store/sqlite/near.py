"""Near misses in a file: words are compared with those of the clients' full-text index, which also knows whose they are."""

import json
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from core.basics.spelling import Likeness, is_spelt, spellings
from core.store.sql.forms import SPELT
from core.store.sql.session import Session
from core.store.sqlite.vocabulary import vocabularies

_MOST_ASKED = 100
"""How many words one full-text query names."""


class OneAtATime(Session, Protocol):
    """A session that one thread at a time reads."""

    def reading(self) -> AbstractContextManager[None]:
        """One snapshot for several reads, while other threads wait."""
        ...


class Words(Likeness[int]):
    """The words of code, name and contacts by their length; an owner is a row's number in `client_search`.

    A word that nobody has any more may stay: the index finds no owner of it.
    """

    def __init__(self, connection: OneAtATime) -> None:
        self._connection = connection
        self._lengths: dict[int, set[str]] = {}
        self._read_at: int | None = None

    def near(self, typed: str, limit: int) -> list[str]:
        """Clients who are not archived of whom each word is spelt almost so, nearest first."""
        found, alike = list[str](), dict[float, list[int]]()
        # One thread at a time: the words may grow, and the temporary table of those of the index has one name.
        with self._connection.reading():
            self._read()
            for owner, score in self.scores(typed).items():
                alike.setdefault(score, []).append(owner)
            for score in sorted(alike, reverse=True):
                if len(found) < limit:
                    found += self._client_ids(alike[score], limit - len(found))
        return found

    def _read(self) -> None:
        """Bring the words up to date: all once, then those of clients of whom the journal holds later rows."""
        row = self._connection.row("SELECT max(seq) FROM journal WHERE business_id = :business")
        last = int(row[0] or 0) if row else 0
        if self._read_at is None or self._read_at > last:
            self._lengths = {}
            self._add(self._of_index())
        elif self._read_at != last:
            self._add(self._of_changes(self._read_at))
        self._read_at = last

    def words_of_length(self, length: int) -> Collection[str]:
        """From the index; those with a digit are left out."""
        return self._lengths.get(length, ())

    def owners_of(self, words: Collection[str]) -> Iterator[int]:
        """By full-text queries."""
        listed = list(words)
        for start in range(0, len(listed), _MOST_ASKED):
            yield from self._asked(" OR ".join(map(_exactly, listed[start : start + _MOST_ASKED])))

    def owners_of_beginning(self, word: str) -> Iterator[int]:
        """By a full-text query."""
        return self._asked(f'"{word}"* OR "{SPELT}{word}"*')

    def _client_ids(self, owners: Collection[int], limit: int) -> list[str]:
        """The first of some owners that are not archived, by their ids."""
        rows = self._connection.rows(
            "SELECT client_id FROM client_search JOIN client USING (business_id, client_id) WHERE business_id = :business "
            "AND archived = 0 AND client_search.rowid IN (SELECT value FROM json_each(?)) ORDER BY client_id LIMIT ?",
            (json.dumps(list(owners)), limit),
        )
        return [row[0] for row in rows]

    def _asked(self, query: str) -> Iterator[int]:
        rows = self._connection.rows("SELECT rowid FROM client_search_fts WHERE client_search_fts MATCH ?", (query,))
        return (row[0] for row in rows)

    def _add(self, words: Iterator[str]) -> None:
        for word in words:
            if is_spelt(word):
                self._lengths.setdefault(len(word), set()).add(word)

    def _of_index(self) -> Iterator[str]:
        """Words of ASCII as they stand in the texts; all others are marked among the other spellings."""
        with vocabularies(self._connection, near_words="client_search_fts row"):
            rows = self._connection.rows(
                "SELECT term FROM near_words WHERE term >= 'a' AND term < '{' AND term NOT GLOB '*[^a-z]*' UNION ALL "
                "SELECT substr(term, 2) FROM near_words WHERE term >= ? AND term < ?",
                (SPELT, chr(ord(SPELT) + 1)),
            )
        return (row[0] for row in rows)

    def _of_changes(self, since: int) -> Iterator[str]:
        rows = self._connection.rows(
            "SELECT code, name, contacts FROM client_search WHERE business_id = :business AND client_id IN "
            "(SELECT json_extract(body, '$.client_id') FROM journal WHERE business_id = :business "
            "AND seq > ? AND kind >= 'client.' AND kind < 'client/')",
            (since,),
        )
        return (word for row in rows for text in row for word in spellings(text))


def _exactly(word: str) -> str:
    return f'"{word}" OR "{SPELT}{word}"'
