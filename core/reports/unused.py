"""The report on prepaid hours that are unused at the end of a day, in money: income that is not earned yet."""

from datetime import date
from typing import NamedTuple

from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.language.formats import date_text
from core.model.accounts import AccountCard
from core.queries.queries import Queries
from core.reports.table import Chart, Column, ColumnKind, ReportOptions, ReportTable
from core.reports.words import sums_text, title_of
from core.rules.past import blocks_on
from core.rules.worth import Money, added


class _Row(NamedTuple):
    """A row; money in minor units."""

    account: str
    minutes: int
    sold: int
    credited: int
    used: int
    lapsed: int
    unused: int
    currency: str


def unused(queries: Queries, options: ReportOptions, _since: date, until: date) -> ReportTable:
    """By account and currency, what became of the price of all hours sold until a day.

    sold − credited = used + lapsed + unused. The money of each minute is what was paid for it (`rules.worth`), to the
    minor unit, so the rows and their totals add up.
    """
    store = queries.session.store
    uses = store.figures.uses(options.client_id)
    cards: dict[str, AccountCard] = {}
    sums: dict[str, list[Money]] = {}
    minutes: dict[str, int] = {}
    for each in blocks_on(store.reads.blocks(), uses, until):
        card = cards.setdefault(each.block.account_id, queries.card(each.block.account_id))
        if options.client_id not in (None, card.client.client_id):
            continue
        columns = sums.setdefault(card.account_id, [Money()] * 5)
        parts = (each.sold, each.credited, each.used, each.lapsed, each.left)
        sums[card.account_id] = [added(old, new) for old, new in zip(columns, parts, strict=True)]
        minutes[card.account_id] = minutes.get(card.account_id, 0) + each.minutes
    rows: list[_Row] = []
    for account_id, columns in sums.items():
        currencies = sorted({currency for money in columns for currency, amount in money.items() if amount})
        for place, currency in enumerate(currencies):
            left = minutes[account_id] if place == 0 else 0
            sold, credited, used, lapsed, rest = (money.get(currency, 0) for money in columns)
            rows.append(_Row(cards[account_id].address, left, sold, credited, used, lapsed, rest, currency))
    rows.sort(key=lambda row: (-row.unused, row.account))
    totals: dict[str, int] = {}
    for row in rows:
        totals[row.currency] = totals.get(row.currency, 0) + row.unused
    sentence = _("At the end of {day}, no hours that are paid for are unused.")
    if rows:
        sentence = _("At the end of {day}, {hours} h that are paid for are unused: {money}.")
    return ReportTable(
        "unused",
        title_of("unused"),
        (
            sentence.format(
                day=date_text(until), hours=format_minutes(sum(row.minutes for row in rows)), money=sums_text(totals)
            ),
        ),
        (
            Column("client", _("Client")),
            Column("minutes", _("Unused hours"), ColumnKind.MINUTES, total=True),
            Column("sold", _("Sold"), ColumnKind.MONEY, total=True),
            Column("credited", _("Credited"), ColumnKind.MONEY, total=True, rank=1),
            Column("used", _("Used"), ColumnKind.MONEY, total=True),
            Column("lapsed", _("Lapsed"), ColumnKind.MONEY, total=True, rank=1),
            Column("unused", _("Unused"), ColumnKind.MONEY, total=True),
            Column("currency", _("Currency")),
        ),
        tuple(rows),
        Chart(
            tuple(row.account for row in rows[:12]),
            tuple(row.unused for row in rows[:12]),
            ColumnKind.MONEY,
            _("Unused hours, in money"),
            tuple(row.currency for row in rows[:12]),
        ),
        bar="unused",
    )
