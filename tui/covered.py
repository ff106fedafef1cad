"""Screens that lie under others: whether they are seen, and what painting them costs."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

Answer = TypeVar("Answer")

_MOST_PARTS = 8
"""Of more parts the widgets are not told apart: that would take longer than to render them."""


def is_seen(screen: Screen[Any]) -> bool:
    """Whether any of a screen is visible: it is on top, or only sheets, which cover a part, lie over it."""
    if not screen.is_current:
        return False
    return all(above.is_modal for above in _above(screen))


def _above(screen: Screen[Any]) -> list[Screen[Any]]:
    stack = screen.app.screen_stack
    return stack[stack.index(screen) + 1 :]


class NarrowCompositor(Compositor):
    """Renders for an update only the widgets in which something changed.

    Textual 8.2.8 renders all widgets that share a parent's region with the rectangle around all changes: for two figures
    of a clock in two corners nearly the whole screen.
    """

    _parts: tuple[Region, ...] = ()

    @property
    def visible_widgets(self) -> dict[Widget, tuple[Region, Region]]:
        """The visible widgets; during an update those that overlap a part of it."""
        found = super().visible_widgets
        if not self._parts:
            return found
        return {
            widget: (region, clip)
            for widget, (region, clip) in found.items()
            if any(part.overlaps(region) for part in self._parts)
        }

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed."""
        # The cuts are kept, so they are made of all widgets.
        assert self.cuts is not None
        self._parts = tuple(self._dirty_regions) if len(self._dirty_regions) <= _MOST_PARTS else ()
        update = super().render_partial_update()
        self._parts = ()
        return update


class CoveredScreen(Screen[Answer]):
    """A screen that, while a sheet lies over it, paints only what changed and is not under the sheet."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._compositor = NarrowCompositor()

    def _compositor_refresh(self) -> None:
        if not self.is_active and is_seen(self):
            self._paint_around_sheets()
        super()._compositor_refresh()
        if not self.is_active:
            # Textual 8.2.8 passes the changed regions to the screen on top, but also marks them as changed here again,
            # so that each tick would paint all that ever changed under the sheet.
            self._repaint_required = False
            self._exchange_repaint_regions()

    def _paint_around_sheets(self) -> None:
        """Paint what changed beside the sheets, as if this screen were on top.

        The screen on top, which Textual 8.2.8 lets paint it, has no widgets there and so paints whole rows.
        """
        changed, self._compositor._dirty_regions = self._compositor._dirty_regions, set()
        sheets = [widget.region for screen in _above(self) for widget in screen.children if widget.display]
        # A region that changed before the window became smaller may lie outside it.
        self._compositor._dirty_regions = set(visible(changed, sheets, self._compositor.size.region))
        self.app._display(self, self._compositor.render_update(screen_stack=[]))
        self._compositor._dirty_regions.clear()
        self._dirty_widgets.clear()


def visible(regions: Iterable[Region], sheets: Sequence[Region], window: Region) -> Iterator[Region]:
    """The parts of regions within the window that no sheet covers; a sheet covers its rows over their whole width."""
    for region in (each.intersection(window) for each in regions):
        rows = [y for y in region.line_range if not any(sheet.y <= y < sheet.bottom for sheet in sheets)]
        yield from (Region(region.x, y, region.width, 1) for y in rows)
