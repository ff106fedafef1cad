"""Cards of clients: new callers, fiscal cards, merged clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.sqlite.migrations.planner import tell_planner
from core.store.sqlite.migrations.registry import migration

if TYPE_CHECKING:
    from sqlite_utils import Database


@migration
def m011_new_callers(db: Database) -> None:
    """Clients that were added as new callers and have no card yet."""
    db.execute("ALTER TABLE client ADD COLUMN without_card INTEGER NOT NULL DEFAULT 0 CHECK (without_card IN (0, 1))")
    db.execute("CREATE INDEX client_without_card ON client (business_id, seq) WHERE without_card = 1")


@migration
def m013_fiscal_cards(db: Database) -> None:
    """The fiscal cards of clients."""
    db.execute(
        "CREATE TABLE client_fiscal (business_id TEXT NOT NULL, client_id TEXT NOT NULL, card TEXT NOT NULL, "
        "seq INTEGER NOT NULL, PRIMARY KEY (business_id, client_id), "
        "FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT"
    )
    tell_planner(db)


@migration
def m025_merged_clients(db: Database) -> None:
    """Clients that were merged into another one."""
    db.execute("ALTER TABLE client ADD COLUMN merged_into TEXT")
    db.execute("CREATE INDEX client_merged ON client (business_id, merged_into) WHERE merged_into IS NOT NULL")
    tell_planner(db)
