"""The base class of all dialogs."""

from typing import TypeVar

from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class Question(ModalScreen[Answer]):
    """A modal screen that returns one answer, or None if it is left."""

    _is_answered = False

    def answer(self, answer: Answer | None) -> None:
        """Close with an answer. Later answers, of a key that repeats, are ignored: they would close the screen below."""
        if not self._is_answered:
            self._is_answered = True
            self.dismiss(answer)
