"""The JSON documents of call records. Keys may be added, none is renamed. Imported only for --json."""

from datetime import datetime

from cli.documents import Document
from core.phone.records.importing import RecordPlan
from core.phone.records.model import KeptRecords


class UnreadRowDocument(Document):
    """A row that could not be read: the number of its line, and why."""

    line: int
    reason: str


class CallFileDocument(Document):
    """A file of call records. Of `added`, `changed` and `same` records, all are 0 in a dry run.

    `offsets` are minutes east of UTC that the ids of the calls tell; `zone` is the one that was used where they tell none.
    `at_most` counts the answered calls whose minutes may hold an announcement or a queue. `unread_rows` names the first 200.
    """

    name: str
    source: str
    format: str
    program: str
    rows: int
    calls: int
    answered: int
    talk_seconds: int
    at_most: int
    first_at: datetime
    last_at: datetime
    offsets: list[int]
    zone: str | None
    dates: str | None
    undecodable_bytes: int
    added: int
    changed: int
    same: int
    unread: int
    unread_rows: list[UnreadRowDocument]

    @classmethod
    def of(cls, plan: RecordPlan, kept: KeptRecords | None) -> "CallFileDocument":
        """From what was read and kept."""
        read = plan.read
        return cls(
            name=plan.name,
            source=plan.source,
            format=read.format.key,
            program=read.format.program,
            rows=read.row_count,
            calls=read.counts.calls,
            answered=read.counts.answered,
            talk_seconds=read.counts.seconds,
            at_most=read.counts.at_most,
            first_at=plan.first_at,
            last_at=plan.last_at,
            offsets=list(read.placed.offsets),
            zone=plan.zone or None,
            dates=read.placed.order.value if read.placed.order else None,
            undecodable_bytes=read.undecodable,
            added=kept.added if kept else 0,
            changed=kept.changed if kept else 0,
            same=kept.same if kept else 0,
            unread=read.unread_count,
            unread_rows=[UnreadRowDocument(line=row.line, reason=row.reason) for row in read.unread],
        )


class CallImportDocument(Document):
    """`import calls`."""

    dry_run: bool
    files: list[CallFileDocument]
