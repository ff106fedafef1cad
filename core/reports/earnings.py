"""What work earned, in minor units: the money of the prepaid minutes that it drew, and of its own lines."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from core.queries.queries import Queries
from core.rules.worth import Worth, spread

LINES_OF_WORK: Final = frozenset(("break-fix", "overage", "credit"))
"""The kinds of lines that bill work; those of blocks are not, for their money is that of the minutes."""


class Drawn(NamedTuple):
    """The money of the minutes that one entry drew from one block, in one currency."""

    client_id: str
    """Id of the client that the work was for."""
    account_id: str
    """Id of the account that it was charged to."""
    entry_id: str
    """Id of the entry."""
    day: date
    """Day of the work."""
    technician: str
    """Who did it."""
    worked_seconds: int
    """Worked time of the entry in seconds."""
    minutes: int
    """Minutes drawn; 0 beside the first where the minutes were paid in several currencies."""
    currency: str
    """ISO 4217 code of the amount."""
    amount_minor: int
    """Minor units."""


class Billed(NamedTuple):
    """The amount of the lines of one day that bill work."""

    client_id: str
    """Id of the client that pays."""
    account_id: str
    """Id of the account."""
    day: date
    """Day of the lines."""
    currency: str
    """ISO 4217 code of the amount."""
    amount_minor: int
    """Minor units; below zero for credits."""


def worth_of_blocks(queries: Queries, client_id: str | None = None) -> Worth:
    """The price of blocks spread over their uses; with a client, of the accounts on which it works."""
    store = queries.session.store
    return spread(store.reads.blocks(), store.figures.uses(client_id))


def drawn(queries: Queries, since: date, until: date, client_id: str | None) -> Iterator[Drawn]:
    """The money of minutes drawn by the standing work of a period, in the order of the journal."""
    work = queries.session.store.figures.worked(since, until, client_id)
    for use, money in worth_of_blocks(queries, client_id).uses:
        entry = work.get(use.entry_id)
        if entry is None:
            continue
        for place, (currency, amount) in enumerate(money.items()):
            minutes = 0 if place else use.minutes
            yield Drawn(
                entry.client_id, entry.account_id, use.entry_id, entry.day, entry.technician, entry.worked_seconds,
                minutes, currency, amount,
            )  # fmt: skip


def billed(queries: Queries, since: date, until: date, client_id: str | None) -> Iterator[Billed]:
    """The lines that bill work."""
    for each_id, account_id, day, kind, currency, amount in queries.session.store.figures.lines(
        since, until, client_id
    ):
        if kind in LINES_OF_WORK:
            yield Billed(each_id, account_id, date.fromisoformat(day), currency, amount)
