"""Keep what readers of call records give, and read it again."""

from datetime import UTC, datetime
from functools import cache

from core.basics.callers import match_caller
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.numbers import NumberKind, NumberPlan, is_placeholder, read_number
from core.basics.text import clean_text
from core.model.call_records import CallRecord, RecordDirection, RecordFile
from core.phone.records.model import KeptRecords, ReadRecords
from core.phone.settings import PhoneSettings
from core.session import Session, needs
from core.store.scope import Scope

_LONGEST_TEXT = 80
_LONGEST_ID = 200
_BATCH = 2_000


class Records:
    """Call records, keyed by source, call and leg. Keeping the same ones again changes nothing."""

    def __init__(self, session: Session, settings: PhoneSettings) -> None:
        self._session = session
        self._settings = settings
        self._rows = session.store.records

    @needs(Right.MANAGE)
    def keep(self, read: ReadRecords) -> KeptRecords:
        """Keep the records of one reading, and note its window; late and changed ones replace those of before.

        Errors: `Usage` for a source without a name, or a leg of another source; `StoreBusy`.
        """
        if not clean_text(read.source):
            raise Usage(_("the telephone system has no name; write one, such as pbx"))
        added = changed = 0
        first_at, last_at = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
        plan = self._settings.plan
        owners_of = cache(lambda number, direction: self._owners_of(number, direction, plan))
        key_of = cache(lambda extension: self._settings.key_of(extension, plan))
        for start in range(0, len(read.records), _BATCH):
            some = read.records[start : start + _BATCH]
            if any(record.source != read.source for record in some):
                raise Usage(_("all records of one reading are of one telephone system"))
            starts = [record.started_at for record in some]
            first_at, last_at = min([first_at, *starts]), max([last_at, *starts])
            with self._session.changing(Scope.PHONE):
                for record in some:
                    number, client_ids = owners_of(record.number, record.direction)
                    kept = _cleaned(record, number, key_of(record.extension))
                    is_new = self._rows.put(kept, client_ids, self._session.clock.now())
                    added, changed = added + (is_new is True), changed + (is_new is False)
        if read.records:
            self._note(read, first_at, last_at)
        return KeptRecords(added, changed, len(read.records) - added - changed)

    def _note(self, read: ReadRecords, first_at: datetime, last_at: datetime) -> None:
        session = self._session
        with session.changing(Scope.PHONE):
            file = RecordFile(
                session.new_id("f"),
                clean_text(read.source)[:_LONGEST_TEXT],
                clean_text(read.name)[-_LONGEST_TEXT:],
                read.row_count,
                first_at,
                last_at,
                session.clock.now(),
            )
            self._rows.add_file(file)
            self._rows.prune(session.clock.now() - self._settings.keeps_for)

    @needs(Right.READ)
    def between(self, since: datetime, until: datetime) -> tuple[CallRecord, ...]:
        """All legs of calls of which one leg began at or after `since` and before `until` (UTC)."""
        return tuple(self._rows.between(since, until))

    @needs(Right.READ)
    def files(self) -> tuple[RecordFile, ...]:
        """Every reading that is kept, by source and first start."""
        return tuple(self._rows.files())

    def _owners_of(self, text: str, direction: RecordDirection, plan: NumberPlan) -> tuple[str, tuple[str, ...]]:
        """A number in E.164, or as it was sent where it is no public one, and the clients that own it."""
        number = read_number(clean_text(text[:_LONGEST_ID]), plan, is_dialled=direction is RecordDirection.OUT)
        if number.kind is NumberKind.WITHHELD:
            return "", ()
        match = match_caller(number, self._session.store.search.owned(number))
        return (number.e164 or number.extension or number.raw)[:_LONGEST_TEXT], match.client_ids


def _cleaned(record: CallRecord, number: str, extension: str) -> CallRecord:
    """The record without what a caller must not send, its number and its extension in one form."""
    return CallRecord(
        clean_text(record.source)[:_LONGEST_TEXT],
        clean_text(record.call)[:_LONGEST_ID],
        clean_text(record.leg)[:_LONGEST_ID],
        record.direction,
        number,
        "" if is_placeholder(record.name) else clean_text(record.name[:_LONGEST_ID])[:_LONGEST_TEXT],
        extension,
        _to_millisecond(record.started_at),
        _to_millisecond(record.answered_at) if record.answered_at else None,
        _to_millisecond(record.ended_at) if record.ended_at else None,
        max(0, record.talk_seconds),
        record.is_exact,
        record.disposition,
        record.answered_by,
    )


def _to_millisecond(instant: datetime) -> datetime:
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
