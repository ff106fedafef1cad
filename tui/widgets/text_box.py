"""The field of one line that all others are made of."""

from typing import Any

from textual.widgets import Input


class TextBox(Input):
    """A field that does not blink, and checks nothing itself: what is wrong with a text is said below it.

    Textual's own check gives each field a class, and new styles with it, when it is made and at its first key.
    """

    REPLACES_READS = False
    """Whether text typed here asks for something else than what is being read for the page, so that it waits for no read."""

    def __init__(self, value: str | None = None, **options: Any) -> None:
        super().__init__(value, validate_on=(), **options)
        self.cursor_blink = False
