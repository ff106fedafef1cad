"""The rows of call records, of their readings, and of verdicts on calls. SQL only."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from core.journal.codec import instant_from, instant_text
from core.model.call_records import Answerer, CallRecord, CallVerdict, Disposition, RecordDirection, RecordFile
from core.store.sql.session import Row, Session

_RECORD = (
    "source, call_ref, leg, direction, number, name, extension, started_at, answered_at, ended_at, talk_seconds, is_exact, "
    "disposition, answered_by"
)
_FILE = "file_id, source, name, row_count, first_at, last_at, kept_at"
_VERDICT = "source, call_ref, entry_id, reason, decided_by, decided_at"


class RecordRows:
    """Reads and writes of call records; writes stand inside `writing(Scope.PHONE)` or a wider change."""

    def __init__(self, connection: Session) -> None:
        self._connection = connection

    def put(self, record: CallRecord, client_ids: Sequence[str], now: datetime) -> bool | None:
        """Keep a leg; `True` for a new one, `False` for a changed one, `None` for the same."""
        found = self._connection.row(
            f"SELECT {_RECORD} FROM call_record WHERE business_id = :business AND source = ? AND call_ref = ? AND leg = ?",
            record.key,
        )
        if found is not None and _record(found) == record:
            return None
        if found is not None:
            self._connection.run(
                "DELETE FROM call_record WHERE business_id = :business AND source = ? AND call_ref = ? AND leg = ?",
                record.key,
            )
        self._connection.insert(
            "call_record",
            {
                "source": record.source,
                "call_ref": record.call,
                "leg": record.leg,
                "direction": record.direction.value,
                "number": record.number,
                "name": record.name,
                "extension": record.extension,
                "client_ids": "".join(f" {client_id} " for client_id in client_ids),
                "started_at": instant_text(record.started_at),
                "answered_at": instant_text(record.answered_at) if record.answered_at else None,
                "ended_at": instant_text(record.ended_at) if record.ended_at else None,
                "talk_seconds": record.talk_seconds,
                "is_exact": int(record.is_exact),
                "disposition": record.disposition.value,
                "answered_by": record.answered_by.value,
                "changed_at": instant_text(now),
            },
        )
        return found is None

    def between(self, since: datetime, until: datetime) -> list[CallRecord]:
        """Legs of all calls of which one leg began at or after `since` and before `until`, in the order of their starts."""
        rows = self._connection.rows(
            f"SELECT {_RECORD} FROM call_record WHERE business_id = :business AND (source, call_ref) IN (SELECT source, "
            "call_ref FROM call_record WHERE business_id = :business AND started_at >= ? AND started_at < ?) "
            "ORDER BY started_at, source, call_ref, leg",
            (instant_text(since), instant_text(until)),
        )
        return [_record(row) for row in rows]

    def add_file(self, file: RecordFile) -> None:
        """Note a reading, in place of an earlier one of the same source, name, rows and window."""
        window = (file.source, file.name, file.row_count, instant_text(file.first_at), instant_text(file.last_at))
        self._connection.run(
            "DELETE FROM call_record_file WHERE business_id = :business AND source = ? AND name = ? AND row_count = ? "
            "AND first_at = ? AND last_at = ?",
            window,
        )
        names = ("source", "name", "row_count", "first_at", "last_at")
        row = dict(zip(names, window, strict=True)) | {"file_id": file.file_id, "kept_at": instant_text(file.kept_at)}
        self._connection.insert("call_record_file", row)

    def files(self) -> list[RecordFile]:
        """Every reading, by source and first start."""
        rows = self._connection.rows(
            f"SELECT {_FILE} FROM call_record_file WHERE business_id = :business ORDER BY source, first_at, last_at, file_id"
        )
        return [
            RecordFile(row[0], row[1], row[2], row[3], instant_from(row[4]), instant_from(row[5]), instant_from(row[6]))
            for row in rows
        ]

    def decide(self, verdicts: Iterable[CallVerdict]) -> None:
        """Keep verdicts in place of earlier ones on the same calls."""
        for verdict in verdicts:
            self._connection.run(
                "DELETE FROM call_verdict WHERE business_id = :business AND source = ? AND call_ref = ?",
                (verdict.source, verdict.call),
            )
            self._connection.insert(
                "call_verdict",
                {
                    "source": verdict.source,
                    "call_ref": verdict.call,
                    "entry_id": verdict.entry_id,
                    "reason": verdict.reason,
                    "decided_by": verdict.decided_by,
                    "decided_at": instant_text(verdict.decided_at),
                },
            )

    def verdicts(self) -> list[CallVerdict]:
        """Every verdict."""
        rows = self._connection.rows(
            f"SELECT {_VERDICT} FROM call_verdict WHERE business_id = :business ORDER BY decided_at, source, call_ref"
        )
        return [CallVerdict(row[0], row[1], row[2], row[3], row[4], instant_from(row[5])) for row in rows]

    def prune(self, before: datetime) -> int:
        """Remove legs that began and were kept before an instant, with their readings; the number of legs.

        Verdicts stay without their reasons: a call that was dismissed for good may be imported again.
        """
        until = instant_text(before)
        self._connection.run("DELETE FROM call_record_file WHERE business_id = :business AND kept_at < ?", (until,))
        self._connection.run(
            "UPDATE call_verdict SET reason = '' WHERE business_id = :business AND decided_at < ? AND reason <> ''",
            (until,),
        )
        return self._connection.run(
            "DELETE FROM call_record WHERE business_id = :business AND started_at < ? AND changed_at < ?",
            (until, until),
        )


def _record(row: Row) -> CallRecord:
    return CallRecord(
        source=row[0],
        call=row[1],
        leg=row[2],
        direction=RecordDirection(row[3]),
        number=row[4],
        name=row[5],
        extension=row[6],
        started_at=instant_from(row[7]),
        answered_at=instant_from(row[8]) if row[8] else None,
        ended_at=instant_from(row[9]) if row[9] else None,
        talk_seconds=row[10],
        is_exact=bool(row[11]),
        disposition=Disposition(row[12]),
        answered_by=Answerer(row[13]),
    )
