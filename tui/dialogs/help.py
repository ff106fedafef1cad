"""The help sheet: shows the lines that it is given."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Label, Static

from core.basics.i18n import _
from tui.dialogs.question import Question
from tui.text import plain


class Help(Question[None]):
    """All keys; any of Esc, F1, q and Enter closes it."""

    BINDINGS = [Binding("escape,f1,q,enter", "close", show=False)]

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The sheet."""
        with VerticalScroll(classes="dialog sheet"):
            yield Label(plain(_("Keys")), classes="dialog-title", markup=False)
            yield Static(plain("\n".join(self._lines)), markup=False)
            yield Label(plain(_("Esc closes   down scrolls")), classes="dialog-keys", markup=False)

    def action_close(self) -> None:
        """Back to the page."""
        self.answer(None)
