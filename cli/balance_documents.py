"""The JSON document of a balance at the end of a past day. Imported only for --json."""

from cli.documents import Document
from core.basics.money import format_money
from core.queries.past import BalanceThen


class MoneyDocument(Document):
    """An amount of money."""

    currency: str
    amount: str


class BlockThenDocument(Document):
    """A block as it was."""

    block_id: str
    size_minutes: int
    remaining_minutes: int
    sold_on: str
    expires_on: str | None
    origin: str


class BalanceThenDocument(Document):
    """`balance CLIENT --on DATE`."""

    client: str
    account: str
    on: str
    remaining_minutes: int
    expired_minutes: int
    later_minutes: int
    overdraft_minutes: int
    unused: list[MoneyDocument]
    blocks: list[BlockThenDocument]

    @classmethod
    def of(cls, view: BalanceThen) -> "BalanceThenDocument":
        """From its view."""
        return cls(
            client=view.account.client.code,
            account=view.account.address,
            on=view.day.isoformat(),
            remaining_minutes=view.remaining_minutes,
            expired_minutes=view.expired_minutes,
            later_minutes=view.later_minutes,
            overdraft_minutes=view.overdraft_minutes,
            unused=[
                MoneyDocument(currency=currency, amount=format_money(amount, currency))
                for currency, amount in view.unused.items()
            ],
            blocks=[
                BlockThenDocument(
                    block_id=each.block.block_id,
                    size_minutes=each.block.size_minutes,
                    remaining_minutes=each.minutes,
                    sold_on=each.block.sold_on.isoformat(),
                    expires_on=each.block.expires_on.isoformat() if each.block.expires_on else None,
                    origin=each.block.origin.value,
                )
                for each in view.blocks
            ],
        )


class BalancesThenDocument(Document):
    """`balance --on DATE` without a client: an object for each account."""

    clients: list[BalanceThenDocument]
