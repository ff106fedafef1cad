"""The desk's search box."""

from textual.binding import Binding

from tui.widgets.moving import move_bindings
from tui.widgets.text_box import TextBox


class SearchBox(TextBox):
    """The field that has the focus at rest; up and down move in the list below while the focus stays here."""

    REPLACES_READS = True
    BINDINGS = [
        *move_bindings(
            {
                "down": "screen.move(1)",
                "up": "screen.move(-1)",
                "page_down": "screen.move(10)",
                "page_up": "screen.move(-10)",
            },
            letters=False,
        ),
        Binding("escape", "screen.clear_search", show=False),
    ]
