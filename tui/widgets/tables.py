"""Tables that keep cursor and scroll position when their rows change."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.text import Text
from textual.strip import Strip
from textual.widgets import DataTable
from textual.widgets.data_table import CellDoesNotExist

from tui.glyphs import CHOSEN
from tui.widgets.moving import move_bindings

Row = tuple[str, tuple[Text, ...]]


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


class DiffTable(MovedTable):
    """A table of rows by key; `show` updates it with as few changes as possible."""

    def __init__(self, headings: Sequence[tuple[str, int | None]], *, id: str, marks_chosen: bool = False) -> None:
        """With `marks_chosen` a column of one cell stands first, in which `►` marks the highlighted row."""
        super().__init__(cursor_type="row", zebra_stripes=False, show_header=True, cell_padding=0, id=id)
        self._marks_chosen = marks_chosen
        self._headings = headings
        self._rows: list[Row] = []
        self._from_the_top = False

    def on_mount(self) -> None:
        """Make the columns."""
        if self._headings:
            self.set_headings(self._headings)

    def set_headings(self, headings: Sequence[tuple[str, int | None]]) -> None:
        """Make other columns; the rows go, and `show` brings them back."""
        self.clear(columns=True)
        self._headings, self._rows = headings, []
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
        line = super().render_line(y)
        if not self._marks_chosen or not self.show_cursor or not self.row_count:
            return line
        if y != self.cursor_row - int(self.scroll_offset.y) + (self.header_height if self.show_header else 0):
            return line
        first = next(iter(line), Segment(""))
        return Strip([Segment(CHOSEN, first.style), *line.crop(1)], line.cell_length)

    def show(self, rows: list[Row]) -> None:
        """Show these rows: remove, add and update only the rows that differ."""
        from_the_top, self._from_the_top = self._from_the_top, False
        if rows != self._rows:
            self._bring(rows, None if from_the_top else self.key_at_cursor)
        if from_the_top and self.row_count:
            self.move_cursor(row=0, animate=False)

    def point_at_first(self) -> None:
        """Let the next `show` put the cursor on the first row, for a new search."""
        self._from_the_top = True

    def point_at(self, key: str) -> None:
        """Put the cursor on a row, if it is shown."""
        if any(key == known for known, _cells in self._rows):
            self.move_cursor(row=self.get_row_index(key), animate=False)

    def _bring(self, rows: list[Row], current: str | None) -> None:
        before = [key for key, _cells in self._rows]
        old, new = dict(self._rows), dict(rows)
        for key in before:
            if key not in new:
                self.remove_row(key)
        for key, cells in rows:
            if key not in old:
                self.add_row(*self._marked(cells), key=key)
                continue
            for heading, cell, cell_before in zip(self._headings, cells, old[key], strict=True):
                if cell != cell_before:
                    self.update_cell(key, heading[0], cell)
        wanted = list(new)
        if wanted != [key for key in before if key in new] + [key for key in new if key not in old]:
            self._put_in_order(wanted)
        self._rows = rows
        if current in new:
            self.move_cursor(row=wanted.index(current), animate=False)

    def _marked(self, cells: tuple[Text, ...]) -> tuple[Text, ...]:
        return (Text(""), *cells) if self._marks_chosen else cells

    def _put_in_order(self, wanted: list[str]) -> None:
        # `sort` passes the cells and not the key of a row, but calls the key function in the order of `self.rows`.
        places = {key: place for place, key in enumerate(wanted)}
        in_turn = iter([places[row_key.value or ""] for row_key in self.rows])
        self.sort(key=lambda _cells: next(in_turn))

    @property
    def key_at_cursor(self) -> str | None:
        """The key of the highlighted row."""
        if not self._rows or self.row_count == 0:
            return None
        try:
            return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value
        except CellDoesNotExist:
            return None
