"""What the thread that paints asks of the store and of the file system."""

import builtins
import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_stack
from typing import Any

import pytest

import tui
from core.store.sqlite.connection import Connection

_APP = str(Path(tui.__file__).parent)


class Statements:
    """The statements that the thread that makes it runs, and its looks at files; those of other threads can be held up."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds the files that a user may name: looks at them are noted, and those of other threads held up too."""
        self.painted: list[str] = []
        """The SQL of each, with the line of the app that runs it."""
        self.may_read = threading.Event()
        """Statements of other threads, and their looks at the folder, wait until it is set."""
        self.may_read.set()
        self._painting = threading.get_ident()
        self._folder = str(folder) if folder is not None else ""

    def note(self, what: str) -> None:
        if threading.get_ident() != self._painting:
            self.may_read.wait()
        else:
            at = [f"{each.filename}:{each.lineno}" for each in extract_stack() if each.filename.startswith(_APP)]
            self.painted.append(f"{what} {at[-1:]}")

    def note_file(self, call: str, path: object) -> None:
        """A file is opened or looked at."""
        is_path = self._folder and isinstance(path, str | os.PathLike)
        if is_path and os.path.abspath(os.fspath(path)).startswith(self._folder):  # type: ignore[arg-type,type-var]
            self.note(f"{call} {path}")


@contextmanager
def noting(folder: Path | None = None) -> Iterator[Statements]:
    """Note statements of SQLite, and looks at a folder."""
    statements, execute = Statements(folder), Connection._execute

    def noted(connection: Connection, sql: str, *more: Any) -> Any:
        statements.note(sql)
        return execute(connection, sql, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "_execute", noted)
        for module, name in (
            (os, "stat"),
            (io, "open"),
            (builtins, "open"),
            (os, "open"),
            (os, "listdir"),
            (os, "scandir"),
        ):
            patch.setattr(module, name, _looking(statements, name, getattr(module, name)))
        try:
            yield statements
        finally:
            statements.may_read.set()


def _looking(statements: Statements, name: str, call: Any) -> Any:
    def looked(path: Any = ".", *arguments: Any, **options: Any) -> Any:
        statements.note_file(name, path)
        return call(path, *arguments, **options)

    return looked
