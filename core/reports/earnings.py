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
            yield Drawn(entry.client_id, use.entry_id, entry.day, entry.technician, entry.worked_seconds, minutes,
                        currency, amount)  # fmt: skip


def billed(queries: Queries, since: date, until: date, client_id: str | None) -> Iterator[tuple[str, date, str, int]]:
    """Client id, day, currency and minor units of the lines that bill work, credits below zero."""
    lines = queries.session.store.figures.lines(since, until, client_id, by_day=True)
    for each_id, day, kind, currency, amount in lines:
        if kind in LINES_OF_WORK:
            yield each_id, date.fromisoformat(day), currency, amount
