"""What SQLite finds wrong with its file, besides the form of what no event makes."""

from contextlib import closing

from core.basics.errors import MonteoreError
from core.basics.i18n import _
from core.store.sql.checks import misformed
from core.store.sqlite import version
from core.store.sqlite.connection import Connection
from core.store.sqlite.scratch import copy_of


def problems(connection: Connection) -> list[str]:
    """A sentence for each thing that is wrong; empty when all is well. A private copy of the whole database is read."""
    with closing(copy_of(connection)) as copy:
        found = [str(row[0]) for row in copy.rows("PRAGMA integrity_check(5)") if row[0] != "ok"]
        present = {row[0] for row in copy.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        found += [
            _("the guard {name} is missing").format(name=name) for name in sorted(version.guard_names() - present)
        ]
        found += [
            _("{table} refers to a row of {parent} that does not exist").format(table=table, parent=parent)
            for table, parent in sorted({(row[0], row[2]) for row in copy.rows("PRAGMA foreign_key_check")})
        ]
        found += misformed(copy)
        found += [
            _("the words of {table} are not those of its texts").format(table=index)
            for index in ("client_search_fts", "entry_fts")
            if not _fits(copy, index)
        ]
    return found


def _fits(copy: Connection, index: str) -> bool:
    """Whether a full-text index holds the words of its texts, each in its place."""
    try:
        copy.run(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
    except MonteoreError:
        return False
    return True
