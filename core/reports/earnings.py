"""What work earned, in minor units: the money of the prepaid minutes that it drew, and of its own lines."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

from core.model.accounts import AccountCard
from core.model.billing import Period
from core.model.terms import Agreement, FeeDue
from core.queries.queries import Queries
from core.rules import fees
from core.rules.fees import Stretch
from core.rules.worth import Worth, spread

LINES_OF_WORK: Final = frozenset(("break-fix", "overage", "credit"))
"""The kinds of lines that bill work; those of blocks are not, for their money is that of the minutes."""


_DAY: Final = timedelta(days=1)


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


class Fee(NamedTuple):
    """The fee of a run of days of one period under one version of an agreement."""

    period: Period
    """The whole period."""
    first: date
    """First day of the run."""
    last: date
    """Last day of the run."""
    currency: str
    """ISO 4217 code of the amount."""
    amount: Fraction
    """Minor units, exact: the fee of the period in proportion to the days."""


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


def fees_of(
    queries: Queries, account_id: str, agreements: Sequence[Agreement], since: date, until: date
) -> Iterator[Fee]:
    """The fees of an account by the day, as its lines bill them (rule 6), in the order of their days.

    A version without a first day counts from the day on which it was recorded; where its fee is invoiced elsewhere, from
    the first day of the account. Of an archived account, or of an archived client's, the fees count that have lines, since no
    more will be made; those that are invoiced elsewhere until the day on which it was archived.
    """
    session, card = queries.session, queries.card(account_id)
    known = session.store.figures.first_days_of([account_id]).get(account_id)

    def begins(agreement: Agreement) -> date:
        if agreement.terms.fee_due is FeeDue.NONE and known is not None:
            return date.fromisoformat(known)
        return fees.since_in(session.zone_for(agreement.terms), until)(agreement)

    if card.archived or card.client.archived:
        yield from _fees_of_archived(queries, card, agreements, begins, since, until)
        return
    for each in fees.stretches(agreements, begins, until):
        first, last = max(each.first, since), min(each.last, until)
        if first <= last and each.terms.fee_minor:
            part = Fraction((last - first + _DAY).days, each.period.days)
            yield Fee(each.period, first, last, each.terms.currency, part * each.terms.fee_minor)


def _fees_of_archived(
    queries: Queries,
    card: AccountCard,
    agreements: Sequence[Agreement],
    begins: Callable[[Agreement], date],
    since: date,
    until: date,
) -> Iterator[Fee]:
    store = queries.session.store
    billed, days = store.reads.fees(card.account_id), store.figures.archived_on()
    ids = {card.account_id: card.archived, card.client.client_id: card.client.archived}
    gone = [date.fromisoformat(days[each]) for each, is_archived in ids.items() if is_archived and each in days]
    # To the end of every period that a line bills, whose amount is spread over all of its days with a fee.
    reach = max((until, *(period.until for period, _currency in billed)))
    found = [each for each in fees.stretches(agreements, begins, reach) if each.terms.fee_minor]
    whole: dict[tuple[Period, str], Fraction] = {}
    for each in found:
        if each.terms.fee_due is not FeeDue.NONE:
            whole[_key(each)] = whole.get(_key(each), Fraction(0)) + each.share(each.terms.fee_minor)
    for each in found:
        is_elsewhere = each.terms.fee_due is FeeDue.NONE
        first, last = max(each.first, since), min(each.last, until, *(gone if is_elsewhere else ()))
        share = Fraction(1) if is_elsewhere else billed.get(_key(each), 0) / whole[_key(each)]
        if first <= last and share:
            part = Fraction((last - first + _DAY).days, each.period.days) * share
            yield Fee(each.period, first, last, each.terms.currency, part * each.terms.fee_minor)


def _key(each: Stretch) -> tuple[Period, str]:
    return each.period, each.terms.currency
