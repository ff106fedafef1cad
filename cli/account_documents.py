"""JSON documents of accounts, blocks and balances."""

from datetime import date as date_type
from typing import Any

from cli.documents import Document
from core.basics.money import format_money
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.queries.accounts import AccountView
from core.queries.views.balances import BalanceView, BlockView
from core.queries.views.lines import LineView


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
