"""Read a typed line as a draft: first find the client, then read the rest with its time zone and work types."""

from dataclasses import dataclass, replace
from datetime import timedelta

from core.basics.errors import AmbiguousClient, MonteoreError, UnknownClient, UnreadableLine
from core.basics.i18n import _, language
from core.entryline.complete import line_of
from core.entryline.parse import (
    DAY_WORDS_BY_LANGUAGE,
    EntryLine,
    begins_with_time_or_label,
    client_text_of,
    read_line,
)
from core.model.clients import Client
from core.model.terms import Terms
from core.model.work import Draft, Span
from core.model.worktypes import known_work_types
from core.queries.queries import Queries
from core.queries.views import EntryView


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line that was read: its client, its parsed words, and the draft to post."""

    client: Client
    words: EntryLine
    draft: Draft


def understand(
    queries: Queries,
    line: str,
    *,
    client: Client | None = None,
    key: str | None = None,
    doubts: bool = False,
    default: Client | None = None,
) -> ReadLine:
    """Read a line. Errors: `UnreadableLine` with offsets, `UnknownClient`, `AmbiguousClient`.

    If the line does not begin with a client, `default` is used, if given, and `words.default_used` is true. With `doubts`
    an H:MM that can be a clock time is returned as `words.doubt`, for a caller that can ask; else it is refused.
    """
    text, start, end = client_text_of(line)
    if not text:
        sentence = _("the line is empty; write a client and a duration, such as: acme 15 printer jams #4821")
        raise UnreadableLine(sentence, start, end)
    meant = client or _client_or_default(queries, line, text, default)
    terms: Terms = queries.terms(meant.client_id)
    words = read_line(
        line,
        now=queries.session.clock.now(),
        zone=queries.session.zone_for(terms),
        known_work_types=known_work_types(terms),
        day_words=DAY_WORDS_BY_LANGUAGE.get(language()),
        doubts=doubts,
        default_client=meant.code if default else "",
        is_client=(lambda first: meant is not default or _names(queries, first, meant)) if default else None,
    )
    draft = Draft(meant.client_id, words.work, words.ticket, words.note, key=key, content=line.strip() if key else "")
    return ReadLine(meant, words, draft)


def _client_or_default(queries: Queries, line: str, text: str, default: Client | None) -> Client:
    """The client at the start of a line; the default one if the line begins with a time, a label or no known name.

    A name spelt similarly to a client's is refused as unknown, so that a typing error never means the default client.
    """
    if default is None:
        return queries.resolve_client(text)
    try:
        found = queries.resolve_client(text)
    except UnknownClient as unknown:
        if begins_with_time_or_label(line):
            return default
        if unknown.suggestions or _is_archived(queries, text):
            raise
        return default
    except AmbiguousClient:
        if begins_with_time_or_label(line):
            return default
        raise
    if begins_with_time_or_label(line) and found.code != text.casefold():
        return default
    return found


def _is_archived(queries: Queries, text: str) -> bool:
    try:
        return queries.resolve_client(text, archived=True).archived
    except MonteoreError:
        return False


def _names(queries: Queries, text: str, client: Client) -> bool:
    """Whether a text identifies this client and no other."""
    if begins_with_time_or_label(text) and client.code != text.casefold():
        return False
    try:
        return queries.resolve_client(text.strip('"')) == client
    except MonteoreError:
        return False


def line_to_correct(queries: Queries, entry: EntryView) -> str:
    """An entry as the line that would log it again, day and start included."""
    day = f"@{entry.work_date.isoformat()}"
    start = ""
    if entry.started_at is not None:
        zone = queries.session.zone_for(queries.terms(entry.client.client_id, entry.work_date))
        start = f"@{entry.started_at.astimezone(zone):%H:%M}"
    head, *rest = line_of(entry).split(" ")
    return " ".join(word for word in (head, rest[0], day, start, *rest[1:]) if word)


def correction(queries: Queries, entry: EntryView, line: str) -> Draft:
    """The draft of a corrected line that replaces an entry. Errors: as `understand`.

    What a line cannot express is kept: the contact, and the seconds of a start whose minute was not changed.
    """
    draft = understand(queries, line).draft
    work, before = draft.work, entry.started_at
    if before is not None and len(work.spans) == 1 and work.worked_seconds == entry.worked_seconds:
        started = work.spans[0].started_at
        if timedelta(0) <= before - started < timedelta(minutes=1):
            work = replace(work, spans=(Span(before, work.worked_seconds),))
    return replace(draft, work=work, contact=entry.contact)


def fault_place(error: MonteoreError) -> tuple[int, int] | None:
    """The offsets in the line that an error names; `None` if it names none."""
    return (error.start, error.end) if isinstance(error, UnreadableLine) else None
