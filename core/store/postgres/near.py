"""Near misses on a server."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from core.store.postgres.words import query, quoted
from core.store.sql.forms import SPELT
from core.store.sql.near import IndexedWords
from core.store.sql.session import Session


class Words(IndexedWords[str]):
    """An owner is a client's id. `owned` is the SELECT of the ids of clients whose words fit a `tsquery`, its one value."""

    def __init__(self, session: Session, owned: str) -> None:
        super().__init__(session)
        self._owned = owned

    def words_of_index(self) -> Iterator[str]:
        """The server reads all rows once, and sends each word once."""
        rows = self._session.rows(
            "SELECT DISTINCT word FROM (SELECT unnest(tsvector_to_array(words)) AS word FROM client_search "
            "WHERE business_id = :business) AS each WHERE word ~ '^[a-z]+$' OR starts_with(word, ?)",
            (SPELT,),
        )
        return (row[0].removeprefix(SPELT) for row in rows)

    def owners_asked(self, words: Sequence[str]) -> Iterable[str]:
        """Each word as it stands, or marked."""
        return self._asked([quoted(each) for word in words for each in (word, f"{SPELT}{word}")])

    def owners_of_beginning(self, word: str) -> Iterable[str]:
        """By a full-text query."""
        return self._asked([query([word]), query([f"{SPELT}{word}"])])

    def client_ids(self, owners: Collection[str], limit: int) -> list[str]:
        """By their bytes, as the server compares texts."""
        return sorted(owners)[:limit]

    def _asked(self, queries: Sequence[str]) -> Iterator[str]:
        wanted = " | ".join(f"({each})" for each in queries if each)
        return (row[0] for row in self._session.rows(self._owned, (wanted,)) if wanted)
