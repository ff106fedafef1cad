"""The quick-entry line: with every key it shows what the line would do and how it can be completed; Enter posts it."""

from collections.abc import Callable, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.suggester import SuggestionReady
from textual.widgets import Input, Static

from core.basics.errors import UnreadableLine
from core.basics.i18n import _
from core.basics.text import visible_text
from core.queries.views.postings import PreviewView
from tui.attempt import Answer, attempt
from tui.dialogs.question import Question
from tui.text import plain
from tui.widgets.key_line import KeyHint
from tui.widgets.previews import change_rows
from tui.widgets.text_box import TextBox

Complete = Callable[[str], tuple[str, ...]]
Show = Callable[[], None]
"""Shows what was read for a line; it is called on the screen's thread."""


class QuickEntry(Question[str]):
    """A line to type; answers with the line to post. Tab goes through completions, up and down through earlier lines."""

    OPENED_BY = frozenset({"log"})
    BINDINGS = [
        Binding("escape", "cancel", show=False),
        Binding("tab", "complete", show=False, priority=True),
        Binding("up", "recall(1)", show=False),
        Binding("down", "recall(-1)", show=False),
    ]

    def __init__(
        self,
        preview: Callable[[str], PreviewView],
        complete: Complete,
        history: Sequence[str] = (),
        line: str = "",
        trouble: str = "",
        title: str = "",
        *,
        is_offer: bool = False,
        describe: Callable[[str, PreviewView], Content] = lambda _line, view: change_rows(view),
    ) -> None:
        """With `is_offer`, `line` is selected at first, so that typing replaces it. `describe` words the preview in rows."""
        super().__init__()
        self._is_offer = is_offer
        self._title = title or _("Log finished work")
        self._preview = preview
        self._describe = describe
        self._complete = complete
        self._history = tuple(dict.fromkeys(history))
        self._place = -1
        self._draft = line
        self._line = self._first = line
        self._trouble = trouble
        self._is_sound = False
        self._fitting: tuple[str, ...] = ()
        self._taken = -1

    def compose_sheet(self) -> ComposeResult:
        """The line, its completions, its preview."""
        yield TextBox(self._line, placeholder=_("acme 15 printer jams #4821"), select_on_focus=False)
        yield Static("", id="fitting", markup=False)
        yield Static("", id="preview", markup=False)

    def rows_wanted(self) -> int:
        """The line, its completions, and the rows of its preview with a credit and a look."""
        return 7

    def title_of_sheet(self) -> str:
        """What the line does."""
        return self._title

    def key_hints(self) -> Sequence[KeyHint]:
        """Save, complete, recall, close."""
        return (
            KeyHint("Enter", _("save")),
            KeyHint("Tab", _("complete")),
            KeyHint("Up", _("earlier line")),
            KeyHint("Esc", _("back")),
            *self.common_hints(),
        )

    def on_mount(self) -> None:
        """Show the preview of the first line, or why the line was refused."""
        self.query_one(Input).cursor_position = len(self._line)
        if self._is_offer:
            self.query_one(Input).select_all()
        self._show(self._line)
        if self._trouble:
            self.query_one("#preview", Static).update(plain(f"! {self._trouble}"))
            self.take_back_below()

    def waits_for_preview(self, key: str) -> bool:
        """Tab takes a completion, and Right the one that stands behind the cursor."""
        return key in ("tab", "right")

    @on(Input.Changed)
    def _line_changed(self, event: Input.Changed) -> None:
        if event.value != self._line:
            self._line, self._trouble = event.value, ""
            # Any key but Tab ends the walk through the completions.
            self._taken = -1
            self._show(event.value)
            self.note_typed()

    def _show(self, line: str) -> None:
        """Let what the line would do be read and shown."""
        self.preview_beside(self._reading(line), _shown)

    def _reading(self, line: str) -> Callable[[], Show]:
        """What reads, in a thread, what a line would do and how it can go on."""

        def described() -> tuple[PreviewView, Content]:
            view = self._preview(line)
            return view, self._describe(line, view)

        def read() -> Show:
            preview = attempt(described) if line.strip() else None
            return partial(self._take, line, preview, self._completed(line))

        return read

    def _completed(self, line: str) -> tuple[str, ...]:
        return attempt(lambda: self._complete(line)).value or ()

    def _take(self, line: str, preview: Answer[tuple[PreviewView, Content]] | None, fitting: tuple[str, ...]) -> None:
        self._is_sound = False
        shown: Content = plain(_("client, duration, note: for example acme 15 printer jams #4821"))
        if self._trouble:
            shown = plain(f"! {self._trouble}")
        elif preview is not None:
            if preview.value is not None:
                view, shown = preview.value
                self._is_sound = view.refused is None
            elif isinstance(preview.error, UnreadableLine):
                shown = fault_text(line, preview.error)
            else:
                # What the line began with is no mistake.
                shown = plain(preview.trouble if line == self._first else f"! {preview.trouble}")
        shows_rows = preview is not None and preview.value is not None and not self._trouble
        self.query_one("#preview", Static).set_class(shows_rows, "rows").update(shown)
        self._show_fitting(line, fitting)

    def _show_fitting(self, line: str, fitting: tuple[str, ...]) -> None:
        """Name the completions, and show the first that goes on with the line in grey after the cursor."""
        if self._taken < 0:
            self._fitting = fitting
            words = [each.split()[-1] for each in fitting if each.split()]
            text = _("Tab: {words}").format(words="  ".join(words)) if words else ""
            self.query_one("#fitting", Static).update(plain(text))
        longer = next((each for each in fitting if each.startswith(line)), "")
        if longer and line:
            self.query_one(Input).post_message(SuggestionReady(line, longer))

    def action_complete(self) -> None:
        """Take the next completion."""
        if not self._fitting:
            return
        self._taken = (self._taken + 1) % len(self._fitting)
        self._put(self._fitting[self._taken])

    def action_recall(self, step: int) -> None:
        """Go `step` lines back in the history; before the latest line comes what was typed."""
        if self._place < 0:
            self._draft = self._line
        place = max(-1, min(len(self._history) - 1, self._place + step))
        if place != self._place:
            self._place = place
            self._taken = -1
            self._put(self._history[place] if place >= 0 else self._draft)

    def _put(self, line: str) -> None:
        box = self.query_one(Input)
        self._line, self._trouble = line, ""
        with self.prevent(Input.Changed):
            box.value = line
        box.cursor_position = len(line)
        self._show(line)
        self.note_typed()

    @on(Input.Submitted)
    def _line_submitted(self, event: Input.Submitted) -> None:
        self.submit(event.value)

    def submit(self, line: str) -> None:
        """Answer with the line if it can be posted."""
        self._enter(line, line)

    def _enter(self, line: str, answer: str) -> None:
        """Read a line anew and answer, if it can be saved."""
        self._trouble = ""
        self.enter_beside(self._reading(line), partial(self._entered, answer))

    def _entered(self, answer: str, read: Answer[Show]) -> None:
        _shown(read)
        if self._is_sound:
            self.answer(answer)
        else:
            self.take_back_below()

    def unsent(self) -> str | None:
        """The line that was typed and not saved."""
        return self._line.strip() and self._line if self._line != self._first else None

    def action_cancel(self) -> None:
        """Close and post nothing."""
        self.answer(None)


def _shown(read: Answer[Show]) -> None:
    if read.value is not None:
        read.value()


def fault_text(line: str, error: UnreadableLine) -> Content:
    """The line with the faulty characters marked, and the reason below."""
    shown = visible_text(line)
    start, end = error.start, max(error.end, error.start + 1)
    fault = shown[start:end] or " "
    marked = Content.assemble(Content(shown[:start]), Content.styled(fault, "reverse bold"), Content(shown[end:]))
    return Content.assemble(marked, Content("\n! "), plain(str(error)))
