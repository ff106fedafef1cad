"""Turns texts of unknown origin into what may be shown: visible characters only, markup not interpreted."""

from rich.text import Text
from textual.content import Content

from core.basics.durations import format_minutes
from core.basics.text import visible_text


def plain(value: str, style: str = "") -> Content:
    """The text as typed, with control characters replaced by U+FFFD."""
    shown = "\n".join(visible_text(line) for line in value.split("\n"))
    return Content.styled(shown, style) if style else Content(shown)


def cell(value: str) -> Text:
    """The same for a cell of a DataTable, which takes Rich's `Text`."""
    return Text(visible_text(value), no_wrap=True)


def bar(part: int, whole: int, width: int) -> str:
    """A bar of `width` cells: full if `part` >= `whole`, empty if `part` <= 0, dots if `whole` <= 0."""
    if whole <= 0:
        return "·" * width
    full = max(0, min(width, (part * width + whole // 2) // whole))
    return "█" * full + "░" * (width - full)


def hours(minutes: int) -> str:
    """Minutes as h:mm."""
    return format_minutes(minutes)
