"""Turns texts of unknown origin into what may be shown: visible characters only, markup not interpreted."""

from rich.cells import cell_len
from rich.text import Span, Text
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from core.basics.durations import format_minutes
from core.basics.text import visible_text

WARNING = "bold $warn"
"""Style of a sentence that needs a look."""
BAD = "bold $bad"
"""Style of a figure below zero, or of a refusal that is final."""


def plain(value: str, style: str = "") -> Content:
    """The text as typed, with control characters replaced by U+FFFD."""
    shown = "\n".join(visible_text(line) for line in value.split("\n"))
    return Content.styled(shown, style) if style else Content(shown)


def name_panel(panel: Widget, title: str | None = None, below: str | None = None) -> None:
    """Write the title of a panel into its border, and the one in its lower border. What stands there is not painted again,
    and of a panel that is shown only the border that reads otherwise: Textual 8.2.8 paints all that is in it.
    """
    for name, text, row in (("border_title", title, 0), ("border_subtitle", below, panel.outer_size.height - 1)):
        if text is None or getattr(panel, name) == (shown := plain(text)).markup:
            continue
        if not panel.outer_size:
            setattr(panel, name, shown)
            continue
        setattr(panel, f"_{name}", shown)
        # Regions are counted from where the content begins.
        panel.refresh(Region(0, row, panel.outer_size.width, 1).translate(-panel.content_offset))


def cell(value: str) -> Text:
    """The same for a cell of a table, which takes Rich's `Text`."""
    return Text(visible_text(value), no_wrap=True)


def joined(*parts: tuple[str, str]) -> Text:
    """A line of texts that may be shown, each with its style, which may be empty: `Text.append` takes ten calls for each."""
    spans, end = list[Span](), 0
    for part, style in parts:
        begin, end = end, end + len(part)
        if style and part:
            spans.append(Span(begin, end, style))
    return Text("".join([part for part, _style in parts]), no_wrap=True, spans=spans)


def fitted(line: Content, width: int) -> Content:
    """The line, cut with `…` if it takes more than `width` cells."""
    return line if line.cell_length <= width else line.truncate(width, ellipsis=True)


def hours(minutes: int) -> str:
    """Minutes as h:mm."""
    return format_minutes(minutes)


def wrapped(text: str, width: int) -> list[str]:
    """The rows of a text in a width, cut between words; its indentation counts for the first row. At least one row."""
    columns = cell_len(text)
    if columns <= width:
        return [text]
    if columns != len(text):
        # Python's own counts letters, of which some are two columns wide.
        return [row.plain for row in Content(text).wrap(width)]
    import textwrap

    return textwrap.wrap(text, width) or [""]
