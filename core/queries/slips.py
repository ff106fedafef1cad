"""Probable slips of typed or imported work, found beside the person's other entries, and the words for them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from core.basics.dataclass import replace
from core.basics.durations import format_minutes
from core.basics.i18n import _, ngettext
from core.model.work import Span, Work, WorkEntry
from core.rules.slips import InFuture, LongAgo, OverADay, Overlap, Posted, Repeat, Slip, slips_of
from core.session import Session


def slips_beside(
    session: Session,
    posted: Posted,
    earlier: Sequence[Posted] = (),
    *,
    without: Iterable[str] = (),
    technician: str | None = None,
) -> tuple[str, ...]:
    """Sentences about probable slips of work that is about to be posted, or was; `without` are entries to leave out.

    `earlier` are the lines before it in the same batch. The others are the standing entries of the same person.
    """
    stored = posted_around(session, posted.work.work_date, technician or session.technician, frozenset(without))
    others = (*earlier, *stored)
    now, today = session.clock.now(), session.days().of(posted.client_id)
    return tuple(words_of(slip) for slip in slips_of(posted, others, now=now, today=today, zone=session.zone))


def slips_of_entry(session: Session, entry_id: str, *, start_said: bool = True) -> tuple[str, ...]:
    """The same for an entry that stands."""
    entry = session.store.reads.entry(entry_id)
    if entry is None:
        return ()
    posted = _posted(session, [entry])[0]
    if not start_said:
        posted = replace(posted, work=replace(posted.work, spans=()))
    return slips_beside(session, posted, without=(entry_id,), technician=entry.technician)


def posted_around(
    session: Session, day: date, technician: str | None, without: frozenset[str] = frozenset()
) -> list[Posted]:
    """The standing entries of a person (`None`: of everybody) on a day and the days beside it: work passes midnight."""
    entries = session.store.reads.entries(
        technician=technician, since=day - timedelta(days=1), until=day + timedelta(days=1), include_voided=False
    )
    return _posted(session, [entry for entry in entries if entry.entry_id not in without])


def words_of(slip: Slip) -> str:
    """A slip as a sentence without its subject."""
    match slip:
        case Overlap() if slip.more:
            sentence = ngettext("overlaps {other} and {count} other", "overlaps {other} and {count} others", slip.more)
            return sentence.format(other=slip.other.label, count=slip.more)
        case Overlap():
            return _("overlaps {other}").format(other=slip.other.label)
        case Repeat():
            return _("repeats {other}").format(other=slip.other.label)
        case InFuture():
            return _("lies in the future")
        case OverADay():
            return _("is over 24 hours")
        case LongAgo():
            return _("is {days} days ago").format(days=slip.days)
        case _:
            return _("has the year {year}").format(year=slip.day.year)


def _posted(session: Session, entries: Sequence[WorkEntry]) -> list[Posted]:
    spans = session.store.reads.spans([entry.entry_id for entry in entries])
    zone = session.zone
    found = []
    for entry in entries:
        start = f"{entry.started_at.astimezone(zone):%H:%M} " if entry.started_at else ""
        client = session.store.reads.client(entry.client_id)
        code = client.code if client else ""
        label = f"{start}{code} {format_minutes(-(-entry.worked_seconds // 60))}"
        own = (Span(entry.started_at, entry.worked_seconds),) if entry.started_at else ()
        work = Work(entry.work_date, entry.worked_seconds, spans.get(entry.entry_id) or own, entry.work_type)
        found.append(Posted(label, entry.client_id, work, entry.note, entry.ticket))
    return found
