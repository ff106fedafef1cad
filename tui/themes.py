"""Which theme a terminal can bear: its own colours where it is poor, or where the user wants none."""

from collections.abc import Mapping

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_POOR = ("linux", "screen", "dumb", "vt", "ansi")


def choose_theme(environment: Mapping[str, str]) -> str:
    """`ansi-dark` under NO_COLOR and on poor terminals, where it leaves colours to the terminal; else a dark theme."""
    if environment.get("NO_COLOR"):
        return "ansi-dark"
    if environment.get("TERM", "").startswith(_POOR) and "COLORTERM" not in environment:
        return "ansi-dark"
    return "textual-dark"


def has_title(environment: Mapping[str, str]) -> bool:
    """Whether the terminal has a title to set; a bare console would only print the words."""
    return not environment.get("TERM", "").startswith(("linux", "dumb", "vt"))


class NoColour(LineFilter):
    """Takes every colour away and leaves bold, underline and reverse, which carry the meaning under NO_COLOR."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with the terminal's own colours."""
        return [
            Segment(text, None if style is None else _attributes(style), control) for text, style, control in segments
        ]


def _attributes(style: Style) -> Style:
    return Style(bold=style.bold, dim=style.dim, italic=style.italic, underline=style.underline, reverse=style.reverse)
