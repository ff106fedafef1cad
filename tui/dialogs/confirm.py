"""Questions that are answered by one letter, never by Enter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from core.basics.i18n import _
from tui.dialogs.question import Question
from tui.text import plain, wrapped
from tui.widgets.key_line import KeyHint
from tui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from core.ledger.calls import GapChoice

_LEAST_ROWS = 2
"""Rows of a question between the borders of its sheet."""


class Confirm(Question[bool]):
    """Asks before what is hard to undo; y answers True, n and Esc answer False."""

    BINDINGS = [
        Binding("y", "say(True)", show=False),
        Binding("n,escape", "say(False)", show=False),
    ]

    def __init__(self, question: str, details: str = "") -> None:
        super().__init__()
        self._question = question
        self._details = details

    def compose_sheet(self) -> ComposeResult:
        """What the question is about."""
        yield TextLines(self._details, id="details")

    def rows_wanted(self) -> int:
        """Two, or as many as the details need: nothing of what is asked is cut."""
        # The scrollbar has a column.
        return rows_of(self._details, self.app.size.width - 1)

    def title_of_sheet(self) -> str:
        """The question."""
        return self._question

    def key_hints(self) -> Sequence[KeyHint]:
        """The two answers."""
        return (KeyHint(_("yes")[0], _("yes")), KeyHint("n", _("no")))

    def on_key(self, event: events.Key) -> None:
        """Accept the first letter of "yes" in the user's language too."""
        if event.character and event.character == _("yes")[0]:
            event.stop()
            self.answer(True)

    def action_say(self, yes: bool) -> None:
        """Close with the answer."""
        self.answer(yes)


class Gap(Question["GapChoice"]):
    """Asks about a gap without heartbeat in a running call; answers `keep`, `drop` or `stop` (at the gap's start)."""

    BINDINGS = [
        Binding("k", "choose('keep')", show=False),
        Binding("d", "choose('drop')", show=False),
        Binding("s", "choose('stop')", show=False),
        Binding("escape", "choose('keep')", show=False),
    ]

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose_sheet(self) -> ComposeResult:
        """What happened."""
        yield Static(plain(self._sentence), id="details", markup=False)

    def rows_wanted(self) -> int:
        """Two, or as many as the sentence needs."""
        return rows_of(self._sentence, self.app.size.width)

    def title_of_sheet(self) -> str:
        """What is asked about."""
        return _("The running call had a gap")

    def key_hints(self) -> Sequence[KeyHint]:
        """The three answers."""
        return (
            KeyHint("k", _("keep all")),
            KeyHint("d", _("drop the gap and run on")),
            KeyHint("s", _("stop at the gap")),
        )

    def action_choose(self, choice: "GapChoice") -> None:
        """Close with the choice."""
        self.answer(choice)


def rows_of(text: str, width: int) -> int:
    """The rows of a question on a window of so many columns: at least two, and enough for its wrapped text."""
    return max(_LEAST_ROWS, sum(len(wrapped(line, width - 4)) for line in text.split("\n")))
