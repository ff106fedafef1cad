"""Work of a gap in a day: client, times and words as they are typed, and the entry that comes of them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.basics.clock import local_date, local_to_utc, other_reading
from core.basics.errors import Usage, at
from core.basics.i18n import _
from core.entryline.labels import read_wrap_up
from core.model.work import Draft, Span, Work
from core.model.worktypes import DEFAULT_WORK_TYPE, known_work_types
from core.queries.queries import Queries
from core.rules.my_day import Stretch
from core.rules.windows import parse_times


def gap_draft(queries: Queries, day: date, client: str, times: str, words: str, within: Stretch | None = None) -> Draft:
    """The entry of a stretch of a day, `09:00-09:40` in the time zone of the business; `words` as in a wrap-up.

    A time that the clock shows twice on that day is the one in the gap `within`, else the first.

    Errors: `Usage`, and those of an unknown client.
    """
    session = queries.session
    found = at("client", lambda: queries.resolve_client(client))
    start, end = at("times", lambda: parse_times(times.strip()))
    since = _instant(day, start, session.zone, within, within[0] if within else None)
    until = _instant(day, end, session.zone, within, within[1] if within else None)
    if since is None or until is None:
        raise Usage(_("the clock skips one of these times on this day; write another one"), about="times")
    types = known_work_types(queries.terms(found.account_id))
    said = at("note", lambda: read_wrap_up(words, known_work_types=types))
    work_type = said.work_type or DEFAULT_WORK_TYPE
    seconds = int((until - since).total_seconds())
    zone = session.zone_for(session.terms_of(session.paying_account(found.client_id, work_type)))
    work = Work(local_date(since, zone), seconds, (Span(since, seconds),), work_type, said.no_charge)
    return Draft(found.client_id, work, said.ticket, said.note)


def _instant(day: date, minute: int, zone: ZoneInfo, within: Stretch | None, edge: datetime | None) -> datetime | None:
    """A time of the day; of two instants that it may mean, the edge of the gap, else the first that lies in the gap."""
    first = local_to_utc(day, minute, zone)
    other = other_reading(first, zone) if first is not None else None
    if first is None or other is None or within is None or edge is None or edge == first:
        return first
    return other if edge == other or not within[0] <= first <= within[1] else first
