"""Tables that keep cursor and scroll position when their rows change."""

from collections.abc import Sequence

from textual.binding import Binding
from textual.message import Message

from tui.widgets.drawn_table import DrawnTable, Heading, Row
from tui.widgets.moving import move_bindings

__all__ = ["DiffTable", "Heading", "Row"]


class DiffTable(DrawnTable, can_focus=True):
    """A table of rows by key, with a cursor; `show` paints only the rows that differ."""

    BINDINGS = [
        Binding("enter", "select_cursor", show=False),
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("ctrl+home", "scroll_top", show=False),
        Binding("ctrl+end", "scroll_bottom", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
        *move_bindings(
            {
                "down": "cursor_down",
                "up": "cursor_up",
                "page_down": "page_down",
                "page_up": "page_up",
                "top": "scroll_top",
                "bottom": "scroll_bottom",
            },
            letters=True,
        ),
    ]

    class OfTable(Message):
        """Something happened in a table."""

        def __init__(self, table: "DiffTable") -> None:
            super().__init__()
            self._table = table

        @property
        def control(self) -> "DiffTable":
            """The table, by which `@on` tells tables apart."""
            return self._table

    class RowHighlighted(OfTable):
        """The cursor came to another place, or appeared, or there is a first row under it."""

    class RowSelected(OfTable):
        """Enter was pressed on a row."""

    def __init__(self, headings: Sequence[Heading], *, id: str, marks_chosen: bool = False) -> None:
        """With `marks_chosen` a column of one cell stands first, in which `►` marks the highlighted row."""
        super().__init__(headings, id=id, marks_chosen=marks_chosen)
        self._from_the_top = False
        self._left: str | None = None
        """The key of the row that was highlighted when the columns were made anew."""

    # Its rows

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return len(self._rows)

    @property
    def keys(self) -> list[str]:
        """The keys of the rows, from the top."""
        return [key for key, _cells in self._rows]

    def set_headings(self, headings: Sequence[Heading]) -> None:
        """Make other columns; the rows go, and `show` brings them back, the highlighted one too."""
        self._left = self.key_at_cursor
        self.scroll_x = self.scroll_y = self.scroll_target_x = self.scroll_target_y = 0
        self._set_columns(headings)

    def show(self, rows: list[Row]) -> None:
        """Show these rows; the cursor stays on its row, or else at its place."""
        from_the_top, self._from_the_top = self._from_the_top, False
        left, self._left = self._left, None
        if rows != self._rows:
            current = None if from_the_top else left or self.key_at_cursor
            place = next((place for place, (key, _cells) in enumerate(rows) if key == current), None)
            is_first = not self._rows
            self._set_rows(rows)
            self._put_cursor(self._cursor if place is None else place, is_new=is_first and self._shows_cursor)
            if place is not None:
                self._scroll_to_cursor()
        if from_the_top and rows:
            self.move_cursor(row=0)

    def point_at_first(self) -> None:
        """Let the next `show` put the cursor on the first row, for a new search."""
        self._from_the_top = True

    # Its cursor

    @property
    def cursor_row(self) -> int:
        """The place of the highlighted row, counted from 0."""
        return self._cursor

    @property
    def key_at_cursor(self) -> str | None:
        """The key of the highlighted row; after other columns were made, of the one that was, until rows are shown."""
        return self._rows[self._cursor][0] if self._rows else self._left

    @property
    def show_cursor(self) -> bool:
        """Whether the row at the cursor is highlighted."""
        return self._shows_cursor

    @show_cursor.setter
    def show_cursor(self, shows_cursor: bool) -> None:
        if shows_cursor is not self._shows_cursor:
            self._shows_cursor = shows_cursor
            self._refresh_row(self._cursor)
            if shows_cursor and self._rows:
                self._scroll_to_cursor()
                self.post_message(self.RowHighlighted(self))

    def point_at(self, key: str) -> None:
        """Put the cursor on a row, if it is shown."""
        keys = self.keys
        if key in keys:
            self.move_cursor(row=keys.index(key))

    def move_by(self, rows: int) -> None:
        """Move the cursor by so many rows, at most to the first or the last one."""
        self.move_cursor(row=self._cursor + rows)

    def move_cursor(self, *, row: int) -> None:
        """Put the cursor on a row, by its place, or on the first or last one."""
        self._put_cursor(row)
        self._scroll_to_cursor()

    def _put_cursor(self, row: int, *, is_new: bool = False) -> None:
        """Highlight a row; `is_new` where it is told also of one at the same place."""
        before, self._cursor = self._cursor, self._place_near(row)
        if before != self._cursor:
            self._refresh_row(before)
            self._refresh_row(self._cursor)
        if self._rows and (before != self._cursor or is_new):
            self.post_message(self.RowHighlighted(self))

    def _place_near(self, row: int) -> int:
        """The place of a row on which the cursor may be, nearest to this one."""
        return max(0, min(len(self._rows) - 1, row))

    def action_select_cursor(self) -> None:
        """Choose the highlighted row."""
        if self._shows_cursor and self._rows:
            self.post_message(self.RowSelected(self))

    def action_cursor_up(self) -> None:
        """Move the cursor to the row before."""
        self.move_by(-1)

    def action_cursor_down(self) -> None:
        """Move the cursor to the next row."""
        self.move_by(1)

    def action_page_up(self) -> None:
        """Move the cursor and the rows a page up."""
        self._move_page(-1)

    def action_page_down(self) -> None:
        """Move the cursor and the rows a page down."""
        self._move_page(1)

    def _move_page(self, step: int) -> None:
        if not self._rows:
            return
        height = self.scrollable_content_region.height - self._head_lines
        row, last = self._cursor, len(self._rows) - 1 if step > 0 else 0
        lines = self._height(row)
        while row != last and lines <= height:
            row += step
            lines += self._height(row)
        self.scroll_relative(y=step * height, animate=False, force=True)
        self.move_cursor(row=row)

    def action_scroll_top(self) -> None:
        """Move the cursor to the first row."""
        self.move_cursor(row=0)

    def action_scroll_bottom(self) -> None:
        """Move the cursor to the last row."""
        self.move_cursor(row=len(self._rows) - 1)

    def action_cursor_left(self) -> None:
        """Show what is left of the window."""
        self.action_scroll_left()

    def action_cursor_right(self) -> None:
        """Show what is right of the window."""
        self.action_scroll_right()

    def action_scroll_home(self) -> None:
        """Show the first columns."""
        self.scroll_x = 0

    def action_scroll_end(self) -> None:
        """Show the last columns."""
        self.scroll_x = self.max_scroll_x
