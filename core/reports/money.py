"""The report on which clients are ready for a recurring fee."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt

from core.basics.dataclass import dataclass
from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.basics.money import rounded
from core.language.formats import money_text
from core.model.terms import Agreement, Kind, terms_on
from core.queries.queries import Queries
from core.reports.earnings import billed, drawn
from core.reports.table import Chart, Column, ColumnKind, ReportOptions, ReportTable, months_between
from core.reports.words import title_of
from core.rules.billing import value_of

LEAST_MONTHS = 6
MOST_VARIATION_PER_MILLE = 500
LEAST_MINUTES_A_QUARTER = 600
_MONTHS_A_QUARTER = 3


@dataclass(frozen=True)
class Candidate:
    """A client checked by the rule, over the months from its first work on; money in minor units of `currency`."""

    client_id: str
    """Id of the client."""
    code: str
    """Code of the client."""
    currency: str
    """ISO 4217 code of the amounts."""
    months: tuple[str, ...]
    """The months that were looked at (YYYY-MM), the first first."""
    values: tuple[int, ...]
    """What the work of each month was worth."""
    running: int
    """What the work of the month that has not ended is worth so far."""
    minutes: int
    """Charged minutes of all months."""
    margin: Fraction
    """What the fee adds to the break-even, 0 or more: 1/5 for 20 %."""

    @property
    def months_used(self) -> int:
        """The number of months with work worth something."""
        return sum(1 for value in self.values if value > 0)

    @property
    def mean(self) -> Fraction:
        """The mean of the months, exact."""
        return Fraction(sum(self.values), len(self.values))

    @property
    def break_even(self) -> int:
        """The fee that would have cost the client the same."""
        return rounded(self.mean)

    @property
    def fee(self) -> int:
        """The break-even with the margin."""
        return rounded(self.mean * (1 + self.margin))

    @property
    def minutes_a_quarter(self) -> int:
        """Charged minutes of three months, in the mean."""
        return rounded(Fraction(self.minutes * _MONTHS_A_QUARTER, len(self.months)))

    @property
    def money_a_quarter(self) -> int:
        """What the work of three months was worth, in the mean."""
        return rounded(self.mean * _MONTHS_A_QUARTER)

    @property
    def variation_per_mille(self) -> int:
        """Standard deviation / mean."""
        deviation = sqrt(sum((value - self.mean) ** 2 for value in self.values) / len(self.values))
        return round(deviation / float(self.mean) * 1000)

    @property
    def gains(self) -> tuple[int, ...]:
        """What the provider gains by the fee in each month; below zero where it loses."""
        return tuple(self.fee - value for value in self.values)

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        if self.months_used < LEAST_MONTHS:
            return _("too few months of work")
        if self.minutes_a_quarter < LEAST_MINUTES_A_QUARTER:
            return _("works too few hours")
        if self.variation_per_mille > MOST_VARIATION_PER_MILLE:
            return _("months differ too much")
        return _("ready")

    @property
    def is_ready(self) -> bool:
        """Whether a recurring fee suits the client."""
        return self.verdict == _("ready")


def candidates(queries: Queries, options: ReportOptions) -> tuple[tuple[str, ...], str, list[Candidate]]:
    """The last twelve months that have ended, the running month, and the clients checked, those that are ready first.

    A client's months begin with that of its first work. A month's value is the money of the prepaid minutes that its
    work drew, of its break-fix and overage lines, and of minutes that no block covers yet, at the agreed price.
    Clients on a managed agreement and those without one are left out, and archived ones unless one is named.
    """
    days = queries.session.days()
    # A month counts once it is over for every client that the report compares.
    today = days.of(options.client_id) if options.client_id else days.first
    last = today.replace(day=1) - timedelta(days=1)
    first = date(last.year if last.month == 12 else last.year - 1, last.month % 12 + 1, 1)
    months, running = months_between(first.isoformat()[:7], last.isoformat()[:7]), today.isoformat()[:7]
    values: dict[tuple[str, str], dict[str, int]] = {}

    def count(client_id: str, currency: str, day: date, amount: int) -> None:
        by_month, month = values.setdefault((client_id, currency), {}), day.isoformat()[:7]
        by_month[month] = by_month.get(month, 0) + amount

    for each in drawn(queries, first, today, options.client_id):
        count(each.client_id, each.currency, each.day, each.amount_minor)
    for line in billed(queries, first, today, options.client_id):
        count(line.client_id, line.currency, line.day, line.amount_minor)
    figures, agreements = queries.session.store.figures, dict[str, list[Agreement]]()
    for client_id, account_id, day, uncovered in figures.overdrafts(first, today, options.client_id):
        versions = agreements.setdefault(account_id, list(queries.agreements(account_id)))
        terms, worked_on = terms_on(versions, date.fromisoformat(day)), date.fromisoformat(day)
        count(client_id, terms.currency, worked_on, value_of(terms, uncovered))
    begun = figures.first_work(options.client_id)
    minutes: dict[str, int] = {}
    for client_id, _month, charged in figures.charged_by_month(first, last, options.client_id):
        minutes[client_id] = minutes.get(client_id, 0) + charged
    found = []
    for (client_id, currency), by_month in values.items():
        row = queries.client_rows_of([client_id])[0]
        own = tuple(each for each in months if each >= begun.get(client_id, first).isoformat()[:7])
        series = tuple(by_month.get(month, 0) for month in own)
        if not row.has_agreement or row.kind is Kind.MANAGED or sum(series) <= 0:
            continue
        if row.client.archived and not options.client_id:
            continue
        found.append(
            Candidate(
                client_id,
                row.client.code,
                currency,
                own,
                series,
                by_month.get(running, 0),
                minutes.get(client_id, 0),
                options.margin,
            )
        )
    found.sort(key=lambda each: (not each.is_ready, each.variation_per_mille, each.code))
    return months, running, found


def managed(queries: Queries, options: ReportOptions, _since: date, _until: date) -> ReportTable:
    """Who is ready for a recurring fee, over the months from a client's first work to the last that has ended, at most twelve.

    The break-even is the mean of the months' values, and the fee adds the margin that was chosen. Ready: work in at
    least 6 of the months, at least 10 hours a quarter, and a variation (standard deviation / mean) of at most 50 %. The
    provider's gain or loss of a month is the fee less the month's value.
    """
    months, running, found = candidates(queries, options)
    ready = [each for each in found if each.is_ready]
    sentences = [_("{count} of {all} clients are ready for a recurring fee.").format(count=len(ready), all=len(found))]
    sentences += [_in_words(each) for each in (found if options.client_id else ready[:5])]
    if options.client_id:
        sentences += [line for each in found for line in _months_in_words(each, running)]
    return ReportTable(
        "managed",
        title_of("managed"),
        tuple(sentences),
        (
            Column("client", _("Client")),
            Column("verdict", _("Verdict")),
            Column("months_used", _("Months"), ColumnKind.COUNT, rank=2),
            Column("minutes_a_quarter", _("Hours/quarter"), ColumnKind.MINUTES, rank=3),
            Column("money_a_quarter", _("Money/quarter"), ColumnKind.MONEY, rank=4),
            Column("variation_per_mille", _("Variation"), ColumnKind.PER_MILLE, rank=1),
            Column("break_even", _("Break-even"), ColumnKind.MONEY, rank=3),
            Column("fee", _("Fee"), ColumnKind.MONEY),
            Column("worst", _("Worst month"), ColumnKind.MONEY),
            Column("best", _("Best month"), ColumnKind.MONEY),
            Column("running", _("This month"), ColumnKind.MONEY, rank=5),
            Column("currency", _("Currency")),
            *(Column(f"gain_{month}", month, ColumnKind.MONEY) for month in months),
        ),
        tuple(_row(each, months) for each in found),
        Chart(
            tuple(each.code for each in found[:12]),
            tuple(each.variation_per_mille for each in found[:12]),
            ColumnKind.PER_MILLE,
            _("Variation, %"),
        ),
        tuple(
            Chart(
                each.months,
                each.gains,
                ColumnKind.MONEY,
                _("{code}: what a fee would have gained").format(code=each.code),
                (each.currency,) * len(each.months),
            )
            for each in found
        ),
        bar="fee",
    )


def _row(each: Candidate, months: Sequence[str]) -> tuple[str | int | None, ...]:
    gains = dict(zip(each.months, each.gains, strict=True))
    return (
        each.code,
        each.verdict,
        each.months_used,
        each.minutes_a_quarter,
        each.money_a_quarter,
        each.variation_per_mille,
        each.break_even,
        each.fee,
        min(each.gains),
        max(each.gains),
        each.running,
        each.currency,
        *(gains.get(month) for month in months),
    )


def _in_words(each: Candidate) -> str:
    sentence = _("{code}: {fee} a month would have cost the same; the worst month {worst}, the best {best}.")
    if each.margin:
        sentence = _("{code}: {fee} a month, with {even} to break even; the worst month {worst}, the best {best}.")
    return sentence.format(
        code=each.code,
        fee=money_text(each.fee, each.currency),
        even=money_text(each.break_even, each.currency),
        worst=_gain_in_words(min(each.gains, default=0), each.currency),
        best=_gain_in_words(max(each.gains, default=0), each.currency),
    )


def _gain_in_words(gain: int, currency: str) -> str:
    sentence = _("loses {money}") if gain < 0 else _("gains {money}")
    return sentence.format(money=money_text(abs(gain), currency))


def _months_in_words(each: Candidate, running: str) -> list[str]:
    """For one client, what its work was worth in each month and what a fee would have changed for the provider."""
    lines = [
        _("A quarter: {hours} h of work, worth {money}.").format(
            hours=format_minutes(each.minutes_a_quarter), money=money_text(each.money_a_quarter, each.currency)
        ),
        _("With {fee} a month the provider would have lost in {lost} of {all} months:").format(
            fee=money_text(each.fee, each.currency),
            lost=sum(1 for gain in each.gains if gain < 0),
            all=len(each.months),
        ),
    ]
    for month, value, gain in zip(each.months, each.values, each.gains, strict=True):
        sentence = _("{month}: work worth {value}, the fee gains {gain}")
        if gain < 0:
            sentence = _("{month}: work worth {value}, the fee loses {gain}")
        shown = money_text(value, each.currency)
        lines.append("  " + sentence.format(month=month, value=shown, gain=money_text(abs(gain), each.currency)))
    so_far = _("{month}, not over yet: work worth {value} so far")
    lines.append("  " + so_far.format(month=running, value=money_text(each.running, each.currency)))
    return lines
