"""What a wrap-up says: the end of the call with a length read from its note, and the card of a new caller."""

from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass
from core.basics.durations import format_seconds, shown_word
from core.basics.errors import UnreadableLine
from core.basics.i18n import _
from core.entryline.call_words import call_end, note_time, wrapped_up
from core.language.formats import DateStyle, date_text
from core.ledger.clients import ClientEdit, check_reachable
from core.model.calls import CallEdit, CallEnd, CallWords
from core.model.clients import Client
from core.queries.queries import Queries
from core.queries.views.calls import CallView
from tui.attempt import attempt
from tui.dialogs.call_sheet import CardWords

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class WrappedUp:
    """What the words of a wrap-up mean."""

    end: CallEnd
    """How the call ends."""
    doubts: tuple[str, ...] = ()
    """Questions to a person before it is saved."""
    hint: str = ""
    """What an instant in the field Time or a time at the start of the note makes of the call's time; empty for none."""


def read_words(queries: Queries, call: CallView, words: CallWords, pressed_at: "datetime") -> WrappedUp:
    """Read a wrap-up. A length or an end at the start of the note is the call's time. A length over the call's asks first.

    A first word with two readings stays in the note, after the question. Errors: those of `call_end`.
    """
    if words.time.strip():
        end = call_end(queries, call, words, pressed_at)
        elapsed = queries.calls.elapsed_seconds(call.call_id, pressed_at)
        return WrappedUp(end, length_doubts(end.edit, words, elapsed), start_hint(queries, call, end.edit, words))
    said = attempt(lambda: note_time(queries, call, words, pressed_at))
    if isinstance(said.error, UnreadableLine):
        return WrappedUp(call_end(queries, call, words, pressed_at), (said.trouble,))
    time = said.result()
    if time is None or time.token is None or (time.seconds is None and time.ended_at is None):
        return WrappedUp(call_end(queries, call, words, pressed_at))
    word = shown_word(time.token.bare)
    doubts: tuple[str, ...] = ()
    if time.too_long:
        doubts = (_too_long(word, queries.calls.elapsed_seconds(call.call_id, pressed_at)),)
    hint = _("! lasts {word} from the note").format(word=word)
    if time.ended_at is not None:
        ended = _clock(queries, call, time.ended_at)
        hint = _("! UNTIL {time}: {word} from the note").format(time=ended, word=word)
    return WrappedUp(wrapped_up(queries, call, words, pressed_at), doubts, hint)


def _too_long(word: str, elapsed_seconds: int) -> str:
    sentence = _("'{word}' is longer than the call, which lasted {elapsed}; is it the time of the call?")
    return sentence.format(word=word, elapsed=format_seconds(elapsed_seconds))


def length_doubts(edit: CallEdit, words: CallWords, elapsed_seconds: int) -> tuple[str, ...]:
    """The question about a length in the field Time that is longer than the call lasted; a range says what it means."""
    if edit.seconds is None or edit.started_at is not None or edit.seconds <= elapsed_seconds:
        return ()
    return (_too_long(shown_word(words.time.strip()), elapsed_seconds),)


def start_hint(queries: Queries, call: CallView, edit: CallEdit, words: CallWords) -> str:
    """That an instant in the field Time (`@12:25`, `@-10m`) is a start; at the start of a note it is an end."""
    if edit.started_at is None or not words.time.strip().startswith("@"):
        return ""
    return _("! FROM {time}: the call began then").format(time=_clock(queries, call, edit.started_at))


def _clock(queries: Queries, call: CallView, instant: "datetime") -> str:
    """A clock time in the zone of the call's agreement; with its day where it is another than the start's."""
    zone = queries.session.zone_for(queries.terms(call.account.account_id))
    local, start = instant.astimezone(zone), call.started_at.astimezone(zone)
    day = "" if local.date() == start.date() else f"{date_text(local.date(), DateStyle.DAY)} "
    return f"{day}{local:%H:%M}"


def card_of(client: Client, words: CallWords, phone: str = "") -> CardWords | None:
    """The rows Phone and Card of a new caller; `None` for a client with a card.

    They hold what was typed for the call; else the client's number, or `phone`, the one that rang.
    """
    if not client.without_card:
        return None
    if words.phone or words.card_done:
        return CardWords(words.phone, words.card_done)
    return CardWords(next((each.raw for each in client.phones), phone))


def check_card(card: CardWords) -> None:
    """Errors: `Usage` for an impossible telephone number."""
    check_reachable([card.phone] if card.phone.strip() else [], [], "")


def card_edit(client: Client, card: CardWords | None, contact: str) -> ClientEdit | None:
    """What the rows change of the client's card; `None` where they say `later` and no number."""
    phone = card.phone.strip() if card is not None else ""
    if card is None or not (phone or card.is_done):
        return None
    return ClientEdit(
        phones=[phone] if phone else None,
        contacts=[contact.strip()] if contact.strip() and not client.contacts else None,
        card_done=True,
    )
