"""The form that imports a file. Which of its fields count is told by the file, so that it keeps room for the most."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from textual import on
from textual.widgets import Input

from core.basics.i18n import _
from core.phone.files import FileKind
from tui.attempt import Answer
from tui.dialogs.field_box import FieldBox
from tui.dialogs.form import Form, Values

FILE = "file"
"""The field that names the file; the others say how it is read."""
SHAPE = "shape"
"""Under this name a kept form holds what the file was like that its other fields were filled for."""
_FIELDS, _PREVIEW = 8, 5
"""Rows of the fields that count for one kind of file, and of what the import would do."""
_LOOKS = "looks"
"""The lane of the looks at the file that is named."""
_LEAVES_THE_FIELD = frozenset({"tab", "shift+tab", "up", "down", "enter"})


class Look(NamedTuple):
    """What a file is like."""

    kind: FileKind | None = None
    """What it holds; `None` where it cannot be told yet."""
    shape: str = ""
    """What it has in common with others of its program; empty where it cannot be read."""


class ImportForm(Form):
    """The form; see `flows/imports`. What is said of a file is taken out when another kind of file takes its place.

    A look at the file is made in a thread, as a disk or a network may stall it. Keys that leave the field wait for it.
    """

    def __init__(
        self,
        look_at: Callable[[str], Look],
        looked: Look,
        hidden: Callable[[FileKind | None, Mapping[str, str]], Collection[str]],
        *arguments: Any,
        **options: Any,
    ) -> None:
        """`look_at` is called in threads with what the field of the file says. `looked` has the shape of the file for which
        the fields were filled. `hidden` gives the fields that do not count for a kind of file and what is typed.
        """
        super().__init__(*arguments, hidden=lambda typed: hidden(self._looked.kind, typed), **options)
        self._look_at = look_at
        self._looked = looked
        self._shape = looked.shape
        self._is_looking = False

    def rows_wanted(self) -> int:
        """The rows of the kind of file with the most fields, whatever is typed yet."""
        return _FIELDS + _PREVIEW

    def unsent(self) -> Values | None:
        """What was typed, and for what kind of file."""
        values = super().unsent()
        return {**values, SHAPE: self._shape} if values and self._shape else values

    def waits_for_preview(self, key: str) -> bool:
        """Which field is the next, and what the others say, depends on the file."""
        return self._is_looking and key in _LEAVES_THE_FIELD

    @on(Input.Changed, f"#field-{FILE}")
    def _file_changed(self) -> None:
        file = self.values()[FILE]
        self._is_looking = True
        self.preview_beside(lambda: self._look_at(file), self._take_look, of=file, lane=_LOOKS)

    def _show_checked(self, checked: Answer[list[str]]) -> None:
        # The check has read the rows, of which some bring up a field of their own.
        self._arrange()
        super()._show_checked(checked)

    def _take_look(self, looked: Answer[Look]) -> None:
        self._is_looking = False
        self._looked = looked.value or Look()
        self._arrange()
        # It may have taken so long that this was said to be read.
        self._write(self._lines)
        shape = self._looked.shape
        if not shape or shape == self._shape:
            return
        before, self._shape = self._shape, shape
        filled = [box for box in self.query(FieldBox) if box.field.name != FILE and box.value]
        if before and filled:
            for box in filled:
                box.value = ""
            self._note = _("another kind of file: what was said of the one before is taken out")
            self.name_sheet()
