"""A text of any length that scrolls; only the rows in its window are drawn."""

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.text import plain, wrapped


class TextLines(ScrollView):
    """A text, wrapped between words.

    Textual's `Static` lays all of its text out more than once before a row is seen: 185,000 calls for six hundred lines.
    """

    DEFAULT_CSS = "TextLines { overflow: hidden auto; scrollbar-gutter: stable; }"

    def __init__(self, text: str, *, id: str) -> None:
        super().__init__(id=id)
        self._text = plain(text).plain
        self._rows: list[str] = []

    @property
    def text(self) -> str:
        """The whole text, as it may be shown."""
        return self._text

    def on_resize(self) -> None:
        """Wrap the text for the width, of which the scrollbar has its part whether it is needed or not."""
        width = self.scrollable_content_region.width
        self._rows = [row for line in self._text.split("\n") for row in wrapped(line, max(1, width))]
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A row of the window."""
        row = y + int(self.scroll_offset.y)
        text = self._rows[row] if row < len(self._rows) else ""
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(
            self.scrollable_content_region.width, self.rich_style
        )
