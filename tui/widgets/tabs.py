"""A line of names, one of them chosen; at its right end a note."""

from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from core.basics.text import visible_text


class TabLine(Static):
    """`1 Entries  2 Blocks …`: the numbers are keys, the chosen name is shown reversed."""

    chosen: var[int] = var(0)
    """Which name is chosen, counted from 0."""
    note: var[str] = var("")
    """The note at the right end; left out if the line is too narrow."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__("", markup=False)
        self._names = names

    def on_mount(self) -> None:
        """Write the line."""
        self._write()

    def on_resize(self) -> None:
        """Write the line for the new width."""
        self._write()

    def watch_chosen(self) -> None:
        """Write the line with another name chosen."""
        self._write()

    def watch_note(self) -> None:
        """Write the line with another note."""
        self._write()

    def _write(self) -> None:
        parts: list[Content] = []
        for number, name in enumerate(self._names):
            style = "reverse bold" if number == self.chosen else "none"
            parts += [Content.styled(f" {number + 1} {visible_text(name)} ", style), Content(" ")]
        line = Content.assemble(*parts)
        width = self.content_size.width
        note = visible_text(self.note)
        if note and width - line.cell_length >= len(note) + 1:
            line = Content.assemble(line, Content(" " * (width - line.cell_length - len(note)) + note))
        self.update(line, layout=False)
