"""The list of migrations. sqlite-utils, which applies and records them, is imported when one may be due."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

Migration = Callable[["Database"], None]
_known: dict[str, Migration] = {}


def migration(step: Migration) -> Migration:
    """Register a function as a migration. Its name begins with `m` and the number of the version that it makes."""
    _known[step.__name__] = step
    return step


def apply(db: Database, *, stop_before: str | None = None) -> None:
    """Apply what a file lacks, in the order of the numbers, up to the named migration, which is not applied."""
    from sqlite_utils.migrations import Migrations

    due = Migrations("monteore")
    for name in sorted(_known):
        due()(_known[name])
    due.apply(db, stop_before=stop_before)
