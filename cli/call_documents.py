"""The JSON documents of call records. Keys may be added, none is renamed. Imported only for --json."""

from datetime import date as date_type
from datetime import datetime

from cli.documents import Document
from core.basics.money import format_money
from core.phone.records.importing import RecordPlan
from core.phone.records.model import KeptRecords
from core.queries.views.entries import EntryView
from core.queries.views.unlogged import ReconcileView, UnloggedCall


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
            undecodable_bytes=read.encoding.strays,
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


class UnloggedCallDocument(Document):
    """A call that nobody logged. `client` is null where several own the number; then `candidates` names them.

    `is_exact` false: an announcement or a queue may be within, so `talk_seconds` and `charged_minutes` are at most.
    `perhaps_entry` is an entry of the same person and time, logged for another client (`perhaps_client`).
    """

    call_id: str
    sources: list[str]
    direction: str
    number: str
    name: str
    client: str | None
    candidates: list[str]
    contact: str
    is_exact_number: bool
    technicians: list[str]
    extension: str
    began_at: datetime
    ended_at: datetime
    talk_seconds: int
    is_exact: bool
    charged_minutes: int | None
    amount: str | None
    currency: str | None
    perhaps_entry: str | None
    perhaps_client: str | None

    @classmethod
    def of(cls, call: UnloggedCall) -> "UnloggedCallDocument":
        """From its view."""
        return cls(
            call_id=call.call_id,
            sources=[source for source, _call in call.refs],
            direction=call.direction.value,
            number=call.number,
            name=call.name,
            client=call.client.code if call.client else None,
            candidates=[client.code for client in call.candidates],
            contact=call.contact,
            is_exact_number=call.is_exact_number,
            technicians=list(call.technicians),
            extension=call.extension,
            began_at=call.began_at,
            ended_at=call.ended_at,
            talk_seconds=call.seconds,
            is_exact=call.is_exact,
            charged_minutes=call.charged_minutes,
            amount=format_money(call.amount_minor, call.currency) if call.amount_minor is not None else None,
            currency=call.currency or None,
            perhaps_entry=call.perhaps.entry_id if call.perhaps else None,
            perhaps_client=call.perhaps.client.code if call.perhaps else None,
        )


class LoneEntryDocument(Document):
    """An entry of the telephone that no call explains; `perhaps_call` is a call of another client that is perhaps its own."""

    entry_id: str
    client: str
    technician: str
    work_date: date_type
    started_at: datetime | None
    worked_seconds: int
    charged_minutes: int
    ticket: str
    note: str
    perhaps_call: str | None

    @classmethod
    def of(cls, entry: EntryView, perhaps: UnloggedCall | None) -> "LoneEntryDocument":
        """From its view, and the call of another client."""
        return cls(
            entry_id=entry.entry_id,
            client=entry.client.code,
            technician=entry.technician,
            work_date=entry.work_date,
            started_at=entry.started_at,
            worked_seconds=entry.worked_seconds,
            charged_minutes=entry.charged_minutes,
            ticket=entry.ticket,
            note=entry.note,
            perhaps_call=perhaps.call_id if perhaps else None,
        )


class CoverDocument(Document):
    """The time of the first and the last record of a telephone system."""

    source: str
    since: datetime
    until: datetime


class HoleDocument(Document):
    """Working time without a record; `source` is null where no telephone system has one."""

    source: str | None
    since: datetime
    until: datetime


class CutDocument(Document):
    """A file with a number of rows at which exports are cut."""

    source: str
    name: str
    rows: int


class AmountDocument(Document):
    """An amount of money."""

    amount: str
    currency: str


class ReconcileDocument(Document):
    """`reconcile`. `has_records` false: nothing can be said of the period. `is_whole`: nothing speaks against the records
    being all calls of it.
    """

    since: str
    until: str
    has_records: bool
    is_whole: bool
    covers: list[CoverDocument]
    holes: list[HoleDocument]
    cuts: list[CutDocument]
    logged: int
    dismissed: int
    going_on: int
    unknown: int
    unknown_seconds: int
    talk_seconds: int
    charged_minutes: int
    amounts: list[AmountDocument]
    unlogged: list[UnloggedCallDocument]
    entries: list[LoneEntryDocument]

    @classmethod
    def of(cls, view: ReconcileView) -> "ReconcileDocument":
        """From its view."""
        return cls(
            since=view.since.isoformat(),
            until=view.until.isoformat(),
            has_records=view.has_records,
            is_whole=view.coverage.is_whole,
            covers=[
                CoverDocument(source=each.source, since=each.since, until=each.until) for each in view.coverage.covers
            ],
            holes=[
                HoleDocument(source=each.source or None, since=each.since, until=each.until)
                for each in view.coverage.holes
            ],
            cuts=[CutDocument(source=each.source, name=each.name, rows=each.row_count) for each in view.coverage.cuts],
            logged=view.logged,
            dismissed=view.dismissed,
            going_on=view.going_on,
            unknown=view.unknown,
            unknown_seconds=view.unknown_seconds,
            talk_seconds=view.seconds,
            charged_minutes=view.minutes,
            amounts=[
                AmountDocument(amount=format_money(amount, currency), currency=currency)
                for currency, amount in view.amounts.items()
            ],
            unlogged=[UnloggedCallDocument.of(call) for call in view.unlogged],
            entries=[LoneEntryDocument.of(entry, view.perhaps.get(entry.entry_id)) for entry in view.entries],
        )


class UnloggedCallsDocument(Document):
    """`phone dismiss ID --reason`: the call that was dismissed."""

    calls: list[UnloggedCallDocument]
