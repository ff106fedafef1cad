"""The JSON documents that scripts rely on: keys may be added, none is renamed. Imported only for --json."""

from datetime import date as date_type
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from core.basics.money import format_money
from core.queries.views.entries import EntryView
from core.queries.views.postings import PostingView, RenewalView


class Document(BaseModel):
    """A frozen document."""

    model_config = ConfigDict(frozen=True)


class DrawDocument(Document):
    """A draw from one block."""

    block_id: str
    minutes: int


class RenewalDocument(Document):
    """A renewed block."""

    block_id: str
    minutes: int
    price: str
    currency: str

    @classmethod
    def of(cls, view: RenewalView) -> "RenewalDocument":
        """From its view."""
        return cls(
            block_id=view.block_id,
            minutes=view.minutes,
            price=format_money(view.price_minor, view.currency),
            currency=view.currency,
        )


class EntryDocument(Document):
    """The present state of an entry."""

    entry_id: str
    client: str
    account: str
    technician: str
    worked_seconds: int
    charged_minutes: int
    draws: list[DrawDocument]
    overdraft_minutes: int
    billed_minutes: int
    renewals: list[RenewalDocument] = []
    remaining_minutes: int | None
    explanation: str
    ticket: str
    work_type: str
    note: str
    contact: str
    work_date: date_type
    started_at: datetime | None
    no_charge: bool
    waits: bool
    voided: bool
    replaces: str | None
    replaced_by: str | None

    @classmethod
    def of(
        cls, view: EntryView, remaining_minutes: int | None, renewals: tuple[RenewalView, ...] = ()
    ) -> "EntryDocument":
        """From its view."""
        return cls(**_entry_fields(view, remaining_minutes, renewals))


class PostingDocument(EntryDocument):
    """What `log`, `call stop`, `entry void` and `entry edit` did."""

    existed: bool
    pending_renewal: bool
    voided_blocks: list[str]
    kept_blocks: list[str]
    warnings: list[str]
    credit_lines: list[str]
    looks: list[str]

    @classmethod
    def of_posting(cls, view: PostingView) -> "PostingDocument":
        """From its view."""
        return cls(
            **_entry_fields(view.entry, view.remaining_minutes, view.renewals),
            existed=view.existed,
            pending_renewal=view.pending_renewal,
            voided_blocks=list(view.voided_blocks),
            kept_blocks=list(view.kept_blocks),
            warnings=list(view.warnings),
            credit_lines=list(view.credit_lines),
            looks=list(view.looks),
        )


def _entry_fields(view: EntryView, remaining_minutes: int | None, renewals: tuple[RenewalView, ...]) -> dict[str, Any]:
    return {
        "entry_id": view.entry_id,
        "client": view.client.code,
        "account": view.account.address,
        "technician": view.technician,
        "worked_seconds": view.worked_seconds,
        "charged_minutes": view.charged_minutes,
        "draws": [DrawDocument(block_id=draw.block_id, minutes=draw.minutes) for draw in view.draws],
        "overdraft_minutes": view.overdraft_minutes,
        "billed_minutes": view.billed_minutes,
        "renewals": [RenewalDocument.of(renewal) for renewal in renewals],
        "remaining_minutes": remaining_minutes,
        "explanation": view.explanation,
        "ticket": view.ticket,
        "work_type": view.work_type,
        "note": view.note,
        "contact": view.contact,
        "work_date": view.work_date,
        "started_at": view.started_at,
        "no_charge": view.no_charge,
        "waits": view.waits,
        "voided": view.voided,
        "replaces": view.replaces,
        "replaced_by": view.replaced_by,
    }


class EntriesDocument(Document):
    """`entry list`."""

    entries: list[EntryDocument]
