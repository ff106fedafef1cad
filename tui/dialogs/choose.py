"""A sheet with a list to choose one row of."""

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from core.basics.i18n import _
from core.basics.text import visible_text
from tui.dialogs.question import Question
from tui.glyphs import cells, column
from tui.widgets.key_line import KeyHint
from tui.widgets.line_table import LineTable
from tui.widgets.tables import DiffTable

Offer = tuple[str, str, str]
"""What choosing answers, its name, and what it is in a few words."""


class Choose(Question[str]):
    """Answers the first part of the offer chosen; Esc leaves."""

    BINDINGS = [Binding("escape", "leave", show=False)]

    def __init__(self, title: str, offers: Sequence[Offer], chosen: str = "") -> None:
        super().__init__()
        self._title = title
        self._offers = offers
        self._chosen = chosen

    def compose_sheet(self) -> ComposeResult:
        """The list."""
        yield LineTable(id="offers")

    def on_mount(self) -> None:
        """Show the offers; the cursor is on the one that is in force."""
        table = self.query_one(LineTable)
        width = max((cells(visible_text(name)) for _answer, name, _words in self._offers), default=0) + 3
        table.show(
            [
                (answer, (Text(f" {column(visible_text(name), width)}{visible_text(words)}", no_wrap=True),))
                for answer, name, words in self._offers
            ]
        )
        table.point_at(self._chosen)
        table.focus()

    def rows_wanted(self) -> int:
        """One row an offer."""
        return len(self._offers)

    def title_of_sheet(self) -> str:
        """What is chosen."""
        return self._title

    def key_hints(self) -> Sequence[KeyHint]:
        """Choose or leave."""
        return (
            KeyHint("Enter", _("choose")),
            KeyHint("Down", _("next")),
            KeyHint("Esc", _("back")),
            *self.common_hints(),
        )

    @on(DiffTable.RowSelected)
    def _entered(self) -> None:
        self.answer(self.query_one(LineTable).key_at_cursor)

    def action_leave(self) -> None:
        """Leave."""
        self.answer(None)
