"""The tables of phone calls and their events."""

PHONE_TABLES = (
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
