"""The desk's themes can be read: contrast by WCAG 2.2, and the safe one with every kind of colour blindness."""

import itertools
import os
import re
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.design import ColorSystem
from textual.theme import BUILTIN_THEMES, Theme

from tests.builders import add_client, open_business
from tests.tui.driving import desk_on
from tui.themes import DARK, LIGHT, SAFE, SIXTEEN, SIXTEEN_LIGHT, THEMES, PlainBlack, choose_theme, table_styles

TEXT, SHAPE = 4.5, 3.0
"""WCAG 2.2, success criteria 1.4.3 (text) and 1.4.11 (borders, bars and other shapes)."""
COLOURED = tuple(theme for theme in THEMES if not theme.ansi)
BY_NAME = pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(color: Color) -> tuple[float, float, float]:
    """The linear light of the three channels, as WCAG 2.2 defines it."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in color.rgb)
    )
    return red, green, blue


def luminance(color: Color) -> float:
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def variables(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def over(text: str, ground: Color) -> Color:
    """A colour of the theme's variables as it is seen on a ground; `auto 60%` is black or white, 60 % of it."""
    word, _space, share = text.partition(" ")
    alpha = float(share.rstrip("%")) / 100 if share else 1.0
    color = ground.get_contrast_text(alpha) if word == "auto" else Color.parse(word).multiply_alpha(alpha)
    return ground + color


def grounds(known: dict[str, str]) -> dict[str, Color]:
    background = Color.parse(known["background"])
    return {name: over(known[name], background) for name in ("background", "surface", "panel", "boost")}


@BY_NAME
@pytest.mark.parametrize("name", ["foreground", "text-muted", "accent", "success", "warning", "error"])
def test_every_text_can_be_read_on_every_ground(theme: Theme, name: str) -> None:
    known = variables(theme)
    for ground, color in grounds(known).items():
        assert contrast(over(known[name], color), color) >= TEXT, f"{name} on {ground}"


@BY_NAME
def test_the_chosen_row_and_the_footer_can_be_read(theme: Theme) -> None:
    known = variables(theme)
    for text, ground in (
        ("block-cursor-foreground", "block-cursor-background"),
        ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
        ("input-cursor-foreground", "input-cursor-background"),
        ("footer-description-foreground", "footer-background"),
        ("footer-key-foreground", "footer-background"),
    ):
        assert contrast(Color.parse(known[text]), Color.parse(known[ground])) >= TEXT, text


@BY_NAME
@pytest.mark.parametrize("name", ["border", "border-blurred", "primary", "success", "warning", "error"])
def test_borders_and_bars_are_seen(theme: Theme, name: str) -> None:
    known = variables(theme)
    assert contrast(Color.parse(known[name]), Color.parse(known["background"])) >= SHAPE
    assert contrast(Color.parse(known["scrollbar"]), Color.parse(known["scrollbar-background"])) >= SHAPE


def seen_with(blindness: str, color: Color) -> tuple[float, float, float]:
    red, green, blue = linear(color)
    first, second, third = (a * red + b * green + c * blue for a, b, c in BLINDNESS[blindness])
    return first, second, third


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_the_safe_theme_tells_running_from_warning_with_every_kind_of_colour_blindness(blindness: str) -> None:
    known = variables(next(theme for theme in THEMES if theme.name == SAFE))

    def apart(one: str, other: str) -> float:
        pair = (seen_with(blindness, Color.parse(known[name])) for name in (one, other))
        return max(abs(a - b) for a, b in zip(*pair, strict=True))

    for running, trouble in itertools.product(("success", "accent"), ("warning", "error")):
        assert apart(running, trouble) > 0.25, (running, trouble)


def test_the_safe_theme_has_no_red_and_no_green() -> None:
    known = variables(next(theme for theme in THEMES if theme.name == SAFE))
    for name in ("accent", "success", "warning", "error"):
        hue, saturation, _lightness = Color.parse(known[name]).hsl
        assert saturation == 0 or 15 <= hue * 360 <= 60 or 195 <= hue * 360 <= 250, (name, hue)


ROLES = (
    "background", "panel", "foreground", "muted", "edge", "track", "bar", "accent", "cursor", "cursor-text", "ok", "warn",
    "bad",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "indices"),
    [
        (DARK, (234, 236, 253, 248, 242, 240, 67, 74, 24, 231, 114, 215, 210)),
        (LIGHT, (231, 255, 235, 240, 245, 250, 67, 25, 153, 16, 22, 94, 124)),
        (SAFE, (233, 235, 254, 248, 243, 240, 246, 231, 240, 231, 75, 220, 202)),
    ],
)
def test_every_colour_is_one_of_the_256_so_that_both_depths_look_the_same(name: str, indices: tuple[int, ...]) -> None:
    known = variables(next(theme for theme in THEMES if theme.name == name))
    for role, index in zip(ROLES, indices, strict=True):
        assert Color.parse(known[role]).rgb == of_the_256(index), role


def of_the_256(index: int) -> tuple[int, int, int]:
    """The colour of an index of xterm's cube (16 to 231) or grey ramp (232 to 255)."""
    if index >= 232:
        grey = 8 + 10 * (index - 232)
        return grey, grey, grey
    levels = (0, 95, 135, 175, 215, 255)
    number = index - 16
    return levels[number // 36], levels[number // 6 % 6], levels[number % 6]


def test_no_variable_of_an_own_theme_in_use_leaves_its_colours() -> None:
    sheet = "".join(each.read_text(encoding="utf-8") for each in (Path(__file__).parents[2] / "tui").glob("*.tcss"))
    assert not re.search(r"\$[\w-]+ \d+%|darken|lighten|#[0-9a-fA-F]{3,6}\b\s*[;}]", sheet)
    for theme in COLOURED:
        own = {Color.parse(known).rgb for known in theme.variables.values() if known.startswith("#")}
        cube = {of_the_256(index) for index in range(16, 256)}
        assert own <= cube


def test_tables_know_the_roles_by_name() -> None:
    styles = table_styles(variables(next(theme for theme in THEMES if theme.name == DARK)))
    assert styles["warn"].color is not None
    assert styles["warn"].color.get_truecolor() == Color.parse("#ffaf5f").rgb


@pytest.mark.parametrize(
    ("environment", "wanted", "chosen"),
    [
        ({"TERM": "xterm-256color"}, "", DARK),
        ({"TERM": "xterm-256color", "COLORFGBG": "0;15"}, "", LIGHT),
        ({"TERM": "xterm-256color", "COLORFGBG": "15;0"}, "", DARK),
        ({"TERM": "xterm-256color"}, "safe", SAFE),
        ({"TERM": "xterm-256color"}, "Monteore-Light", LIGHT),
        ({"TERM": "xterm-256color", "MONTEORE_THEME": "light"}, "", LIGHT),
        ({"TERM": "xterm-256color", "MONTEORE_THEME": "light"}, "safe", SAFE),
        ({"TERM": "xterm-256color"}, "nord", "nord"),
        ({"TERM": "xterm-256color"}, "no-such-theme", DARK),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "safe", SIXTEEN),
        ({"TERM": "linux"}, "", SIXTEEN),
        ({"TERM": "linux"}, "light", SIXTEEN_LIGHT),
        ({"TERM": "screen"}, "", SIXTEEN),
        ({"TERM": "xterm"}, "", SIXTEEN),
        ({"TERM": "xterm-16color"}, "", SIXTEEN),
        ({"TERM": "xterm-16color", "COLORFGBG": "0;15"}, "", SIXTEEN_LIGHT),
        ({"TERM": "xterm-16color"}, "safe", SAFE),
        ({"TERM": "xterm-kitty"}, "", DARK),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "", DARK),
        ({"TERM": "screen-256color"}, "safe", SAFE),
        ({"TERM": "screen", "COLORTERM": "truecolor"}, "", DARK),
        ({}, "", DARK),
    ],
)
def test_the_theme_is_the_wish_within_what_the_terminal_can_bear(
    environment: dict[str, str], wanted: str, chosen: str
) -> None:
    assert choose_theme(environment, wanted) == chosen


def test_a_chosen_name_is_always_a_theme() -> None:
    assert not {theme.name for theme in THEMES} & set(BUILTIN_THEMES)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_desk_can_be_drawn_in_each_theme(theme: Theme, tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        add_client(business)
        async with desk_on(business, (80, 24)) as pilot:
            pilot.app.theme = theme.name
            await pilot.pause()
            assert pilot.app.get_css_variables()["background"].casefold() == theme.background
            assert pilot.app.get_css_variables()["warn"] == theme.variables["warn"]


async def test_a_theme_of_textual_s_own_lends_its_colours_to_the_roles(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        async with desk_on(business, (80, 24)) as pilot:
            pilot.app.theme = "nord"
            await pilot.pause()
            known = pilot.app.get_css_variables()
            assert (known["warn"], known["edge"]) == (known["warning"], known["primary"])


@pytest.mark.parametrize("name", ["", "light", "textual-dark"])
async def test_colours_are_worked_out_once_for_the_theme_that_the_desk_opens_with(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[str]()
    generate = ColorSystem.generate

    def counted(self: ColorSystem) -> dict[str, str]:
        made.append(str(self.primary.hex))
        return generate(self)

    monkeypatch.setattr(ColorSystem, "generate", counted)
    monkeypatch.setenv("MONTEORE_THEME", name)
    with open_business(tmp_path) as business:
        add_client(business)
        async with desk_on(business, (80, 24)) as pilot:
            assert len(made) == 1
            assert pilot.app.theme == choose_theme(os.environ)
            panel = Color.parse(pilot.app.get_css_variables()["panel"])
            assert pilot.app.screen.query_one("HeaderLine").styles.background == panel


def test_black_text_on_a_terminal_of_16_colours_is_never_bold_as_that_would_be_grey() -> None:
    shown = [
        Style.parse(style) for style in ("bold black on cyan", "bold bright_green", "black on cyan", "bold #000001")
    ]
    filtered = PlainBlack().apply([Segment("x", style) for style in shown] + [Segment("y")], Color(0, 0, 0))
    assert [segment.style and segment.style.bold for segment in filtered] == [False, True, None, True, None]
    assert [segment.style and segment.style.color for segment in filtered[:4]] == [style.color for style in shown]
