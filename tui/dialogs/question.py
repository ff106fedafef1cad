"""The base of every modal: it closes once, however often a key repeats, and says for a moment what became of a paste."""

from typing import TypeVar

from textual.content import Content
from textual.screen import ModalScreen
from textual.visual import VisualType
from textual.widgets import Label

from tui.text import plain

Answer = TypeVar("Answer")


class Question(ModalScreen[Answer]):
    """A modal screen that returns one answer, or None if it is left."""

    ENTER_CLOSES = True
    """Whether Enter answers. If so, what was typed ahead of an Enter that was refused is dropped."""

    _is_answered = False
    was_left = False
    """Whether it was closed without an answer."""
    _told: tuple[tuple[Label, Content, VisualType], ...] = ()
    """Labels that say something for a moment: what they say, and what stood there."""

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

    def tell(self, sentence: str, *, stays: bool = False) -> None:
        """Say something in place of the keys, until the next key is pressed or, with `stays`, until the dialog closes."""
        self.show_keys_again()
        said = plain(sentence)
        labels = tuple(self.query(".dialog-keys").results(Label))
        self._told = () if stays else tuple((label, said, label.content) for label in labels)
        for label in labels:
            label.update(said)

    def show_keys_again(self) -> None:
        """Show the keys where something was said and still stands."""
        for label, said, keys in self._told:
            if label.content is said:
                label.update(keys)
        self._told = ()
