"""What is typed for live calls, phone calls with their events, and call records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.sql.session import BUSINESS
from core.store.sqlite.migrations.planner import tell_planner
from core.store.sqlite.migrations.registry import migration

if TYPE_CHECKING:
    from sqlite_utils import Database


_CALL_TABLES = (
    """CREATE TABLE call_words (
        business_id TEXT NOT NULL, call_id TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', ticket TEXT NOT NULL DEFAULT '',
        work_type TEXT NOT NULL DEFAULT '', contact TEXT NOT NULL DEFAULT '', client TEXT NOT NULL DEFAULT '',
        time TEXT NOT NULL DEFAULT '', ended_at TEXT, ended_ms INTEGER,
        is_left INTEGER NOT NULL DEFAULT 0 CHECK (is_left IN (0, 1)), changed_at TEXT NOT NULL,
        PRIMARY KEY (business_id, call_id), FOREIGN KEY (business_id, call_id) REFERENCES call) STRICT""",
    """CREATE TABLE call_change (
        business_id TEXT NOT NULL, call_id TEXT NOT NULL, number INTEGER NOT NULL, changed_at TEXT NOT NULL,
        technician TEXT NOT NULL, what TEXT NOT NULL, was TEXT NOT NULL, became TEXT NOT NULL,
        PRIMARY KEY (business_id, call_id, number), FOREIGN KEY (business_id, call_id) REFERENCES call) STRICT""",
)


@migration
def m014_words_of_calls(db: Database) -> None:
    """What was typed for a call before it is posted, and what was changed of it."""
    for statement in _CALL_TABLES:
        db.execute(statement)
    tell_planner(db)


_PHONE_TABLES = (
    """CREATE TABLE phone_event (business_id TEXT NOT NULL, call_ref TEXT NOT NULL, generation INTEGER NOT NULL,
        place INTEGER NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('ring', 'answer', 'end', 'missed')), source TEXT NOT
        NULL, received_at TEXT NOT NULL, call_name TEXT NOT NULL, leg TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT
        NULL, extension TEXT NOT NULL, direction TEXT CHECK (direction IN ('in', 'out')), at TEXT, talk_ms INTEGER,
        is_bridge INTEGER NOT NULL, is_elsewhere INTEGER NOT NULL, PRIMARY KEY (business_id, call_ref, generation, place))
        STRICT""",
    """CREATE TABLE phone_call (business_id TEXT NOT NULL, phone_call_id TEXT NOT NULL, call_ref TEXT NOT NULL,
        generation INTEGER NOT NULL, technician TEXT NOT NULL, extension TEXT NOT NULL, direction TEXT NOT NULL CHECK
        (direction IN ('in', 'out')), number TEXT NOT NULL, name TEXT NOT NULL, client_id TEXT, contact TEXT NOT NULL,
        candidates TEXT NOT NULL, is_exact INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('ringing', 'answered',
        'ended', 'missed', 'elsewhere', 'blocked')), rang_at TEXT NOT NULL, answered_at TEXT, ended_at TEXT, talk_ms
        INTEGER, answered_by TEXT NOT NULL, call_id TEXT, entry_id TEXT, dismissed_by TEXT NOT NULL, changed_at TEXT NOT
        NULL, PRIMARY KEY (business_id, phone_call_id), FOREIGN KEY (business_id, client_id) REFERENCES client, UNIQUE
        (business_id, call_ref, generation, technician)) STRICT""",
    "CREATE INDEX phone_event_arrival ON phone_event (business_id, source, received_at)",
    "CREATE INDEX phone_call_day ON phone_call (business_id, rang_at)",
    "CREATE INDEX phone_call_client ON phone_call (business_id, client_id)",
    "CREATE INDEX phone_call_live ON phone_call (business_id, call_id) WHERE call_id IS NOT NULL",
)


@migration
def m017_phone(db: Database) -> None:
    """Phone calls, their events, and a counter of their changes."""
    for statement in _PHONE_TABLES:
        db.execute(statement)
    db.execute("INSERT OR IGNORE INTO change_count (business_id, counter, number) VALUES (?, 'phone', 0)", (BUSINESS,))


_RECORD_TABLES = (
    """CREATE TABLE call_record (business_id TEXT NOT NULL, source TEXT NOT NULL, call_ref TEXT NOT NULL, leg TEXT NOT NULL,
        direction TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, extension TEXT NOT NULL, client_ids TEXT NOT NULL,
        started_at TEXT NOT NULL, answered_at TEXT, ended_at TEXT, talk_seconds INTEGER NOT NULL, is_exact INTEGER NOT NULL,
        disposition TEXT NOT NULL, answered_by TEXT NOT NULL, changed_at TEXT NOT NULL,
        PRIMARY KEY (business_id, source, call_ref, leg)) STRICT""",
    "CREATE INDEX call_record_start ON call_record (business_id, started_at)",
    """CREATE TABLE call_record_file (business_id TEXT NOT NULL, file_id TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT
        NULL, row_count INTEGER NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL, kept_at TEXT NOT NULL,
        PRIMARY KEY (business_id, file_id)) STRICT""",
    """CREATE TABLE call_verdict (business_id TEXT NOT NULL, source TEXT NOT NULL, call_ref TEXT NOT NULL, entry_id TEXT,
        reason TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at TEXT NOT NULL,
        PRIMARY KEY (business_id, source, call_ref)) STRICT""",
)


@migration
def m024_call_records(db: Database) -> None:
    """Call records, the readings that brought them, and verdicts on their calls."""
    for statement in _RECORD_TABLES:
        db.execute(statement)


@migration
def m026_cards_of_callers(db: Database) -> None:
    """What was typed of a new caller's card for a call that is not posted yet."""
    db.execute("ALTER TABLE call_words ADD COLUMN card_phone TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE call_words ADD COLUMN card_done INTEGER NOT NULL DEFAULT 0 CHECK (card_done IN (0, 1))")
    tell_planner(db)
