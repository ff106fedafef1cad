"""What is left of erased texts in the file, its write-ahead log, and the copies beside it."""

from pathlib import Path

from core.basics.errors import StoreBusy
from core.store.sqlite.connection import Connection
from core.store.sqlite.locks import QueueLock


def purge(connection: Connection) -> bool:
    """Leave nothing of what was erased in the file and its write-ahead log; `False` while another session still reads."""
    connection.rows("PRAGMA secure_delete = on")
    try:
        with QueueLock(connection.path), connection.waiting_for_readers():
            for index in ("client_search_fts", "entry_fts"):
                # What was deleted from an index stays in its older segments until they are merged.
                connection.run(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
            connection.run("VACUUM")
            ((is_busy, _pages, _moved),) = connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    except StoreBusy:
        return False
    return not is_busy


def backups(path: Path) -> tuple[str, ...]:
    """The copies that migrations made beside the store."""
    return tuple(sorted(str(found) for found in path.parent.glob(f"{path.name}.v*.backup")))
