"""Whether screens that lie under others are seen."""

from typing import Any

from textual.screen import Screen


def is_seen(screen: Screen[Any]) -> bool:
    """Whether any of a screen is visible: it is on top, or only sheets, which cover a part, lie over it."""
    if not screen.is_current:
        return False
    return all(above.is_modal for above in screens_above(screen))


def screens_above(screen: Screen[Any]) -> list[Screen[Any]]:
    """The screens that lie over a screen, the lowest first."""
    stack = screen.app.screen_stack
    return stack[stack.index(screen) + 1 :]
