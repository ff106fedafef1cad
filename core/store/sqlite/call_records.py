"""The tables of call records, of their readings, and of verdicts on calls."""

RECORD_TABLES = (
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
