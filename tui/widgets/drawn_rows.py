"""Draws the rows of a table: cells of Rich's `Text` into strips, each cell measured and cut once, without a console."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Span, Text
from textual.strip import Strip

from tui.glyphs import CHOSEN, CUT

StyleOf = Callable[[str | Style], Style]
"""Finds a style that a text names; one that is not known is empty."""


class Look(NamedTuple):
    """How a row looks."""

    style: Style
    """The style of its texts and of the blanks between and behind them."""
    over: Style
    """What prevails over the styles that parts of its texts have of their own."""


def lines_of(cells: Sequence[Text]) -> int:
    """Lines of a row: those of its highest cell."""
    return 1 + max((cell.plain.count("\n") for cell in cells), default=0)


def width_of(cell: Text) -> int:
    """Columns of the longest line of a cell."""
    plain = cell.plain
    return max(map(cell_len, plain.split("\n"))) if "\n" in plain else cell_len(plain)


def line_of_row(cells: Sequence[Text], widths: Sequence[int], line: int, look: Look, style_of: StyleOf) -> Strip:
    """One line of a row, counted from 0: each cell is padded or cut to the width of its column."""
    segments = list[Segment]()
    for cell, width in zip(cells, widths, strict=True):
        if line or "\n" in cell.plain:
            cell = [*cell.split("\n", allow_blank=True), *[Text("")] * line][line]
        parts = _parts(cell, look, style_of)
        segments += Segment.adjust_line_length(parts, width, look.style)
    return Strip(segments, sum(widths))


def _parts(cell: Text, look: Look, style_of: StyleOf) -> list[Segment]:
    """A cell of one line, in parts of one style each."""
    plain, spans = cell.plain, cell.spans
    if cell.style:
        spans = [Span(0, len(plain), cell.style), *spans]
    if not spans:
        return [Segment(plain, look.style)]
    ends = sorted({0, len(plain), *(end for span in spans for end in (span.start, span.end) if 0 < end < len(plain))})
    parts = list[Segment]()
    for start, end in pairwise(ends):
        style = look.style
        for span in spans:
            if span.start <= start and end <= span.end:
                style += style_of(span.style)
        parts.append(Segment(plain[start:end], style + look.over))
    return parts


def shown_part(line: Strip, begins_at: int, width: int, style: Style) -> Strip:
    """The columns of a line that are in the window; what is behind the last cell has the style of the row."""
    return line.crop(begins_at, begins_at + width).adjust_cell_length(width, style).simplify()


def with_cut_mark(line: Strip, width: int) -> Strip:
    """The line with `…` in the last of so many columns: it goes on beyond them."""
    style = next(reversed([*line]), Segment("")).style
    rest = line.crop(width, line.cell_length)
    return Strip([*line.crop(0, width - 1), Segment(CUT, style), *rest], line.cell_length)


def with_chosen_mark(line: Strip) -> Strip:
    """The line with `►` in its first column."""
    first = next(iter(line), Segment(""))
    return Strip([Segment(CHOSEN, first.style), *line.crop(1)], line.cell_length)


def end_of_text(cells: Sequence[Text], widths: Sequence[int], line: int) -> int:
    """The column behind the last cell's text in a line of a row; 0 if the cell has none there."""
    shown = cells[-1].plain.split("\n")[line:][:1] if cells else []
    text = shown[0].rstrip() if shown else ""
    return sum(widths[:-1]) + cell_len(text) if text else 0
