"""Keys that were typed for something else than what they find: they are dropped, and how many is said."""

from collections import deque
from collections.abc import Callable

from textual import events
from textual.screen import Screen
from textual.widgets import Input

from core.basics.i18n import ngettext
from tui.dialogs.question import Question
from tui.typing.insertions import Typed

ALONE_SECONDS = 0.2
"""So long a letter waits before it answers a question that no key has asked for: it may begin a word. In seconds."""
WORD_SECONDS = 0.8
"""Keys that come closer together than this belong to the word whose first letter was dropped, in seconds."""


class Refusal:
    """The command that was refused last. Keys pressed before that counted on it."""

    def __init__(self) -> None:
        self._at = float("-inf")
        self._sentence = ""
        self._count = 0

    def drop_waiting(self, sentence: str, at: float, waiting: deque[Typed]) -> str:
        """A command is refused: drop the keys that wait. Returns the sentence to show, with their number."""
        self._at, self._sentence, self._count = at, sentence, len(waiting)
        waiting.clear()
        return f"{sentence}  {dropped(self._count)}" if self._count else sentence

    def drop_late(self, event: Typed) -> str:
        """What to say of a key that was pressed before the refusal and comes only now; empty if it was pressed since."""
        if event.time > self._at:
            return ""
        self._count += 1
        return f"! {self._sentence}  {dropped(self._count)}"


class Words:
    """Words typed ahead by who expected no question, which their letters would answer. All letters of one are dropped."""

    def __init__(
        self,
        set_timer: Callable[[float, Callable[[], None]], object],
        tell: Callable[[str], object],
        release: Callable[[Typed], object],
    ) -> None:
        """`release` gets a letter that was held back and turned out to stand alone."""
        self._set_timer = set_timer
        self._tell = tell
        self._release = release
        self._unasked: Screen[object] | None = None
        """The last question that no key has asked for."""
        self._held: events.Key | None = None
        """The letter for it that waits until it is sure that it stands alone."""
        self._dropped_at = float("-inf")
        """When the last key was dropped."""
        self._dropped_keys = 0
        self._dropped_before: Screen[object] | None = None
        """The question on top when the word was dropped."""

    def expect_no_answer(self, question: Screen[object]) -> None:
        """A question that no key has asked for is about to be shown."""
        self._unasked, self._held, self._dropped_at = question, None, float("-inf")

    def drop_waiting(self, waiting: deque[Typed], screen: Screen[object]) -> None:
        """Drop what waits; letters that still come in the same rhythm answer nothing either."""
        self._dropped_keys, self._dropped_at, self._dropped_before = len(waiting), waiting[-1].time, screen
        waiting.clear()
        self._tell(f"! {dropped(self._dropped_keys)}")

    def withhold(self, event: Typed, screen: Screen[object]) -> bool:
        """Whether a key is kept from a question that no key has asked for, or a letter from one that dropped its word.

        A letter waits until it is sure that it stands alone. With other keys close behind it, it was typed for what was
        there before: all of them are dropped, which is said.
        """
        is_of_word = event.time - self._dropped_at < WORD_SECONDS
        if self._unasked is not screen and not (is_of_word and self._dropped_before is screen and is_text(event)):
            return False
        if self._held is not None or is_of_word:
            self._dropped_keys = self._dropped_keys + 1 if is_of_word else 2
            self._held, self._dropped_at = None, event.time
            self._tell(f"! {dropped(self._dropped_keys)}")
            return True
        if isinstance(event, events.Paste) or not (event.is_printable or event.key == "escape"):
            return False
        self._held = event
        self._set_timer(ALONE_SECONDS, self._let_go)
        return True

    def _let_go(self) -> None:
        event, self._held = self._held, None
        if event is not None:
            self._release(event)


def dropped(count: int) -> str:
    """What to say of so many keys."""
    said = ngettext("{count} key typed ahead was dropped", "{count} keys typed ahead were dropped", count)
    return said.format(count=count)


def is_text(event: Typed) -> bool:
    """Whether it is a letter or a paste, and no key that acts by itself."""
    return isinstance(event, events.Paste) or event.is_printable


def has_letters_for_answers(screen: Screen[object]) -> bool:
    """Whether a letter answers what is asked on a screen."""
    return isinstance(screen, Question) and (screen.is_asking or not screen.query(Input))
