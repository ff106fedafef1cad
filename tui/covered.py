"""Screens that lie under others, and what painting them costs."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

from rich.console import RenderableType
from textual import events
from textual import messages as internal
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import Screen
from textual.widget import Widget

from tui.behind import PageBehind
from tui.seen import is_seen, screens_above
from tui.widgets.tables import DiffTable

Answer = TypeVar("Answer")

BEHIND = "-behind"
"""The class of a page behind a dialog, which loses its accent; see pages.tcss."""
_LOOK_OTHERWISE_BEHIND = "#status, #report, DiffTable, Input"
"""The widgets that rules for a page behind a dialog name without regard to the focus."""
_MOST_PARTS = 8
"""Of more parts the widgets are not told apart: that would take longer than to render them."""


class NarrowCompositor(Compositor):
    """Renders for an update only the widgets that are seen where something changed.

    Textual 8.2.8 renders all widgets that share a parent's region with the rectangle around all changes: for two figures
    of a clock in two corners nearly the whole screen.
    """

    _parts: tuple[Region, ...] = ()

    @property
    def visible_widgets(self) -> dict[Widget, tuple[Region, Region]]:
        """The visible widgets, those in front first; during an update those that are seen in a part of it."""
        found = super().visible_widgets
        if not self._parts:
            return found
        seen, left = dict[Widget, tuple[Region, Region]](), self._parts
        for widget, (region, clip) in found.items():
            if any(part.overlaps(region) for part in left):
                seen[widget] = region, clip
                # Nothing shines through a widget: in its region those behind it are not seen.
                shown = region.intersection(clip)
                left = tuple(part for part in left if not shown.contains_region(part))
                if not left:
                    break
        return seen

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed."""
        # The cuts are kept, so they are made of all widgets.
        assert self.cuts is not None
        self._parts = tuple(self._dirty_regions) if len(self._dirty_regions) <= _MOST_PARTS else ()
        update = super().render_partial_update()
        self._parts = ()
        return update


class CoveredScreen(Screen[Answer]):
    """A screen that paints nothing twice, and while a sheet lies over it only what changed and is not under the sheet."""

    # The two widgets paint themselves; Textual 8.2.8 paints the whole screen for another focus.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._compositor = NarrowCompositor()
        self._widgets: tuple[Widget, ...] = ()
        self._styled_by: Hashable = None
        """What the styles of its widgets were made of when it was shown last; `None` before it is shown."""
        self._looks_otherwise: dict[Widget, None] = {}
        """The widgets that got other styles when a dialog opened over it."""

    def on_mount(self) -> None:
        """Remember the widgets that the screen was composed of."""
        self._widgets = tuple(self.query("*"))

    @property
    def is_closing(self) -> bool:
        """Whether some of the screen's widgets are gone: Textual removes them before the screen itself."""
        return any(widget.parent is None for widget in self._widgets)

    async def _dispatch_message(self, message: Message) -> None:
        """Drop what arrives while the screen is closing: its handlers would look for widgets that are gone.

        Textual's own messages, which close the screen, still pass. `is_mounted` is no help here: it stays true. An app that
        ends while a screen opens removes the widgets in any order, before the screen knows them: then only what waits for
        the screen's queue is called back.
        """
        is_internal = type(message).__module__ == internal.__name__ or isinstance(message, events.Unmount)
        is_handled = self.app.is_running or isinstance(message, events.Callback)
        if is_internal or (is_handled and (not self.is_closing or isinstance(message, (events.Compose, events.Mount)))):
            await super()._dispatch_message(message)

    def take_size_classes(self, size: Size, own: Sequence[str] = (), *fitting_own: str) -> None:
        """Take the classes of the window's size; set after the widgets got their styles, all of them would get them anew.

        `own` are classes of this screen that go by the size too, of which it takes `fitting_own`.
        """
        names, fitting = list(own), list(fitting_own)
        for breakpoints, length in (
            (self.app.HORIZONTAL_BREAKPOINTS or [], size.width),
            (self.app.VERTICAL_BREAKPOINTS or [], size.height),
        ):
            names += [name for _least, name in breakpoints]
            fitting.append([name for least, name in breakpoints if length >= least][-1])
        # Each of these calls makes the styles anew, if it changes the classes.
        self.remove_class(*(set(names) - set(fitting)))
        self.add_class(*fitting)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Shown, or shown again. Textual 8.2.8 gives every widget its styles anew, which differ only after another theme."""
        if event.refresh_styles:
            event.refresh_styles = self._styled_by not in (None, self._styles_source)
        self._styled_by = self._styles_source
        if self.has_class(BEHIND):
            self._is_behind(is_behind=False)
        super()._on_screen_resume(event)

    def _on_screen_suspend(self) -> None:
        """Covered. Behind a dialog some of its widgets look otherwise."""
        if self.app.SUSPENDED_SCREEN_CLASS == BEHIND and not self.has_class(BEHIND):
            self._is_behind(is_behind=True)
        super()._on_screen_suspend()

    @property
    def was_shown(self) -> bool:
        """Whether it was on top already."""
        return self._styled_by is not None

    @property
    def _styles_source(self) -> Hashable:
        return self.app.theme, len(self.app.stylesheet.source)

    def _is_behind(self, *, is_behind: bool) -> None:
        """Change the class for a page behind a dialog, and the styles of the widgets that it changes: a tenth of them.

        The rules name what has the focus, or holds it, and these widgets; a test compares the styles of all others.
        """
        self.set_class(is_behind, BEHIND, update=False)
        if is_behind:
            focused = self.focused.ancestors_with_self if self.focused is not None else []
            inside = [node for node in focused if isinstance(node, Widget) and node is not self]
            others = [node for node in self.query(_LOOK_OTHERWISE_BEHIND) if node.display]
            self._looks_otherwise = dict.fromkeys((*inside, *others))
        whole = list[Widget]()
        for node in self._looks_otherwise:
            has_own_accent = node.has_focus and any(kind for kind, _colour in node.styles.border)
            if isinstance(node, DiffTable) and not has_own_accent:
                node.restyle_cursor()
            elif node.is_attached:
                whole.append(node)
        self.app.stylesheet.update_nodes(whole)

    def render(self) -> RenderableType:
        """What is seen where it has no widgets."""
        shown = super().render()
        if isinstance(shown, BackgroundScreen) and shown.color.a == 0:
            # Textual takes its own visuals, too.
            return cast(RenderableType, PageBehind(shown.screen))
        return shown

    def replaces_reads(self, key: str) -> bool:
        """Whether a key asks for something else than what is being read for the screen, so that it need not wait for it."""
        return False

    def _screen_resized(self, size: Size) -> None:
        """Lay the screen out for another size; Textual 8.2.8 does it anew for the size that it was just laid out for."""
        if size != self.outer_size:
            super()._screen_resized(size)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Lay the screen out and paint it once: Textual 8.2.8 paints one that is to be painted whole again after that."""
        if self._repaint_required and self.is_active and self in self._compositor.visible_widgets:
            self._repaint_required = False
            self._dirty_widgets.add(self)
        super()._refresh_layout(size, scroll)

    def _compositor_refresh(self) -> None:
        if not self.is_active and is_seen(self):
            self._paint_around_sheets()
        elif not self.is_active:
            # Nothing of it is seen under a page. Textual 8.2.8 would let the page paint there, and nothing that it changed
            # itself: the call's clock stood still on pages while the desk under them counted on what rings.
            self._compositor._dirty_regions.clear()
            self._dirty_widgets.clear()
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
        sheets = [widget.region for screen in screens_above(self) for widget in screen.children if widget.display]
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
