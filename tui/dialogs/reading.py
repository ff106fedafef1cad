"""Asks whether an H:MM over four hours is a length or a clock time."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from core.basics.i18n import _
from tui.dialogs.question import Question
from tui.text import plain
from tui.widgets.key_line import KeyHint

_ROWS = 2


class Reading(Question[str]):
    """Answers with the reading that is meant, in words that have no other; Esc answers with none."""

    BINDINGS = [Binding("escape", "leave", show=False)]

    def __init__(self, word: str, length: str, since: str = "") -> None:
        """`length` and `since` are the two readings; `since` is empty where there is only the length."""
        super().__init__()
        self._word = word
        self._length = length
        self._since = since

    def compose_sheet(self) -> ComposeResult:
        """The readings."""
        rows = [_("{length} of work").format(length=self._length)]
        if self._since:
            rows.append(_("or the clock time, {since}").format(since=self._since))
        else:
            rows.append(_("for the clock time write its end too"))
        yield Static(plain("\n".join(rows)), markup=False)

    def rows_wanted(self) -> int:
        """One row a reading."""
        return _ROWS

    def title_of_sheet(self) -> str:
        """What is asked."""
        return _("What does {word} mean?").format(word=self._word)

    def key_hints(self) -> Sequence[KeyHint]:
        """One letter a reading."""
        clock = (KeyHint(_("clock")[0], _("clock time")),) if self._since else ()
        return (KeyHint(_("length")[0], _("a length")), *clock, KeyHint("Esc", _("back")))

    def on_key(self, event: events.Key) -> None:
        """The first letters of the two words, in the user's language or in English."""
        if event.character in (_("length")[0], "l"):
            event.stop()
            self.answer(self._length)
        elif self._since and event.character in (_("clock")[0], "c"):
            event.stop()
            self.answer(self._since)

    def action_leave(self) -> None:
        """Close without a reading."""
        self.answer(None)
