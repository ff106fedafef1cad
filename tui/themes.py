"""The app's own themes by role, and the choice of a theme for a terminal: its own 16 colours if it has no more, or none.

Colour never carries meaning alone: a state also has a word, a mark or a border of its own. Every colour lies on the cube or
the grey ramp of xterm's 256 colours, so that truecolour and 256 colours look the same.
"""

from collections.abc import Mapping

from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.filter import LineFilter
from textual.theme import BUILTIN_THEMES, Theme

DARK = "monteore-dark"
LIGHT = "monteore-light"
SAFE = "monteore-safe"
SIXTEEN = "monteore-16"
SIXTEEN_LIGHT = "monteore-16-light"
_SIXTEEN_COLOURS = ("linux", "dumb", "vt", "ansi")
_LIGHT_BACKGROUNDS = ("7", "15")

ROLES: Mapping[str, str] = {
    "background": "background",
    "panel": "panel",
    "text": "foreground",
    "muted": "foreground",
    "edge": "primary",
    "track": "primary",
    "bar": "foreground",
    "accent": "accent",
    "cursor": "block-cursor-background",
    "cursor-text": "block-cursor-foreground",
    "ok": "success",
    "warn": "warning",
    "bad": "error",
}
"""The roles, and the variable of a theme of Textual's that takes each one's place where a theme does not know the role.

`panel` is the ground of header, footer and fields; `muted` labels and hints; `edge` borders; `track` and `bar` the empty and
the filled part of a bar; `accent` the one place where Enter or typing acts; `cursor` the chosen row; `ok` runs or saved;
`warn` needs a look; `bad` below zero or refused.
"""


def _theme(name: str, colours: Mapping[str, str], *, dark: bool = True, ansi: bool = False) -> Theme:
    """Make a theme from the colours of its roles."""
    background, panel, text = colours["background"], colours["panel"], colours["text"]
    return Theme(
        name=name,
        dark=dark,
        ansi=ansi,
        primary=colours["edge"],
        secondary=colours["edge"],
        accent=colours["accent"],
        success=colours["ok"],
        warning=colours["warn"],
        error=colours["bad"],
        foreground=text,
        background=background,
        surface=background,
        panel=panel,
        boost=panel,
        variables={
            **{role: colours[role] for role in ROLES if role not in ("background", "panel", "accent")},
            "panel": panel,
            "surface": background,
            "boost": panel,
            "text-muted": colours["muted"],
            "foreground-muted": colours["muted"],
            "text-accent": colours["accent"],
            "text-success": colours["ok"],
            "text-warning": colours["warn"],
            "text-error": colours["bad"],
            **({"ansi-background": "ansi_default", "ansi-foreground": "ansi_default"} if ansi else {}),
            "border": colours["accent"],
            "border-blurred": colours["edge"],
            "block-cursor-background": colours["cursor"],
            "block-cursor-foreground": colours["cursor-text"],
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": panel,
            "block-cursor-blurred-foreground": text,
            "block-hover-background": panel,
            "input-cursor-background": colours["accent"],
            "input-cursor-foreground": colours["on-accent"],
            "input-cursor-text-style": "none",
            "input-selection-background": colours["cursor"],
            "input-selection-foreground": colours["cursor-text"],
            "footer-background": panel,
            "footer-foreground": text,
            "footer-description-foreground": text,
            "footer-key-foreground": colours["accent"],
            "scrollbar": colours["edge"],
            "scrollbar-hover": colours["edge"],
            "scrollbar-active": colours["edge"],
            "scrollbar-background": background,
            "scrollbar-background-hover": background,
            "scrollbar-background-active": background,
            "scrollbar-corner-color": background,
        },
    )


_SIXTEEN: Mapping[str, str] = {
    "background": "ansi_default",
    "panel": "ansi_default",
    "text": "ansi_default",
    "muted": "ansi_default",
    "edge": "ansi_bright_black",
    "track": "ansi_bright_black",
    "bar": "ansi_cyan",
    "accent": "ansi_bright_cyan",
    "on-accent": "ansi_black",
    "cursor": "ansi_cyan",
    "cursor-text": "ansi_black",
    "ok": "ansi_bright_green",
    "warn": "ansi_bright_yellow",
    "bad": "ansi_bright_red",
}

THEMES = (
    _theme(
        DARK,
        {
            "background": "#1c1c1c",
            "panel": "#303030",
            "text": "#dadada",
            "muted": "#a8a8a8",
            "edge": "#6c6c6c",
            "track": "#585858",
            "bar": "#5f87af",
            "accent": "#5fafd7",
            "on-accent": "#1c1c1c",
            "cursor": "#005f87",
            "cursor-text": "#ffffff",
            "ok": "#87d787",
            "warn": "#ffaf5f",
            "bad": "#ff8787",
        },
    ),
    _theme(
        LIGHT,
        {
            "background": "#ffffff",
            "panel": "#eeeeee",
            "text": "#262626",
            "muted": "#585858",
            "edge": "#8a8a8a",
            "track": "#bcbcbc",
            "bar": "#5f87af",
            "accent": "#005faf",
            "on-accent": "#ffffff",
            "cursor": "#afd7ff",
            "cursor-text": "#000000",
            "ok": "#005f00",
            "warn": "#875f00",
            "bad": "#af0000",
        },
        dark=False,
    ),
    # Blue for running, yellow for a warning, orange for trouble: distinct with every kind of colour blindness.
    _theme(
        SAFE,
        {
            "background": "#121212",
            "panel": "#262626",
            "text": "#e4e4e4",
            "muted": "#a8a8a8",
            "edge": "#767676",
            "track": "#585858",
            "bar": "#949494",
            "accent": "#ffffff",
            "on-accent": "#121212",
            "cursor": "#585858",
            "cursor-text": "#ffffff",
            "ok": "#5fafff",
            "warn": "#ffd700",
            "bad": "#ff5f00",
        },
    ),
    _theme(SIXTEEN, _SIXTEEN, ansi=True),
    # On a light ground the bright colours of the sixteen cannot be read.
    _theme(
        SIXTEEN_LIGHT,
        {
            **_SIXTEEN,
            "accent": "ansi_blue",
            "on-accent": "ansi_bright_white",
            "ok": "ansi_green",
            "warn": "ansi_magenta",
            "bad": "ansi_red",
        },
        dark=False,
        ansi=True,
    ),
)


def choose_theme(environment: Mapping[str, str], wanted: str = "") -> str:
    """The name of the theme to use: `wanted` (the setting), else MONTEORE_THEME, else by the terminal.

    `light`, `dark`, `safe` and `16` are short for the app's own. On a terminal of 16 colours, and with NO_COLOR, the
    terminal's own colours are used; a wish prevails there, except on a console. An unknown name is ignored.
    """
    wish = _known(wanted) or _known(environment.get("MONTEORE_THEME", ""))
    terminal = environment.get("TERM", "")
    is_light = _is_light(wish) if wish else environment.get("COLORFGBG", "").rpartition(";")[2] in _LIGHT_BACKGROUNDS
    own = SIXTEEN_LIGHT if is_light else SIXTEEN
    if environment.get("NO_COLOR"):
        return SIXTEEN
    if _has_few(environment) and (not wish or terminal.startswith(_SIXTEEN_COLOURS)):
        return own
    return wish or (LIGHT if is_light else DARK)


def _has_few(environment: Mapping[str, str]) -> bool:
    """Whether Rich, by its own rule, sends 16 colours: those of an own theme would all become grey there."""
    terminal = environment.get("TERM", "").strip().casefold()
    has_true = environment.get("COLORTERM", "").strip().casefold() in ("truecolor", "24bit")
    return bool(terminal) and not has_true and terminal.rpartition("-")[2] not in ("256color", "kitty")


def _known(name: str) -> str:
    name = name.strip().casefold()
    for theme in THEMES:
        if name in (theme.name, theme.name.removeprefix("monteore-")):
            return theme.name
    return name if name in BUILTIN_THEMES else ""


def _is_light(name: str) -> bool:
    return not {**BUILTIN_THEMES, **{theme.name: theme for theme in THEMES}}[name].dark


def roles_in(variables: Mapping[str, str]) -> dict[str, str]:
    """The colour of each role by the variables of a theme, as the style sheet takes it."""
    return {role: variables.get(role, variables.get(source, "ansi_default")) for role, source in ROLES.items()}


def table_styles(variables: Mapping[str, str]) -> dict[str, Style]:
    """The roles as styles of Rich, which draws the cells of tables."""
    styles = {}
    for role, colour in roles_in(variables).items():
        # `auto`: black or white, whichever is seen better on what lies behind.
        if colour.startswith("auto"):
            styles[role] = Style()
            continue
        try:
            styles[role] = Style(color=Color.parse(colour).rich_color)
        except ColorParseError:
            styles[role] = Style()
    return styles


def has_title(environment: Mapping[str, str]) -> bool:
    """Whether the terminal has a title; a Linux console would print the escape sequence's text."""
    return not environment.get("TERM", "").startswith(("linux", "dumb", "vt"))


def has_console_font(environment: Mapping[str, str]) -> bool:
    """Whether the terminal's font has few glyphs: a Linux console's."""
    return environment.get("TERM", "").startswith(("linux", "dumb", "vt"))


class NoColour(LineFilter):
    """Removes every colour and keeps bold, italic, underline and reverse, for NO_COLOR."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with the terminal's own colours."""
        return [
            Segment(text, None if style is None else _attributes(style), control) for text, style, control in segments
        ]


class PlainBlack(LineFilter):
    """Removes bold from text in the terminal's own black: most terminals of 16 colours draw bold black in grey."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, black ones without bold."""
        return [
            Segment(text, style + _NOT_BOLD if style and style.bold and _is_black(style) else style, control)
            for text, style, control in segments
        ]


_NOT_BOLD = Style(bold=False)


def _is_black(style: Style) -> bool:
    return style.color is not None and style.color.number == 0


def _attributes(style: Style) -> Style:
    return Style(bold=style.bold, dim=style.dim, italic=style.italic, underline=style.underline, reverse=style.reverse)
