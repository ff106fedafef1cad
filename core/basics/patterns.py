"""Regular expressions that are compiled at their first use: a shell verb imports many and needs few."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

DIGITS: Final = tuple("0123456789")


class Pattern:
    """A regular expression with the methods of `re.Pattern`. Threads may share it."""

    def __init__(self, text: str, flags: int = 0, *, parts: tuple[str, ...] = ()) -> None:
        """`parts` are texts of which every match holds one: a text without them is not searched."""
        self._text = text
        self._flags = flags
        self._parts = parts

    def _is_possible(self, text: str) -> bool:
        return not self._parts or any(part in text for part in self._parts)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self._text, self._flags)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """A match that begins at `start`."""
        return self.compiled.match(text, start) if self._is_possible(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """A match of the whole text."""
        return self.compiled.fullmatch(text) if self._is_possible(text) else None

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first match at `start` or after it."""
        return self.compiled.search(text, start) if self._is_possible(text) else None

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """All matches at `start` or after it."""
        return self.compiled.finditer(text, start) if self._is_possible(text) else iter(())

    def findall(self, text: str, start: int = 0) -> list[str]:
        """The text of all matches at `start` or after it; where the expression has a group, that of the group."""
        found: list[str] = self.compiled.findall(text, start) if self._is_possible(text) else []
        return found

    def split(self, text: str) -> list[str]:
        """The parts between matches."""
        return self.compiled.split(text) if self._is_possible(text) else [text]
