"""The report on earnings per hour, by client and by the kind of agreement under which the work was done."""

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from core.basics.i18n import _
from core.basics.money import rounded
from core.language.formats import money_text
from core.language.labels import word_label
from core.model.accounts import AccountCard
from core.model.technicians import SETTING, read_technicians, version_on
from core.model.terms import Agreement, agreement_on, terms_on
from core.queries.queries import Queries
from core.reports.earnings import billed, drawn, fees_of
from core.reports.table import Chart, Column, ColumnKind, ReportOptions, ReportTable
from core.reports.words import title_of

NO_AGREEMENT: Final = "none"
"""The kind of work on a day on which no agreement is in force."""
_SECONDS_PER_HOUR = 3600
_Row = tuple[Any, ...]
"""Account, kind, minutes, earned, rate, cost and margin where costs are known, currency."""


class _Sums:
    """Worked seconds and earnings by account and kind of agreement on the day; money also by currency."""

    def __init__(self, agreements: list[Agreement]) -> None:
        self._by_account: dict[str, list[Agreement]] = {}
        for agreement in agreements:
            self._by_account.setdefault(agreement.account_id, []).append(agreement)
        self.seconds: dict[tuple[str, str], int] = {}
        self.earned: dict[tuple[str, str], dict[str, Fraction]] = {}
        self.costs: dict[tuple[str, str], dict[str, Fraction]] = {}

    def agreements(self, account_id: str) -> list[Agreement]:
        """The versions of an account's agreement."""
        return self._by_account.get(account_id, [])

    def _kind(self, account_id: str, day: date) -> str:
        agreement = agreement_on(self.agreements(account_id), day)
        return agreement.terms.kind.value if agreement else NO_AGREEMENT

    def work(self, account_id: str, day: date, seconds: int) -> None:
        """Count worked time."""
        terms = terms_on(self.agreements(account_id), day)
        place = (account_id, self._kind(account_id, day))
        self.seconds[place] = self.seconds.get(place, 0) + seconds
        # Work without earnings gets a row too.
        self.earned.setdefault(place, {}).setdefault(terms.currency, Fraction(0))

    def cost(self, account_id: str, day: date, currency: str, amount: Fraction) -> None:
        """Count what work cost the business."""
        place = (account_id, self._kind(account_id, day))
        sums = self.costs.setdefault(place, {})
        sums[currency] = sums.get(currency, Fraction(0)) + amount
        self.earned.setdefault(place, {}).setdefault(currency, Fraction(0))

    def earn(self, account_id: str, day: date, currency: str, amount: Fraction) -> None:
        """Count money."""
        sums = self.earned.setdefault((account_id, self._kind(account_id, day)), {})
        sums[currency] = sums.get(currency, Fraction(0)) + amount


def profitability(queries: Queries, options: ReportOptions, since: date, until: date) -> ReportTable:
    """The effective hourly rate: what work earned / the hours worked, under the kind in force on the day of the work.

    Work that draws hours earns what was paid for them (`rules.worth`); break-fix and overage what their lines say; a
    managed agreement its fee by the day, for the days of the period that have come and in which it was in force; an archived
    client only that of its lines.
    """
    cards = queries.session.store.reads.cards()
    accounts = {card.account_id: card for card in cards if options.client_id in (None, card.client.client_id)}
    sums = _summed(queries, accounts, since, until)
    rows, kinds = _rows_of(sums, accounts)
    sentences = tuple(
        _("{kind}: {rate} an hour.").format(
            kind=word_label(kind), rate=money_text(rounded(total * _SECONDS_PER_HOUR / time), currency)
        )
        for (kind, currency), (total, time) in sorted(kinds.items())
        if total or kind != NO_AGREEMENT
    )
    return ReportTable(
        "profitability",
        title_of("profitability"),
        sentences,
        (
            Column("client", _("Client")),
            Column("kind", _("Kind"), ColumnKind.WORD),
            Column("worked_minutes", _("Worked"), ColumnKind.MINUTES, total=True),
            Column("earned", _("Earned"), ColumnKind.MONEY, total=True),
            Column("rate", _("An hour"), ColumnKind.MONEY),
            *(_margin_columns() if sums.costs else ()),
            Column("currency", _("Currency")),
        ),
        tuple(rows),
        Chart(
            tuple(row[0] for row in rows[:12]),
            tuple(row[4] or 0 for row in rows[:12]),
            ColumnKind.MONEY,
            _("Earned an hour"),
            tuple(row[-1] for row in rows[:12]),
        ),
        bar="rate",
    )


def _summed(queries: Queries, accounts: Collection[str], since: date, until: date) -> _Sums:
    """What work of these accounts took, cost and earned in a period."""
    store = queries.session.store
    figures, sums = store.figures, _Sums(store.reads.agreements())
    for account_id, day, seconds in figures.worked_by_day(since, until, None):
        if account_id in accounts:
            sums.work(account_id, date.fromisoformat(day), seconds)
    technicians = read_technicians(store.reads.setting(SETTING))
    for entry in figures.worked(since, until, None).values() if technicians else ():
        version = version_on(technicians, entry.technician, entry.day)
        if entry.account_id in accounts and version.cost_minor:
            amount = Fraction(version.cost_minor * entry.worked_seconds, _SECONDS_PER_HOUR)
            sums.cost(entry.account_id, entry.day, version.currency, amount)
    for each in drawn(queries, since, until, None):
        if each.account_id in accounts:
            sums.earn(each.account_id, each.day, each.currency, Fraction(each.amount_minor))
    for line in billed(queries, since, until, None):
        if line.account_id in accounts:
            sums.earn(line.account_id, line.day, line.currency, Fraction(line.amount_minor))
    days = queries.session.days()
    for account_id in figures.ever_managed():
        if account_id in accounts:
            for fee in fees_of(
                queries, account_id, sums.agreements(account_id), since, min(until, days.of(account_id))
            ):
                sums.earn(account_id, fee.first, fee.currency, fee.amount)
    return sums


def _rows_of(
    sums: _Sums, accounts: Mapping[str, AccountCard]
) -> tuple[list[_Row], dict[tuple[str, str], tuple[Fraction, int]]]:
    """A row for each account, kind and currency, the lowest rate first; by kind and currency its money and seconds."""
    rows: list[_Row] = []
    kinds: dict[tuple[str, str], tuple[Fraction, int]] = {}
    for (account_id, kind), earned in sums.earned.items():
        seconds = sums.seconds.get((account_id, kind), 0)
        costs = sums.costs.get((account_id, kind), {})
        worth_something = {each: worth for each, worth in earned.items() if worth or costs.get(each)} or earned
        for place, (currency, worth) in enumerate(sorted(worth_something.items())):
            # Hours paid in two currencies have no single rate; count them once.
            rate = worth * _SECONDS_PER_HOUR / seconds if seconds and len(worth_something) == 1 else None
            code, minutes = accounts[account_id].address, seconds // 60 if place == 0 else 0
            cost = rounded(costs.get(currency, Fraction(0)))
            margin = (cost, rounded(worth) - cost) if sums.costs else ()
            rows.append(
                (code, kind, minutes, rounded(worth), None if rate is None else rounded(rate), *margin, currency)
            )
            if rate is not None:
                total, time = kinds.get((kind, currency), (Fraction(0), 0))
                kinds[kind, currency] = (total + worth, time + seconds)
    rows.sort(key=lambda row: (row[4] is None, row[4] or 0, row[0]))
    return rows, kinds


def _margin_columns() -> tuple[Column, ...]:
    return (
        Column("cost", _("Cost"), ColumnKind.MONEY, total=True),
        Column("margin", _("Margin"), ColumnKind.MONEY, total=True),
    )
