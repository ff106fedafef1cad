"""The form that imports a file. Which of its fields count is told by the file, so that it keeps room for the most."""

from tui.dialogs.form import Form

_FIELDS, _PREVIEW = 6, 5
"""Rows of the fields that count for one kind of file, and of what the import would do."""


class ImportForm(Form):
    """The form; see `flows/imports`."""

    def rows_wanted(self) -> int:
        """The rows of the kind of file with the most fields, whatever is typed yet."""
        return _FIELDS + _PREVIEW
