"""The help sheet: shows the lines that it is given."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from core.basics.i18n import _
from tui.dialogs.question import Question
from tui.text import plain
from tui.widgets.key_line import KeyHint


class Help(Question[None]):
    """All keys; any of Esc, F1, q and Enter closes it."""

    OPENED_BY = frozenset({"help"})
    BINDINGS = [Binding("escape,f1,q,enter", "close", show=False)]

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = lines

    def compose_sheet(self) -> ComposeResult:
        """The lines, which scroll."""
        with VerticalScroll(classes="sheet"):
            yield Static(plain("\n".join(self._lines)), markup=False)

    def rows_wanted(self) -> int:
        """As many as there is room for."""
        return len(self._lines)

    def title_of_sheet(self) -> str:
        """What the lines are."""
        return _("Keys")

    def key_hints(self) -> Sequence[KeyHint]:
        """Scroll and close."""
        return (KeyHint("Down", _("scroll")), KeyHint("Esc", _("back")))

    def action_close(self) -> None:
        """Back to the page."""
        self.answer(None)
