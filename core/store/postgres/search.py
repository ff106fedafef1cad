"""The search for clients in the full-text index of PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.store.postgres import words
from core.store.postgres.dialect import PostgresDialect, folded_name
from core.store.sql.forms import part_of_number
from core.store.sql.search import CARD, Sought, SqlSearch
from core.store.sql.session import Row, Session

if TYPE_CHECKING:
    from core.store.postgres.near import Words

_MOST_OF_A_NAME = 20
_FITS = "words @@ CAST(? AS tsquery)"


class Search(SqlSearch):
    """The search of PostgreSQL."""

    def __init__(self, connection: Session, own: PostgresDialect) -> None:
        super().__init__(connection)
        self._own = own
        self._connection = connection

    def _words_of_index(self) -> Words:
        from core.store.postgres.near import Words

        fits = "client_id IN (SELECT monteore_clients(CAST(? AS tsquery)))" if self._own.is_secured else _FITS
        return Words(self._connection, f"SELECT client_id FROM client_search WHERE business_id = :business AND {fits}")

    def _named(self, typed: str) -> list[Row]:
        return self._rows(
            f"SELECT {CARD} FROM client_search JOIN client USING (business_id, client_id) WHERE business_id = :business "
            "AND folded = ? ORDER BY length(client.name), client.code LIMIT ?",
            (folded_name(typed), _MOST_OF_A_NAME),
        )

    def _begun(self, word: Sought) -> tuple[str, str]:
        fits = "client_id IN (SELECT monteore_clients(CAST(? AS tsquery)))" if self._own.is_secured else _FITS
        return f"client_id IN (SELECT client_id FROM client_search WHERE business_id = :business AND {fits})", _query(
            [word]
        )

    def _first(self, words_typed: Sequence[Sought], limit: int, *, in_name: bool = False) -> list[Row]:
        """In the order of the journal. The words are those of clients who are not archived."""
        query = _query(words_typed, "A" if in_name else "")
        if self._own.is_secured:
            return self._rows(
                "SELECT client_id, code, name FROM client WHERE business_id = :business "
                "AND client_id IN (SELECT monteore_first_clients(CAST(? AS tsquery), ?)) ORDER BY seq",
                (query, limit),
            )
        return self._rows(
            f"SELECT client_id, code, name FROM client_search WHERE business_id = :business AND {_FITS} ORDER BY seq LIMIT ?",
            (query, limit),
        )


def _query(words_typed: Sequence[Sought], weight: str = "") -> str:
    """Each word as the beginning of a word, or as part of a number; empty if one holds nothing to search for."""
    asked = list[str]()
    for word in words_typed:
        ways = [words.query([word.text], weight)] if word.text else []
        ways += [words.phrase(part_of_number(word.part), "D")] if word.part else []
        asked.append(" | ".join(f"({way})" for way in ways if way))
    return " & ".join(f"({each})" for each in asked) if all(asked) else ""
