"""Which cell holds text that is not UTF-8, which no event and no import can write, so something else changed the file."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.store.sqlite.engine import sqlite3

Cell = tuple[str, str, str]
"""Table, key and column."""
_UNDECODABLE = "Could not decode to UTF-8"
"""How the module's error begins, which has no code of SQLite's."""


def is_of_text(error: Exception) -> bool:
    """Whether an error is that of a text that cannot be decoded."""
    return str(error).startswith(_UNDECODABLE)


def first_cell(raw: "sqlite3.Connection") -> Cell | None:
    """The first such cell, for which all texts are read; `None` if no table of ours has one."""
    for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%STRICT' ORDER BY name").fetchall():
        info = raw.execute(f"PRAGMA table_info({table})").fetchall()
        texts = [row[1] for row in info if row[2] == "TEXT"]
        key = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5] and row[1] != "business_id"]
        as_bytes = ", ".join(f"CAST({name} AS BLOB)" for name in (*texts, *key))
        for cells in raw.execute(f"SELECT {as_bytes} FROM {table}"):
            for name, cell in zip(texts, cells, strict=False):
                if not _is_readable(cell):
                    told = " ".join(str(each, "utf-8", "replace") for each in cells[len(texts) :])
                    return table, told, name
    return None


def _is_readable(cell: bytes | None) -> bool:
    try:
        return cell is None or cell.decode() is not None
    except UnicodeDecodeError:
        return False
