"""The base of every dialog: a sheet at the foot of the screen that closes once, however often a key repeats."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from core.basics.i18n import _
from tui.attempt import Answer as Read
from tui.covered import CoveredScreen
from tui.geometry import Geometry
from tui.glyphs import AROUND_TITLE, cut_title
from tui.newest import Newest
from tui.text import name_panel, plain
from tui.widgets.answer_line import AnswerLine
from tui.widgets.key_line import KeyHint, KeyLine
from tui.workers import begin

Answer = TypeVar("Answer")
T = TypeVar("T")

PREVIEW = "preview"
"""The group of the workers that read what a dialog shows of what is typed: keys of text do not wait for them."""
_ENTER = "enter"
"""The group of those that read what a key acts on: keys typed behind it wait."""
_LATE_SECONDS = 0.3
"""After this time a preview that is still read is said to be."""

_BESIDE = frozenset({"help", "phone.dismiss"})
"""Ids of commands that act while the dialog stays open."""


class Sheet(Vertical):
    """The bordered part of a dialog."""


class Parking(Protocol):
    """What a dialog needs of the app to make room for another command."""

    def command_over_dialogs(self, key: str) -> str:
        """The id of the command that a key means while a dialog is open; empty for none."""

    def attempt_below(self, command_id: str) -> None:
        """Carry a command out on the page below, once the dialog is gone."""

    def hints_over_dialogs(self) -> tuple[KeyHint, ...]:
        """Search, help and palette, with the keys in force."""


class Question(CoveredScreen[Answer], ModalScreen[Answer]):
    """A modal screen that returns one answer, or None if it is left.

    It is a sheet of the window's full width above the lines of answer and keys. The page behind stays in sight, with the
    call's clock. A subclass composes the sheet's rows in `compose_sheet`, each one row high, and gives `rows_wanted`,
    `title_of_sheet`, `note_of_sheet` and `key_hints`.
    """

    ENTER_CLOSES = True
    """Whether Enter answers. If so, what was typed ahead of an Enter that was refused is dropped."""

    OPENED_BY: frozenset[str] = frozenset()
    """Ids of the commands that open it: their keys do nothing here."""
    _is_answered = False
    was_left = False
    """Whether it was closed without an answer."""
    was_parked = False
    """Whether it was closed by the key of another command; the command that opened it goes on with what was typed."""
    is_asking = False
    """Whether it asks, in itself, something that one letter answers."""
    has_moved_on = False
    """Whether the last Enter went to another field, to be looked at, where the next Enter answers."""
    _is_told = False
    _is_opening = False
    was_typed: Callable[[], object] | None = None
    """Called after each change of what is typed, by a dialog with something to keep; who asks the question sets it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._newest: dict[str, Newest] = {}
        """What is read, by lane."""
        self._late: dict[str, asyncio.TimerHandle] = {}
        """By lane, what will say that a preview is still read; until then it is not said."""
        self._entering: object | None = None
        """A mark of the read that a key acts on, while it is made."""
        self._frame: Sheet | None = None

    def compose(self) -> ComposeResult:
        """The sheet, the line of answer, which is there only while something is said, and the keys."""
        self.take_size_classes(self.app.size)
        self._frame = Sheet(classes="dialog")
        with self._frame:
            yield from self.compose_sheet()
        yield AnswerLine(classes="sheet-answer")
        yield KeyLine(self.key_hints())

    def compose_sheet(self) -> ComposeResult:
        """The rows inside the border."""
        yield from ()

    def rows_wanted(self) -> int:
        """How many rows the sheet has inside its border if there is room; 0: as many as the Today panel."""
        return 0

    def title_of_sheet(self) -> str:
        """What stands in the upper border."""
        return ""

    def note_of_sheet(self) -> str:
        """What stands in the lower border, at the right."""
        return ""

    def key_hints(self) -> Sequence[KeyHint]:
        """The keys that act in this dialog."""
        return ()

    def common_hints(self) -> tuple[KeyHint, ...]:
        """The keys that act in every dialog. A dialog names them behind its own."""
        return cast(Parking, self.app).hints_over_dialogs()

    def keys_in_words(self) -> Sequence[tuple[str, str]]:
        """The keys of this dialog with what they do, for the help sheet."""
        return [(hint.key, hint.word) for hint in self.key_hints()]

    def on_mount(self) -> None:
        """Set the sheet's place before it is painted."""
        self.fit()
        self.name_sheet()

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Shown: it is painted when its first messages are handled, which lay it out again, and not before that too."""
        self._is_opening = not self.was_shown
        super()._on_screen_resume(event)
        self._is_opening = False

    def _compositor_refresh(self) -> None:
        if not self._is_opening:
            super()._compositor_refresh()

    def on_resize(self) -> None:
        """Set the sheet's place for the new window, and what of its title goes into it."""
        self.fit()
        self.name_sheet()

    def fit(self) -> None:
        """Set the sheet's height for the window and the rows wanted."""
        if self._frame is not None:
            self._frame.styles.height = Geometry(*self.app.size).sheet_rows(self.rows_wanted())

    def name_sheet(self) -> None:
        """Write the borders' words again."""
        if self._frame is not None:
            title = cut_title(self.title_of_sheet(), self.app.size.width - AROUND_TITLE)
            name_panel(self._frame, title, self.note_of_sheet())

    def show_keys(self) -> None:
        """Show the keys that act now."""
        self.query_one(KeyLine).show(self.key_hints())

    @property
    def focus_chain(self) -> list[Widget]:
        """What Tab goes through, in the order of the rows.

        Textual 8.2.8 sorts by place: a row that the last key has shown has none until it is laid out, and came first.
        """
        order = {widget: place for place, widget in enumerate(self.walk_children())}
        return sorted(super().focus_chain, key=lambda widget: order[widget])

    @property
    def is_open(self) -> bool:
        """Whether no answer was given yet."""
        return not self._is_answered

    def answer(self, answer: Answer | None) -> None:
        """Close with an answer. Later answers, of a key that repeats, are ignored: they would close the screen below."""
        if not self._is_answered:
            self._is_answered = True
            self.was_left = answer is None
            self.dismiss(answer)

    def unsent(self) -> Answer | None:
        """What was typed and not sent, to be gone on with: `None` if nothing was typed, empty if it was taken back."""
        return None

    # What it reads of the store

    def preview_beside(
        self,
        read: Callable[[], T],
        take: Callable[[Read[T]], object],
        *,
        of: object = None,
        lane: str = "",
        pause: float = 0.0,
    ) -> None:
        """Read in a thread what is shown of what is typed, and hand it to `take`, unless something newer is asked for.

        `of` is what is typed: a read of the same that is at work is not made again. Reads of another `lane` replace none of
        this one. `pause` are seconds in which nobody must have typed before the read begins.
        """

        async def taken() -> None:
            if lane not in self._late:
                late = asyncio.get_running_loop().call_later(pause + _LATE_SECONDS, self._is_late, lane)
                self._late[lane] = late
            answer = await self._newest.setdefault(lane, Newest()).read(read, of, pause)
            if answer is not None:
                # Not where something newer was asked for: that is still read, or is shown by now.
                self._end_late(lane)
                if self._can_show:
                    take(answer)

        begin(self, taken, group=PREVIEW)

    def enter_beside(self, read: Callable[[], T], take: Callable[[Read[T]], object], *, of: object = None) -> None:
        """The same for what a key acts on, such as Enter: a preview that is still read is not shown any more."""
        mark = self._entering = object()

        async def taken() -> None:
            try:
                answer = await self._newest.setdefault("", Newest()).read(read, of)
            finally:
                if self._entering is mark:
                    self._entering = None
            if answer is not None:
                self._end_late("")
                if self._can_show:
                    take(answer)

        begin(self, taken, group=_ENTER)

    @property
    def is_entering(self) -> bool:
        """Whether what a key acts on is being read: what is typed behind that key is not for this dialog's fields."""
        return self._entering is not None

    def forget_previews(self) -> None:
        """Show nothing of what is being read."""
        for newest in self._newest.values():
            newest.forget()
        for lane in list(self._late):
            self._end_late(lane)

    def waits_for_preview(self, key: str) -> bool:
        """Whether a key acts on what a preview reads, so that it waits for it."""
        return False

    @property
    def _can_show(self) -> bool:
        """Whether no answer was given and all widgets are there: where the app ends they go before the dialog."""
        return self.is_open and not self.is_closing

    def _end_late(self, lane: str) -> None:
        if (late := self._late.pop(lane, None)) is not None:
            late.cancel()

    def _is_late(self, lane: str) -> None:
        del self._late[lane]
        if self._can_show:
            for shown in self.query("#preview").results(Static):
                shown.update(plain(_("reading…")))

    def note_typed(self) -> None:
        """Tell who asks the question that something else is typed now."""
        if self.was_typed is not None:
            self.was_typed()

    def on_key(self, event: events.Key) -> None:
        """Make room for the command of a function key: the telephone rings while somebody writes."""
        app = cast(Parking, self.app)
        command_id = app.command_over_dialogs(event.key)
        if not command_id or command_id in self.OPENED_BY or not self.is_open:
            return
        event.stop()
        event.prevent_default()
        if command_id not in _BESIDE:
            self.park()
        app.attempt_below(command_id)

    def park(self) -> None:
        """Close without an answer, to be gone on with."""
        self.was_parked = True
        self.answer(None)

    def tell(self, sentence: str, *, stays: bool = False) -> None:
        """Say something in the line of answer, until the next key is pressed or, with `stays`, until the dialog closes."""
        self._is_told = not stays
        for line in self.query(AnswerLine):
            line.say(sentence)
            line.display = bool(sentence)

    def take_back_below(self) -> None:
        """Take back what the pages below answered before: of two refusals only that of this dialog is seen."""
        for screen in self.app.screen_stack:
            if not isinstance(screen, Question) and (say := getattr(screen, "say", None)):
                say("")

    def show_keys_again(self) -> None:
        """Take back what was said, if it does not stay."""
        if self._is_told:
            self.tell("")
            self._is_told = False
