"""What a reader of call records gives to `Records.keep`.

A reader yields one `CallRecord` (`core/model/call_records.py`) a leg, in any order, and drops nothing that it can read:
calls that nobody answered, internal ones, and legs of announcements, queues and mailboxes show that the record has no hole.
It says by `disposition` and `answered_by` what a leg was; whose the number and the extension are it does not ask.
"""

from collections.abc import Sequence

from core.basics.dataclass import dataclass
from core.model.call_records import Answerer, CallRecord, Disposition, RecordDirection

__all__ = ["Answerer", "CallRecord", "Disposition", "KeptRecords", "ReadRecords", "RecordDirection", "UnreadRow"]


@dataclass(frozen=True)
class UnreadRow:
    """A row that a reader could not make a record of."""

    line: int
    """Number of its first line in the file, from 1."""
    reason: str
    """One sentence that says why."""


@dataclass(frozen=True)
class ReadRecords:
    """What was read of one file."""

    source: str
    """The telephone system, as `CallRecord.source`."""
    name: str
    """Name of the file without its folder; for a poll or a stream what it came from."""
    row_count: int
    """Rows of the file, header lines not counted, unread ones among them. Exports that are cut have a round number."""
    records: Sequence[CallRecord]
    """The legs."""
    unread: Sequence[UnreadRow] = ()
    """The rows that could not be read."""


@dataclass(frozen=True)
class KeptRecords:
    """What `Records.keep` did. Legs are counted, not calls."""

    added: int
    """Legs that were new."""
    changed: int
    """Legs that were kept before and differ now."""
    same: int
    """Legs that were kept before as they are."""
