"""The search for clients in the full-text index of SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.store.sql.search import CARD, Sought, SqlSearch

if TYPE_CHECKING:
    from core.store.sql.session import Row
    from core.store.sqlite.near import OneAtATime, Words

_MOST_OF_A_NAME = 20
_LONGEST_PHRASE = 5
"""Digits. Of a longer part of a number the index is asked for the last ones, and the rows that it finds for all of them: the
country and the town, with which most numbers begin, would make it pass over all numbers."""
_SEARCHED = "client_search_fts CROSS JOIN client_search ON client_search.rowid = client_search_fts.rowid"
"""In this order: the rows come as the index has them, and no more than are asked for."""


class Search(SqlSearch):
    """The search of SQLite."""

    def __init__(self, connection: OneAtATime) -> None:
        super().__init__(connection)
        self._connection = connection

    def _words_of_index(self) -> Words:
        from core.store.sqlite.near import Words

        return Words(self._connection)

    def _named(self, typed: str) -> list[Row]:
        from core.store.sql.forms import whole_name

        return self._rows(
            f"SELECT {CARD} FROM {_SEARCHED} CROSS JOIN client USING (business_id, client_id) WHERE business_id = :business "
            "AND client_search_fts MATCH ? ORDER BY length(client.name), client.code LIMIT ?",
            (f"forms : {_phrase(whole_name(typed))}", _MOST_OF_A_NAME),
        )

    def _begun(self, word: Sought) -> tuple[str, str]:
        return (
            "(SELECT rowid FROM client_search WHERE business_id = :business AND client_search.client_id = client.client_id) "
            "IN (SELECT rowid FROM client_search_fts WHERE client_search_fts MATCH ?)",
            _query([word], is_whole=True),
        )

    def _first(self, words: Sequence[Sought], limit: int, *, in_name: bool = False) -> list[Row]:
        """In the order of the index, which holds no archived clients."""
        condition, values = _fitting(words, in_name=in_name)
        return self._rows(
            f"SELECT client_id, client_search.code, client_search.name FROM {_SEARCHED} WHERE business_id = :business "
            f"AND {condition} ORDER BY client_search_fts.rowid LIMIT ?",
            (*values, limit),
        )


def _fitting(words: Sequence[Sought], *, in_name: bool = False) -> tuple[str, list[str]]:
    """The condition that a row of the index and of `client_search` fits all words, and its values."""
    query = _query(words)
    condition, values = "client_search_fts MATCH ?", [f"name : ({query})" if in_name else query]
    for word in words:
        if len(word.part) > _LONGEST_PHRASE:
            ways = "instr(client_search.forms, ?) > 0"
            values.append(_signs(word.part))
            if word.text:
                ways += (
                    " OR client_search.rowid IN (SELECT rowid FROM client_search_fts WHERE client_search_fts MATCH ?)"
                )
                values.append(f"{_phrase(word.text)}*")
            condition += f" AND ({ways})"
    return condition, values


def _query(words: Sequence[Sought], *, is_whole: bool = False) -> str:
    """Each word as the beginning of a word, or as part of a number: of its last digits, or of all (`is_whole`)."""
    return " AND ".join(f"({' OR '.join(_ways(word, is_whole))})" for word in words)


def _ways(word: Sought, is_whole: bool) -> Iterator[str]:
    if word.text:
        yield f"{_phrase(word.text)}*"
    if word.part:
        yield _phrase(_signs(word.part if is_whole else word.part[-_LONGEST_PHRASE:]))


def _signs(part: str) -> str:
    from core.store.sql.forms import part_of_number

    return part_of_number(part)


def _phrase(words: str) -> str:
    """Words as one phrase of a full-text query; signs within are left to its tokenizer."""
    return '"' + words.replace('"', '""') + '"'
