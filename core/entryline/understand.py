"""A typed line → a draft of one client: the client first, then the rest in that client's zone and work types."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.basics.errors import MonteoreError, UnreadableLine
from core.basics.i18n import _, language
from core.entryline.complete import line_of
from core.entryline.parse import DAY_WORDS_BY_LANGUAGE, EntryLine, client_text_of, read_line
from core.model.clients import Client
from core.model.terms import Terms
from core.model.work import Draft, Span
from core.model.worktypes import known_work_types
from core.queries.views import EntryView, PostingView, PreviewView

if TYPE_CHECKING:
    from core.business import Business


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line that was understood: its client, its words, and the draft to post."""

    client: Client
    words: EntryLine
    draft: Draft


def understand(
    ledger: "Business", line: str, *, client: Client | None = None, key: str | None = None, doubts: bool = False
) -> ReadLine:
    """Read a line. Errors: `UnreadableLine` with its place, `UnknownClient`, `AmbiguousClient`.

    With `doubts` an H:MM that may be a clock time comes back as `words.doubt`, for a face that can ask; else it is refused.
    """
    text, start, end = client_text_of(line)
    if not text:
        sentence = _("the line is empty; write a client and a duration, such as: acme 15 printer jams #4821")
        raise UnreadableLine(sentence, start, end)
    meant = client or ledger.queries.resolve_client(text)
    terms: Terms = ledger.queries.terms(meant.client_id)
    words = read_line(
        line,
        now=ledger.clock.now(),
        zone=ledger.zone_for(terms),
        known_work_types=known_work_types(terms),
        day_words=DAY_WORDS_BY_LANGUAGE.get(language()),
        doubts=doubts,
    )
    draft = Draft(meant.client_id, words.work, words.ticket, words.note, key=key, content=line.strip() if key else "")
    return ReadLine(meant, words, draft)


def line_to_correct(ledger: "Business", entry: EntryView) -> str:
    """An entry as the line that would log it again, day and start included."""
    day = f"@{entry.work_date.isoformat()}"
    start = ""
    if entry.started_at is not None:
        zone = ledger.zone_for(ledger.queries.terms(entry.client.client_id, entry.work_date))
        start = f"@{entry.started_at.astimezone(zone):%H:%M}"
    head, *rest = line_of(entry).split(" ")
    return " ".join(word for word in (head, rest[0], day, start, *rest[1:]) if word)


def correction(ledger: "Business", entry: EntryView, line: str) -> Draft:
    """The entry that a corrected line puts in an entry's place. Errors: as `understand`.

    What a line cannot say stays: the contact, and the seconds of a start whose minute was not changed.
    """
    draft = understand(ledger, line).draft
    work, before = draft.work, entry.started_at
    if before is not None and len(work.spans) == 1 and work.worked_seconds == entry.worked_seconds:
        started = work.spans[0].started_at
        if timedelta(0) <= before - started < timedelta(minutes=1):
            work = replace(work, spans=(Span(before, work.worked_seconds),))
    return replace(draft, work=work, contact=entry.contact)


def preview_line(ledger: "Business", line: str) -> PreviewView:
    """What a line would do; nothing is changed. Errors: as `understand`."""
    return ledger.preview(understand(ledger, line).draft)


def post_line(ledger: "Business", line: str, key: str | None = None) -> PostingView:
    """Post a line. Errors: as `understand`, and `Refused`."""
    return ledger.post(understand(ledger, line, key=key).draft)


def fault_place(error: MonteoreError) -> tuple[int, int] | None:
    """Where in the line a refusal points, if it does."""
    return (error.start, error.end) if isinstance(error, UnreadableLine) else None
