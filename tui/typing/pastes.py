"""What a pasted text means in the field that receives it."""

from enum import Enum

from textual.screen import Screen
from textual.widget import Widget

from core.basics.dataclass import dataclass
from core.basics.text import clean_text


class LineBreaks(Enum):
    """What the line breaks of a paste are in a field."""

    END = "end"
    """The text stops at the first one."""
    BLANKS = "blanks"
    """Each is a blank."""


@dataclass(frozen=True)
class Paste:
    """A paste as a field takes it: the text for the field, and whether text was left out."""

    text: str
    is_cut: bool = False


def line_breaks_in(widget: Widget, screen: Screen[object]) -> LineBreaks:
    """What the field says of itself in its attribute `line_breaks`, or else its screen."""
    for node in (widget, screen):
        said = getattr(node, "line_breaks", None)
        if isinstance(said, LineBreaks):
            return said
    return LineBreaks.BLANKS if widget.id == "field-note" else LineBreaks.END


def shape(text: str, breaks: LineBreaks) -> Paste:
    """A pasted text for a field. A first line that is empty is one that was typed before the paste was known."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first, others = _kept(lines[0]), [line for line in map(clean_text, lines[1:]) if line]
    if breaks is LineBreaks.BLANKS:
        # A leading break joins on to what stands in the field already.
        joined = " ".join([first, *others] if first else others)
        return Paste(f" {joined}" if lines[0] == "" and others and len(lines) > 1 else joined)
    return Paste(first, bool(others))


def _kept(line: str) -> str:
    """The line made harmless; a leading blank stays, as it may separate two words in the field."""
    cleaned = clean_text(line)
    return f" {cleaned}" if cleaned and line[0].isspace() else cleaned
