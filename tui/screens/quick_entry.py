"""The quick-entry line: while one types it shows what the line will do; Enter posts it."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from core.errors import MonteoreError, UnreadableLine
from core.i18n import _
from core.text import visible_text
from core.views import PreviewView
from tui.screens.question import Question
from tui.text import plain
from tui.widgets.previews import preview_text


class QuickEntry(Question[str]):
    """A line to type; closes with the line to post, or nothing."""

    BINDINGS = [Binding("escape", "cancel", show=False)]

    def __init__(self, preview: Callable[[str], PreviewView], line: str = "", trouble: str = "") -> None:
        super().__init__()
        self._preview = preview
        self._line = line
        self._trouble = trouble
        self._is_sound = False

    def compose(self) -> ComposeResult:
        """The line, what it does, an example."""
        with Vertical(classes="dialog bottom"):
            yield Label(plain(_("Log finished work")), classes="dialog-title", markup=False)
            box = Input(self._line, placeholder="acme 15 printer jams #4821", select_on_focus=False)
            box.cursor_blink = False
            yield box
            yield Static("", id="preview", markup=False)
            yield Label(plain(_("Enter posts   Esc closes")), classes="dialog-keys", markup=False)

    def on_mount(self) -> None:
        """Show what the line does from the start, or why it came back."""
        self._show(self._line)
        if self._trouble:
            self.query_one("#preview", Static).update(plain(f"! {self._trouble}"))

    @on(Input.Changed)
    def _line_changed(self, event: Input.Changed) -> None:
        if event.value != self._line:
            self._line = event.value
            self._show(event.value)

    def _show(self, line: str) -> None:
        self._is_sound = False
        shown: Content = plain(_("client, duration, note: for example acme 15 printer jams #4821"))
        if line.strip():
            try:
                view = self._preview(line)
                self._is_sound = not view.refusal
                shown = plain(preview_text(view))
            except UnreadableLine as error:
                shown = fault_text(line, error)
            except MonteoreError as error:
                shown = plain(f"! {error}")
        self.query_one("#preview", Static).update(shown)

    @on(Input.Submitted)
    def _line_submitted(self, event: Input.Submitted) -> None:
        self._show(event.value)
        if self._is_sound:
            self.answer(event.value)

    def action_cancel(self) -> None:
        """Close and post nothing."""
        self.answer(None)


def fault_text(line: str, error: UnreadableLine) -> Content:
    """The line with its fault marked, and the reason below."""
    shown = visible_text(line)
    start, end = error.start, max(error.end, error.start + 1)
    fault = shown[start:end] or " "
    marked = Content.assemble(Content(shown[:start]), Content.styled(fault, "reverse bold"), Content(shown[end:]))
    return Content.assemble(marked, Content("\n! "), plain(str(error)))
