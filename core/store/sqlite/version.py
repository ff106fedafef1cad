"""What tells a store apart: its id, the version of its tables and its guards. What opens a store imports no migration."""

from collections.abc import Collection
from pathlib import Path

from core.basics.errors import StoreUnavailable
from core.basics.i18n import _

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


def check_version(path: Path, application_id: int, found: int) -> None:
    """Refuse a file that is no store, or that a newer version made; several versions run at once on a jump host.

    `found` is the version of its tables. Errors: `StoreUnavailable`.
    """
    if application_id != APPLICATION_ID:
        raise StoreUnavailable(
            _("{path} is not a Monteore store; name the right file with --db or MONTEORE_DB").format(path=path)
        )
    if found > SCHEMA_VERSION:
        raise StoreUnavailable(
            _("{path} was made by a newer Monteore (version {new}, this one knows {old}); update this one").format(
                path=path, new=found, old=SCHEMA_VERSION
            )
        )


def check_guards(path: Path, triggers: Collection[str]) -> None:
    """Refuse to write where the append-only triggers are missing: somebody changed the store by hand.

    Errors: `StoreUnavailable`.
    """
    if not guard_names() <= set(triggers):
        raise StoreUnavailable(
            _("{path} was changed by hand (its guards are gone); run: monteore verify").format(path=path)
        )
