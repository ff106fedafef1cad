"""The JSON documents that scripts rely on: keys may be added, none is renamed. Imported only for --json."""

from collections.abc import Sequence
from datetime import date as date_type
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from core.basics.money import format_money
from core.journal.terms_codec import terms_to_json_dict
from core.ledger.recharge import NOTHING_RECHARGED, RechargedEntry, RechargeView
from core.ledger.waiting import ChargedView
from core.model.accounts import AccountCard
from core.model.calls import CallChangeRow
from core.model.clients import Client
from core.model.fiscal import FiscalCard
from core.model.terms import Agreement
from core.model.work import Waits
from core.queries.accounts import AccountView
from core.queries.views import BalanceView, BlockView, CallView, EntryView, LineView, PostingView, RenewalView


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


class BlockDocument(Document):
    """A block of a balance."""

    block_id: str
    size_minutes: int
    remaining_minutes: int
    sold_on: date_type
    available_from: date_type | None
    expires_on: date_type | None
    expired: bool
    origin: str
    billing: str
    waits_for: str
    price: str
    currency: str
    voided: bool
    forfeited_minutes: int
    carried_minutes: int

    @classmethod
    def of(cls, view: BlockView) -> "BlockDocument":
        """From its view."""
        return cls(**_block_fields(view))


class ClientBlockDocument(BlockDocument):
    """A block with its client and account, in `block list`."""

    client: str
    account: str

    @classmethod
    def of_account(cls, account: AccountCard, view: BlockView) -> "ClientBlockDocument":
        """From its view."""
        return cls(client=account.client.code, account=account.address, **_block_fields(view))


def _block_fields(view: BlockView) -> dict[str, Any]:
    return {
        "block_id": view.block_id,
        "size_minutes": view.size_minutes,
        "remaining_minutes": view.remaining_minutes,
        "sold_on": view.sold_on,
        "available_from": view.available_from,
        "expires_on": view.expires_on,
        "expired": view.expired,
        "origin": view.origin.value,
        "billing": view.billing,
        "waits_for": view.waits_for,
        "price": format_money(view.price_minor, view.currency),
        "currency": view.currency,
        "voided": view.voided,
        "forfeited_minutes": view.forfeited_minutes,
        "carried_minutes": view.carried_minutes,
    }


class BlocksDocument(Document):
    """`block list`."""

    blocks: list[ClientBlockDocument]


class UnpaidDocument(Document):
    """What is overdue of an account in one currency."""

    amount: str
    currency: str
    due_on: date_type
    numbers: list[str]


class BalanceDocument(Document):
    """`balance CLIENT`; without an agreement there is no kind and no balance.

    `accounts` names the other accounts that the client's work may be charged to.
    """

    client: str
    account: str
    accounts: list[str] = []
    name: str
    kind: str | None
    remaining_minutes: int | None
    waiting_minutes: int
    waiting_entries: int
    expired_minutes: int
    later_minutes: int
    overdraft_minutes: int
    pending_minutes: int
    threshold_minutes: int
    under_threshold: bool
    renewal_pending: bool
    unpaid: list[UnpaidDocument] = []
    blocks: list[BlockDocument]

    @classmethod
    def of(
        cls, view: BalanceView, client: Client | None = None, others: tuple[AccountCard, ...] = ()
    ) -> "BalanceDocument":
        """From its view; `client` was asked for, if another one owns the account."""
        fields = _balance_fields(view, client or view.client)
        return cls(**fields, accounts=[card.address for card in others])


class SoldDocument(BalanceDocument):
    """`block sell`: the block and the balance after it."""

    block_id: str

    @classmethod
    def of_block(cls, block_id: str, view: BalanceView) -> "SoldDocument":
        """From the block's id and the balance."""
        return cls(block_id=block_id, **_balance_fields(view, view.client))


class CreditDocument(BalanceDocument):
    """`block credit`: the credit line, and the balance after it."""

    block_id: str | None
    line_id: str
    minutes: int
    amount: str
    currency: str
    corrects: str | None

    @classmethod
    def of_line(cls, line: LineView, view: BalanceView) -> "CreditDocument":
        """From the credit line and the balance."""
        return cls(
            block_id=line.corrects.block_id if line.corrects else None,
            line_id=line.line_id,
            minutes=line.minutes,
            amount=format_money(line.amount_minor, line.currency),
            currency=line.currency,
            corrects=line.corrects.line_id if line.corrects else None,
            **_balance_fields(view, view.client),
        )


def _balance_fields(view: BalanceView, client: Client) -> dict[str, Any]:
    return {
        "client": client.code,
        "account": view.account.address,
        "name": client.name,
        "kind": view.kind.value if view.has_agreement else None,
        "remaining_minutes": view.remaining_minutes if view.has_agreement else None,
        "waiting_minutes": view.waits.minutes,
        "waiting_entries": view.waits.entries,
        "expired_minutes": view.expired_minutes,
        "later_minutes": view.later_minutes,
        "overdraft_minutes": view.overdraft_minutes,
        "pending_minutes": view.pending_minutes,
        "threshold_minutes": view.threshold_minutes,
        "under_threshold": view.under_threshold,
        "renewal_pending": view.renewal_pending,
        "unpaid": [
            UnpaidDocument(
                amount=format_money(each.amount_minor, each.currency),
                currency=each.currency,
                due_on=each.due_on,
                numbers=list(each.numbers),
            )
            for each in view.unpaid
        ],
        "blocks": [BlockDocument.of(block) for block in view.blocks],
    }


class BalancesDocument(Document):
    """`balance` without a client: an object for each account."""

    clients: list[BalanceDocument]


class AccountDocument(Document):
    """An account with those who use it and what is left."""

    client: str
    account: str
    account_id: str
    name: str
    shared_with: list[str]
    default_of: list[str]
    work_types: list[dict[str, str]]
    archived: bool
    kind: str
    remaining_minutes: int
    overdraft_minutes: int
    threshold_minutes: int

    @classmethod
    def of(cls, view: AccountView, balance: BalanceView) -> "AccountDocument":
        """From its views."""
        return cls(
            client=view.client.code,
            account=view.account.address,
            account_id=view.account.account_id,
            name=view.account.name,
            shared_with=[client.code for client in view.users],
            default_of=[client.code for client in view.default_of],
            work_types=[{"client": client.code, "work_type": work_type} for client, work_type in view.work_types],
            archived=view.account.archived,
            kind=balance.kind.value,
            remaining_minutes=balance.remaining_minutes,
            overdraft_minutes=balance.overdraft_minutes,
            threshold_minutes=balance.threshold_minutes,
        )


class AccountsDocument(Document):
    """`account list`."""

    accounts: list[AccountDocument]


class ClientDocument(Document):
    """A client's card."""

    client: str
    client_id: str
    name: str
    phones: list[str]
    contacts: list[str]
    email: str
    archived: bool
    without_card: bool

    @classmethod
    def of(cls, client: Client) -> "ClientDocument":
        """From the model."""
        return cls(
            client=client.code,
            client_id=client.client_id,
            name=client.name,
            phones=[phone.raw for phone in client.phones],
            contacts=list(client.contacts),
            email=client.email,
            archived=client.archived,
            without_card=client.without_card,
        )


class ClientCardDocument(ClientDocument):
    """`client show`: the record with its fiscal card; every field of the card is a text, empty for nothing."""

    fiscal: dict[str, str]

    @classmethod
    def with_fiscal(cls, client: Client, card: FiscalCard) -> "ClientCardDocument":
        """From the models."""
        from core.forms.fiscal import texts_of

        return cls(**ClientDocument.of(client).model_dump(), fiscal=texts_of(card))


class ClientsDocument(Document):
    """`client list`."""

    clients: list[ClientDocument]


class AgreementDocument(Document):
    """Terms in force from a date on; `terms` holds what differs from the defaults."""

    client: str
    account: str
    agreement_id: str
    from_date: date_type | None
    kind: str
    terms: dict[str, object]

    @classmethod
    def of(cls, account: AccountCard, agreement: Agreement) -> "AgreementDocument":
        """From the model."""
        return cls(
            client=account.client.code,
            account=account.address,
            agreement_id=agreement.agreement_id,
            from_date=agreement.from_date,
            kind=agreement.terms.kind.value,
            terms=terms_to_json_dict(agreement.terms),
        )


class RechargedDocument(Document):
    """An entry of a past day that changed terms charge otherwise; it was voided and replaced."""

    entry_id: str
    client: str
    work_date: date_type
    before_minutes: int
    after_minutes: int

    @classmethod
    def of(cls, entry: RechargedEntry) -> "RechargedDocument":
        """From its view."""
        return cls(
            entry_id=entry.entry_id,
            client=entry.client.code,
            work_date=entry.work_date,
            before_minutes=entry.before_minutes,
            after_minutes=entry.after_minutes,
        )


class SetAgreementDocument(AgreementDocument):
    """`agreement set`: the version in force, what it changes, a sentence each, and whether anything was written.

    `charged_…` tell of work that waited for an agreement; they are null where the key of the change was used before.
    `waiting_…` tell of what waits on, `recharged` of entries of past days that the terms charge otherwise.
    """

    changes: list[str]
    written: bool
    charged_entries: int | None
    charged_minutes: int | None
    renewed_blocks: int | None
    recharged: list[RechargedDocument]
    waiting_entries: int
    waiting_minutes: int

    @classmethod
    def of_set(
        cls,
        account: AccountCard,
        agreement: Agreement,
        changes: list[str],
        *,
        written: bool,
        charged: ChargedView | None,
        waits: Waits,
        recharged: RechargeView = NOTHING_RECHARGED,
    ) -> "SetAgreementDocument":
        """From the model, and what was charged, where that is known."""
        return cls(
            **dict(AgreementDocument.of(account, agreement)),
            changes=changes,
            written=written,
            charged_entries=charged.entries if charged else None,
            charged_minutes=charged.minutes if charged else None,
            renewed_blocks=charged.renewals if charged else None,
            recharged=[RechargedDocument.of(entry) for entry in recharged.entries],
            waiting_entries=waits.entries,
            waiting_minutes=waits.minutes,
        )


class AgreementsDocument(Document):
    """`agreement show`."""

    agreements: list[AgreementDocument]


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
