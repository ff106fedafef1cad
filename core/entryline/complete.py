"""Completions of a quick-entry line: clients, tickets, work types, day words, notes; and earlier lines."""

from core.basics.durations import format_minutes, format_units
from core.basics.errors import MonteoreError
from core.basics.i18n import language
from core.entryline.doubts import DOUBTFUL_OVER_SECONDS
from core.entryline.parse import DAY_WORDS_BY_LANGUAGE, client_text_of
from core.model.clients import Client
from core.model.worktypes import DEFAULT_WORK_TYPE, typed_name
from core.queries.accounts import Meant, typed_for
from core.queries.queries import Queries
from core.queries.views.entries import EntryView

_MOST = 8
_DAYS = ("today", "yesterday", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def completions(queries: Queries, line: str) -> tuple[str, ...]:
    """Whole lines that begin with the typed text, the likeliest first; empty for none."""
    start = len(line) - len(line.lstrip())
    typed = line[start:]
    if not typed:
        return ()
    before, space, word = typed.rpartition(" ")
    if not space:
        heads = [typed_for(row.client, row.account) for row in queries.find_clients(typed, _MOST).hits]
        return tuple(f"{head} " for head in heads if head != typed.casefold())
    if len(word) < 1:
        return ()
    meant = _client_of(queries, typed)
    client = meant.client if meant else None
    if word.startswith("#"):
        client_id = client.client_id if client else None
        listing = queries.session.store.listing
        found = listing.ticket_numbers(word[1:], client_id, _MOST) or listing.ticket_numbers(word[1:], None, _MOST)
        words = [f"#{ticket}" for ticket in found]
    elif word.startswith("+"):
        types = queries.work_types_of(meant, queries.terms(meant.account_id)) if meant else frozenset()
        begun = word[1:].casefold()
        named = sorted((typed_name(code), code) for code in types)
        words = [f"+{name}" for name, code in named if name.startswith(begun) or code.casefold().startswith(begun)]
    elif word.startswith("@"):
        days = (*DAY_WORDS_BY_LANGUAGE.get(language(), {}), *_DAYS)
        words = [f"@{day}" for day in days if len(word) > 1 and day.startswith(word[1:].casefold())]
    else:
        return _notes(queries, client, before, word)
    return tuple(f"{line[:start]}{before} {found} " for found in words if found != word)[:_MOST]


def _client_of(queries: Queries, line: str) -> Meant | None:
    try:
        return queries.resolve_account(client_text_of(line)[0])
    except MonteoreError:
        return None


def _notes(queries: Queries, client: Client | None, before: str, word: str) -> tuple[str, ...]:
    if client is None or len(word) < 2:
        return ()
    wanted = word.casefold()
    fitting = [note for note in queries.notes(client.client_id) if note.casefold().startswith(wanted)]
    return tuple(f"{before} {note}" for note in fitting if note.casefold() != wanted)[:_MOST]


def line_of(entry: EntryView) -> str:
    """The line that would log a similar entry now."""
    seconds = entry.worked_seconds
    # Over four hours H:MM can be read as a clock time, so write units.
    plain = seconds % 60 == 0 and seconds <= DOUBTFUL_OVER_SECONDS
    time = format_minutes(seconds // 60) if plain else format_units(seconds)
    work_type = "" if entry.work_type == DEFAULT_WORK_TYPE else f"+{typed_name(entry.work_type)}"
    words = (
        typed_for(entry.client, entry.account),
        time,
        f"#{entry.ticket}" if entry.ticket else "",
        work_type,
        "nc" if entry.no_charge else "",
        entry.note,
    )
    return " ".join(word for word in words if word)


def last_lines(queries: Queries, limit: int = 30) -> tuple[str, ...]:
    """This technician's last entries as lines, the latest first, each once."""
    entries = queries.entries(technician=queries.session.technician, limit=limit, include_voided=False)
    return tuple(dict.fromkeys(line_of(entry) for entry in entries))
