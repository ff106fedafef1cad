"""Screens that lie under others: whether they are seen, and what painting them costs."""

from typing import Any, TypeVar

from textual.screen import Screen

Answer = TypeVar("Answer")


def is_seen(screen: Screen[Any]) -> bool:
    """Whether any of a screen is visible: it is on top, or only sheets, which cover a part, lie over it."""
    if not screen.is_current:
        return False
    stack = screen.app.screen_stack
    return all(above.is_modal for above in stack[stack.index(screen) + 1 :])


class CoveredScreen(Screen[Answer]):
    """A screen that, while a sheet lies over it, paints only what changed."""

    def _compositor_refresh(self) -> None:
        super()._compositor_refresh()
        if not self.is_active:
            # Textual 8.2.8 passes the changed regions to the screen on top, but also marks them as changed here again,
            # so that each tick would paint all that ever changed under the sheet.
            self._repaint_required = False
            self._exchange_repaint_regions()
