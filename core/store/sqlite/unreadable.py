"""Which cell holds text that is not UTF-8, which no event and no import can write, so something else changed the file."""

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from core.store.sqlite.engine import sqlite3


class Cell(NamedTuple):
    """One cell, with the key of its row in words and SQLite's number of the row."""

    table: str
    key: str
    column: str
    rowid: int


_UNDECODABLE = "Could not decode to UTF-8"
"""How the module's error begins, which has no code of SQLite's."""


def is_of_text(error: Exception) -> bool:
    """Whether an error is that of a text that cannot be decoded."""
    return str(error).startswith(_UNDECODABLE)


def first_cell(raw: "sqlite3.Connection", tables: Collection[str] = ()) -> Cell | None:
    """The first such cell of some tables, of all by default, for which all their texts are read; `None` if there is none."""
    for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%STRICT' ORDER BY name").fetchall():
        if tables and table not in tables:
            continue
        info = raw.execute(f"PRAGMA table_info({table})").fetchall()
        texts = [row[1] for row in info if row[2] == "TEXT"]
        key = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5] and row[1] != "business_id"]
        as_bytes = ", ".join(f"CAST({name} AS BLOB)" for name in (*texts, *key))
        for rowid, *cells in raw.execute(f"SELECT rowid, {as_bytes} FROM {table}"):
            for name, cell in zip(texts, cells, strict=False):
                if not _is_readable(cell):
                    told = " ".join(str(each, "utf-8", "replace") for each in cells[len(texts) :])
                    return Cell(table, told, name, rowid)
    return None


def is_still(raw: "sqlite3.Connection", cell: Cell) -> bool:
    """Whether a cell that was found before still holds such a text."""
    sql = f"SELECT CAST({cell.column} AS BLOB) FROM {cell.table} WHERE rowid = ?"
    return any(not _is_readable(found) for (found,) in raw.execute(sql, (cell.rowid,)))


def _is_readable(cell: bytes | None) -> bool:
    try:
        return cell is None or cell.decode() is not None
    except UnicodeDecodeError:
        return False
