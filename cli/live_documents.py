"""JSON documents of live calls."""

from collections.abc import Sequence
from datetime import datetime

from cli.documents import Document
from core.model.calls import CallChangeRow
from core.queries.views.calls import CallView


class CallDocument(Document):
    """A live call."""

    call_id: str
    client: str
    account: str
    technician: str
    state: str
    started_at: datetime
    elapsed_seconds: int
    gap_seconds: int
    note: str

    @classmethod
    def of(cls, view: CallView) -> "CallDocument":
        """From its view."""
        return cls(
            call_id=view.call_id,
            client=view.client.code,
            account=view.account.address,
            technician=view.technician,
            state=view.state.value,
            started_at=view.started_at,
            elapsed_seconds=view.elapsed_seconds,
            gap_seconds=view.gap_seconds,
            note=view.words.note,
        )


class CallsDocument(Document):
    """`call list`."""

    calls: list[CallDocument]


class CallChangeDocument(Document):
    """One change of a call."""

    changed_at: datetime
    technician: str
    what: str
    before: str
    after: str


class CallHistoryDocument(Document):
    """`call history`."""

    call_id: str
    changes: list[CallChangeDocument]

    @classmethod
    def of(cls, call_id: str, rows: Sequence[CallChangeRow]) -> "CallHistoryDocument":
        """From the rows of the history."""
        return cls(
            call_id=call_id,
            changes=[
                CallChangeDocument(
                    changed_at=row.changed_at,
                    technician=row.technician,
                    what=row.change.what,
                    before=row.change.before,
                    after=row.change.after,
                )
                for row in rows
            ],
        )
