"""Bring a file to the tables of today, inside the opener's BEGIN IMMEDIATE (see docs/store.md).

Each migration runs as a savepoint, through sqlite-utils. The guards are made again afterwards: a table that is made anew
loses its triggers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.sqlite.guards import make_guards
from core.store.sqlite.migrations import registry
from core.store.sqlite.version import APPLICATION_ID, SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Apply what is missing and make the guards again; the caller holds the write transaction."""
    registry.apply(db)
    make_guards(db)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
