"""What the sheet of a call begins with, and what it answers."""

from collections.abc import Callable
from enum import Enum, auto

from core.basics.dataclass import dataclass
from core.model.calls import CallWords
from core.model.clients import Client
from core.queries.pages import TicketRow
from core.queries.views.calls import CallView


class Choice(Enum):
    """What to do with the call."""

    SAVE = auto()
    SPLIT = auto()
    DROP = auto()


@dataclass(frozen=True)
class WrapUpAnswer:
    """What was typed, and the key that ended it."""

    words: CallWords
    choice: Choice = Choice.SAVE
    card: "CardWords | None" = None
    """The rows of a new caller; `None` for a client with a card."""


@dataclass(frozen=True)
class CardWords:
    """The rows Phone and Card of a new caller, as typed."""

    phone: str = ""
    """Telephone number; empty for none yet."""
    is_done: bool = False
    """Whether the card is complete without more; else the client stays among the callers without a card."""


@dataclass(frozen=True)
class WrapUpOffers:
    """What the client's history offers; `ticket` returns what is known of a ticket number."""

    work_types: tuple[str, ...]
    tickets: tuple[str, ...]
    contacts: tuple[str, ...]
    notes: tuple[str, ...]
    ticket: Callable[[str], TicketRow | None]
    note_time: Callable[[CallWords], str] = lambda _words: ""
    """What an instant in Time or a time at the start of the note makes of the call's time, in words; empty for nothing.
    It may raise `MonteoreError`."""
    is_read: bool = True
    """False where the store could not be read: nothing is offered, until it can."""


@dataclass(frozen=True)
class CallSheet:
    """The call of a sheet: its view, its time as measured, and whether it goes on."""

    call: CallView
    time: str
    """The measured time as it stands in its field, such as `0:12:04`."""
    time_hint: str
    """Start, end, and what the field takes."""
    goes_on: bool = False
    """Whether the sheet changes a call that goes on; else it wraps the call up."""
    card: CardWords | None = None
    """What the rows of a new caller begin with; `None` for a client with a card, whose sheet has no such rows."""
    is_open: Callable[[], bool] = lambda: True
    """Whether the call is still open: another session may have saved or dropped it."""
    client_of: Callable[[str], Client] | None = None
    """The client that a text in the field Client means. It raises `MonteoreError` for none."""
    offers_of: Callable[[Client], WrapUpOffers] | None = None
    """What the history of another client offers, for a call that is given to it."""
    check_card: Callable[[CardWords], None] = lambda _card: None
    """Checks what these rows hold. It raises `MonteoreError` for a number that cannot be saved."""
