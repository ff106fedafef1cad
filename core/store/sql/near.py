"""Near misses by the words of the full-text index of clients: spellings are compared here, the index knows whose they are."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

from core.basics.spelling import Likeness, is_spelt, spellings
from core.store.sql.session import Session

_MOST_ASKED = 100
"""How many words one full-text query names."""
T = TypeVar("T")


class IndexedWords(Likeness[T]):
    """The words of code, name and contacts by their length.

    A word that nobody has any more may stay: the index finds no owner of it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lengths: dict[int, set[str]] = {}
        self._read_at: int | None = None

    @abstractmethod
    def words_of_index(self) -> Iterator[str]:
        """Words of ASCII as they stand in the texts, and all spellings that are marked as such."""

    @abstractmethod
    def owners_asked(self, words: Sequence[str]) -> Iterable[T]:
        """The owners of some of the words and spellings, by one full-text query."""

    @abstractmethod
    def client_ids(self, owners: Collection[T], limit: int) -> list[str]:
        """The first of some owners by their ids."""

    def near(self, typed: str, limit: int) -> list[str]:
        """Clients who are not archived of whom each word is spelt almost so, nearest first."""
        self._read()
        found, alike = list[str](), dict[float, list[T]]()
        for owner, score in self.scores(typed).items():
            alike.setdefault(score, []).append(owner)
        for score in sorted(alike, reverse=True):
            if len(found) < limit:
                found += self.client_ids(alike[score], limit - len(found))
        return found

    def words_of_length(self, length: int) -> Collection[str]:
        """From the index; those with a digit are left out."""
        return self._lengths.get(length, ())

    def owners_of(self, words: Collection[str]) -> Iterator[T]:
        """By full-text queries."""
        listed = list(words)
        for start in range(0, len(listed), _MOST_ASKED):
            yield from self.owners_asked(listed[start : start + _MOST_ASKED])

    def _read(self) -> None:
        """Bring the words up to date: all once, then those of clients of whom the journal holds later rows."""
        row = self._session.row("SELECT max(seq) FROM journal WHERE business_id = :business")
        last = int(row[0] or 0) if row else 0
        if self._read_at is None or self._read_at > last:
            self._lengths = {}
            self._add(self.words_of_index())
        elif self._read_at != last:
            self._add(self._of_changes(self._read_at))
        self._read_at = last

    def _add(self, words: Iterator[str]) -> None:
        for word in words:
            if is_spelt(word):
                self._lengths.setdefault(len(word), set()).add(word)

    def _of_changes(self, since: int) -> Iterator[str]:
        rows = self._session.rows(
            "SELECT code, name, contacts FROM client_search WHERE business_id = :business AND client_id IN "
            f"(SELECT {self._session.dialect.field('body', 'client_id')} FROM journal WHERE business_id = :business "
            "AND seq > ? AND kind >= 'client.' AND kind < 'client/')",
            (since,),
        )
        return (word for row in rows for text in row for word in spellings(text))
