"""Events of imports."""

from core.basics.dataclass import dataclass
from core.journal.registry import Event, event


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


@event("import.undone")
@dataclass(frozen=True)
class ImportUndone(Event):
    """An import was undone: this change and the next ones void its entries, and its file may be imported again."""

    run_id: str
    """Id of the import run."""
