"""One queue of keys: the next is handled when all that the last one began is done, so that each finds its field."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual import events
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import NoActiveWorker, get_current_worker

from core.basics.i18n import _
from tui.covered import CoveredScreen
from tui.dialogs.question import Question
from tui.geometry import Geometry
from tui.keys import shown_keys
from tui.typing.dropping import (
    ALONE_SECONDS,
    WORD_SECONDS,
    Refusal,
    Words,
    dropped,
    has_letters_for_answers,
    is_text,
)
from tui.typing.idle import BACKGROUND, Idle
from tui.typing.insertions import Typed, letters_at_front, letters_together, shaped, text_of
from tui.widgets.text_box import TextBox

if TYPE_CHECKING:
    from tui.typing.host import TypingApp

HOLD_SECONDS = 10.0
"""So long keys wait for what an earlier one began, in seconds; then they are dropped."""
_PATIENCE_SECONDS = 1.0
"""After this time keys are said to wait, and the key that leaves acts at once, in seconds."""
_QUIET_SECONDS = 0.8
_LOOK_SECONDS = 0.002
_REPEAT_SECONDS = 1.0
"""So long after a key has done what it is for, the same key is one too many, in seconds."""
_NEVER_LEAVE = ("ctrl+c", "ctrl+z")


class KeyQueue:
    """Takes keys and pastes from the app's events and gives them back one at a time."""

    def __init__(self, app: "TypingApp") -> None:
        self._app = app
        self._idle = Idle(app)
        self._waiting: deque[Typed] = deque()
        self._released: Typed | None = None
        self._task: asyncio.Task[None] | None = None
        self._busy_since: float | None = None
        self._refusal = Refusal()
        self._words = Words(app.set_timer, self._tell, self._wait)
        self._has_acted = False
        """Whether a key was handled at all."""
        self._typed_at = float("-inf")
        self._acted_at = float("-inf")
        self._asked_by_enter: Question[object] | None = None
        self._pressed_in_text = False
        """Whether a field had the focus when the last key that was handled was pressed."""
        self._handled_at = float("-inf")
        """When the last key that was handled was pressed."""
        self._spent = "", "", float("-inf")
        """A key, what it says, and until when it does nothing else, in seconds of the monotonic clock."""
        self.when_waiting: Callable[[], None] | None = None
        """Called after each key that has to wait; a flow that keeps text before its sheet is open sets it."""

    # From the app

    def takes(self, event: events.Event) -> bool:
        """Whether the queue keeps an event for later; called for every event, before the app handles it."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            return False
        if event is self._released:
            self._released, self._acted_at = None, self._now()
            return isinstance(event, events.Key) and self._answers_itself(event)
        self._typed_at = max(self._typed_at, event.time)
        if not Geometry(*self._app.size).is_usable and not self._leaves(event):
            # Nothing of what they would do is seen.
            self._tell(f"! {dropped(1)}")
            return True
        if said := self._refusal.drop_late(event):
            self._tell(said)
            return True
        if self._is_way_out(event):
            self._waiting.clear()
            return False
        if self._withholds(event) or self._is_spent(event):
            return True
        is_idle = self._idle.is_idle(in_handler=True, beside_reads=self._replaces_reads(event))
        is_free = self._task is None and not self._waiting and is_idle
        if is_free and isinstance(event, events.Key) and _acts_at_once(event) and not self._may_begin_word(event):
            self._handles(event)
            self._forget_what_was_told()
            return self._answers_itself(event)
        self._waiting += self._taken_apart(event)
        if self.when_waiting is not None:
            self.when_waiting()
        self._run()
        return True

    def text_ahead(self) -> str:
        """The text that waits for the next field, up to the first key that is no text; none while an Enter is at work."""
        if self._asked_by_enter is not None:
            return ""
        return text_of(letters_at_front(tuple(self._waiting)))

    def opens(self, screen: "Screen[object]") -> None:
        """A screen is about to be shown; a worker that shows one waits for its answer, and keys are for the screen."""
        self._idle.opens(screen)
        if _is_in_background() and isinstance(screen, Question):
            self._words.expect_no_answer(screen)

    async def nobody_types(self) -> None:
        """Wait for a pause in the typing, where no key has begun what calls this: else the keys would answer its question."""
        while _is_in_background() and (self._waiting or self._now() - self._typed_at < _QUIET_SECONDS):
            await asyncio.sleep(_QUIET_SECONDS / 4)

    def refuse(self, sentence: str) -> str:
        """A command was refused: what was typed ahead of the answer counted on it. Gives the sentence to show.

        What no key has begun, such as the daily run, says nothing about the keys.
        """
        if _is_in_background() or not self._has_acted:
            return sentence
        return self._refusal.drop_waiting(sentence, self._now(), self._waiting)

    def spend(self, key: str, sentence: str) -> None:
        """Let a key do nothing for a moment but say a sentence: what it was pressed for is done, a second press is one too
        many."""
        self._spent = key, sentence, self._now() + _REPEAT_SECONDS

    def tell_of_other_bytes(self) -> None:
        """Say that the terminal sends no UTF-8."""
        sentence = _("the terminal sends no UTF-8: letters are read as Latin-1; set the terminal to UTF-8")
        for screen in self._app.screen_stack:
            if isinstance(screen, Question):
                screen.tell(sentence, stays=True)
            elif say := getattr(screen, "say", None):
                say(sentence)

    @property
    def is_at_rest(self) -> bool:
        """Whether no key waits and the last one was handled."""
        return self._task is None and not self._waiting and self._released is None

    @property
    def acted_at(self) -> float:
        """When the last key that waited was handled, or the last one came, in seconds of the monotonic clock."""
        return max(self._typed_at, self._acted_at)

    # One after another

    def _run(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._release_all())
            self._task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._task = None
        if not task.cancelled() and (error := task.exception()) is not None:
            self._app._handle_exception(cast(Exception, error))
        elif self._waiting and self._app.is_running:
            self._run()

    async def _release_all(self) -> None:
        while self._app.is_running and not self._app._exit:
            if not await self._became_idle():
                self._give_up()
                return
            self._look_after_enter()
            if self._waiting and self._may_begin_word(self._waiting[0]) and not await self._is_alone(self._waiting[0]):
                continue
            if not self._waiting:
                return
            letters = letters_together(self._waiting, self._app.screen)
            if letters:
                self._release_together(letters)
            else:
                self._release(self._waiting.popleft())

    async def _became_idle(self) -> bool:
        """Wait until nothing is left to do; false if that takes too long."""
        began, looks, was_told = self._now(), 0, False
        while looks < 2:
            beside_reads = bool(self._waiting) and self._replaces_reads(self._waiting[0])
            if self._released is None and self._idle.is_idle(beside_reads=beside_reads):
                self._busy_since = None
                looks += 1
                await asyncio.sleep(0)
            else:
                self._busy_since = self._busy_since or self._now()
                looks = 0
                if not was_told and self._waiting and self._now() - began > _PATIENCE_SECONDS:
                    was_told = True
                    self._tell(_("no answer yet; what you type waits"))
                await asyncio.sleep(_LOOK_SECONDS)
            if not self._app.is_running or self._now() - began > HOLD_SECONDS:
                return False
        return True

    def _give_up(self) -> None:
        """Drop what waited in vain: it was typed for something that never came. The key that leaves still does."""
        leaving = [each for each in self._waiting if self._leaves(each)]
        count = len(self._waiting)
        self._waiting.clear()
        self._asked_by_enter = self._released = None
        if leaving:
            self._release(leaving[0])
        elif count:
            self._tell(f"! {_('no answer came')}  {dropped(count)}")

    def _release_together(self, letters: Sequence[events.Key]) -> None:
        for _letter in letters:
            self._waiting.popleft()
        self._handles(letters[-1])
        self._forget_what_was_told()
        self._released = events.Paste(text_of(letters))
        self._app.post_message(self._released)

    def _release(self, event: Typed) -> None:
        if self._is_spent(event):
            return
        screen = self._app.screen
        self._handles(event)
        self._forget_what_was_told()
        if isinstance(event, events.Paste):
            paste, said = shaped(event, screen)
            if said:
                self._tell(said)
            if paste is None:
                return
            event = paste
        elif event.key == "enter" and isinstance(screen, Question):
            self._asked_by_enter = screen
        self._released = event
        self._app.post_message(event)

    def _is_spent(self, event: Typed) -> bool:
        """Whether a key is one that was pressed once too often, which is said."""
        key, sentence, until = self._spent
        is_spent = isinstance(event, events.Key) and event.key == key and event.time < until
        if is_spent:
            self._tell(f"! {sentence}")
        return is_spent

    def _handles(self, event: Typed) -> None:
        """Note where and when a key was pressed that is handled now."""
        self._has_acted = True
        self._pressed_in_text, self._handled_at = isinstance(self._app.screen.focused, Input), event.time

    def _may_begin_word(self, event: Typed) -> bool:
        """Whether a letter would answer a question that the key before it, pressed in a field, has brought up.

        In the rhythm of a word it may be the first letter of text that was typed ahead by who expected no question.
        """
        if not self._pressed_in_text or event.time - self._handled_at >= WORD_SECONDS:
            return False
        return is_text(event) and has_letters_for_answers(self._app.screen)

    async def _is_alone(self, first: Typed) -> bool:
        """Wait until it is sure whether a letter stands alone; if other text is close behind it, drop all of it."""
        while len(self._waiting) < 2 and self._now() - first.time < ALONE_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
        # A busy app may not have taken yet what has come.
        if not await self._became_idle():
            return False
        if len(self._waiting) < 2 or not is_text(self._waiting[1]):
            return True
        self._words.drop_waiting(self._waiting, self._app.screen)
        return False

    def _look_after_enter(self) -> None:
        """Drop what was typed ahead where Enter did not do what it should: the field or the question is another one."""
        asked, self._asked_by_enter = self._asked_by_enter, None
        if asked is None:
            return
        screen = self._app.screen
        moved_on, asked.has_moved_on = asked.has_moved_on, False
        if moved_on and screen is asked and self._waiting and _is_enter(self._waiting[0]):
            return
        is_kept = screen is asked and screen.is_open and asked.ENTER_CLOSES and not asked.is_asking
        is_new = screen is not asked or asked.is_asking
        is_unforeseen = is_new and has_letters_for_answers(screen) and not self._is_one_answer()
        if (is_kept or is_unforeseen) and self._waiting:
            self._words.drop_waiting(self._waiting, self._app.screen)

    def _replaces_reads(self, event: Typed) -> bool:
        """Whether a key asks for something else than what is being read, as text for a field that searches does, or leaves."""
        screen = self._app.screen
        if self._leaves(event):
            return True
        if isinstance(screen, Question):
            return isinstance(event, events.Paste) or not screen.waits_for_preview(event.key)
        if isinstance(event, events.Paste):
            return False
        if isinstance(screen.focused, TextBox) and screen.focused.REPLACES_READS:
            return event.is_printable or event.key in ("backspace", "escape")
        return isinstance(screen, CoveredScreen) and screen.replaces_reads(event.key)

    def _is_one_answer(self) -> bool:
        """Whether the next key is one letter by itself: an answer, and not the first letter of a word."""
        letters = [is_text(each) for each in list(self._waiting)[:2]]
        return letters in ([True], [True, False])

    def _is_way_out(self, event: Typed) -> bool:
        """Whether it is the key that leaves, pressed while the app has not answered for a while."""
        return (
            self._busy_since is not None and self._now() - self._busy_since > _PATIENCE_SECONDS and self._leaves(event)
        )

    def _withholds(self, event: Typed) -> bool:
        """Whether a key is kept from a question that it may not be meant for."""
        screen = self._app.screen
        return has_letters_for_answers(screen) and not self._leaves(event) and self._words.withhold(event, screen)

    def _wait(self, event: Typed) -> None:
        """Let a key wait behind the others."""
        self._waiting.append(event)
        self._run()

    def _leaves(self, event: Typed) -> bool:
        return isinstance(event, events.Key) and event.key in self._app.settings.keymap.keys_of("leave")

    # Keys and pastes with an answer of their own

    def _taken_apart(self, event: Typed) -> tuple[Typed, ...]:
        """Esc with a letter close behind it comes as Alt and that letter, which nobody pressed: it is both."""
        if isinstance(event, events.Paste) or not event.key.startswith("alt+") or self._app.is_command_key(event.key):
            return (event,)
        letter = (events.Key(event.character, event.character),) if event.character else ()
        return (events.Key("escape", "\x1b"), *letter)

    def _answers_itself(self, key: events.Key) -> bool:
        """Say how to leave where a key means that elsewhere; Ctrl+C still copies what is selected."""
        if key.key not in _NEVER_LEAVE or self._app.is_command_key(key.key):
            return False
        leave = shown_keys(self._app.settings.keymap.keys_of("leave")[:1])
        self._tell(_("{key} leaves; the call keeps running").format(key=leave))
        return key.key == "ctrl+z"

    # Words

    def _forget_what_was_told(self) -> None:
        if isinstance(self._app.screen, Question):
            self._app.screen.show_keys_again()

    def _tell(self, sentence: str) -> None:
        """Say something where it is seen: in the dialog on top, or in the page's line of answer."""
        for screen in reversed(self._app.screen_stack):
            tell = screen.tell if isinstance(screen, Question) else getattr(screen, "say", None)
            if tell is not None:
                tell(sentence)
                return

    def _now(self) -> float:
        return time.monotonic()


def _is_in_background() -> bool:
    """Whether this runs in a worker that no key has started."""
    try:
        return get_current_worker().group in BACKGROUND
    except NoActiveWorker:
        return False


def _acts_at_once(key: events.Key) -> bool:
    """Whether a key need not be looked at by the queue when nothing is left to do."""
    return key.key != "enter" and not key.key.startswith("alt+")


def _is_enter(event: Typed) -> bool:
    return isinstance(event, events.Key) and event.key == "enter"
