"""The line above the keys: what just happened, or why not; at its right end DEMO or what is being read."""

from textual.content import Content
from textual.widgets import Static

from core.basics.text import visible_text
from tui.glyphs import LOOK, SAVED, cut
from tui.widgets.ring_lines import Tone


class AnswerLine(Static):
    """One row; a refusal is bold in the colour of a warning. It never changes its size."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self.sentence = ""
        """What is said."""
        self._is_refused = False
        self._corner = ""
        self._phone = ""
        self._tone = Tone.NONE

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """Say a sentence; empty for none."""
        if (sentence, refused) != (self.sentence, self._is_refused):
            self.sentence, self._is_refused = sentence, refused
            self.set_class(refused, "refused")
            self._write()

    def mark(self, corner: str) -> None:
        """Set the word at the right end."""
        if corner != self._corner:
            self._corner = corner
            self._write()

    def tell_of_phone(self, sentence: str, tone: Tone) -> None:
        """Say what the telephone tells: a ring in place of everything, what stands in place of nothing said."""
        if (sentence, tone) != (self._phone, self._tone):
            self._phone, self._tone = sentence, tone
            self._write()

    def on_resize(self) -> None:
        """Write the line for the new width."""
        self._write()

    def _write(self) -> None:
        # The size is that within the blanks at both ends; before the first layout there is none.
        width = self.size.width or 78
        self.set_class(self._tone is Tone.RINGING, "ringing")
        self.set_class(self._tone is Tone.STANDING and not self.sentence, "standing")
        if self._tone is Tone.RINGING:
            self.update(Content(f"{cut(visible_text(self._phone), width):<{width}}"), layout=False)
            return
        corner = visible_text(self._corner)
        sentence = self.sentence or self._phone
        said = visible_text(f"{LOOK} {sentence}" if self._is_refused else sentence)
        room = width - (len(corner) + 2 if corner else 0)
        said = cut(said, room)
        is_saved = said.startswith(SAVED)
        parts = [Content.styled(SAVED, "$ok"), Content(said[1:])] if is_saved else [Content(said)]
        if corner:
            parts += [Content(" " * (width - len(said) - len(corner))), Content.styled(corner, "$muted")]
        self.update(Content.assemble(*parts), layout=False)
