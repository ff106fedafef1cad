"""What SQLite's full-text index makes of one sign, for the engine that parts words itself."""

from functools import cache
from threading import Lock

from core.store.sqlite.engine import sqlite3

_GUARD = Lock()


@cache
def _database() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    made.execute("CREATE VIRTUAL TABLE sign USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')")
    made.execute("CREATE VIRTUAL TABLE word USING fts5vocab (sign, instance)")
    return made


def folded(sign: str) -> str:
    """The sign as a word holds it: without case and accent, empty for an accent alone, a space for what parts words."""
    with _GUARD:
        database = _database()
        database.execute("DELETE FROM sign")
        database.execute("INSERT INTO sign (text) VALUES (?)", (f"x{sign}y",))
        words = database.execute("SELECT term FROM word").fetchall()
    return str(words[0][0][1:-1]) if len(words) == 1 else " "
