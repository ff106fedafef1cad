"""Entries, blocks and lines: what each version records more of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.store.sqlite.migrations.accounts import put_accounts
from core.store.sqlite.migrations.planner import tell_planner
from core.store.sqlite.migrations.registry import migration

if TYPE_CHECKING:
    from sqlite_utils import Database


@migration
def m004_lapses_and_payments(db: Database) -> None:
    """Why minutes lapsed and what was credited for them; the day a line was paid beside the invoice's own date."""
    db.execute("ALTER TABLE forfeiture ADD COLUMN cause TEXT NOT NULL DEFAULT 'expired'")
    db.execute("ALTER TABLE forfeiture ADD COLUMN credit_minor INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE line ADD COLUMN paid_on TEXT")
    invoiced: dict[str, str] = {}
    for body in db.execute("SELECT body FROM journal WHERE kind = 'line.marked' ORDER BY seq").fetchall():
        fact = json.loads(body[0])
        if fact["status"] == "paid":
            values = (invoiced.get(fact["line_id"]), fact["dated"], fact["line_id"])
            db.execute("UPDATE line SET invoiced_on = ?, paid_on = ? WHERE line_id = ?", values)
        else:
            invoiced[fact["line_id"]] = fact["dated"]


@migration
def m015_waiting_entries(db: Database) -> None:
    """Entries that wait for an agreement, with the stretches of their work, and the journal row that charged them."""
    db.execute("ALTER TABLE entry ADD COLUMN waits INTEGER NOT NULL DEFAULT 0 CHECK (waits IN (0, 1))")
    db.execute("ALTER TABLE entry ADD COLUMN spans TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE entry ADD COLUMN charged_seq INTEGER")
    db.execute("CREATE INDEX entry_waits ON entry (business_id, client_id, work_date) WHERE waits = 1")
    db.execute(
        "CREATE INDEX entry_charged ON entry (business_id, client_id, charged_seq) WHERE charged_seq IS NOT NULL"
    )
    tell_planner(db)


@migration
def m016_accounts(db: Database) -> None:
    """Agreements, blocks and statements belong to accounts; every client gets its own, under the client's id."""
    put_accounts(db)
    tell_planner(db)


@migration
def m018_credit_lines(db: Database) -> None:
    """The line that a credit gives back, and lines by the number of their invoice."""
    db.execute("ALTER TABLE line ADD COLUMN corrects TEXT")
    db.execute("CREATE INDEX line_corrects ON line (business_id, corrects) WHERE corrects IS NOT NULL")
    db.execute("CREATE INDEX line_number ON line (business_id, number) WHERE number <> ''")
    tell_planner(db)


@migration
def m019_corrections(db: Database) -> None:
    """Corrections of hours by a person, and the blocks and lapses that they made."""
    db.execute(
        "CREATE TABLE correction (business_id TEXT NOT NULL, correction_id TEXT NOT NULL, client_id TEXT NOT NULL, "
        "account_id TEXT NOT NULL, kind TEXT NOT NULL, minutes INTEGER NOT NULL CHECK (minutes <> 0), day TEXT NOT NULL, "
        "reason TEXT NOT NULL, other_account_id TEXT, seq INTEGER NOT NULL, PRIMARY KEY (business_id, correction_id), "
        "FOREIGN KEY (business_id, client_id) REFERENCES client, "
        "FOREIGN KEY (business_id, account_id) REFERENCES account) STRICT"
    )
    db.execute("CREATE INDEX correction_account ON correction (business_id, account_id)")
    db.execute("CREATE INDEX correction_client ON correction (business_id, client_id)")
    for table in ("block", "forfeiture"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN correction_id TEXT")
    db.execute("ALTER TABLE block ADD COLUMN from_block_id TEXT")
    db.execute("CREATE INDEX block_from ON block (business_id, from_block_id) WHERE from_block_id IS NOT NULL")
    tell_planner(db)


@migration
def m020_fees(db: Database) -> None:
    """The period of a recurring fee, of its lines and of the blocks of hours that it includes."""
    for table in ("line", "block"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN period_from TEXT")
        db.execute(f"ALTER TABLE {table} ADD COLUMN period_until TEXT")
        db.execute(
            f"CREATE INDEX {table}_period ON {table} (business_id, account_id, period_from) WHERE period_from IS NOT NULL"
        )
    tell_planner(db)


@migration
def m021_serves(db: Database) -> None:
    """When a block begins to serve: sold, invoiced or paid."""
    db.execute("ALTER TABLE block ADD COLUMN serves TEXT NOT NULL DEFAULT 'sold'")


@migration
def m022_discounts(db: Database) -> None:
    """The price before a discount."""
    db.execute("ALTER TABLE line ADD COLUMN list_minor INTEGER")
    tell_planner(db)


@migration
def m023_contests(db: Database) -> None:
    """Entries that clients contest, with the answers given."""
    db.execute(
        "CREATE TABLE contest (business_id TEXT NOT NULL, entry_id TEXT NOT NULL, client_id TEXT NOT NULL, account_id TEXT "
        "NOT NULL, answer TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (business_id, entry_id), FOREIGN KEY "
        "(business_id, entry_id) REFERENCES entry, FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT"
    )
    db.execute("CREATE INDEX contest_account ON contest (business_id, account_id)")
    db.execute("CREATE INDEX contest_client ON contest (business_id, client_id)")
    tell_planner(db)
