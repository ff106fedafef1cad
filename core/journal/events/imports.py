"""Events of imports."""

from core.basics.dataclass import dataclass, field
from core.journal.registry import SPARSE, Event, event


@event("import.part")
@dataclass(frozen=True)
class ImportPart(Event):
    """Entries that one part of an import posted; the first part of a run starts it, the one with `is_last` ends it."""

    run_id: str
    """Id of the import run."""
    technician: str
    """Login name of the person who imported."""
    entry_ids: tuple[str, ...]
    """Ids of the entries posted by this part, in the order of the file."""
    is_last: bool
    """Whether the run is complete with this part."""


@event("import.clients")
@dataclass(frozen=True)
class ClientsImported(Event):
    """Clients that one part of an import wrote: the rows of its change before this one say what."""

    run_id: str
    """Id of the import run."""
    technician: str
    """Login name of the person who imported."""
    client_ids: tuple[str, ...]
    """Ids of the clients that this part added, changed or made active again."""
    first_seq: int
    """Number of the first journal row of the change."""
    is_last: bool
    """Whether the run is complete with this part."""


@event("import.undone")
@dataclass(frozen=True)
class ImportUndone(Event):
    """An import was undone: this change and the next ones void its entries, and its file may be imported again."""

    run_id: str
    """Id of the import run."""
    client_ids: tuple[str, ...] = field(default=(), metadata=SPARSE)
    """Ids of the clients that this change archives, or changes back, or leaves as they were used since."""
