"""Rows of an import that overlap or repeat work of the same person. They are told, and imported all the same."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from core.basics.i18n import _, ngettext
from core.imports.plan import EntriesPlan
from core.queries.slips import posted_around, words_of
from core.rules.slips import Overlap, Posted, Repeat, slips_of
from core.session import Session

_MOST_TOLD: Final = 20
_MOST_ROWS: Final = 20_000
"""Longer files are compared row with row only, not with the entries of the store."""


def looks_of(session: Session, plan: EntriesPlan) -> tuple[str, ...]:
    """One sentence for each row that overlaps or repeats another row before it, or an entry; the first 20."""
    by_person: dict[tuple[str, date], list[Posted]] = defaultdict(list)
    stored: dict[tuple[str, date], list[Posted]] = {}
    found: list[str] = []
    now, today = session.clock.now(), session.today
    for planned in plan.rows:
        draft = planned.draft
        person, day = draft.technician or session.technician, draft.work.work_date
        label = _("row {row}").format(row=planned.row_number)
        posted = Posted(label, planned.client.client_id, draft.work, draft.note, draft.ticket)
        others = [each for near in _days(day) for each in by_person.get((person, near), ())]
        if len(plan.rows) <= _MOST_ROWS:
            if (person, day) not in stored:
                stored[person, day] = posted_around(session, day, person)
            others += stored[person, day]
        slips = [slip for slip in slips_of(posted, others, now=now, today=today) if isinstance(slip, Overlap | Repeat)]
        found += [f"{label} {words_of(slip)}" for slip in slips[:1]]
        by_person[person, day].append(posted)
    return _first(found)


def _days(day: date) -> tuple[date, ...]:
    return tuple(day + timedelta(days=days) for days in (-1, 0, 1))


def _first(found: Sequence[str]) -> tuple[str, ...]:
    rest = len(found) - _MOST_TOLD
    if rest <= 0:
        return tuple(found)
    more = ngettext("{count} more row overlaps or repeats", "{count} more rows overlap or repeat", rest)
    return (*found[:_MOST_TOLD], more.format(count=rest))
