"""The journal and the keys of its rows: personal texts beside the chain, keys of changes, the business in every key."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.journal.chain import row_for
from core.journal.codec import recorded_after
from core.journal.events import SettingSet
from core.journal.row import GENESIS
from core.rules.actors import SYSTEM
from core.store.sqlite.guards import drop_guards
from core.store.sqlite.migrations.business import put_business_first
from core.store.sqlite.migrations.planner import tell_planner
from core.store.sqlite.migrations.registry import migration

if TYPE_CHECKING:
    from sqlite_utils import Database


@migration
def m005_texts_beside_the_chain(db: Database) -> None:
    """Personal texts of later rows stand beside the row; the settings of today are journaled, as later ones are."""
    db.execute("ALTER TABLE journal ADD COLUMN texts TEXT")
    db.execute("ALTER TABLE journal ADD COLUMN salt TEXT")
    settings = db.execute("SELECT name, value FROM setting WHERE name <> 'lock_date' ORDER BY name").fetchall()
    head = db.execute("SELECT seq, recorded_at, digest FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    seq, recorded_at, digest = head or (0, "", GENESIS)
    for name, value in settings:
        seq, recorded_at = seq + 1, recorded_after(recorded_at, datetime.now(UTC))
        row = row_for(seq, recorded_at, SYSTEM, SettingSet(name, value), digest)
        digest = row.digest
        db.execute(
            "INSERT INTO journal (seq, recorded_at, actor, kind, body, previous, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row.seq, row.recorded_at, row.actor, row.kind, row.body, row.previous, row.digest),
        )


@migration
def m009_keys(db: Database) -> None:
    """The idempotency keys of changes other than entries, which carry theirs themselves."""
    db.execute(
        "CREATE TABLE used_key (key TEXT PRIMARY KEY, use_id TEXT NOT NULL, what TEXT NOT NULL, content TEXT NOT NULL, "
        "result TEXT NOT NULL, client_id TEXT REFERENCES client, seq INTEGER NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX used_key_client ON used_key (client_id)")


@migration
def m010_business(db: Database) -> None:
    """The business is the first column of every key."""
    drop_guards(db)
    put_business_first(db)
    tell_planner(db)


@migration
def m030_one_key_of_the_journal(db: Database) -> None:
    """The journal without indexes of digests: no row is found by them, and each one wrote into two pages at random.

    The rows follow each other by their numbers, and `verify` checks that their digests do.
    """
    columns = "business_id, seq, recorded_at, actor, kind, body, previous, digest, texts, salt"
    drop_guards(db)
    db.execute("ALTER TABLE journal RENAME TO old_journal")
    db.execute(
        "CREATE TABLE journal (business_id TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq > 0), recorded_at TEXT NOT NULL, "
        "actor TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL, "
        "texts TEXT, salt TEXT, PRIMARY KEY (business_id, seq)) STRICT"
    )
    db.execute(f"INSERT INTO journal ({columns}) SELECT {columns} FROM old_journal ORDER BY business_id, seq")
    db.execute("DROP TABLE old_journal")
    tell_planner(db)
