"""The line above the keys: what just happened, or why not; at its right end DEMO or what is being read."""

from textual.content import Content
from textual.widgets import Static

from core.basics.text import visible_text
from tui.glyphs import LOOK, SAVED, cells, column, cut
from tui.text import wrapped
from tui.widgets.ring_lines import Tone

_MOST_ROWS = 3
"""Rows of the longest sentence; the rest is cut."""


class AnswerLine(Static):
    """One row; a refusal is bold in the colour of a warning.

    It lies over the page. A sentence that is longer than the row, and a refusal while the telephone rings, take rows above
    it as long as they are said; nothing else moves.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self.sentence = ""
        """What is said."""
        self._is_refused = False
        self._is_one_row = False
        self._rows = 1
        self._corner = ""
        self._phone = ""
        self._tone = Tone.NONE

    def say(self, sentence: str, *, refused: bool = False, stays: bool = False) -> None:
        """Say a sentence; empty for none. One that stays until the next is cut to one row: it would hide what it tells of."""
        if (sentence, refused, stays) != (self.sentence, self._is_refused, self._is_one_row):
            self.sentence, self._is_refused, self._is_one_row = sentence, refused, stays
            self.set_class(refused, "refused")
            self._write()

    def mark(self, corner: str) -> None:
        """Set the word at the right end."""
        if corner != self._corner:
            self._corner = corner
            self._write()

    def tell_of_phone(self, sentence: str, tone: Tone) -> None:
        """Say what the telephone tells: a ring in place of everything but a refusal, what stands in place of nothing said."""
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
        lines = self._ringing(width) if self._tone is Tone.RINGING else self._said(width)
        if len(lines) != self._rows and not self._is_covered:
            self._rows = len(lines)
            for rows in range(2, _MOST_ROWS + 2):
                self.set_class(rows == len(lines), f"rows-{rows}")
        self.update(Content("\n").join(lines), layout=False)

    @property
    def _is_covered(self) -> bool:
        """Whether a sheet lies over the page: the style sheet leaves the line one row then, as rows above are not seen."""
        behind = self.app.SUSPENDED_SCREEN_CLASS
        return self.is_attached and bool(behind) and self.screen.has_class(behind)

    def _ringing(self, width: int) -> list[Content]:
        """The ring in the last row; a refusal above it, for it answers a key."""
        said = f"{LOOK} {self.sentence}" if self._is_refused else self.sentence
        rows = wrapped(visible_text(said), width)[:_MOST_ROWS] if said.startswith(LOOK) else []
        return [Content(column(row, width)) for row in (*rows, visible_text(self._phone))]

    def _said(self, width: int) -> list[Content]:
        sentence = self.sentence or self._phone
        said = visible_text(f"{LOOK} {sentence}" if self._is_refused else sentence)
        corner = visible_text(self._corner)
        room = width - (cells(corner) + 2 if corner else 0)
        is_cut = self._is_one_row or self._is_covered or not self.sentence
        rows = [cut(said, room)] if is_cut else wrapped(said, room)
        if len(rows) > _MOST_ROWS:
            rows = [*rows[: _MOST_ROWS - 1], cut(" ".join(rows[_MOST_ROWS - 1 :]), room)]
        lines = [Content(row) for row in rows]
        if rows[0].startswith(SAVED):
            lines[0] = Content.assemble(Content.styled(SAVED, "$ok"), Content(rows[0][1:]))
        if corner:
            gap = Content(" " * (width - cells(rows[-1]) - cells(corner)))
            lines[-1] = Content.assemble(lines[-1], gap, Content.styled(corner, "$muted"))
        return lines
