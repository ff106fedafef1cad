"""Answers that are known without asking the server: those fetched ahead, and those that an open reading had before."""

import re
from collections.abc import Iterable, Iterator

from core.store.postgres.habits import Asked
from core.store.sql.session import Row

_MOST_ROWS = 200
"""An answer of more rows is not kept."""
_MOST_KEPT = 200
"""Answers of one reading."""
_WRITTEN = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")


class Answers:
    """Holds while a reading or a change is open. A statement that writes a table forgets what was answered about it."""

    def __init__(self) -> None:
        self._known: dict[Asked, list[Row]] = {}
        self._noted: dict[Asked, None] | None = None
        """What the open reading has asked, in order; `None` outside of one."""

    def of(self, asked: Asked) -> list[Row] | None:
        """The known answer of a statement; `None` for none."""
        known = self._known.get(asked) if self._known else None
        if known is None:
            return None
        if self._noted is not None:
            self._noted[asked] = None
        return list(known)

    def note(self, asked: Asked, rows: list[Row]) -> None:
        """Keep an answer inside a reading, whose snapshot gives the same one each time."""
        if self._noted is not None and len(rows) <= _MOST_ROWS and len(self._known) < _MOST_KEPT:
            self._noted[asked] = None
            self._known[asked] = list(rows)

    def put(self, answered: Iterable[tuple[Asked, list[Row]]]) -> None:
        """Keep answers that were fetched ahead."""
        self._known.update(answered)

    def lacking(self, asked: Iterable[Asked]) -> list[Asked]:
        """The statements whose answers are not known."""
        return [each for each in asked if each not in self._known]

    def begin_reading(self, answered: Iterable[tuple[Asked, list[Row]]]) -> None:
        """Keep the answers that came with the beginning of a reading, and note what it asks."""
        self._noted = {}
        self._known = dict(answered)

    @property
    def noted(self) -> Iterator[Asked]:
        """What the open reading has asked, in order."""
        return iter(self._noted or ())

    def forget(self, sql: str) -> None:
        """Forget the answers about the table that a statement writes."""
        table = _WRITTEN.match(sql)
        for each in [each for each in self._known if not table or re.search(rf"\b{table[1]}\b", each[0])]:
            del self._known[each]

    def end(self) -> None:
        """Forget everything: the reading or the change is over."""
        self._known, self._noted = {}, None
