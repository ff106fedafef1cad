"""Compare words without case and accents, and find names that are spelt similarly."""

import unicodedata
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Collection, Iterable
from sys import intern
from typing import Generic, TypeVar

from core.basics.patterns import Pattern

_WORD = Pattern(r"[^\W_]+")
_DIGIT = Pattern(r"\d")
LONGEST_PARTICLE = 3
"""The letters of the longest prefix that is often joined with the next word: De Angelis, Lo Presti, D'Angelo."""
_MOST_WORDS = 200
LONGEST_WORD = 64
"""The characters of a word that count."""


def fold(text: str) -> str:
    """The text without case and accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(character for character in plain if not unicodedata.combining(character)).casefold()


def words_of(text: str) -> list[str]:
    """The folded words of a text; apostrophes, hyphens and every other sign part them."""
    return _WORD.findall(fold(text))


def begins_word(typed: str, text: str) -> bool:
    """Whether a typed word begins a word of a text; `d'ang` begins `D'Angelo`."""
    wanted = " ".join(words_of(typed))
    return bool(wanted) and f" {wanted}" in f" {' '.join(words_of(text))}"


def mistakes_allowed(word: str) -> int:
    """How many slips (a letter too many, missing, wrong, or two swapped) a word of this length may hold."""
    if len(word) < 4 or _DIGIT.search(word):
        return 0
    return 1 if len(word) < 6 else 2 if len(word) < 10 else 3


def is_spelt(word: str) -> bool:
    """Whether a word may be misspelt: a number is not."""
    return not _DIGIT.search(word)


T = TypeVar("T")


class Likeness(ABC, Generic[T]):
    """Finds the owners of words that are spelt similarly to typed text. Where the words are kept is for others to say."""

    @abstractmethod
    def words_of_length(self, length: int) -> Collection[str]:
        """The words of a length that hold no digit."""

    @abstractmethod
    def owners_of(self, words: Collection[str]) -> Iterable[T]:
        """The owners of some words; some may come twice."""

    @abstractmethod
    def owners_of_beginning(self, word: str) -> Iterable[T]:
        """The owners of words that begin so; some may come twice."""

    def scores(self, typed: str) -> dict[T, float]:
        """Owners of whom each typed word of at least three letters is spelt almost like a whole word; more for the nearer.

        Where several words are typed, one may also begin a word. Words typed apart are also tried as one.
        """
        parts = ["".join(words_of(part))[:LONGEST_WORD] for part in typed.split()]
        words = [part for part in parts if len(part) >= 3]
        scores = self._of_all(words)
        joined = "".join(parts)[:LONGEST_WORD]
        if not scores and len(parts) > 1:
            scores = self._likeness(joined, is_whole=True)
        return scores

    def _of_all(self, words: list[str]) -> dict[T, float]:
        scores: dict[T, float] = {}
        for place, word in enumerate(words):
            found = self._likeness(word, is_whole=len(words) == 1)
            if place:
                found = {owner: scores[owner] + likeness for owner, likeness in found.items() if owner in scores}
            scores = found
        return scores

    def _likeness(self, word: str, *, is_whole: bool) -> dict[T, float]:
        """The owners of words like this one; 1.0 for the same word, less for each slip."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = mistakes_allowed(word)
        alike: dict[float, list[str]] = {1.0: [word]} if word else {}
        for length in range(max(1, len(word) - slips), len(word) + slips + 1) if slips else ():
            known = self.words_of_length(length)
            hits = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=_MOST_WORDS)
            for other, distance, _index in hits:
                alike.setdefault(1.0 - distance / max(len(word), length), []).append(other)
        found: dict[T, float] = {}
        for likeness in sorted(alike):
            found.update(dict.fromkeys(self.owners_of(alike[likeness]), likeness))
        if word and not is_whole:
            found.update(dict.fromkeys(self.owners_of_beginning(word), 1.0))
        return found


class Names(Likeness[str]):
    """An index of the words of many owners, in memory."""

    def __init__(self) -> None:
        # A set takes 216 bytes, and most words have one owner.
        self._words: dict[str, tuple[str, ...]] = {}
        self._owners: dict[str, list[str]] = {}
        self._lengths: dict[int, set[str]] = {}
        """The words of each length that hold no digit: a number is not misspelt."""
        self._sorted: list[str] | None = None

    def put(self, owner: str, texts: Iterable[str]) -> None:
        """Replace the texts of an owner; without texts, remove the owner."""
        self._sorted = None
        for word in self._words.pop(owner, ()):
            owners = self._owners[word]
            owners.remove(owner)
            if not owners:
                del self._owners[word]
                self._lengths.get(len(word), set()).discard(word)
        # One text of each word, whoever has it.
        words = tuple(intern(word) for word in {word for text in texts for word in spellings(text)})
        if words:
            self._words[owner] = words
        for word in words:
            known = self._owners.get(word)
            if known is not None:
                known.append(owner)
                continue
            self._owners[word] = [owner]
            if is_spelt(word):
                self._lengths.setdefault(len(word), set()).add(word)

    def near(self, typed: str, limit: int) -> list[str]:
        """Owners whose words are spelt similarly, nearest first; of those as near, by their names."""
        scores = self.scores(typed)
        return sorted(scores, key=lambda owner: (-scores[owner], owner))[:limit]

    def words_of_length(self, length: int) -> Collection[str]:
        """From a dict."""
        return self._lengths.get(length, ())

    def owners_of(self, words: Collection[str]) -> Iterable[str]:
        """From a dict."""
        return (owner for word in words for owner in self._owners.get(word, ()))

    def owners_of_beginning(self, word: str) -> Iterable[str]:
        """From a sorted list of all words."""
        if self._sorted is None:
            self._sorted = sorted(self._owners)
        start = bisect_left(self._sorted, word)
        end = bisect_left(self._sorted, word + "\U0010ffff")
        return self.owners_of(self._sorted[start:end])


def likest(typed: str, texts: Iterable[str]) -> str:
    """The text with words that are spelt almost as typed, the nearest of several; empty for none."""
    names = Names()
    for text in texts:
        names.put(text, (text,))
    return next(iter(names.near(typed, 1)), "")


def spellings(text: str) -> Iterable[str]:
    """The words of a text, also as they are written together: `D'Angelo` is dangelo and angelo, `De Luca` also deluca."""
    written = [words for words in (words_of(part) for part in text.split()) if words]
    for place, words in enumerate(written):
        yield "".join(words)[:LONGEST_WORD]
        yield from (word[:LONGEST_WORD] for word in words)
        if place + 1 < len(written) and len("".join(words)) <= LONGEST_PARTICLE:
            yield ("".join(words) + "".join(written[place + 1]))[:LONGEST_WORD]
