"""The triggers that let nobody change or delete what is only appended to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.sqlite.version import GUARDED, guard_name, guard_names

if TYPE_CHECKING:
    from sqlite_utils import Database

_COVERED = ("business_id", "seq", "recorded_at", "actor", "kind", "body", "previous", "digest")
_EMPTIED = " AND ".join([f"new.{name} IS old.{name}" for name in _COVERED] + ["new.texts IS NULL", "new.salt IS NULL"])
"""The one update of a journal row that its guard lets pass: the texts and their salt are emptied."""


def guards() -> dict[str, str]:
    """The statements that make the append-only triggers, by name."""
    made = {
        guard_name(table, verb): (
            f"CREATE TRIGGER {guard_name(table, verb)} BEFORE {verb} ON {table} "
            + (f"WHEN NOT ({_EMPTIED}) " if (table, verb) == ("journal", "UPDATE") else "")
            + f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        for table in GUARDED
        for verb in ("UPDATE", "DELETE")
    }
    made["journal_no_replace"] = (
        "CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal WHEN EXISTS "
        "(SELECT 1 FROM journal WHERE business_id = new.business_id "
        "AND seq = new.seq) BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"
    )
    return made


def drop_guards(db: Database) -> None:
    """Take the append-only triggers away, inside a change that makes them again."""
    for name in guard_names():
        db.execute(f"DROP TRIGGER IF EXISTS {name}")


def make_guards(db: Database) -> None:
    """Make the append-only triggers again: a table transform drops them without a word."""
    drop_guards(db)
    for statement in guards().values():
        db.execute(statement)
