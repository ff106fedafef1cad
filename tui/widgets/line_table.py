"""A table of whole lines: the highlighted one carries `►`, and headings between the lines cannot be highlighted."""

from rich.segment import Segment
from rich.text import Text
from textual.coordinate import Coordinate
from textual.strip import Strip

from tui.glyphs import CHOSEN
from tui.widgets.tables import DiffTable, Row

_WIDEST = 400
"""Columns of a line at most. A column that fits its cells would not grow with a line that is written anew."""
HEADING = "-"
"""The first character of a heading's key; ids of rows never begin with it."""


def heading(name: str, text: Text) -> Row:
    """A line that is not a row: it is bold, and the cursor passes over it."""
    text.stylize("bold")
    return f"{HEADING}{name}", (text,)


class LineTable(DiffTable):
    """A `DiffTable` of one column. The first cell of a line is kept free for its mark: `►` replaces what stands there."""

    def __init__(self, *, id: str) -> None:
        super().__init__([("", _WIDEST)], id=id)
        self.show_header = False

    def show_head(self, text: Text | None) -> None:
        """Show a line of column heads over the lines, or none."""
        if text is not None and self.ordered_columns and self.ordered_columns[0].label != text:
            self.ordered_columns[0].label = text
            # Textual 8.2.8 keeps what it drew until a cell changes, and the lines may be the same under another head.
            self._update_count += 1
            self.refresh()
        self.show_header = text is not None

    def show(self, rows: list[Row]) -> None:
        """Show these lines; the cursor is never on a heading."""
        super().show(rows)
        if self._is_heading(self.cursor_row):
            self.move_cursor(row=self.cursor_row + 1, animate=False)

    def show_row(self, key: str) -> None:
        """Put the cursor on a line, and the heading above it at the top of the table."""
        self.point_at(key)
        if self.key_at_cursor == key and self._is_heading(self.cursor_row - 1):
            self.scroll_to(y=self.cursor_row - 1, animate=False)

    def validate_cursor_coordinate(self, value: Coordinate) -> Coordinate:
        """Pass over a heading in the direction in which the cursor moves; stay where no line is left there."""
        value = super().validate_cursor_coordinate(value)
        if not self._is_heading(value.row):
            return value
        step = -1 if value.row < self.cursor_row else 1
        rows = [*range(value.row, -1 if step < 0 else self.row_count, step), *range(value.row, self.row_count)]
        rows += range(value.row, -1, -1)
        row = next((row for row in rows if row < self.row_count and not self._is_heading(row)), value.row)
        return Coordinate(row, value.column)

    def watch_cursor_coordinate(self, old_coordinate: Coordinate, new_coordinate: Coordinate) -> None:
        """Show the first heading, too, when the cursor comes to the first line."""
        super().watch_cursor_coordinate(old_coordinate, new_coordinate)
        if new_coordinate.row == 1 and self._is_heading(0):
            self.scroll_to(y=0, animate=False)

    def action_cursor_left(self) -> None:
        """Do nothing: a line is as wide as the table."""

    def action_cursor_right(self) -> None:
        """Do nothing: a line is as wide as the table."""

    def _is_heading(self, row: int) -> bool:
        return 0 <= row < len(self.keys) and self.keys[row].startswith(HEADING)

    @property
    def is_marked(self) -> bool:
        """Whether `►` stands before the highlighted row."""
        return self.screen.focused is self

    def render_line(self, y: int) -> Strip:
        """One line of the table, with `►` before the highlighted row."""
        strip = super().render_line(y)
        top = int(self.show_header)
        if not self.is_marked or y < top or not self.row_count:
            return strip
        if y - top + round(self.scroll_offset.y) != self.cursor_row or self._is_heading(self.cursor_row):
            return strip
        style = next(iter(strip), Segment("")).style
        return Strip.join([Strip([Segment(CHOSEN, style)], 1), strip.crop(1)])
