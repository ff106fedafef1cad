"""Work of a gap in a day: client, times and words as they are typed, and the entry that comes of them."""

from datetime import date

from core.basics.clock import local_date, local_to_utc
from core.basics.errors import Usage
from core.basics.i18n import _
from core.entryline.labels import read_wrap_up
from core.model.work import Draft, Span, Work
from core.model.worktypes import DEFAULT_WORK_TYPE, known_work_types
from core.queries.queries import Queries
from core.rules.windows import parse_times


def gap_draft(queries: Queries, day: date, client: str, times: str, words: str) -> Draft:
    """The entry of a stretch of a day, `09:00-09:40` in the time zone of the business; `words` as in a wrap-up.

    Errors: `Usage`, and those of an unknown client.
    """
    session = queries.session
    found = queries.resolve_client(client)
    start, end = parse_times(times.strip())
    since, until = local_to_utc(day, start, session.zone), local_to_utc(day, end, session.zone)
    if since is None or until is None:
        raise Usage(_("the clock skips one of these times on this day; write another one"))
    said = read_wrap_up(words, known_work_types=known_work_types(queries.terms(found.account_id)))
    work_type = said.work_type or DEFAULT_WORK_TYPE
    seconds = int((until - since).total_seconds())
    zone = session.zone_for(session.terms_of(session.paying_account(found.client_id, work_type)))
    work = Work(local_date(since, zone), seconds, (Span(since, seconds),), work_type, said.no_charge)
    return Draft(found.client_id, work, said.ticket, said.note)
