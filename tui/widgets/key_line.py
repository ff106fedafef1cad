"""The last line: the keys that act here and now, most wanted first. What does not fit is left out, never cut."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from core.basics.dataclass import dataclass
from core.basics.text import visible_text
from tui.geometry import HUGE
from tui.keys import key_name


@dataclass(frozen=True)
class KeyHint:
    """A key and the word for what it does; `rank` says which hint goes first where not all fit, the highest first."""

    key: str
    word: str
    rank: int = 0
    is_dim: bool = False


class KeyLine(Static):
    """The line; it is repainted only when something in it changes."""

    def __init__(self, hints: Sequence[KeyHint] = ()) -> None:
        super().__init__("", markup=False)
        self._hints = tuple(hints)

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Show these keys."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self._write()

    def on_mount(self) -> None:
        """Write the line."""
        self._write()

    def on_resize(self) -> None:
        """Write the line for the new width."""
        self._write()

    def _write(self) -> None:
        self.update(key_line(self._hints, self.size.width or 80), layout=False)


def key_line(hints: Sequence[KeyHint], width: int) -> Content:
    """The keys that fit, each with its word, after one blank; the last hint of the highest rank is left out first."""
    between = "    " if width >= HUGE else "  "
    shown = list(hints)
    while len(shown) > 1 and 1 + sum(_width(each) for each in shown) + len(between) * (len(shown) - 1) > width:
        highest = max(each.rank for each in shown)
        place = max(number for number, each in enumerate(shown) if each.rank == highest)
        del shown[place]
    parts: list[Content] = [Content(" ")]
    for number, each in enumerate(shown):
        word = visible_text(each.word)
        if each.is_dim:
            drawn = [Content.styled(f"{key_name(each.key)} {word}", "$muted")]
        else:
            drawn = [Content.styled(key_name(each.key), "bold $accent"), Content(f" {word}")]
        parts += [Content(between) if number else Content(""), *drawn]
    return Content.assemble(*parts)


def _width(hint: KeyHint) -> int:
    return len(key_name(hint.key)) + 1 + len(visible_text(hint.word))
