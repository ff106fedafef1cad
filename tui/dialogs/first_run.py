"""The welcome of an empty store: three ways to begin, one key each."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Label, Static

from core.basics.i18n import _
from tui.dialogs.question import Question
from tui.text import plain


class FirstRun(Question[str]):
    """Answers `import`, `add` or `demo`; Esc leaves the desk empty."""

    BINDINGS = [
        Binding("i", "choose('import')", show=False),
        Binding("a", "choose('add')", show=False),
        Binding("d", "choose('demo')", show=False),
        Binding("escape", "choose('')", show=False),
    ]

    def compose(self) -> ComposeResult:
        """What Monteore is for, and the three ways to begin."""
        ways = [
            _("Monteore times calls and deducts them from your clients' prepaid hours."),
            _("No client is written down yet. Three ways on:"),
            "",
            "  i  " + _("import your clients from a file: CSV or vCard"),
            "  a  " + _("add one client by hand"),
            "  d  " + _("look at a sample business; nothing of it stays"),
        ]
        with Vertical(classes="dialog"):
            yield Label(plain(_("Welcome")), classes="dialog-title", markup=False)
            yield Static(plain("\n".join(ways)), markup=False)
            keys = _("i import   a add   d demo   Esc later")
            yield Label(plain(keys), classes="dialog-keys", markup=False)

    def action_choose(self, way: str) -> None:
        """Close with the chosen way."""
        self.answer(way)
