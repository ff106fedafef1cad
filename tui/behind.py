"""The page behind a dialog, as the dialog's own screen shows it."""

from typing import Any

from rich.style import Style as BlankStyle
from textual.css.styles import RulesMap
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

_BLANK = BlankStyle.null()
"""The style of what the page does not fill. Without one, Textual's filter for terminals without colour ends the app."""


class PageBehind(Visual):
    """The page in its own strips.

    Textual 8.2.8 joins them into one run of segments, sends each through a console of Rich's, and cuts the run into rows
    again: two thirds of the first paint of a dialog.
    """

    def __init__(self, page: Screen[Any]) -> None:
        self._page = page

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The rows of the page. It may still be laid out for the window of before."""
        strips = [
            strip.adjust_cell_length(width, _BLANK).simplify() for strip in self._page._compositor.render_strips()
        ]
        missing = (height or len(strips)) - len(strips)
        return [*strips[:height], *(Strip.blank(width, _BLANK) for _row in range(missing))]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """That of the page."""
        return self._page.size.height
