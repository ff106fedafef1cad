"""The ground of every modal: it closes once, however often a key repeats."""

from typing import TypeVar

from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class Question(ModalScreen[Answer]):
    """A modal that hands back one answer."""

    _is_answered = False

    def answer(self, answer: Answer | None) -> None:
        """Close with an answer; later ones (a key that repeats) are ignored, else they would close what lies beneath."""
        if not self._is_answered:
            self._is_answered = True
            self.dismiss(answer)
