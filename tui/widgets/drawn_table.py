"""A table that draws only the lines in its window, each once; what moves its cursor and changes its rows builds on it."""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from itertools import accumulate

from rich.style import Style
from rich.text import Text
from textual.dom import DOMNode
from textual.geometry import Region, Size, Spacing
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.drawn_rows import (
    Look,
    end_of_text,
    line_of_row,
    lines_of,
    shown_part,
    width_of,
    with_chosen_mark,
    with_cut_mark,
)

Row = tuple[str, tuple[Text, ...]]
"""A row: its key and its cells."""
Heading = tuple[str, int | None]
"""A column: its head, and its width with the blanks behind it; `None`: as wide as its longest cell."""
_CURSOR, _HEAD = "table--cursor", "table--head"
"""Classes of the highlighted row's styles and of the head's."""


class DrawnTable(ScrollView):
    """The rows of a table below the heads of its columns, one of them highlighted.

    Textual's `DataTable` renders each cell by a console of Rich's, and each row anew when any cell changes: a line of it
    takes 3,800 calls of functions, one of this table 100 to 300.
    """

    COMPONENT_CLASSES = {_CURSOR, _HEAD}
    DEFAULT_CSS = """
    DrawnTable {
        color: $foreground;
        max-height: 100%;
        & > .table--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .table--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        &:focus > .table--head { background-tint: $foreground 5%; }
    }
    """
    ALLOW_SELECT = False

    def __init__(self, headings: Sequence[Heading], *, id: str, marks_chosen: bool = False) -> None:
        """With `marks_chosen` a column of one cell stands first, in which `►` marks the highlighted row."""
        super().__init__(id=id)
        self._marks_chosen = marks_chosen
        self._rows: list[Row] = []
        self._begins = [0]
        """The line at which each row begins, counted from the first row's, and the number of all lines."""
        self._cursor = 0
        self._shows_cursor = self._shows_head = True
        self._drawn: dict[int, dict[Hashable, Strip]] = {}
        """Lines as they were drawn before, by row; -1 is the head."""
        self._theme = ""
        """The theme they were drawn for."""
        self._window = (0, 0, 0)
        """The columns they were drawn for: the first one seen, how many, and how many without the scrollbar."""
        self._looks: tuple[Look, Look, Look] | None = None
        """How a row, the highlighted one and the head look; `None`: that may have changed."""
        self._headings: Sequence[Heading] = ()
        self._heads: tuple[Text, ...] = ()
        self._set_columns(headings)

    # Columns and rows

    @property
    def headings(self) -> Sequence[Heading]:
        """The columns, with their widths."""
        return self._headings

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, from the top."""
        return self._rows

    @property
    def show_header(self) -> bool:
        """Whether the heads of the columns stand above the rows."""
        return self._shows_head

    @show_header.setter
    def show_header(self, shows_head: bool) -> None:
        if shows_head is not self._shows_head:
            self._shows_head = shows_head
            self._measure()
            self.refresh()

    def set_heads(self, heads: tuple[Text, ...]) -> None:
        """Write other heads over the columns."""
        if heads != self._heads:
            self._heads = heads
            self._draw_all_anew()

    def _set_columns(self, headings: Sequence[Heading]) -> None:
        """Make other columns, without rows."""
        self._headings = headings
        self._heads = tuple(Text(heading) for heading, _width in headings)
        self._rows, self._begins, self._cursor = [], [0], 0
        self._draw_all_anew()

    def _set_rows(self, rows: list[Row]) -> None:
        """Take other rows, and paint those that differ."""
        before, begins, widths = self._rows, self._begins, self._widths
        self._rows = rows
        self._begins = [0, *accumulate(lines_of(cells) for _key, cells in rows)]
        self._measure()
        if begins != self._begins or widths != self._widths:
            self._draw_all_anew()
            return
        for place, ((_old_key, old), (_key, cells)) in enumerate(zip(before, rows, strict=True)):
            if old != cells:
                self._drawn.pop(place, None)
                self._refresh_row(place)

    def _draw_all_anew(self) -> None:
        self._drawn.clear()
        self._measure()
        self.refresh()

    def _measure(self) -> None:
        """Find the widths of the columns and the size of all."""
        fitted = [
            width if width is not None else max(map(width_of, (head, *(cells[place] for _key, cells in self._rows))))
            for place, (head, (_heading, width)) in enumerate(zip(self._heads, self._headings, strict=True))
        ]
        self._widths = [1, *fitted] if self._marks_chosen else fitted
        self.virtual_size = Size(sum(self._widths), self._begins[-1] + self._head_lines)

    @property
    def _head_lines(self) -> int:
        return int(self._shows_head)

    def _height(self, row: int) -> int:
        return self._begins[row + 1] - self._begins[row]

    # Where the cursor is

    def _scroll_to_cursor(self) -> None:
        """Scroll the highlighted row into the window; where there is none yet, `on_resize` does."""
        row = self._cursor
        if row < len(self._rows) and self.size:
            region = Region(
                int(self.scroll_x), self._head_lines + self._begins[row], self.size.width, self._height(row)
            )
            self.scroll_to_region(region, animate=False, spacing=Spacing(self._head_lines, 0, 0, 0), force=True)

    def on_resize(self) -> None:
        """Keep the highlighted row in the window."""
        if self._shows_cursor:
            self._scroll_to_cursor()

    def _refresh_row(self, row: int) -> None:
        """Paint a row again, if it is in the window."""
        if row < len(self._rows):
            y = self._head_lines + self._begins[row] - int(self.scroll_offset.y)
            window = Region(0, self._head_lines, self.size.width, self.size.height - self._head_lines)
            region = Region(0, y, self.size.width, self._height(row)).intersection(window)
            if region:
                self.refresh(region)

    # How it looks

    def notify_style_update(self) -> None:
        """Styles changed: which lines look otherwise shows when they are painted."""
        super().notify_style_update()
        self._looks = None
        self.refresh()

    def restyle_cursor(self) -> None:
        """Give the highlighted row its styles anew, and paint that row: Textual 8.2.8 would do all of a widget."""
        cursor = DOMNode(classes=_CURSOR)
        cursor._attach(self)
        self.app.stylesheet.apply(cursor, animate=False)
        self._component_styles[_CURSOR] = cursor.styles
        self._rich_style_cache.clear()
        self._looks = None
        self._refresh_row(self._cursor)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of the window; what all of them go by is found once."""
        # What lies behind the table may have another colour.
        self._looks = None
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """A line of the window."""
        if self._looks is None:
            self._looks = self._looks_now()
        row_look, cursor_look, head_look = self._looks
        if y < self._head_lines:
            return self._kept(head_look, -1, 0, is_marked=False)
        line = y - self._head_lines + int(self.scroll_offset.y)
        if line >= self._begins[-1]:
            return Strip.blank(self.size.width, row_look.style)
        row = bisect_right(self._begins, line) - 1
        line -= self._begins[row]
        if row != self._cursor or not self._shows_cursor:
            return self._kept(row_look, row, line, is_marked=False)
        return self._kept(cursor_look, row, line, is_marked=not line and self._marks(row))

    def _marks(self, row: int) -> bool:
        """Whether `►` stands before a row that is highlighted."""
        return self._marks_chosen

    def _looks_now(self) -> tuple[Look, Look, Look]:
        """How a row, the highlighted one and the head look. Lines that were drawn for another window are forgotten."""
        # A scrollbar is drawn over the last column of the table.
        width, edge = self.size.width, self.scrollable_content_region.width
        theme, window = self.app.theme, (int(self.scroll_offset.x), width, min(width, edge))
        if (theme, window) != (self._theme, self._window):
            self._theme, self._window = theme, window
            self._drawn.clear()
        style, cursor = self.rich_style, self.get_component_rich_style(_CURSOR)
        head = self.get_component_styles(_HEAD).rich_style
        return (
            Look(style, Style.null()),
            Look(style + cursor, Style.from_color(cursor.color, cursor.bgcolor)),
            Look(head, Style.null()),
        )

    def _kept(self, look: Look, row: int, line: int, *, is_marked: bool) -> Strip:
        """A line of a row as it was drawn before, or drawn now; row -1 is the head."""
        kept, key = self._drawn.setdefault(row, {}), (look, line, is_marked)
        if key not in kept:
            kept[key] = self._draw(look, row, line, is_marked=is_marked)
        return kept[key]

    def _draw(self, look: Look, row: int, line: int, *, is_marked: bool) -> Strip:
        cells = self._heads if row < 0 else self._rows[row][1]
        begins_at, width, edge = self._window
        whole = line_of_row(
            (Text(""), *cells) if self._marks_chosen else cells, self._widths, line, look, self._style_of
        )
        shown = shown_part(whole, begins_at, width, look.style)
        if row >= 0 and edge and end_of_text(cells, self._widths, line) > begins_at + edge:
            shown = with_cut_mark(shown, edge)
        return with_chosen_mark(shown) if is_marked else shown

    def _style_of(self, name: str | Style) -> Style:
        return self.app.console.get_style(name, default=Style.null())
