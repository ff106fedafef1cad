"""What the thread that paints asks of the store."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_stack
from typing import Any

import tui
from core.store.sqlite.connection import Connection

_APP = str(Path(tui.__file__).parent)


class Statements:
    """The statements that the thread that makes it runs; those of other threads can be held up."""

    def __init__(self) -> None:
        self.painted: list[str] = []
        """The SQL of each, with the line of the app that runs it."""
        self.may_read = threading.Event()
        """Statements of other threads wait until it is set."""
        self.may_read.set()
        self._painting = threading.get_ident()

    def note(self, sql: str) -> None:
        if threading.get_ident() != self._painting:
            self.may_read.wait()
        else:
            at = [f"{each.filename}:{each.lineno}" for each in extract_stack() if each.filename.startswith(_APP)]
            self.painted.append(f"{sql} {at[-1:]}")


@contextmanager
def noting() -> Iterator[Statements]:
    """Note statements of SQLite."""
    statements, execute = Statements(), Connection._execute

    def noted(connection: Connection, sql: str, values: tuple[Any, ...]) -> Any:
        statements.note(sql)
        return execute(connection, sql, values)

    Connection._execute = noted  # type: ignore[method-assign]
    try:
        yield statements
    finally:
        statements.may_read.set()
        Connection._execute = execute  # type: ignore[method-assign]
