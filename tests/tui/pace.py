"""How seldom the screens of tests are laid out and painted, and how little the pilot of Textual waits for."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

import pytest
from textual import screen as screens
from textual.app import App
from textual.pilot import Pilot, WaitForScreenTimeout
from textual.screen import Screen

from tui.covered import CoveredScreen
from tui.typing.idle import _is_waiting

_LAYOUT_SECONDS = 0.1


class Painting:
    """Paints the screen on top before a test presses keys, before another screen takes its place unpainted, and at the end.

    To paint is the most that a key costs. Whatever a test has on the screen when it presses the next keys or ends is painted,
    and each screen at least once; what keys pressed together change is painted together, as on a machine that is busy.
    Terminals of tests/e2e paint at the usual pace.
    """

    def __init__(self) -> None:
        self._paint = CoveredScreen._compositor_refresh
        self._painted = WeakSet[Screen[Any]]()
        """The screens that were painted at least once."""
        self._changed = WeakSet[Screen[Any]]()
        """The screens of which the compositor keeps regions that changed."""

    def refresh(self, screen: CoveredScreen[Any]) -> None:
        """Stands for `_compositor_refresh`."""
        if screen.is_active:
            self._changed.add(screen)
            screen._dirty_widgets.clear()
        else:
            self._paint(screen)

    def paint_top(self, app: App[Any], *, only_new: bool = False) -> None:
        """Paint what changed on the screen on top."""
        screen = app.screen_stack[-1] if app.screen_stack else None
        is_due = screen in self._changed and not (only_new and screen in self._painted)
        if is_due and isinstance(screen, CoveredScreen):
            self._changed.discard(screen)
            self._painted.add(screen)
            self._paint(screen)


@contextmanager
def painting_seldom(*, often: bool = False) -> Iterator[Painting]:
    """Let screens be laid out ten times a second at most, in place of sixty, and painted as `Painting` says.

    With `often` they are painted each time they were laid out, for tests of what is painted.
    """
    painting = Painting()
    push, pop = App.push_screen, App.pop_screen

    def push_over_painted(app: App[Any], *arguments: Any, **options: Any) -> Any:
        painting.paint_top(app, only_new=True)
        return push(app, *arguments, **options)

    def pop_painted(app: App[Any]) -> Any:
        painting.paint_top(app, only_new=True)
        return pop(app)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screens, "UPDATE_PERIOD", _LAYOUT_SECONDS)
        if often:
            yield painting
            return
        patch.setattr(CoveredScreen, "_compositor_refresh", lambda screen: painting.refresh(screen))
        patch.setattr(App, "push_screen", push_over_painted)
        patch.setattr(App, "pop_screen", pop_painted)
        yield painting


async def _all_have_read(pilot: Pilot[Any], timeout: float = 30.0) -> bool:
    """Stands for the pilot's wait for the screen's widgets, without a message to each of them.

    Only those are waited for that have not read all their messages, with the app and the screen.
    """
    app = pilot.app
    if not app.screen_stack:
        # The last key has ended the app.
        return False
    screen = app.screen
    left, are_done = 0, asyncio.Event()

    def read() -> None:
        nonlocal left
        left -= 1
        if not left:
            are_done.set()

    for pump in (app, *screen.walk_children(with_self=True)):
        if pump in (app, screen) or not _is_waiting(pump):
            left += pump.call_later(read)
    if left:
        waits = [asyncio.create_task(are_done.wait()), asyncio.create_task(app._exception_event.wait())]
        _done, pending = await asyncio.wait(waits, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        if len(pending) == len(waits):
            raise WaitForScreenTimeout("widgets have not read their messages")
    return not left


def wait_for_busy_widgets() -> None:
    """Let all pilots wait so."""
    Pilot._wait_for_screen = _all_have_read  # type: ignore[method-assign]
