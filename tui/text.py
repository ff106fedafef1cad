"""The one way from a text of unknown origin to the screen: visible characters only, markup never read."""

from rich.text import Text
from textual.content import Content

from core.basics.durations import format_minutes
from core.basics.text import visible_text


def plain(value: str, style: str = "") -> Content:
    """The text as typed; what a terminal might obey is shown as U+FFFD."""
    shown = "\n".join(visible_text(line) for line in value.split("\n"))
    return Content.styled(shown, style) if style else Content(shown)


def cell(value: str) -> Text:
    """The same for a cell of a table, which measures Rich's texts."""
    return Text(visible_text(value), no_wrap=True)


def bar(part: int, whole: int, width: int) -> str:
    """A bar of `width` cells, full for `part` = `whole`; empty below zero."""
    if whole <= 0:
        return "·" * width
    full = max(0, min(width, (part * width + whole // 2) // whole))
    return "█" * full + "░" * (width - full)


def hours(minutes: int) -> str:
    """Minutes as h:mm."""
    return format_minutes(minutes)
