"""What Enter on the desk does with what is typed and chosen: it starts a call, or shows what the next Enter does."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from core.basics.i18n import _
from core.model.calls import CallState
from tui.commands.command import Here
from tui.commands.rights import why_not_allowed
from tui.flows import calls, merging
from tui.pages.desk_chooser import Chooser
from tui.pages.desk_reading import typed_words
from tui.places import account_of, client_of
from tui.widgets.finding import NEW

if TYPE_CHECKING:
    from core.business import Business

T = TypeVar("T")

_REPEAT_SECONDS = 1.0
"""So long after a dialog closed an Enter on an untouched search box may be one too many."""


class Entered(Here, Protocol):
    """The desk on which Enter was pressed. Its list is of the typed text."""

    closed_at: float
    """When a dialog closed last, in seconds of the monotonic clock."""

    @property
    def reader(self) -> "Business":
        """The connection for reads."""

    def read(self, call: Callable[[], T]) -> T | None:
        """Read from the store; if that fails, say why and return None."""

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """Show one line of answer."""


def enter_in_box(desk: Entered, chooser: Chooser, pressed_at: float) -> None:
    """Enter in the search box: as on the list, unless it calls nobody, or may be one too many.

    `pressed_at` is in seconds of the monotonic clock.
    """
    is_of_nobody = _may_be_one_too_many(desk, chooser, pressed_at) or not chooser.find.is_anybody_chosen
    if is_of_nobody and chooser.find.table.row_count:
        desk.say(_("type a client, or move to one, then Enter starts the call"), refused=True)
    else:
        enter(desk, chooser)


def _may_be_one_too_many(desk: Entered, chooser: Chooser, pressed_at: float) -> bool:
    """Whether Enter may have been pressed for a dialog that is closing, or at the start.

    Not while my call runs with the highlighted client: Enter changes nothing then.
    """
    is_untouched = not chooser.find.box.value.strip() and not chooser.find.choice.has_moved
    is_soon = pressed_at - desk.closed_at < _REPEAT_SECONDS
    is_on_the_phone = any(
        call.state is CallState.RUNNING and call.client.client_id == desk.client_id for call in desk.own_calls[:1]
    )
    return is_untouched and is_soon and not is_on_the_phone


def enter(desk: Entered, chooser: Chooser) -> None:
    """Start a call with the client or the new caller that is chosen; where nobody is, choose or say why not."""
    if forbidden := why_not_allowed("start", desk):
        desk.say(forbidden, refused=True)
        return
    chooser.once_complete(lambda: _enter(desk, chooser))


def _enter(desk: Entered, chooser: Chooser) -> None:
    text, finding, key = chooser.find.box.value, chooser.find.finding, chooser.find.key
    if "@" in text:
        from core.entryline.call_words import call_start

        if desk.read(lambda: call_start(desk.reader.queries, text)) is None:
            return
    typed, started_at = typed_words(desk.reader.queries, text)
    if finding is not None and (entered := finding.entered()) is not None:
        # Nobody is called so: this Enter only shows what the next one does.
        chooser.choose(entered)
    elif finding is not None and finding.chosen == NEW:
        desk.carry_out(lambda runner: calls.start_new(runner, typed, started_at))
    elif finding is not None and finding.archived is not None:
        archived = finding.archived
        desk.carry_out(lambda runner: merging.archive(runner, archived))
    elif key is None and not text.strip():
        desk.say(_("no client yet: Ctrl+P, New client adds one"), refused=True)
    elif key is None:
        desk.say(_("no client found: type less, or add one: Ctrl+P, New client"), refused=True)
    else:
        desk.carry_out(lambda runner: calls.start(runner, str(client_of(key)), account_of(key), started_at))
