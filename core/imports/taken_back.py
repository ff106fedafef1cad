"""Which archived clients the undo of an import archived."""

from core.journal.chain import event_of
from core.journal.events import ClientArchived, ImportUndone
from core.session import Session


def taken_back(session: Session) -> frozenset[str]:
    """Ids of archived clients that the undo of an import archived: importing them again makes them active."""
    runs = session.store.import_runs
    found: set[str] = set()
    archived: set[str] = set()
    for row in runs.rows_of(["client.archived", "import.undone"]):
        event = event_of(row)
        if isinstance(event, ClientArchived):
            found.discard(event.client_id)
            archived.add(event.client_id)
        elif isinstance(event, ImportUndone):
            # The rows of its own change come before it.
            found |= archived.intersection(event.client_ids)
    return frozenset(found)
