"""Mail, imports, the security log, and what was typed and not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.sqlite.migrations.registry import migration

if TYPE_CHECKING:
    from sqlite_utils import Database


@migration
def m003_mail_states(db: Database) -> None:
    """The desk counts messages that need a person, which a few states hold and an outbox of years must not slow."""
    db.execute("DROP INDEX mail_waiting")
    db.execute("CREATE INDEX mail_open ON mail (state) WHERE state IN ('queued', 'sending', 'unsure', 'failed')")
    db.execute("CREATE INDEX mail_client ON mail (client_id, kind)")


_IMPORT_TABLES = (
    """CREATE TABLE import_run (
        run_id TEXT PRIMARY KEY, technician TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, undone_at TEXT,
        seq INTEGER NOT NULL) STRICT""",
    """CREATE TABLE import_entry (
        entry_id TEXT PRIMARY KEY REFERENCES entry, run_id TEXT NOT NULL REFERENCES import_run) STRICT""",
    """CREATE INDEX import_entry_run ON import_entry (run_id)""",
)


@migration
def m008_import_runs(db: Database) -> None:
    """Which entries an import made."""
    for statement in _IMPORT_TABLES:
        db.execute(statement)


@migration
def m027_refusals(db: Database) -> None:
    """The security log: what persons were refused, counted by day."""
    db.execute(
        "CREATE TABLE refusal (business_id TEXT NOT NULL, technician TEXT NOT NULL, what TEXT NOT NULL, day TEXT NOT NULL, "
        "number INTEGER NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL, "
        "PRIMARY KEY (business_id, technician, what, day)) STRICT"
    )


@migration
def m028_unsent(db: Database) -> None:
    """What technicians have typed into sheets of the app and not sent."""
    db.execute(
        "CREATE TABLE unsent (business_id TEXT NOT NULL, technician TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, "
        "changed_at TEXT NOT NULL, PRIMARY KEY (business_id, technician, name)) STRICT"
    )
