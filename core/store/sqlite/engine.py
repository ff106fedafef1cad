"""The one import of the SQLite module. It is the module that sqlite-utils chooses, without the cost of importing sqlite-utils.

Two SQLite libraries in one process drop each other's locks, so both must choose alike; a test compares them.
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

__all__ = ["sqlite3"]
