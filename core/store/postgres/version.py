"""The version of the tables and the names of their guards."""

SCHEMA_VERSION = 6
"""Of PostgreSQL's tables; SQLite's count their own."""
GUARDS = {
    "journal": ("journal_no_update", "journal_no_delete", "journal_no_truncate"),
    "draw": ("draw_no_update", "draw_no_delete", "draw_no_truncate"),
}
"""The triggers that refuse changes of tables which are only appended to."""
GUARD_STATE = "MO001"
"""The SQLSTATE with which a guard refuses."""
