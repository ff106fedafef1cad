"""The first client of an empty store: one form from its name to the block that it buys, and two other ways to begin."""

from collections.abc import Callable, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from core.basics.i18n import _
from core.forms.fields import FormField
from tui.attempt import Answer
from tui.dialogs.form import Form
from tui.glyphs import CUT
from tui.keys import key_word
from tui.text import plain
from tui.widgets.key_line import KeyHint

IMPORT, SAMPLE = "import", "sample"


class FirstRun(Form):
    """The form; Ctrl+O takes clients from a file instead, Ctrl+T opens the sample business. Esc leaves the desk empty."""

    BINDINGS = [
        Binding("ctrl+o", "begin('import')", show=False, priority=True),
        Binding("ctrl+t", "begin('sample')", show=False, priority=True),
    ]

    way = ""
    """Another way to begin that was chosen: `import`, `sample`, or empty."""

    def __init__(
        self,
        fields: Sequence[FormField],
        check: Callable[[Mapping[str, str]], Sequence[str]],
        hints: Callable[[Mapping[str, str]], Mapping[str, str]],
        proposed_code: Callable[[str], str],
        store: str,
        *,
        values: Mapping[str, str] | None = None,
        trouble: str = "",
    ) -> None:
        """`hints` gives the words after fields, `proposed_code` a code for a name; `store` is the path of the store."""
        super().__init__(_("The first client"), fields, check, values=values, trouble=trouble, hints=hints)
        self._proposed_code = proposed_code
        self._store = store

    def compose_above(self) -> ComposeResult:
        """What to do."""
        yield Static(plain(_("no client yet: fill this in, or ^O imports a file, or ^T opens a sample")), markup=False)
        yield Static("", markup=False)

    def rows_wanted(self) -> int:
        """What to do, the fields, what saving will do."""
        return super().rows_wanted() + 2

    def note_of_sheet(self) -> str:
        """Where the store is; the beginning of a long path is left out."""
        room = self.app.size.width - 16
        path = self._store if len(self._store) <= room else CUT + self._store[-room + 1 :]
        return _("store: {path}").format(path=path)

    def key_hints(self) -> Sequence[KeyHint]:
        """Create, and the other ways."""
        return (
            KeyHint("Enter", _("create")),
            KeyHint("Tab", _("next")),
            KeyHint("^O", key_word(_("key: import"))),
            KeyHint("^T", _("sample")),
            KeyHint("Esc", _("later")),
            *self.common_hints()[1:],
            KeyHint("^Q", _("quit"), 1),
        )

    @on(Input.Changed)
    def _name_changed(self) -> None:
        name = self.values()["name"].strip()
        read = (lambda: self._proposed_code(name)) if name else str
        self.preview_beside(read, self._show_code, lane="code")

    def _show_code(self, proposed: Answer[str]) -> None:
        self.query_one("#field-code", Input).placeholder = proposed.value or ""

    def action_begin(self, way: str) -> None:
        """Leave for another way to begin."""
        self.way = way
        self.answer(None)
