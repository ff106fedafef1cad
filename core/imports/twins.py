"""Rows that are the same work as an entry of an import before, out of another export of the program: CSV and JSON, say.

Their keys differ, since a key is made of the row as it is written. So client, person, day, length, note, ticket and start
are compared instead.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from core.imports.keys import first_key
from core.imports.rows import EntryRow
from core.imports.spilled import Met
from core.model.work import Draft
from core.session import Session
from core.store.rows.import_runs import ImportedEntry

_Facts = tuple[str, str, date, int, str, str]
_ONE_START = timedelta(minutes=1)
"""Starts that lie this far apart are two; some exports leave seconds out."""


class Twins:
    """The entries of earlier imports that rows of a file may repeat. Each entry is the twin of one row at most."""

    def __init__(self, session: Session, rows: Sequence[EntryRow], days: tuple[date, date] | None) -> None:
        self._session = session
        self._rows = rows
        self._days = days
        self._free: dict[_Facts, list[ImportedEntry]] | None = None
        self.taken = 0
        """How many rows were found to be the work of an entry."""

    def takes(self, draft: Draft) -> bool:
        """Whether a row whose key is free is the work of an entry that was imported out of another file."""
        if self._free is None:
            self._free = self._read(*self._days) if self._days else {}
        if not self._free:
            return False
        work = draft.work
        person = draft.technician or self._session.technician
        facts = (draft.client_id, person, work.work_date, work.worked_seconds, draft.ticket, _plain(draft.note))
        start = work.spans[0].started_at if work.spans else None
        some = self._free.get(facts, [])
        twin = next((each for each in some if _is_one_start(start, each.started_at)), None)
        if twin is None:
            return False
        some.remove(twin)
        self.taken += 1
        return True

    def _read(self, first: date, last: date) -> dict[_Facts, list[ImportedEntry]]:
        """The entries of earlier imports within the days of the file, without those that rows of the file posted."""
        around = timedelta(days=1)
        found: dict[_Facts, list[ImportedEntry]] = defaultdict(list)
        own: Met | None = None
        for each in self._session.store.import_runs.imported(first - around, last + around):
            if own is None:
                own = Met()
                for row in self._rows:
                    own.add(first_key(row.key_material))
            if each.key.partition("/")[0] not in own:
                facts = (each.client_id, each.technician, each.work_date, each.worked_seconds, each.ticket)
                found[*facts, _plain(each.note)].append(each)
        return found


def _plain(note: str) -> str:
    return " ".join(note.split()).casefold()


def _is_one_start(one: datetime | None, other: datetime | None) -> bool:
    """Whether both are the same minute or so, or one is not known."""
    return one is None or other is None or abs(one - other) < _ONE_START
