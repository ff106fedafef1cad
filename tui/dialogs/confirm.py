"""Questions that are answered by one letter, never by Enter."""

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Label, Static

from core.basics.i18n import _
from tui.dialogs.question import Question
from tui.text import plain


class Confirm(Question[bool]):
    """Asks before what is hard to undo; y answers True, n and Esc answer False."""

    BINDINGS = [
        Binding("y", "say(True)", show=False),
        Binding("n,escape", "say(False)", show=False),
    ]

    def __init__(self, question: str, details: str = "") -> None:
        super().__init__()
        self._question = question
        self._details = details

    def compose(self) -> ComposeResult:
        """The question, what it is about, and the keys."""
        with Vertical(classes="dialog"):
            yield Label(plain(self._question), classes="dialog-title", markup=False)
            with VerticalScroll(id="details"):
                yield Static(plain(self._details), markup=False)
            yield Label(plain(_("y yes   n no")), classes="dialog-keys", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Accept the first letter of "yes" in the user's language too."""
        if event.character and event.character == _("yes")[0]:
            event.stop()
            self.answer(True)

    def action_say(self, yes: bool) -> None:
        """Close with the answer."""
        self.answer(yes)


class Gap(Question[str]):
    """Asks about a gap without heartbeat in a running call; answers `keep`, `drop` or `stop` (at the gap's start)."""

    BINDINGS = [
        Binding("k", "choose('keep')", show=False),
        Binding("d", "choose('drop')", show=False),
        Binding("s", "choose('stop')", show=False),
        Binding("escape", "choose('keep')", show=False),
    ]

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        """What happened, and the three answers."""
        with Vertical(classes="dialog"):
            yield Label(plain(_("The running call had a gap")), classes="dialog-title", markup=False)
            yield Static(plain(self._sentence), markup=False)
            keys = _("k keep all   d drop the gap and run on   s stop at the gap")
            yield Label(plain(keys), classes="dialog-keys", markup=False)

    def action_choose(self, choice: str) -> None:
        """Close with the choice."""
        self.answer(choice)
