"""A table of whole lines: the highlighted one carries `►`, and headings between the lines cannot be highlighted."""

from rich.text import Text

from tui.widgets.tables import DiffTable, Row

_WIDEST = 400
"""Columns of a line at most, so that no line is measured."""
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
        if text is not None:
            self.set_heads((text,))
        self.show_header = text is not None

    def show_row(self, key: str) -> None:
        """Put the cursor on a line, and the heading above it at the top of the table."""
        self.point_at(key)
        if self.key_at_cursor == key and self._is_heading(self.cursor_row - 1):
            self.scroll_to(y=self.cursor_row - 1, animate=False)

    def _place_near(self, row: int) -> int:
        """Pass over a heading in the direction in which the cursor moves; stay where no line is left there."""
        row = super()._place_near(row)
        if not self._is_heading(row):
            return row
        before, behind = range(row, -1, -1), range(row, self.row_count)
        ways = (before, behind) if row < self.cursor_row else (behind, before)
        return next((each for way in ways for each in way if not self._is_heading(each)), row)

    def _scroll_to_cursor(self) -> None:
        """Show the first heading, too, when the cursor is on the first line."""
        super()._scroll_to_cursor()
        if self.cursor_row == 1 and self._is_heading(0):
            self.scroll_to(y=0, animate=False)

    def action_cursor_left(self) -> None:
        """Do nothing: a line is as wide as the table."""

    def action_cursor_right(self) -> None:
        """Do nothing: a line is as wide as the table."""

    def action_scroll_home(self) -> None:
        """Do nothing, for the same reason."""

    def action_scroll_end(self) -> None:
        """Do nothing, for the same reason."""

    def _is_heading(self, row: int) -> bool:
        return 0 <= row < self.row_count and self.rows[row][0].startswith(HEADING)

    @property
    def is_marked(self) -> bool:
        """Whether `►` stands before the highlighted row."""
        return self.screen.focused is self

    def _marks(self, row: int) -> bool:
        return self.is_marked and not self._is_heading(row)
