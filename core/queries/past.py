"""The balance of an account at the end of a past day, in hours and in money."""

from datetime import date

from core.basics.dataclass import dataclass
from core.basics.errors import Usage
from core.basics.i18n import _
from core.model.accounts import AccountCard
from core.queries.balances import BalanceQueries
from core.rules.past import BlockThen, blocks_on
from core.rules.statement import FactKind
from core.rules.worth import Money, added


@dataclass(frozen=True)
class BalanceThen:
    """What was left at the end of a day, as today's books tell it: work that was entered later counts on its day."""

    account: AccountCard
    """The account."""
    day: date
    """The day."""
    remaining_minutes: int
    """Minutes that could serve work of the day, less the overdraft."""
    expired_minutes: int
    """Minutes of blocks that had expired and were not forfeited yet."""
    later_minutes: int
    """Minutes of blocks that served only later work."""
    overdraft_minutes: int
    """Minutes of work that no block had paid yet."""
    unused: Money
    """Money of all minutes left."""
    blocks: tuple[BlockThen, ...]
    """The blocks that held minutes or money."""


def balance_on(queries: BalanceQueries, account_id: str, day: date) -> BalanceThen:
    """The balance at the end of a day. Errors: `Usage` for a day that is still to come."""
    if day > queries.today(account_id):
        raise Usage(_("{day} is still to come; write a day that has been").format(day=day.isoformat()))
    store = queries.session.store
    with store.reading():
        blocks = blocks_on(store.reads.blocks(account_id), store.figures.uses(account_id=account_id), day)
        worked = sum(
            fact.minutes
            for fact in store.statements.facts(account_id)
            if fact.kind is FactKind.ENTRY and fact.voided_seq is None and fact.day <= day
        )
        overdraft = worked - sum(each.drawn_minutes for each in blocks)
        expired = sum(each.minutes for each in blocks if each.block.expires_on and each.block.expires_on < day)
        later = sum(each.minutes for each in blocks if each.block.available_from > day)
        unused = Money()
        for each in blocks:
            unused = added(unused, each.left)
        return BalanceThen(
            queries.card(account_id),
            day,
            sum(each.minutes for each in blocks) - expired - later - overdraft,
            expired,
            later,
            overdraft,
            {currency: amount for currency, amount in unused.items() if amount},
            tuple(each for each in blocks if each.minutes or any(each.left.values())),
        )
