"""What an event does to the kept tables. Most changes record one posted entry, which needs none of the other events' SQL."""

from core.journal.events import EntryPosted, Event
from core.store.sql.projection import entries
from core.store.sql.session import Session


def apply(connection: Session, seq: int, recorded_at: str, event: Event) -> None:
    """Bring the kept tables up to date with one journal row, inside the open write."""
    if isinstance(event, EntryPosted) and event.line is None:
        entries.post_event(connection, seq, recorded_at, event)
        return
    from core.store.sql.projection import ledger

    ledger.apply(connection, seq, recorded_at, event)
