"""A table that is diffed by row key: rows come, change and go; the cursor and the scroll stay."""

from collections.abc import Sequence

from rich.text import Text
from textual.binding import Binding
from textual.widgets import DataTable
from textual.widgets.data_table import CellDoesNotExist

from tui.commands import letter_bindings

Row = tuple[str, tuple[Text, ...]]


class DiffTable(DataTable[Text]):
    """Rows by key. `show` brings the table to a list of rows with as few changes as it takes."""

    BINDINGS = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("g", "scroll_top", show=False),
        Binding("G", "scroll_bottom", show=False),
        *letter_bindings(),
    ]

    def __init__(self, headings: Sequence[tuple[str, int | None]], *, id: str) -> None:
        super().__init__(cursor_type="row", zebra_stripes=False, show_header=True, id=id)
        self._headings = headings
        self._rows: list[Row] = []

    def on_mount(self) -> None:
        """Make the columns."""
        for heading, width in self._headings:
            self.add_column(Text(heading), width=width, key=heading)

    def show(self, rows: list[Row]) -> None:
        """Bring the table to these rows."""
        if rows == self._rows:
            return
        old = dict(self._rows)
        keys = [key for key, _cells in rows]
        if [key for key, _cells in self._rows] == keys:
            for key, cells in rows:
                for heading, new, before in zip(self._headings, cells, old[key], strict=True):
                    if new != before:
                        self.update_cell(key, heading[0], new)
        else:
            self._replace(rows, keys)
        self._rows = rows

    def _replace(self, rows: list[Row], keys: list[str]) -> None:
        """The order changed: keep the cursor on its row where that is still there."""
        current = self.key_at_cursor
        self.clear()
        for key, cells in rows:
            self.add_row(*cells, key=key)
        if current in keys:
            self.move_cursor(row=keys.index(current), animate=False)

    @property
    def key_at_cursor(self) -> str | None:
        """The key of the highlighted row."""
        if not self._rows or self.row_count == 0:
            return None
        try:
            return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value
        except CellDoesNotExist:
            return None
