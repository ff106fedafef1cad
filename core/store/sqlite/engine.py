"""The one import of the SQLite module, and a fault of some of its versions.

It is the module that sqlite-utils chooses, without the cost of importing sqlite-utils. Two SQLite libraries in one process
drop each other's locks, so both must choose alike; a test compares them.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as sqlite3
else:
    try:
        sqlite3 = importlib.import_module("pysqlite3")
    except ImportError:
        import sqlite3

    # Without an adapter the module makes and drops an error for each `None` that is bound, as long as binding ten texts.
    sqlite3.register_adapter(type(None), lambda value: value)


def has_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite may lose a commit when a checkpoint starts beside it (3.7.0 to 3.51.2, mended in two others).

    With it every change must wait in the queue, so that no two connections commit and checkpoint at once.
    """
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return not mended


__all__ = ["has_reset_bug", "sqlite3"]
