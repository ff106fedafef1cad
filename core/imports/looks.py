"""Rows of an import that overlap or repeat work of the same person. They are told, and imported all the same."""

from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import date, timedelta
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
        self._label = _("row {row}")
        self._now, self._today = session.clock.now(), session.today
        self._told: list[str] = []
        self._count = 0

    def add(self, row_number: int, draft: Draft) -> None:
        """Look at the next row."""
        person, day = draft.technician or self._session.technician, draft.work.work_date
        label = self._label.format(row=row_number)
        posted = Posted(label, draft.client_id, draft.work, draft.note, draft.ticket)
        others = list(self._before.near(person, posted))
        if self._is_short:
            if (person, day) not in self._stored:
                self._stored[person, day] = posted_around(self._session, day, person)
            others += self._stored[person, day]
        slips = slips_of(posted, others, now=self._now, today=self._today) if others else ()
        slip = next((each for each in slips if isinstance(each, Overlap | Repeat)), None)
        if slip is not None:
            self._count += 1
            if len(self._told) < _MOST_TOLD:
                self._told.append(f"{label} {words_of(slip)}")
        self._before.add(person, posted)

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
        self._alike: dict[int, deque[tuple[int, Posted]]] = defaultdict(lambda: deque(maxlen=_MOST_ALIKE))
        self._timed: dict[tuple[str, date], deque[tuple[float, float, int, Posted]]] = defaultdict(deque)
        self._last: deque[tuple[int, tuple[str, date]]] = deque()
        self._count = 0
        self._placed: tuple[Posted, int] | None = None

    def near(self, person: str, posted: Posted) -> Iterator[Posted]:
        """The rows that one may overlap or repeat, by day and in the order of the file."""
        day, (begin, end) = posted.work.work_date, _times(posted)
        for near in _days(day) if begin < end else (day,):
            found = dict[int, Posted]()
            if begin < end:
                timed = self._timed.get((person, near), ())
                found = {number: each for start, until, number, each in timed if start < end and begin < until}
            if near == day:
                found |= dict(self._alike.get(self._place(person, posted), ()))
            for number in sorted(found):
                yield found[number]

    def add(self, person: str, posted: Posted) -> None:
        """Remember a row, and forget the one that is `_MOST_ROWS` before it."""
        alike, place = self._place(person, posted), (person, posted.work.work_date)
        self._count += 1
        self._alike[alike].append((self._count, posted))
        begin, end = _times(posted)
        if begin < end:
            self._timed[place].append((begin, end, self._count, posted))
        self._last.append((alike, place))
        if len(self._last) > _MOST_ROWS:
            self._forget(self._count - _MOST_ROWS, *self._last.popleft())

    def _place(self, person: str, posted: Posted) -> int:
        """Under which number rows that repeat each other are kept; that of the last row is not worked out again."""
        if self._placed is None or self._placed[0] is not posted:
            self._placed = (posted, hash((person, facts_of(posted))))
        return self._placed[1]

    def _forget(self, number: int, alike: int, place: tuple[str, date]) -> None:
        rows = self._alike[alike]
        if rows and rows[0][0] <= number:
            rows.popleft()
        if not rows:
            del self._alike[alike]
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
    begin = min(span.started_at.timestamp() for span in spans)
    return begin, max(span.started_at.timestamp() + span.seconds for span in spans)


def _days(day: date) -> tuple[date, ...]:
    return tuple(day + timedelta(days=days) for days in (-1, 0, 1))
