"""The app's own themes, and the choice of a theme for a terminal: its own 16 colours if it has no more, or none at all.

Colour never carries meaning alone: a state also has a word, a mark or a border of its own.
"""

from collections.abc import Mapping

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import BUILTIN_THEMES, Theme

DARK = "monteore-dark"
LIGHT = "monteore-light"
SAFE = "monteore-safe"
_ANSI_DARK, _ANSI_LIGHT = "ansi-dark", "ansi-light"
_POOR = ("linux", "screen", "dumb", "vt", "ansi")
_SIXTEEN_COLOURS = ("linux", "dumb", "vt", "ansi")
_LIGHT_BACKGROUNDS = ("7", "15")


def _theme(name: str, colours: Mapping[str, str], *, dark: bool = True) -> Theme:
    """Make a theme; `edge` colours borders and the tracks of scrollbars, `accent` the focus, `cursor` the chosen row."""
    return Theme(
        name=name,
        dark=dark,
        primary=colours["edge"],
        secondary=colours["edge"],
        accent=colours["accent"],
        success=colours["success"],
        warning=colours["warning"],
        error=colours["error"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        boost=colours["field"],
        variables={
            "border": colours["accent"],
            "border-blurred": colours["edge"],
            "block-cursor-background": colours["cursor"],
            "block-cursor-foreground": colours["cursor-text"],
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": colours["panel"],
            "block-cursor-blurred-foreground": colours["foreground"],
            "input-cursor-background": colours["accent"],
            "input-cursor-foreground": colours["background"],
            "input-selection-background": f"{colours['accent']} 35%",
            "footer-background": colours["panel"],
            "footer-foreground": colours["foreground"],
            "footer-description-foreground": colours["foreground"],
            "footer-key-foreground": colours["accent"],
            "scrollbar": colours["edge"],
            "scrollbar-hover": colours["edge"],
            "scrollbar-active": colours["accent"],
            "scrollbar-background": colours["surface"],
            "scrollbar-background-hover": colours["surface"],
            "scrollbar-background-active": colours["surface"],
            "scrollbar-corner-color": colours["surface"],
        },
    )


THEMES = (
    _theme(
        DARK,
        {
            "background": "#14181d",
            "surface": "#1a1f26",
            "panel": "#252c36",
            "field": "#1f252d",
            "foreground": "#d9dfe7",
            "edge": "#66788f",
            "accent": "#63c0cf",
            "success": "#84c795",
            "warning": "#e8ac57",
            "error": "#ee8a7a",
            "cursor": "#24505b",
            "cursor-text": "#f4f8fa",
        },
    ),
    _theme(
        LIGHT,
        {
            "background": "#faf8f4",
            "surface": "#f2efe8",
            "panel": "#e5e1d7",
            "field": "#efece4",
            "foreground": "#23282e",
            "edge": "#768291",
            "accent": "#0a6577",
            "success": "#28703f",
            "warning": "#8f4f00",
            "error": "#a8332a",
            "cursor": "#c5e0e3",
            "cursor-text": "#12262b",
        },
        dark=False,
    ),
    # Blue for running, orange for warning: distinct with every kind of colour blindness (after Okabe and Ito's palette).
    _theme(
        SAFE,
        {
            "background": "#10151c",
            "surface": "#171d26",
            "panel": "#232c39",
            "field": "#1c2430",
            "foreground": "#e4e9f0",
            "edge": "#6c7e98",
            "accent": "#9fd4ff",
            "success": "#56b4e9",
            "warning": "#f0a830",
            "error": "#ff8f4d",
            "cursor": "#1d4f86",
            "cursor-text": "#ffffff",
        },
    ),
)


def choose_theme(environment: Mapping[str, str], wanted: str = "") -> str:
    """The name of the theme to use: `wanted` (the setting), else MONTEORE_THEME, else by the terminal.

    `light`, `dark` and `safe` are short for the app's own. With NO_COLOR or a console of 16 colours the terminal's own
    colours are used. An unknown name is ignored.
    """
    wish = _known(wanted) or _known(environment.get("MONTEORE_THEME", ""))
    terminal = environment.get("TERM", "")
    is_light = _is_light(wish) if wish else environment.get("COLORFGBG", "").rpartition(";")[2] in _LIGHT_BACKGROUNDS
    own = _ANSI_LIGHT if is_light else _ANSI_DARK
    if environment.get("NO_COLOR"):
        return _ANSI_DARK
    if "COLORTERM" not in environment and terminal.startswith(_SIXTEEN_COLOURS if wish else _POOR):
        return own
    return wish or (LIGHT if is_light else DARK)


def _known(name: str) -> str:
    name = name.strip().casefold()
    for theme in THEMES:
        if name in (theme.name, theme.name.removeprefix("monteore-")):
            return theme.name
    return name if name in BUILTIN_THEMES else ""


def _is_light(name: str) -> bool:
    return not {**BUILTIN_THEMES, **{theme.name: theme for theme in THEMES}}[name].dark


def has_title(environment: Mapping[str, str]) -> bool:
    """Whether the terminal has a title; a Linux console would print the escape sequence's text."""
    return not environment.get("TERM", "").startswith(("linux", "dumb", "vt"))


class NoColour(LineFilter):
    """Removes every colour and keeps bold, dim, italic, underline and reverse, for NO_COLOR."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with the terminal's own colours."""
        return [
            Segment(text, None if style is None else _attributes(style), control) for text, style, control in segments
        ]


def _attributes(style: Style) -> Style:
    return Style(bold=style.bold, dim=style.dim, italic=style.italic, underline=style.underline, reverse=style.reverse)
