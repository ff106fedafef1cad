"""The file that a form writes: one that exists is written over only after y."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from core.basics.errors import at
from core.basics.files import check_target, write_file
from core.basics.i18n import _
from tui.dialogs.ask_line import Asked

FILE: Final = "file"
"""How most forms call their field for the file."""


class Target:
    """The file of one form. `path_of` gives its path for what is typed; it raises `MonteoreError` for one that cannot be."""

    def __init__(self, path_of: Callable[[Mapping[str, str]], Path], field: str = FILE) -> None:
        """`field` is the form's field for the file."""
        self._path_of = path_of
        self._field = field
        self._agreed: set[Path] = set()
        """The file that may be written over: the person was asked, or is asked now."""

    def lines(self, values: Mapping[str, str]) -> list[str]:
        """Where the content goes, and whether a file there is written over. Errors: `Refused` if nothing can be written."""
        path = self._path(values)
        at(self._field, lambda: check_target(path, force=True))
        said = [_("into {path}").format(path=path)]
        return [*said, _("the file exists already: it is written over")] if path.exists() else said

    def doubt(self, values: Mapping[str, str], lines: Sequence[str] = ()) -> Asked | None:
        """The question before a file is written over, with `lines` in place of what the form says; `None` for a new file."""
        path = self._path(values)
        self._agreed.clear()
        if not path.exists():
            return None
        self._agreed.add(path)
        return Asked(_("Write over this file?"), tuple(lines))

    def check(self, values: Mapping[str, str]) -> Path:
        """The path, once it is sure that it can be written. Errors: `Refused`, also for a file that came into being since."""
        path = self._path(values)
        at(self._field, lambda: check_target(path, force=path in self._agreed))
        return path

    def write(self, values: Mapping[str, str], content: bytes) -> str:
        """Write the file; its path. Errors: as `check`."""
        path = self._path(values)
        at(self._field, lambda: write_file(path, content, force=path in self._agreed))
        return str(path)

    def _path(self, values: Mapping[str, str]) -> Path:
        return at(self._field, lambda: self._path_of(values))
