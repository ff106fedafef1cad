"""The search for clients in the full-text index of SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from core.store.sql.search import CARD, Sought, SqlSearch

if TYPE_CHECKING:
    from core.store.sql.session import Row
    from core.store.sqlite.near import OneAtATime, Words

_MOST_OF_A_NAME = 20
_FROM_FTS = "FROM client_search_fts JOIN client_search ON client_search.rowid = client_search_fts.rowid"


class Search(SqlSearch):
    """The search of SQLite."""

    def __init__(self, connection: OneAtATime) -> None:
        super().__init__(connection)
        self._connection = connection

    @cached_property
    def _words(self) -> Words:
        from core.store.sqlite.near import Words

        return Words(self._connection)

    def _near(self, typed: str, limit: int) -> list[str]:
        """By the words of the index: the first search of a session reads them."""
        return self._words.near(typed, limit)

    def _named(self, typed: str) -> list[Row]:
        # The whole name is the shortest of those that begin with the words typed.
        return self._rows(
            f"SELECT {CARD} {_FROM_FTS} JOIN client USING (business_id, client_id) WHERE business_id = :business "
            "AND client_search_fts MATCH ? AND archived = 0 "
            "ORDER BY length(client.name), client.code LIMIT ?",
            (f"name : ^{_phrase(typed)}", _MOST_OF_A_NAME),
        )

    def _begun(self, words: Sequence[Sought]) -> tuple[str, str]:
        sql = f"SELECT client_search.client_id {_FROM_FTS} WHERE business_id = :business AND client_search_fts MATCH ?"
        return sql, _query(words)

    def _first(self, words: Sequence[Sought], limit: int, *, in_name: bool = False) -> list[Row]:
        """In the order of the index. Its rows are chosen before they are joined; those of archived clients are left out."""
        wanted, query = limit, f"name : ({_query(words)})" if in_name else _query(words)
        while True:
            rows = self._rows(
                f"SELECT {CARD}, client.archived FROM "
                "(SELECT rowid FROM client_search_fts WHERE client_search_fts MATCH ? ORDER BY rowid LIMIT ?) "
                "AS fitting LEFT JOIN client_search ON client_search.rowid = fitting.rowid "
                "AND client_search.business_id = :business LEFT JOIN client USING (business_id, client_id) "
                "ORDER BY fitting.rowid",
                (query, wanted),
            )
            live = [row[:-1] for row in rows if row[0] is not None and not row[-1]]
            if len(live) >= limit or len(rows) < wanted:
                return live[:limit]
            wanted *= 4


def _query(words: Sequence[Sought]) -> str:
    """Each word as the beginning of a word, or as part of a number."""
    return " AND ".join(f"({' OR '.join(_ways(word))})" for word in words)


def _ways(word: Sought) -> Iterator[str]:
    if word.text:
        yield f"{_phrase(word.text)}*"
    if word.part:
        from core.store.sql.forms import part_of_number

        yield _phrase(part_of_number(word.part))


def _phrase(words: str) -> str:
    """Words as one phrase of a full-text query; signs within are left to its tokenizer."""
    return '"' + words.replace('"', '""') + '"'
