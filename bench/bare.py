"""The least that a screen of Textual can be: a field over a list of names, and a clock.

`python -m bench.bare FILE [--still]`; with `--still` the clock stands, as there is none on the desk without a call.
"""

import sys
import time
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Digits, Input

_ROWS = 15


class Bare(App[None]):
    """Typing shows the names that begin so."""

    CSS = "Digits {width: auto} DataTable {height: 1fr}"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, names: list[str], *, is_still: bool = False) -> None:
        super().__init__()
        self._is_still = is_still
        self._names = names

    def compose(self) -> ComposeResult:
        """The widgets."""
        yield Digits("00:00:00")
        field = Input(placeholder="client")
        field.cursor_blink = False
        yield field
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Begin."""
        self.query_one(DataTable).add_columns("name", "left")
        self._fill("")
        if not self._is_still:
            self.set_interval(1, lambda: self.query_one(Digits).update(time.strftime("%H:%M:%S")))
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what begins so."""
        self._fill(event.value)

    def _fill(self, text: str) -> None:
        table = self.query_one(DataTable)
        table.clear()
        found = [name for name in self._names if name.lower().startswith(text)][:_ROWS]
        table.add_rows([(name, "10:00") for name in found])


if __name__ == "__main__":
    Bare(Path(sys.argv[1]).read_text().splitlines(), is_still="--still" in sys.argv).run(mouse=False)
