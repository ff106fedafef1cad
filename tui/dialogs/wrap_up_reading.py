"""What is known of what is typed into the wrap-up of a call. It is read in a thread: this file knows no widget."""

from collections.abc import Callable

from core.basics.dataclass import dataclass
from core.basics.errors import Usage, at
from core.basics.i18n import _
from core.entryline.labels import WrapUp as Labels
from core.entryline.labels import read_wrap_up
from core.model.calls import CallWords
from core.model.clients import Client
from core.queries.pages import TicketRow
from core.queries.views.postings import PreviewView
from tui.attempt import Answer, attempt
from tui.dialogs.call_sheet import CallSheet, CardWords, WrapUpOffers


@dataclass(frozen=True)
class Told:
    """What is known of what is typed."""

    words: CallWords
    """What was typed when it was read."""
    card: CardWords | None
    """What the rows of a new caller held; `None` where there are none."""
    preview: Answer[PreviewView]
    """What saving does, or why nothing can be saved."""
    said: Labels
    """The ticket and the work type that stand in the note."""
    ticket: TicketRow | None
    """What is known of the ticket that is typed or stands in the note."""
    client: Client | None
    """The client that the field means; `None` while nobody is called so."""
    offers: WrapUpOffers | None
    """What the history of another client offers than the one shown before."""
    time_hint: str
    """What an instant in Time or a time in the note makes of the call's time; empty for nothing."""
    is_over: bool
    """Whether the call was saved or dropped elsewhere."""


def card_states() -> tuple[str, str]:
    """What the row Card can hold: the card comes later, or it is done."""
    return _("later"), _("done")


def is_card_done(typed: str) -> bool:
    """What the row Card means, by the begin of a word; empty for later. Errors: `Usage` for any other word."""
    later, done = card_states()
    begun = typed.strip().casefold()
    if later.casefold().startswith(begun):
        return False
    if not done.casefold().startswith(begun):
        raise Usage(_("write one of: {choices}").format(choices=", ".join((later, done))))
    return True


def read_told(
    words: CallWords,
    card: CardWords | None,
    card_typed: str,
    sheet: CallSheet,
    preview: Callable[[CallWords], PreviewView],
    offers: WrapUpOffers,
    offered_to: str,
) -> Told:
    """Read it. `card_typed` stands in the row Card. `offers` are those of the client with the id `offered_to`; of another
    one its own are read."""

    def previewed() -> PreviewView:
        if card is not None:
            at("phone", lambda: sheet.check_card(card))
            at("card", lambda: is_card_done(card_typed))
        return preview(words)

    saving = attempt(previewed)
    said = attempt(lambda: read_wrap_up(words.note, known_work_types=offers.work_types)).value or Labels()
    number = words.ticket.strip().lstrip("#") or said.ticket
    ticket = attempt(lambda: offers.ticket(number)).value if number else None
    client: Client | None = saving.value.client if saving.value is not None else sheet.call.client
    if saving.value is None and words.client.strip() and sheet.client_of is not None:
        find = sheet.client_of
        client = attempt(lambda: find(words.client)).value
    others = None
    if client is not None and client.client_id != offered_to and sheet.offers_of is not None:
        offers_of, of = sheet.offers_of, client
        others = attempt(lambda: offers_of(of)).value
    is_over = saving.error is not None and not sheet.is_open()
    time_hint = attempt(lambda: offers.note_time(words)).value or ""
    return Told(words, card, saving, said, ticket, client, others, time_hint, is_over)
