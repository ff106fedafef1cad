"""What tells a store apart: its id, the version of its tables and its guards. What opens a store imports no migration."""

APPLICATION_ID = 0x4D4F4E54  # "MONT"
SCHEMA_VERSION = 31
GUARDED = ("journal", "draw")
"""The tables that are only appended to."""


def guard_name(table: str, verb: str) -> str:
    """The name of the trigger that refuses a verb on a table."""
    return f"{table}_no_{verb.lower()}"


def guard_names() -> frozenset[str]:
    """The triggers that must be there before anything is written."""
    return frozenset(guard_name(table, verb) for table in GUARDED for verb in ("UPDATE", "DELETE")) | {
        "journal_no_replace"
    }
