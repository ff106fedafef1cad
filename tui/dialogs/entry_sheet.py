"""All about one entry: what was done, by whom, what it cost and why, which blocks paid, and what became of it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from core.basics.i18n import _
from tui.dialogs.question import Question
from tui.text import plain
from tui.widgets.key_line import KeyHint

Facts = Sequence[tuple[str, str]]
"""Names and values, in the order in which they are shown."""


class EntrySheet(Question[None]):
    """One row a fact; any of Esc, q and Enter closes it."""

    BINDINGS = [Binding("escape,q,enter", "close", show=False)]

    def __init__(self, title: str, facts: Facts) -> None:
        super().__init__()
        self._title = title
        self._facts = facts

    def compose_sheet(self) -> ComposeResult:
        """The facts; a long list scrolls."""
        width = max((len(name) for name, _value in self._facts), default=0) + 2
        lines = [f"{name:<{width}}{value}" for name, value in self._facts]
        with VerticalScroll(classes="sheet"):
            yield Static(plain("\n".join(lines)), markup=False)

    def rows_wanted(self) -> int:
        """One row a fact."""
        return len(self._facts)

    def title_of_sheet(self) -> str:
        """Whose entry it is."""
        return self._title

    def key_hints(self) -> Sequence[KeyHint]:
        """Scroll and close."""
        return (KeyHint("Down", _("scroll")), KeyHint("Esc", _("back")), *self.common_hints())

    def action_close(self) -> None:
        """Back to the list."""
        self.answer(None)
