"""The welcome of an empty store: three ways to begin, one key each."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from core.basics.i18n import _
from tui.dialogs.question import Question
from tui.text import plain
from tui.widgets.key_line import KeyHint


class FirstRun(Question[str]):
    """Answers `import`, `add` or `demo`; Esc leaves the desk empty."""

    BINDINGS = [
        Binding("i", "choose('import')", show=False),
        Binding("a", "choose('add')", show=False),
        Binding("d", "choose('demo')", show=False),
        Binding("escape", "choose('')", show=False),
    ]

    def compose_sheet(self) -> ComposeResult:
        """What Monteore is for, and the three ways to begin."""
        ways = [
            _("Monteore times calls and deducts them from your clients' prepaid hours."),
            _("No client is written down yet. Three ways on:"),
            "",
            "  i  " + _("import your clients from a file: CSV or vCard"),
            "  a  " + _("add one client by hand"),
            "  d  " + _("look at a sample business; nothing of it stays"),
        ]
        yield Static(plain("\n".join(ways)), markup=False)

    def rows_wanted(self) -> int:
        """One row a line."""
        return 6

    def title_of_sheet(self) -> str:
        """A greeting."""
        return _("Welcome")

    def key_hints(self) -> Sequence[KeyHint]:
        """The three ways, and the way out."""
        return (
            KeyHint("i", _("import")),
            KeyHint("a", _("add")),
            KeyHint("d", _("demo")),
            KeyHint("Esc", _("later")),
        )

    def action_choose(self, way: str) -> None:
        """Close with the chosen way."""
        self.answer(way)
