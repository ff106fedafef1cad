"""Databases in temporary files whose names are removed at once, so that they go away with their connections."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from core.basics.errors import StoreUnavailable
from core.basics.temporary import no_room
from core.store.sqlite.connection import Connection

_FORMAT = 18
"""The place in a SQLite file of the two bytes that say whether it has a write-ahead log."""


def scratch(fill: Callable[[Path], object] | None = None, attach: Callable[[Path], object] | None = None) -> Connection:
    """A database in a temporary file, empty or filled by `fill`, which `attach` may open too while it has a name.

    Errors: `StoreUnavailable` where none can be made.
    """
    try:
        with TemporaryDirectory(prefix="monteore-") as folder:
            path = Path(folder) / "scratch.db"
            try:
                if fill is not None:
                    fill(path)
                made = Connection.temporary(path)
                if attach is not None:
                    attach(path)
            except StoreUnavailable as error:
                raise _told_of_its_folder(error, path) from None
            # The file is deleted from its folder here, so later errors of its disk name the folder.
            made.path = path.parent.parent
            return made
    except OSError as error:
        raise no_room(error) from None


def _told_of_its_folder(error: StoreUnavailable, path: Path) -> StoreUnavailable:
    """The same error, told of the folder of temporary files, since a file that is gone says nothing to the user."""
    folder = str(path.parent.parent)
    return StoreUnavailable(error.sentence.replace(str(path), folder).replace(str(path.parent), folder))


def copy_of(connection: Connection) -> Connection:
    """A private copy of a whole database, as one state: however long it is read, the log of the store does not grow."""

    def fill(path: Path) -> None:
        connection.copy_into(path)
        with path.open("r+b") as file:
            file.seek(_FORMAT)
            file.write(b"\x01\x01")  # No log: it would be made beside a file that has no name any more.

    made = scratch(fill)
    # What is wrong in the copy is wrong in the store, and the copy has no name.
    made.path = connection.path
    return made
