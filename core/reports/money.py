"""The report on which clients are ready for a recurring fee."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt
from typing import NamedTuple

from core.basics.i18n import _
from core.language.formats import money_text
from core.model.terms import Kind
from core.queries.queries import Queries
from core.reports.table import Chart, Column, ColumnKind, ReportOptions, ReportTable, months_between, rounded
from core.reports.words import title_of


class _Candidate(NamedTuple):
    """A client checked by the rule; money in minor units, gains by month with the oldest first."""

    code: str
    verdict: str
    months_used: int
    blocks_a_quarter: str
    variation_per_mille: int
    fee: int
    worst: int
    best: int
    currency: str
    gains: tuple[int, ...]

    @property
    def lost_months(self) -> int:
        """The number of months in which the work was worth more than the fee."""
        return sum(1 for gain in self.gains if gain < 0)


LEAST_MONTHS = 6
MOST_VARIATION_PER_MILLE = 500
LEAST_BLOCKS_A_QUARTER = Fraction(1)


def managed(queries: Queries, options: ReportOptions, _since: date, _until: date) -> ReportTable:
    """Who is ready for a recurring fee, over the last twelve full months.

    A month's value is what its work drew from prepaid hours (price / size of the block) and its break-fix and overage
    lines. The fee is the mean of the twelve months' values. Ready: work in at least 6 of the months, at least one block
    bought a quarter, and a variation (standard deviation / mean) of at most 50 %. The provider's gain or loss of a month
    is the fee less the month's value.
    """
    days = queries.session.days()
    # A month counts once it is over for every client that the report compares.
    today = days.of(options.client_id) if options.client_id else days.first
    last = today.replace(day=1) - timedelta(days=1)
    first = date(last.year if last.month == 12 else last.year - 1, last.month % 12 + 1, 1)
    months = months_between(first.isoformat()[:7], last.isoformat()[:7])
    values: dict[tuple[str, str], dict[str, Fraction]] = {}
    for client_id, month, currency, price, size, minutes in queries.session.store.figures.drawn(
        first, last, options.client_id
    ):
        by_month = values.setdefault((client_id, currency), {})
        by_month[month] = by_month.get(month, Fraction(0)) + Fraction(price * minutes, size)
    for client_id, month, kind, currency, amount in queries.session.store.figures.lines(first, last, options.client_id):
        if kind in ("break-fix", "overage"):
            by_month = values.setdefault((client_id, currency), {})
            by_month[month] = by_month.get(month, Fraction(0)) + amount
    bought = queries.session.store.figures.blocks_bought(first, last, options.client_id)
    found: list[_Candidate] = []
    for (client_id, currency), by_month in values.items():
        row = queries.client_rows_of([client_id])[0]
        series = [by_month.get(month, Fraction(0)) for month in months]
        mean = sum(series, Fraction(0)) / len(series)
        if not row.has_agreement or row.kind is Kind.MANAGED or mean <= 0:
            continue
        deviation = sqrt(sum((value - mean) ** 2 for value in series) / len(series))
        variation = round(deviation / float(mean) * 1000)
        used = sum(1 for value in series if value > 0)
        quarter = Fraction(bought.get(client_id, 0), 4)
        fee = rounded(mean)
        gains = tuple(fee - rounded(value) for value in series)
        verdict = _verdict(used, quarter, variation, is_prepaid=row.kind is Kind.PREPAID)
        found.append(
            _Candidate(
                row.client.code,
                verdict,
                used,
                f"{float(quarter):.2f}",
                variation,
                fee,
                min(gains),
                max(gains),
                currency,
                gains,
            )
        )
    found.sort(key=lambda each: (each.verdict != _("ready"), each.variation_per_mille, each.code))
    ready = [each for each in found if each.verdict == _("ready")]
    sentences = [_("{count} of {all} clients are ready for a recurring fee.").format(count=len(ready), all=len(found))]
    sentences += [
        _(
            "{code}: {fee} a month would have cost the same; the worst month loses {worst}, the best gains {best}."
        ).format(
            code=each.code,
            fee=money_text(each.fee, each.currency),
            worst=money_text(-min(0, each.worst), each.currency),
            best=money_text(max(0, each.best), each.currency),
        )
        for each in ready[:5]
    ]
    if options.client_id:
        sentences += [line for each in found for line in _months_in_words(each, months)]
    return ReportTable(
        "managed",
        title_of("managed"),
        tuple(sentences),
        (
            Column("client", _("Client")),
            Column("verdict", _("Verdict")),
            Column("months_used", _("Months"), ColumnKind.COUNT, rank=2),
            Column("blocks_a_quarter", _("Blocks/quarter"), rank=3),
            Column("variation_per_mille", _("Variation"), ColumnKind.PER_MILLE, rank=1),
            Column("fee", _("Fee"), ColumnKind.MONEY),
            Column("worst", _("Worst month"), ColumnKind.MONEY),
            Column("best", _("Best month"), ColumnKind.MONEY),
            Column("currency", _("Currency")),
            *(Column(f"gain_{month}", month, ColumnKind.MONEY) for month in months),
        ),
        tuple((*each[:-1], *each.gains) for each in found),
        Chart(
            tuple(each.code for each in found[:12]),
            tuple(each.variation_per_mille for each in found[:12]),
            ColumnKind.PER_MILLE,
            _("Variation, %"),
        ),
        tuple(
            Chart(
                months,
                each.gains,
                ColumnKind.MONEY,
                _("{code}: what a fee would have gained").format(code=each.code),
                (each.currency,) * len(months),
            )
            for each in found
        ),
        bar="fee",
    )


def _months_in_words(each: _Candidate, months: Sequence[str]) -> list[str]:
    """For one client, what its work was worth in each month and what a fee would have changed for the provider."""
    lines = [
        _("With {fee} a month the provider would have lost in {lost} of {all} months:").format(
            fee=money_text(each.fee, each.currency), lost=each.lost_months, all=len(months)
        )
    ]
    for month, gain in zip(months, each.gains, strict=True):
        sentence = _("{month}: work worth {value}, the fee gains {gain}")
        if gain < 0:
            sentence = _("{month}: work worth {value}, the fee loses {gain}")
        value = money_text(each.fee - gain, each.currency)
        lines.append("  " + sentence.format(month=month, value=value, gain=money_text(abs(gain), each.currency)))
    return lines


def _verdict(used: int, quarter: Fraction, variation: int, *, is_prepaid: bool) -> str:
    if used < LEAST_MONTHS:
        return _("too few months of work")
    if is_prepaid and quarter < LEAST_BLOCKS_A_QUARTER:
        return _("buys too few blocks")
    if variation > MOST_VARIATION_PER_MILLE:
        return _("months differ too much")
    return _("ready")
