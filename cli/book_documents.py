"""The JSON documents of lines, renewals, runs and imports. Keys may be added, none is renamed. Imported only for --json."""

from collections.abc import Iterable
from datetime import date as date_type
from datetime import datetime

from cli.call_documents import AmountDocument
from cli.documents import Document
from core.audit.result import VerifyView
from core.basics.money import format_money
from core.ledger.daily import DailyView
from core.model.prices import ListedPrice
from core.model.technicians import Technicians
from core.queries.views.balances import PendingRenewalView
from core.queries.views.lines import LineView


class LineDocument(Document):
    """A billable line; `date` is that of the invoice, if there is one; `run` is the id of the export that contained it.

    `corrects` is the id of the line that a credit gives back.
    """

    line_id: str
    client: str
    account: str
    kind: str
    minutes: int
    amount: str
    currency: str
    status: str
    number: str
    date: date_type | None
    dated: date_type
    paid_on: date_type | None
    run: str | None
    corrects: str | None
    due_on: date_type | None
    overdue: bool

    @classmethod
    def of(cls, view: LineView) -> "LineDocument":
        """From its view."""
        return cls(
            line_id=view.line_id,
            client=view.client.code,
            account=view.account.address,
            kind=view.kind.value,
            minutes=view.minutes,
            amount=format_money(view.amount_minor, view.currency),
            currency=view.currency,
            status=view.status.value,
            number=view.number,
            date=view.invoiced_on,
            dated=view.dated,
            paid_on=view.paid_on,
            run=view.run_id,
            corrects=view.corrects.line_id if view.corrects else None,
            due_on=view.due_on,
            overdue=view.is_overdue,
        )


class LinesDocument(Document):
    """`invoice list` and `invoice mark`."""

    lines: list[LineDocument]


class PendingRenewalDocument(Document):
    """A renewal that waits for a manager."""

    renewal_id: str
    client: str
    account: str
    minutes: int
    price: str
    currency: str
    remaining_minutes: int
    asked_at: datetime

    @classmethod
    def of(cls, view: PendingRenewalView) -> "PendingRenewalDocument":
        """From its view."""
        return cls(
            renewal_id=view.renewal_id,
            client=view.client.code,
            account=view.account.address,
            minutes=view.minutes,
            price=format_money(view.price_minor, view.currency),
            currency=view.currency,
            remaining_minutes=view.remaining_minutes,
            asked_at=view.asked_at,
        )


class PendingRenewalsDocument(Document):
    """`renewal list`."""

    renewals: list[PendingRenewalDocument]


class VerifyDocument(Document):
    """`verify`."""

    ok: bool
    rows: int
    head: str
    first_bad_row: int | None
    problems: list[str]
    rechained_at: int | None
    not_from_journal: list[str]

    @classmethod
    def of(cls, view: VerifyView) -> "VerifyDocument":
        """From its view."""
        return cls(
            ok=view.ok,
            rows=view.rows,
            head=view.head,
            first_bad_row=view.first_bad_row,
            problems=list(view.problems),
            rechained_at=view.rechained_at,
            not_from_journal=list(view.not_from_journal),
        )


class ErasedDocument(Document):
    """`client erase`."""

    client_id: str
    client: str
    rows: int
    purged: bool
    backups: list[str]


class RechainDocument(Document):
    """`store rechain`; `row` is where the new chain begins, null where nothing was to be written anew."""

    old_head: str
    row: int | None
    head: str
    backups: list[str]


class MovedDocument(Document):
    """Minutes that the daily run took from a block, or a block that it renewed."""

    client: str
    block_id: str
    minutes: int

    @classmethod
    def of_each(cls, moved: Iterable[tuple[str, str, int]]) -> list["MovedDocument"]:
        """From account, id of the block, and minutes."""
        return [cls(client=code, block_id=block_id, minutes=minutes) for code, block_id, minutes in moved]


class FeeDocument(Document):
    """The line of a recurring fee that the daily run made."""

    client: str
    line_id: str
    amount: str
    currency: str


class ChargedDocument(Document):
    """Work of an account that had waited for an agreement and is charged now."""

    client: str
    entries: int
    minutes: int


class DailyDocument(Document):
    """`daily`."""

    date: date_type
    forfeited: list[MovedDocument]
    rolled: list[MovedDocument]
    renewals: list[MovedDocument]
    included: list[MovedDocument] = []
    fees: list[FeeDocument] = []
    charged: list[ChargedDocument] = []
    messages: int = 0
    backup: str | None = None

    @classmethod
    def of(cls, view: DailyView) -> "DailyDocument":
        """From its view."""
        return cls(
            date=view.day,
            forfeited=MovedDocument.of_each(view.forfeited),
            rolled=MovedDocument.of_each(view.rolled),
            renewals=MovedDocument.of_each(view.renewals),
            included=MovedDocument.of_each(view.included),
            fees=[
                FeeDocument(
                    client=code,
                    line_id=line.line_id,
                    amount=format_money(line.amount_minor, line.currency),
                    currency=line.currency,
                )
                for code, line in view.fees
            ],
            charged=[
                ChargedDocument(client=code, entries=entries, minutes=minutes)
                for code, entries, minutes in view.charged
            ],
            messages=view.messages,
            backup=view.backup or None,
        )


class LockDocument(Document):
    """`lock`."""

    lock_date: date_type | None


class BadRowDocument(Document):
    """A row of an import that cannot be read."""

    row: int
    column: str
    reason: str


class ImportDocument(Document):
    """`import`: rows read, what was new, what was there before."""

    rows: int
    imported: int
    existing: int
    new_clients: int
    worked_seconds: int
    renewals: int
    dry_run: bool
    bad_rows: list[BadRowDocument]
    run_id: str
    questions: list[str]
    program: str
    not_carried_over: list[str]
    skipped: int
    changed: int
    agreements: int
    blocks: int
    opening_balances: int
    to_invoice: list[AmountDocument]
    differences: list[str]
    warnings: list[str]
    of_other_exports: int
    unknown_persons: list[str]


class ImportRunDocument(Document):
    """An import of entries or clients."""

    run_id: str
    technician: str
    started_at: str
    finished_at: str | None
    undone_at: str | None
    entries: int
    standing: int
    first_day: str
    last_day: str
    clients: int


class ImportRunsDocument(Document):
    """`import runs`."""

    runs: list[ImportRunDocument]


class ImportUndoDocument(Document):
    """`import undo`."""

    run_id: str
    voided: int
    voided_before: int
    edited: int
    clients_archived: int
    clients_changed_back: int
    kept: list[str]


class DemoDocument(Document):
    """`demo --no-ui`."""

    path: str
    clients: int
    entries: int


class BusinessDocument(Document):
    """`business`."""

    name: str
    timezone: str
    fiscal: dict[str, str]
    logo: str | None = None


class PriceDocument(Document):
    """What a block of one size costs by the price list."""

    size_minutes: int
    price: str
    currency: str


class PriceListDocument(Document):
    """The price list."""

    prices: list[PriceDocument]

    @classmethod
    def of(cls, listed: tuple[ListedPrice, ...]) -> "PriceListDocument":
        """From the list."""
        return cls(
            prices=[
                PriceDocument(
                    size_minutes=each.size_minutes,
                    price=format_money(each.price_minor, each.currency),
                    currency=each.currency,
                )
                for each in listed
            ]
        )


class TechnicianDocument(Document):
    """What holds of a technician from a day on."""

    technician: str
    from_date: date_type | None
    class_name: str
    cost: str
    currency: str


class TechniciansDocument(Document):
    """What is said of technicians, by name and day."""

    technicians: list[TechnicianDocument]

    @classmethod
    def of(cls, known: Technicians) -> "TechniciansDocument":
        """From what is known."""
        return cls(
            technicians=[
                TechnicianDocument(
                    technician=name,
                    from_date=each.from_date,
                    class_name=each.class_name,
                    cost=format_money(each.cost_minor, each.currency),
                    currency=each.currency,
                )
                for name, versions in sorted(known.items())
                for each in versions
            ]
        )
