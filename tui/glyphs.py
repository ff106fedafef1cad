"""The marks and bars of the screens, and what a Linux console draws in their place.

Each state has a mark or a word of its own, so that no meaning depends on colour. All are one cell wide.
"""

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from core.basics.text import visible_text

RUNNING = "●"
HELD = "║"
NO_CALL = "○"
LOOK = "!"
"""Needs a look: under the threshold, long, missed."""
BELOW = "!!"
"""Below zero."""
VOIDED = "×"
SAVED = "✓"
NEAR = "~"
CHOSEN = "►"
FILLED = "━"
EMPTY = "─"
THRESHOLD = "┿"
CUT = "…"
PARTS = " · "
"""Parts the parts of a title."""
AROUND_TITLE = 6
"""Cells of a panel's border that its title does not take: a corner, a line and a blank at each side."""

_CONSOLE = str.maketrans({
    FILLED: "=", EMPTY: "-", THRESHOLD: "+", RUNNING: "*", NO_CALL: "o", CHOSEN: ">", SAVED: "v", VOIDED: "x", CUT: ".",
    "╸": "=", "→": ">", "·": "-", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "┏": "+", "┓": "+", "┗": "+", "┛": "+",
    "┃": "|", "│": "|",
})  # fmt: skip


class ConsoleGlyphs(LineFilter):
    """Replaces glyphs that the font of a Linux console lacks, one cell by one cell."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with the console's glyphs."""
        return [Segment(text.translate(_CONSOLE), style, control) for text, style, control in segments]


def bar(part: int, whole: int, width: int, threshold: int = 0) -> str:
    """A bar of `width` cells from 0 to `whole`, with a mark at `threshold`; empty if `part` <= 0 or `whole` <= 0."""
    full = cells_of(part, whole, width)
    drawn = FILLED * full + EMPTY * (width - full)
    if threshold <= 0 or whole <= 0 or threshold > whole:
        return drawn
    place = min(width - 1, cells_of(threshold, whole, width))
    return drawn[:place] + THRESHOLD + drawn[place + 1 :]


def cells_of(part: int, whole: int, width: int) -> int:
    """How many of `width` cells a part takes, rounded: 0 if `part` <= 0 or `whole` <= 0, `width` if `part` >= `whole`."""
    return max(0, min(width, (part * width + whole // 2) // whole)) if whole > 0 else 0


def cells(text: str) -> int:
    """How many cells a text takes: some letters are two wide, some stand over the one before."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, width: int) -> str:
    """The text as it may be shown, with its end replaced by `…` if it takes more than `width` cells."""
    if not text.isprintable():
        # What is left out or replaced takes other cells than what stands for it.
        text = visible_text(text)
    if cells(text) <= width:
        return text
    return beginning(text, width - 1) + CUT


def cut_title(title: str, width: int) -> str:
    """A title of parts between ` · `, the longest of them cut so that all go into `width` cells: a name, not its figures."""
    over = cells(title) - width
    if over <= 0:
        return title
    parts = title.split(PARTS)
    longest = max(parts, key=cells)
    parts[parts.index(longest)] = cut(longest, max(1, cells(longest) - over))
    return PARTS.join(parts)


def beginning(text: str, width: int) -> str:
    """As many of the first letters of a text as go into `width` cells, whole ones."""
    begun = text[: max(0, width)]
    while begun and cells(begun) > width:
        begun = begun[:-1]
    return begun


def column(text: str, width: int, *, gap: int = 0) -> str:
    """The text cut and padded to a column of `width` cells, of which the last `gap` stay blank."""
    shown = cut(text, width - gap)
    return shown + " " * (width - cells(shown))


def right_column(text: str, width: int) -> str:
    """The text cut, and at the right of a column of `width` cells."""
    shown = cut(text, width)
    return " " * (width - cells(shown)) + shown
