"""Rows of an import that overlap or repeat work of the same person. They are told, and imported all the same."""

from collections import defaultdict, deque
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from core.basics.i18n import _, ngettext
from core.model.work import Draft
from core.queries.slips import posted_around, words_of
from core.rules.slips import Overlap, Posted, Repeat, facts_of, slips_of
from core.session import Session

_MOST_TOLD: Final = 20
_MOST_ROWS: Final = 20_000
"""Longer files are compared row with row only, each with so many rows before it, and not with the entries of the store."""
_MOST_ALIKE: Final = 100
"""With how many rows before it, of the same client, day, length and words, a row is compared."""


class Looks:
    """Compares each row that is to be imported with those before it; in a file of few rows also with the entries."""

    def __init__(self, session: Session, count: int) -> None:
        """`count` is the number of rows of the file."""
        self._session = session
        self._is_short = count <= _MOST_ROWS
        self._before = _Before()
        self._stored: dict[tuple[str, date], list[Posted]] = {}
        self._label = _("row {row}").partition("{row}")
        self._now, self._today = session.clock.now(), session.today
        self._told: list[str] = []
        self._count = 0

    def add(self, row_number: int, draft: Draft) -> None:
        """Look at the next row."""
        person, day = draft.technician or self._session.technician, draft.work.work_date
        label = f"{self._label[0]}{row_number}{self._label[2]}"
        posted = Posted(label, draft.client_id, draft.work, draft.note, draft.ticket)
        others = self._before.met(person, posted)
        if self._is_short:
            if (person, day) not in self._stored:
                self._stored[person, day] = posted_around(self._session, day, person)
            others += self._stored[person, day]
        if not others:
            return
        slips = slips_of(posted, others, now=self._now, today=self._today, zone=self._session.zone)
        slip = next((each for each in slips if isinstance(each, Overlap | Repeat)), None)
        if slip is not None:
            self._count += 1
            if len(self._told) < _MOST_TOLD:
                self._told.append(f"{label} {words_of(slip)}")

    def told(self) -> tuple[str, ...]:
        """One sentence for each row that overlaps or repeats another row before it, or an entry; the first 20."""
        rest = self._count - len(self._told)
        if not rest:
            return tuple(self._told)
        more = ngettext("{count} more row overlaps or repeats", "{count} more rows overlap or repeat", rest)
        return (*self._told, more.format(count=rest))


class _Before:
    """The last rows before one, by what overlaps and repeats are told by: to compare each with each would take hours."""

    def __init__(self) -> None:
        self._alike: dict[int, list[tuple[int, Posted]]] = {}
        self._timed: dict[tuple[str, date], deque[tuple[float, float, int, Posted]]] = defaultdict(deque)
        self._lasted: dict[str, tuple[float, float]] = {}
        """Between which times the rows of each person lie: most files are in order, and then no two are compared."""
        self._last: deque[tuple[int, tuple[str, date]]] = deque()
        self._count = 0

    def met(self, person: str, posted: Posted) -> list[Posted]:
        """The rows that one may overlap or repeat, by day and in the order of the file. The row is remembered."""
        place, (begin, end) = (person, posted.work.work_date), _times(posted)
        alike = hash((person, facts_of(posted)))
        rows = self._alike.setdefault(alike, [])
        near = self._near(*place, begin, end, rows) if begin < end else [each for _number, each in rows]
        self._count += 1
        self._last.append((alike, place))
        rows.append((self._count, posted))
        if len(rows) > _MOST_ALIKE:
            del rows[0]
        if begin < end:
            self._timed[place].append((begin, end, self._count, posted))
            since, until = self._lasted.get(person, (begin, end))
            self._lasted[person] = min(since, begin), max(until, end)
        if len(self._last) > _MOST_ROWS:
            self._forget(self._count - _MOST_ROWS, *self._last.popleft())
        return near

    def _near(self, person: str, day: date, begin: float, end: float, alike: list[tuple[int, Posted]]) -> list[Posted]:
        """The same of a row whose times are known."""
        since, until = self._lasted.get(person, (begin, begin))
        if until <= begin or end <= since:
            return [each for _number, each in alike]
        near = list[Posted]()
        for each in _days(day):
            timed = self._timed.get((person, each), ())
            found = {number: row for start, until, number, row in timed if start < end and begin < until}
            if each == day:
                found |= dict(alike)
            near += [found[number] for number in sorted(found)]
        return near

    def _forget(self, number: int, alike: int, place: tuple[str, date]) -> None:
        rows = self._alike.get(alike)
        if rows and rows[0][0] <= number:
            del rows[0]
        if not rows:
            self._alike.pop(alike, None)
        timed = self._timed.get(place)
        if timed and timed[0][2] <= number:
            timed.popleft()
        if timed is not None and not timed:
            del self._timed[place]


def _times(posted: Posted) -> tuple[float, float]:
    """From when to when the work of a row lasted; the same twice where only its day is known."""
    spans = posted.work.spans
    if not spans:
        return 0, 0
    first, last = spans[0], spans[-1]
    return first.started_at.timestamp(), last.started_at.timestamp() + last.seconds


@lru_cache(maxsize=1000)
def _days(day: date) -> tuple[date, ...]:
    return tuple(day + timedelta(days=days) for days in (-1, 0, 1))
