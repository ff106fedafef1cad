"""The last line: the keys that act everywhere with as many letters of their labels as fit; dim if they cannot act."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from core.basics.text import visible_text
from tui.keys import Keymap, shown_key


class KeyLine(Static):
    """The line; it is repainted only when something in it changes."""

    def __init__(self, labels: Sequence[tuple[str, str]], keymap: Keymap) -> None:
        """`labels` holds the id and label of each command to show."""
        super().__init__("", markup=False)
        self._labels = labels
        self._keymap = keymap
        self._dim: frozenset[str] = frozenset()

    def show(self, dim: frozenset[str]) -> None:
        """Dim the commands that cannot act."""
        if dim != self._dim:
            self._dim = dim
            self._write()

    def on_mount(self) -> None:
        """Write the line."""
        self._write()

    def on_resize(self) -> None:
        """Write the line for the new width."""
        self._write()

    def _write(self) -> None:
        width = self.content_size.width or 80
        shown = [(command_id, self._keymap.keys_of(command_id), label) for command_id, label in self._labels]
        items = [(command_id, shown_key(keys[0]), visible_text(label)) for command_id, keys, label in shown if keys]
        self.update(key_line(items, self._dim, width), layout=False)


def key_line(items: list[tuple[str, str, str]], dim: frozenset[str], width: int) -> Content:
    """Id, key and label of each command as one line no wider than `width`: spaces go first, then the ends of words."""
    longest = max((len(label) for _id, _key, label in items), default=0)
    layouts = [("  ", " ", longest), (" ", "", longest), *((" ", "", length) for length in range(longest, 2, -1))]
    for number, (between, after_key, length) in enumerate(layouts):
        # F1 is known without a label.
        wordless = "help" if number >= 2 else ""
        cells = [
            (command_id, key, "" if command_id == wordless else after_key + label[:length])
            for command_id, key, label in items
        ]
        if sum(len(key) + len(label) for _id, key, label in cells) + len(between) * (len(cells) - 1) <= width:
            break
    parts: list[Content] = []
    for command_id, key, label in cells:
        style = "dim" if command_id in dim else ""
        parts += [
            Content.styled(key, f"bold {style}".strip()),
            Content.styled(label, style or "none"),
            Content(between),
        ]
    return Content.assemble(*parts[:-1])
