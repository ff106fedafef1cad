"""A note that is taken while a call runs."""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from core.basics.i18n import _
from core.queries.views.calls import CallView
from tui.dialogs.question import Question
from tui.widgets.key_line import KeyHint
from tui.widgets.text_box import TextBox


class CallNote(Question[str]):
    """One line, kept with every key; Enter and Esc close it."""

    BINDINGS = [Binding("escape", "cancel", show=False)]
    OPENED_BY = frozenset({"call.note"})

    def __init__(self, call: CallView, keep: Callable[[str], None]) -> None:
        super().__init__()
        self._call = call
        self._keep = keep

    def compose_sheet(self) -> ComposeResult:
        """The note as it was kept."""
        box = TextBox(
            self._call.words.note,
            placeholder=_("what was done; #4821 +remote nc may stand here too"),
            id="field-note",
            select_on_focus=False,
        )
        yield box

    def rows_wanted(self) -> int:
        """One."""
        return 1

    def title_of_sheet(self) -> str:
        """Whose call it is."""
        return _("Note · {name}").format(name=self._call.client.name)

    def note_of_sheet(self) -> str:
        """That nothing typed is lost."""
        return _("words are kept")

    def key_hints(self) -> Sequence[KeyHint]:
        """Close; stop."""
        return (KeyHint("Enter", _("keep")), KeyHint("Esc", _("back")), KeyHint("F5", _("stop")), *self.common_hints())

    def on_mount(self) -> None:
        """Go on where the note ends."""
        box = self.query_one(Input)
        box.focus()
        box.cursor_position = len(box.value)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if event.value != self._call.words.note:
            self._keep(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.answer(event.value)

    def action_cancel(self) -> None:
        """Back to the call."""
        self.answer(None)
