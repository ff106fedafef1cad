"""Understand what is typed about a call: the words of its wrap-up, its start, a corrected time."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from core.basics.dataclass import replace
from core.basics.errors import UnreadableLine, Usage, at
from core.basics.i18n import _, language
from core.entryline.calls import (
    StartWords,
    StopWords,
    read_call_time,
    read_instant,
    read_note_time,
    read_start,
    read_stop,
)
from core.entryline.labels import read_wrap_up
from core.entryline.parse import DAY_WORDS_BY_LANGUAGE
from core.entryline.tokens import words_of
from core.model.calls import CallEdit, CallEnd, CallWords
from core.model.worktypes import DEFAULT_WORK_TYPE, code_of
from core.queries.accounts import Meant
from core.queries.queries import Queries
from core.queries.views.calls import CallView

T = TypeVar("T")


def _field(name: str, read: Callable[[], T]) -> T:
    """What a field of one value says. Errors: `Usage` about the field, which names no column as that of a line does."""
    try:
        return at(name, read)
    except UnreadableLine as error:
        raise Usage(error.reason, about=name) from None


def call_start(queries: Queries, text: str) -> StartWords:
    """Client and start of a call as typed (`acme @-10m`). Errors: `UnreadableLine`."""
    session = queries.session
    return read_start(text, now=session.clock.now(), zone=session.zone, day_words=DAY_WORDS_BY_LANGUAGE.get(language()))


def client_words(text: str) -> str:
    """The part of a typed start that names the client: what stands before the first word with `@`."""
    at = next((word for word in words_of(text) if word.text.startswith("@")), None)
    return text if at is None else text[: at.start].rstrip()


def call_stop(queries: Queries, call: CallView, text: str, pressed_at: datetime | None = None) -> StopWords:
    """The time in the words that stop a call, at `pressed_at` or now, and the rest. Errors: `UnreadableLine`."""
    session = queries.session
    return read_stop(
        text,
        started_at=call.started_at,
        elapsed_seconds=queries.calls.elapsed_seconds(call.call_id, pressed_at),
        now=pressed_at or session.clock.now(),
        zone=session.zone_for(queries.terms(call.account.account_id)),
        day_words=DAY_WORDS_BY_LANGUAGE.get(language()),
    )


def instant_of(queries: Queries, call: CallView, text: str) -> datetime:
    """An instant as typed for the start or the end of a call: `13:50`, `-10m`, `yesterday 23:50`. Errors: `UnreadableLine`."""
    session = queries.session
    zone = session.zone_for(queries.terms(call.account.account_id))
    return read_instant(text, now=session.clock.now(), zone=zone, day_words=DAY_WORDS_BY_LANGUAGE.get(language()))


def call_edit(queries: Queries, call: CallView, words: CallWords, pressed_at: datetime | None = None) -> CallEdit:
    """What the fields Client and Time of a wrap-up say; `@12:25` is a start.

    Errors: `Usage`, `UnknownClient`, `AmbiguousClient`; each says which field it is about.
    """
    meant = at("client", lambda: queries.resolve_account(words.client)) if words.client.strip() else None
    client_id = meant.client.client_id if meant and meant.client.client_id != call.client.client_id else None
    edit = CallEdit(client_id, account_id=meant.said_account_id if meant else None)
    if not words.time.strip():
        return edit
    if words.time.strip().startswith("@"):
        return replace(edit, started_at=_field("time", lambda: instant_of(queries, call, words.time)))
    session = queries.session
    elapsed = queries.calls.elapsed_seconds(call.call_id, pressed_at)
    zone = session.zone_for(queries.terms(meant.account_id if meant else call.account.account_id))
    said = _field(
        "time",
        lambda: read_call_time(
            words.time, started_at=call.started_at, elapsed_seconds=elapsed, now=session.clock.now(), zone=zone
        ),
    )
    if said.started_at == call.started_at:
        return replace(edit, seconds=said.seconds)
    return replace(edit, started_at=said.started_at, seconds=said.seconds)


def call_end(queries: Queries, call: CallView, words: CallWords, pressed_at: datetime | None = None) -> CallEnd:
    """What all fields of a wrap-up say; ticket and type of their fields go before those in the note.

    Errors: those of `call_edit`, `Usage` for a work type that is none of the client's, and `UnreadableLine` for the note.
    """
    edit = call_edit(queries, call, words, pressed_at)
    meant = queries.resolve_account(words.client) if words.client.strip() else Meant(call.client, call.account, False)
    known = queries.work_types_of(meant, queries.terms(meant.account_id))
    said = at("note", lambda: read_wrap_up(words.note, known_work_types=known))
    work_type = code_of(words.work_type.strip().lstrip("+"))
    if work_type and work_type not in known:
        typed = f"+{words.work_type.strip().lstrip('+')}"
        work_type = _field("type", lambda: read_wrap_up(typed, known_work_types=known)).work_type
        if not work_type:
            reason = _("'{word}' is no work type; leave the field empty")
            raise Usage(reason.format(word=words.work_type), about="type")
    return CallEnd(
        said.note,
        words.ticket.strip().lstrip("#") or said.ticket,
        work_type or said.work_type or DEFAULT_WORK_TYPE,
        words.contact.strip(),
        said.no_charge,
        pressed_at,
        edit,
    )


def note_time(queries: Queries, call: CallView, words: CallWords, pressed_at: datetime | None = None) -> StopWords:
    """The length or the end (`@-5m`) at the start of a wrap-up's note, where the field Time says nothing else.

    Errors: `UnreadableLine`.
    """
    if words.time.strip():
        return StopWords(words.note)
    if words.note.lstrip().startswith("@"):
        said = call_stop(queries, call, words.note, pressed_at)
        return said if said.ended_at is not None else StopWords(words.note)
    return read_note_time(words.note, elapsed_seconds=queries.calls.elapsed_seconds(call.call_id, pressed_at))


def wrapped_up(queries: Queries, call: CallView, words: CallWords, pressed_at: datetime | None = None) -> CallEnd:
    """What a whole wrap-up says: its fields, and a length or an end at the start of its note as the call's time.

    Errors: those of `call_end` and `note_time`.
    """
    said = note_time(queries, call, words, pressed_at)
    if said.seconds is None and said.ended_at is None:
        return call_end(queries, call, words, pressed_at)
    end = call_end(queries, call, replace(words, note=said.text), pressed_at)
    return replace(end, edit=replace(end.edit, seconds=said.seconds, ended_at=said.ended_at))


def with_note(words: CallWords, note: str) -> CallWords:
    """The words with more of a note after what was typed before."""
    kept = words.note.rstrip(" ,;")
    return CallWords(
        f"{kept}, {note}" if kept and note else kept or note,
        words.ticket,
        words.work_type,
        words.contact,
        words.client,
        words.time,
    )
