"""Tables that keep cursor and scroll position when their rows change."""

import asyncio
from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual import work
from textual.dom import DOMNode
from textual.strip import Strip
from textual.widget import PseudoClasses
from textual.widgets import DataTable
from textual.widgets.data_table import RowKey

from tui.glyphs import CHOSEN, CUT
from tui.widgets.moving import move_bindings

Row = tuple[str, tuple[Text, ...]]
_AT_ONCE = 40
"""Rows that are added in one step, as many as are seen: Textual lays each out, and the next key waits for all of a step."""
_STEP_SECONDS = 0.02
"""Between two steps."""
_CURSOR = "datatable--cursor"
"""The class of the highlighted row's styles."""
_ANY_STATE = PseudoClasses(enabled=True, hover=False, focus=False)
"""What rows are drawn for."""


class MovedTable(DataTable[Text]):
    """A table whose cursor moves by the keymap's keys and letters."""

    BINDINGS = move_bindings(
        {
            "down": "cursor_down",
            "up": "cursor_up",
            "page_down": "page_down",
            "page_up": "page_up",
            "top": "scroll_top",
            "bottom": "scroll_bottom",
        },
        letters=True,
    )

    _keeps_rows = False
    """Whether the styles that change are those of the highlighted row, the head and the border alone."""

    def restyle_cursor(self) -> None:
        """Give the highlighted row its styles anew, and draw that row: Textual 8.2.8 draws all rows anew for any style."""
        cursor = DOMNode(classes=_CURSOR)
        cursor._attach(self)
        self.app.stylesheet.apply(cursor, animate=False)
        self._component_styles[_CURSOR] = cursor.styles
        self._rich_style_cache.clear()
        self._draw_cursor_anew()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The focus changes the look of the highlighted row, the head and the border; the other rows stay as drawn."""
        self._keeps_rows = True
        super().watch_has_focus(_has_focus)
        self._keeps_rows = False
        self._forget_drawn(self._header_row_key, range(self.header_height))
        self._draw_cursor_anew()

    def watch_show_cursor(self, show_cursor: bool) -> None:
        """Show or hide the cursor; the other rows stay as drawn."""
        self._draw_cursor_anew()
        if show_cursor:
            self._scroll_cursor_into_view(animate=False)
            self._highlight_row(self.cursor_row)

    def notify_style_update(self) -> None:
        """Styles changed: draw all rows anew, unless theirs did not."""
        if self._keeps_rows:
            super(DataTable, self).notify_style_update()
            self.refresh()
        else:
            super().notify_style_update()

    def get_pseudo_class_state(self) -> PseudoClasses:
        """The same always: Textual keeps drawn rows for each state. What differs by the focus its watcher forgets."""
        return _ANY_STATE

    def _draw_cursor_anew(self) -> None:
        """Draw the highlighted row anew."""
        self._get_styles_to_render_cell.cache_clear()
        if self.is_valid_row_index(self.cursor_row):
            row = self.ordered_rows[self.cursor_row].key
            self._forget_drawn(row, self._get_row_region(self.cursor_row).line_range)
            self.refresh_row(self.cursor_row)

    def _forget_drawn(self, row: RowKey, lines: range) -> None:
        """Forget how a row was drawn that stands in these lines, counted from the first one of the table."""
        for cache in (self._row_render_cache, self._cell_render_cache):
            for drawn in tuple(cache.keys()):
                if drawn[0] == row:
                    cache.discard(drawn)  # type: ignore[arg-type]
        for line in tuple(self._line_cache.keys()):
            if line[0] in lines:
                self._line_cache.discard(line)


class DiffTable(MovedTable):
    """A table of rows by key; `show` updates it with as few changes as possible, and adds many rows step by step."""

    def __init__(self, headings: Sequence[tuple[str, int | None]], *, id: str, marks_chosen: bool = False) -> None:
        """With `marks_chosen` a column of one cell stands first, in which `►` marks the highlighted row."""
        super().__init__(cursor_type="row", zebra_stripes=False, show_header=True, cell_padding=0, id=id)
        self._marks_chosen = marks_chosen
        self._headings = headings
        self._rows: list[Row] = []
        self._later: list[Row] = []
        """The rows that are still to be added."""
        self._from_the_top = False
        self._left: str | None = None
        """The key of the row that was highlighted when the columns were made anew."""

    def on_mount(self) -> None:
        """Make the columns."""
        if self._headings:
            self.set_headings(self._headings)

    def set_headings(self, headings: Sequence[tuple[str, int | None]]) -> None:
        """Make other columns; the rows go, and `show` brings them back, the highlighted one too."""
        self._left = self.key_at_cursor
        self.clear(columns=True)
        self._headings, self._rows, self._later = headings, [], []
        if self._marks_chosen:
            self.add_column(Text(""), width=1, key=CHOSEN)
        for heading, width in headings:
            self.add_column(Text(heading), width=width, key=heading)

    @property
    def headings(self) -> Sequence[tuple[str, int | None]]:
        """The columns, with their widths."""
        return self._headings

    def render_line(self, y: int) -> Strip:
        """A line of the table, with the mark of the highlighted row."""
        line = self._with_cut_mark(y, super().render_line(y))
        if not self._marks_chosen or not self.show_cursor or not self.row_count:
            return line
        above = sum(_lines_of(cells) for _key, cells in self._rows[: self.cursor_row])
        if y != above - int(self.scroll_offset.y) + (self.header_height if self.show_header else 0):
            return line
        first = next(iter(line), Segment(""))
        return Strip([Segment(CHOSEN, first.style), *line.crop(1)], line.cell_length)

    def _with_cut_mark(self, y: int, line: Strip) -> Strip:
        """The line with `…` in its last cell, if its row goes on beyond the right edge of the table."""
        line_of_rows = y + int(self.scroll_offset.y) - (self.header_height if self.show_header else 0)
        # A line is as wide as the table; its scrollbar is drawn over the last cell.
        width = min(line.cell_length, self.scrollable_content_region.width)
        if line_of_rows < int(self.scroll_offset.y) or not width:
            return line
        columns = self.ordered_columns
        before = sum(column.get_render_width(self) for column in columns[:-1])
        for _key, cells in self._rows:
            count = _lines_of(cells)
            if line_of_rows < count:
                shown = cells[-1].plain.split("\n")[line_of_rows:][:1] if cells else []
                ends = before + cell_len(shown[0].rstrip()) if shown and shown[0].strip() else 0
                if ends <= int(self.scroll_offset.x) + width:
                    return line
                style = next(reversed([*line]), Segment("")).style
                rest = line.crop(width, line.cell_length)
                return Strip([*line.crop(0, width - 1), Segment(CUT, style), *rest], line.cell_length)
            line_of_rows -= count
        return line

    def show(self, rows: list[Row]) -> None:
        """Show these rows: only the cells that differ are written, and rows are added or removed at the end alone."""
        from_the_top, self._from_the_top = self._from_the_top, False
        left, self._left = self._left, None
        if rows != [*self._rows, *self._later]:
            current = None if from_the_top else left or self.key_at_cursor
            place = next((place for place, (key, _cells) in enumerate(rows) if key == current), 0)
            count = max(_AT_ONCE, len(self._rows), place + 1)
            self._later = rows[count:]
            self._bring(rows[:count], current)
            if self._later:
                self._add_later()
        if from_the_top and self.row_count:
            self.move_cursor(row=0, animate=False)

    def point_at_first(self) -> None:
        """Let the next `show` put the cursor on the first row, for a new search."""
        self._from_the_top = True

    def point_at(self, key: str) -> None:
        """Put the cursor on a row, if it is shown."""
        if key in self.keys:
            self.move_cursor(row=self.keys.index(key), animate=False)

    def move_by(self, rows: int) -> None:
        """Move the cursor by so many rows, at most to the first or the last one."""
        self.move_cursor(row=max(0, min(len(self.keys) - 1, self.cursor_row + rows)), animate=False)

    def move_cursor(
        self,
        *,
        row: int | None = None,
        column: int | None = None,
        animate: bool = False,
        scroll: bool = True,
    ) -> None:
        """Move the cursor; a row that is still to be added is added first."""
        if row is not None:
            self._add_up_to(row)
        super().move_cursor(row=row, column=column, animate=animate, scroll=scroll)

    def action_cursor_down(self) -> None:
        """Move the cursor to the next row."""
        # Between two rows a heading may stand.
        self._add_up_to(self.cursor_row + 2)
        super().action_cursor_down()

    def action_page_down(self) -> None:
        """Move the cursor a page down."""
        self._add_up_to(self.cursor_row + self.size.height)
        super().action_page_down()

    def action_scroll_bottom(self) -> None:
        """Move the cursor to the last row."""
        self._add(len(self._later))
        super().action_scroll_bottom()

    def _bring(self, rows: list[Row], current: str | None) -> None:
        # The DataTable knows rows by their place alone: to remove or sort them by key would lay the page out for each.
        # A row keeps the height it was added with.
        same = 0
        for (_old_key, old), (_key, cells) in zip(self._rows, rows, strict=False):
            if _lines_of(old) != _lines_of(cells):
                break
            same += 1
        whole, before, self._rows = len(self._rows), self._rows[:same], rows
        for place, ((_old_key, old), (_key, cells)) in enumerate(zip(before, rows, strict=False)):
            for heading, cell, old_cell in zip(self._headings, cells, old, strict=True):
                if cell != old_cell:
                    self.update_cell(str(place), heading[0], cell)
        for place in reversed(range(same, whole)):
            self.remove_row(str(place))
        for place in range(same, len(rows)):
            self._add_at(place)
        if current in self.keys:
            self.move_cursor(row=self.keys.index(current), animate=False)

    def _add_at(self, place: int) -> None:
        cells = self._rows[place][1]
        self.add_row(*self._marked(cells), key=str(place), height=_lines_of(cells))

    def _add_up_to(self, place: int) -> None:
        """Add the rows up to a place, counted from 0, to which the cursor goes: keys do not wait for rows that are added."""
        missing = place + 1 - len(self._rows)
        if missing > 0:
            self._add(missing)

    def _add(self, count: int) -> None:
        """Add the next rows that are still to be added."""
        before = len(self._rows)
        self._rows = [*self._rows, *self._later[:count]]
        self._later = self._later[count:]
        for place in range(before, len(self._rows)):
            self._add_at(place)

    @work(group="rows", exclusive=True)
    async def _add_later(self) -> None:
        """Add the rows that nobody sees yet; keys act between the steps."""
        while self._later:
            # Textual measures the rows of a step before the next one.
            await asyncio.sleep(_STEP_SECONDS)
            self._add(_AT_ONCE)

    def _marked(self, cells: tuple[Text, ...]) -> tuple[Text, ...]:
        return (Text(""), *cells) if self._marks_chosen else cells

    @property
    def keys(self) -> list[str]:
        """The keys of the rows, in their order, of those too that are still to be added."""
        return [key for key, _cells in (*self._rows, *self._later)]

    @property
    def key_at_cursor(self) -> str | None:
        """The key of the highlighted row; after other columns were made, of the one that was, until rows are shown."""
        return self._rows[self.cursor_row][0] if 0 <= self.cursor_row < len(self._rows) else self._left


def _lines_of(cells: tuple[Text, ...]) -> int:
    """Lines of a row: those of its highest cell."""
    return 1 + max((cell.plain.count("\n") for cell in cells), default=0)
