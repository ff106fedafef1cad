"""Probable slips of typed or imported work, found beside the person's other entries, and the words for them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from core.basics.dataclass import replace
from core.basics.durations import format_minutes
from core.basics.i18n import _, ngettext
from core.model.calls import CallEnd, CallRow
from core.model.work import Draft, Span, Work, WorkEntry
from core.queries.calls import CallQueries
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


def slips_of_draft(session: Session, draft: Draft, *, instead_of: WorkEntry | None = None) -> tuple[str, ...]:
    """The same for work that is about to be posted, whose clock times a person or a telephone said.

    `instead_of` is the entry that it replaces, whose technician stays; there is nothing to say where the time is as it was.
    """
    posted = Posted("", draft.client_id, draft.work, draft.note, draft.ticket)
    if instead_of is None:
        return slips_beside(session, posted, technician=draft.technician)
    if _posted(session, [instead_of])[0].work.spans == draft.work.spans:
        return ()
    return slips_beside(session, posted, without=(instead_of.entry_id,), technician=instead_of.technician)


def slips_of_entry(session: Session, entry_id: str, *, start_said: bool = True) -> tuple[str, ...]:
    """The same for an entry that stands."""
    entry = session.store.reads.entry(entry_id)
    if entry is None:
        return ()
    posted = _posted(session, [entry])[0]
    if not start_said:
        posted = replace(posted, work=replace(posted.work, spans=()))
    return slips_beside(session, posted, without=(entry_id,), technician=entry.technician)


def slips_of_correction(session: Session, before_id: str, after_id: str) -> tuple[str, ...]:
    """The same for an entry in the place of another one; none where the time is as it was."""
    found = (session.store.reads.entry(before_id), session.store.reads.entry(after_id))
    before, after = (posted.work.spans for posted in _posted(session, [entry for entry in found if entry]))
    return () if before == after else slips_of_entry(session, after_id)


def overlaps_of_call(session: Session, calls: CallQueries, call_id: str, end: CallEnd | None = None) -> tuple[str, ...]:
    """Sentences about an open call whose time so far overlaps another open call or an entry of its technician.

    `end` is how the call would be if what is typed were saved.
    """
    row = session.store.calls.call(call_id)
    if row is None:
        return ()
    call = _of_call(session, calls, row, end)
    own = session.store.calls.open_calls(row.technician)
    others = [_of_call(session, calls, other) for other in own if other.call_id != call_id]
    others += posted_around(session, call.work.work_date, row.technician)
    now, today = session.clock.now(), session.days().of(row.client_id)
    found = slips_of(call, others, now=now, today=today, zone=session.zone)
    return tuple(words_of(slip) for slip in found if isinstance(slip, Overlap))


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


def _of_call(session: Session, calls: CallQueries, row: CallRow, end: CallEnd | None = None) -> Posted:
    work = calls.draft(row, end).work
    client = session.store.reads.client(row.client_id)
    label = _label(session, work.spans[0].started_at, client.code if client else "", work.worked_seconds)
    return Posted(label, row.client_id, work, row.words.note, row.words.ticket)


def _label(session: Session, started_at: datetime | None, code: str, seconds: int) -> str:
    start = f"{started_at.astimezone(session.zone):%H:%M} " if started_at else ""
    return f"{start}{code} {format_minutes(-(-seconds // 60))}"


def _posted(session: Session, entries: Sequence[WorkEntry]) -> list[Posted]:
    spans = session.store.reads.spans([entry.entry_id for entry in entries])
    clients = {client_id: session.store.reads.client(client_id) for client_id in {each.client_id for each in entries}}
    found = []
    for entry in entries:
        client = clients[entry.client_id]
        label = _label(session, entry.started_at, client.code if client else "", entry.worked_seconds)
        own = (Span(entry.started_at, entry.worked_seconds),) if entry.started_at else ()
        work = Work(entry.work_date, entry.worked_seconds, spans.get(entry.entry_id) or own, entry.work_type)
        found.append(Posted(label, entry.client_id, work, entry.note, entry.ticket))
    return found
