"""The form that imports a file. Which of its fields count is told by the file, so that it keeps room for the most."""

from collections.abc import Callable
from typing import Any

from textual import on
from textual.widgets import Input

from core.basics.i18n import _
from tui.dialogs.field_box import FieldBox
from tui.dialogs.form import Form, Values

FILE = "file"
"""The field that names the file; the others say how it is read."""
SHAPE = "shape"
"""Under this name a kept form holds what the file was like that its other fields were filled for."""
_FIELDS, _PREVIEW = 6, 5
"""Rows of the fields that count for one kind of file, and of what the import would do."""


class ImportForm(Form):
    """The form; see `flows/imports`. What is said of a file is taken out when another kind of file takes its place."""

    def __init__(self, shape_of: Callable[[Values], str], shape: str, *arguments: Any, **options: Any) -> None:
        """`shape_of` tells what files of one program have in common, empty for a file that cannot be read; `shape` is that of
        the file for which the fields were filled, empty for none."""
        super().__init__(*arguments, **options)
        self._shape_of = shape_of
        self._shape = shape

    def rows_wanted(self) -> int:
        """The rows of the kind of file with the most fields, whatever is typed yet."""
        return _FIELDS + _PREVIEW

    def unsent(self) -> Values | None:
        """What was typed, and for what kind of file."""
        values = super().unsent()
        return {**values, SHAPE: self._shape} if values and self._shape else values

    @on(Input.Changed, f"#field-{FILE}")
    def _file_changed(self) -> None:
        shape = self._shape_of(self.values())
        if not shape or shape == self._shape:
            return
        before, self._shape = self._shape, shape
        filled = [box for box in self.query(FieldBox) if box.field.name != FILE and box.value]
        if before and filled:
            for box in filled:
                box.value = ""
            self._note = _("another kind of file: what was said of the one before is taken out")
            self.name_sheet()
