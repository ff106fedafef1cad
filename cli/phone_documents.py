"""The JSON documents of `monteore phone`. Imported only for --json."""

from datetime import datetime

from cli.documents import Document
from core.model.phone import PhoneOptions
from core.queries.phone import PhoneCallView


class PhoneCallDocument(Document):
    """A phone call of one technician."""

    phone_call_id: str
    call_id: str | None
    direction: str
    number: str
    client: str | None
    contact: str
    technician: str | None
    state: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    talk_seconds: float | None
    is_exact: bool
    entry_id: str | None

    @classmethod
    def of(cls, view: PhoneCallView) -> "PhoneCallDocument":
        """From its view. `talk_seconds` is null while they talk, and 0 where nobody did."""
        is_going_on = view.answered_at is not None and view.ended_at is None
        return cls(
            phone_call_id=view.phone_call_id,
            call_id=view.call_id,
            direction=view.direction.value,
            number=view.number,
            client=view.client.code if view.client else None,
            contact=view.contact,
            technician=view.technician or None,
            state=view.state.value,
            rang_at=view.rang_at,
            answered_at=view.answered_at,
            ended_at=view.ended_at,
            talk_seconds=None if is_going_on else round((view.talk_ms or 0) / 1000, 1),
            is_exact=view.is_exact,
            entry_id=view.entry_id,
        )


class PhoneCallsDocument(Document):
    """`phone list`, and what `phone pop` recorded."""

    calls: list[PhoneCallDocument]


class ExtensionDocument(Document):
    """An extension and its technicians."""

    extension: str
    technicians: list[str]


class ExtensionsDocument(Document):
    """`phone extension`."""

    extensions: list[ExtensionDocument]


class PhoneOptionsDocument(Document):
    """`phone settings`."""

    region: str
    outside_prefix: str
    internal_digits: int
    keep_days: int
    missed: str
    auto_start: list[str]
    unlogged_by_technician: bool

    @classmethod
    def of(cls, options: PhoneOptions) -> "PhoneOptionsDocument":
        """From the settings."""
        return cls(
            region=options.region,
            outside_prefix=options.outside_prefix,
            internal_digits=options.internal_digits,
            keep_days=options.keep_days,
            missed="all" if options.missed_for_all else "rung",
            auto_start=list(options.starts_by_itself),
            unlogged_by_technician=options.unlogged_by_technician,
        )


class DialledDocument(Document):
    """`phone dial`: what was dialled."""

    number: str
