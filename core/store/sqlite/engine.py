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

__all__ = ["sqlite3"]
